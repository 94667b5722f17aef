#!/usr/bin/env python3
"""Holds importing with variants against sharp making the same variants only.

    scripts/bench.py [--photos DIR] [--count 16]

Prints wall time, CPU time, peak memory and bytes of each way, on the same
photos. scripts/bench.sh builds what it needs.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ATELIER = ROOT / "target" / "release" / "atelier"
SHARP = ROOT / "benches" / "sharp" / "variants.mjs"


@dataclass
class Cost:
    """What one way took, all its processes together."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: int = 0

    def run(self, *command: object) -> None:
        """Adds a process. Memory is the largest of them, since they follow each other."""
        began = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{command[0]} ended with {process.returncode}:\n{said.decode(errors='replace')[-2000:]}")
        self.wall += time.monotonic() - began
        self.cpu += used.ru_utime + used.ru_stime
        self.memory = max(self.memory, used.ru_maxrss * 1024)


def import_and_vary(photos: Path, work: Path) -> tuple[Cost, int]:
    """Imports into a new workspace, from reading to every variant on disk."""
    cost, workspace = Cost(), work / "workspace"
    subprocess.run([ATELIER, "init", workspace], check=True, stdout=subprocess.DEVNULL)
    at = (ATELIER, "--workspace", workspace, "--quiet")
    subprocess.run([*at, "style", "add", "coastal", "--name", "Coastal"], check=True, stdout=subprocess.DEVNULL)
    cost.run(*at, "import", "style", "coastal", photos)
    cost.run(*at, "variants", "run")
    with sqlite3.connect(f"file:{workspace / 'catalogue.db'}?mode=ro", uri=True) as rows:
        (size,) = rows.execute("select coalesce(sum(file_size), 0) from style_image_variants").fetchone()
    return cost, size


def convert(photos: Path, work: Path) -> tuple[Cost, int]:
    """Makes the variants only, without a workspace."""
    cost, out = Cost(), work / "converted"
    cost.run(ATELIER, "--quiet", "convert", photos, "--out", out)
    return cost, size_of(out)


def sharp(effort: int, photos: Path, work: Path) -> tuple[Cost, int]:
    """Makes the variants with sharp."""
    cost, out = Cost(), work / f"sharp{effort}"
    cost.run("node", SHARP, photos, out, effort)
    return cost, size_of(out)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix in {".webp", ".avif"})


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--photos", type=Path, default=ROOT / ".run" / "demo-pictures" / "photos")
    arguments.add_argument("--count", type=int, default=16)
    chosen = arguments.parse_args()

    with tempfile.TemporaryDirectory(prefix="atelier-bench-") as folder:
        work = Path(folder)
        photos = work / "photos"
        photos.mkdir()
        for photo in sorted(chosen.photos.glob("*.jpg"))[: chosen.count]:
            shutil.copy(photo, photos)
        count = len(list(photos.iterdir()))
        if count == 0:
            sys.exit(f"no JPEG in {chosen.photos}")
        ways = [
            ("atelier: import, clean, variants", lambda: import_and_vary(photos, work)),
            ("atelier: convert, variants only", lambda: convert(photos, work)),
            ("sharp: variants, AVIF effort 2", lambda: sharp(2, photos, work)),
            ("sharp: variants, its defaults", lambda: sharp(4, photos, work)),
        ]
        print(f"{count} JPEGs, {sum(p.stat().st_size for p in photos.iterdir()) / 1e6:.1f} MB, {os.cpu_count()} cores\n")
        print(f"{'':34} {'wall s':>8} {'CPU s':>8} {'memory MB':>10} {'bytes MB':>9}")
        for name, way in ways:
            cost, size = way()
            print(f"{name:34} {cost.wall:8.1f} {cost.cpu:8.1f} {cost.memory / 1e6:10.0f} {size / 1e6:9.2f}", flush=True)


if __name__ == "__main__":
    main()
