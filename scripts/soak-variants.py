#!/usr/bin/env python3
"""Kills the making of variants again and again, and proves that nothing is lost, twice or half there.

    scripts/soak-variants.py [--count 5000] [--kills 20] [--photos DIR] [--megabytes FROM TO]

Imports photos into a workspace of its own, kills `atelier variants run` (SIGKILL) at moments drawn at
random, lets the last run come to its end, and holds rows against files. It ends with 1 if anything is
wrong, and prints the peak memory of all runs. Needs a release build: `make soak` makes one.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ATELIER = ROOT / "target" / "release" / "atelier"
PRESETS = 4


class Run:
    """One run of the program: what it said it made, and what it took."""

    def __init__(self, workspace: Path, kill_after: float | None) -> None:
        command = [ATELIER, "--workspace", workspace, "--json", "variants", "run"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        killer = threading.Timer(kill_after, process.send_signal, [signal.SIGKILL]) if kill_after else None
        if killer:
            killer.start()
        self.made = 0
        for line in process.stderr:
            # The last line of a process that was killed may be cut short.
            if line.endswith("}\n"):
                self.made += json.loads(line).get("made", 0)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if killer:
            killer.cancel()
        self.code = process.returncode
        self.memory = used.ru_maxrss * 1024


def atelier(workspace: Path, *words: object) -> dict:
    said = subprocess.run([ATELIER, "--workspace", workspace, "--json", "-q", *words], capture_output=True, text=True)
    return json.loads(said.stdout)


def faults(workspace: Path, count: int, made: list[int]) -> list[str]:
    """Holds rows against each other and against the library."""
    found = []
    with sqlite3.connect(f"file:{workspace / 'catalogue.db'}?mode=ro", uri=True) as rows:
        ask = lambda sql: rows.execute(sql).fetchone()[0]  # noqa: E731
        states = dict(rows.execute("select processing_status, count(*) from style_image_variants group by 1"))
        if states != {"ready": count * PRESETS}:
            found.append(f"variants are {states}, not {count * PRESETS} ready ones")
        twice = ask("select count(*) from (select 1 from style_image_variants group by parent_style_image_id, variant_type having count(*) > 1)")
        if twice:
            found.append(f"{twice} variants are there twice")
    checked = atelier(workspace, "verify")
    for kind in ("missing", "damaged", "strays"):
        if checked[kind]:
            found.append(f"{len(checked[kind])} files are {kind}: {checked[kind][:3]}")
    # A variant is recorded before it is told of, so killed runs tell of fewer than they made, never of more.
    if sum(made) > count * PRESETS:
        found.append(f"{sum(made)} variants were made for {count * PRESETS} rows")
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--count", type=int, default=5000)
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--photos", type=Path, help="a folder of photos, instead of photos that it makes")
    arguments.add_argument("--megabytes", type=float, nargs=2, metavar=("FROM", "TO"), help="how large the photos are that it makes")
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    chosen = arguments.parse_args()
    choice = random.Random(chosen.seed)

    with tempfile.TemporaryDirectory(prefix="atelier-soak-") as folder:
        work = Path(folder)
        photos, workspace = chosen.photos or work / "photos", work / "workspace"
        if not chosen.photos:
            size = ["--megabytes", *map(str, chosen.megabytes)] if chosen.megabytes else []
            subprocess.run([ROOT / "scripts" / "many-photos.py", "--out", photos, "--count", str(chosen.count), *size], check=True)
        subprocess.run([ATELIER, "init", workspace], check=True, stdout=subprocess.DEVNULL)
        atelier(workspace, "style", "add", "coastal", "--name", "Coastal")
        began = time.monotonic()
        count = len(atelier(workspace, "import", "style", "coastal", photos)["imported"])
        print(f"{count} photos imported in {time.monotonic() - began:.1f} s; seed {chosen.seed}", flush=True)

        began, runs, kills = time.monotonic(), [], 0
        while kills < chosen.kills:
            # Kills come at every moment, from the start of the program to well into its work.
            run = Run(workspace, choice.uniform(0.02, 8))
            runs.append(run)
            if run.code == 0:
                break
            kills += 1
        run = Run(workspace, None)
        runs.append(run)
        if run.code != 0:
            sys.exit(f"the last run ended with {run.code}")
        made = [run.made for run in runs]
        print(f"{kills} kills, {time.monotonic() - began:.0f} s; made in each run: {made}")
        print(f"{sum(made)} of {count * PRESETS} told of; peak memory {max(run.memory for run in runs) / 1e6:.0f} MB")
        if kills < chosen.kills:
            print(f"the work was over after {kills} kills: give it more photos", file=sys.stderr)
        found = faults(workspace, count, made)
        again = Run(workspace, None)
        if again.made:
            found.append(f"a run with nothing to do made {again.made} variants")
        for fault in found:
            print(fault, file=sys.stderr)
        print("every variant is there once, and no file too many" if not found else f"{len(found)} faults")
        sys.exit(1 if found or kills < chosen.kills else 0)


if __name__ == "__main__":
    main()
