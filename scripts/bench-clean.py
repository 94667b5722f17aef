#!/usr/bin/env python3
"""Holds cleaning against ExifTool and exiv2, and against a plain copy, on the same files, in one run.

    scripts/bench-clean.py [--photos DIR] [--count 1000]

Every way reads the same files, which lie in the memory of the system by then, and
writes its results to the same disk. What the results take is written and given up
three times before: on a virtual machine, memory that was never touched has to be
asked for, and the first way to write would pay for all. Each way runs a few times,
in turns, and the fastest run counts. Its results are emptied, not deleted, before
the next: ext4 passes over inodes deleted within the last minutes, one by one, so
whoever makes files after a deletion pays for it. They go when all is measured, so
another run is fair some minutes later only. Wall is from the first file to the
end of the process, CPU all its threads together. scripts/bench-clean.sh builds what
it needs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ATELIER = ROOT / "target" / "release" / "atelier"
DRAWN = ROOT / ".run" / "bench-clean"
GPS_TAGS = ["GPSVersionID", "GPSLatitudeRef", "GPSLatitude", "GPSLongitudeRef", "GPSLongitude", "GPSAltitudeRef", "GPSAltitude"]


@dataclass
class Cost:
    """What one way took."""

    wall: float
    cpu: float
    memory: int


def run(*command: object, said: str = "", may_end_with: tuple[int, ...] = (0,)) -> Cost:
    """Runs a process to its end, with words on its standard input."""
    began = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if process.stdin:
        process.stdin.write(said.encode())
        process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in may_end_with:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def atelier(*options: str):
    def way(photos: list[Path], folder: Path, out: Path) -> Cost:
        where = () if "--check" in options else ("--out", out)
        return run(ATELIER, "--quiet", "clean", folder, *where, *options, may_end_with=(0, 1))

    return way


def exiftool(*options: str):
    """One process for all files, as ExifTool's own documentation advises for speed."""

    def way(photos: list[Path], folder: Path, out: Path) -> Cost:
        out.mkdir()
        one = "".join(f"{option}\n" for option in (*options, "-q", "-o", f"{out}/"))
        said = "".join(f"{one}{photo}\n-execute\n" for photo in photos) + "-stay_open\nFalse\n"
        return run("exiftool", "-stay_open", "True", "-@", "-", said=said)

    return way


def copied(photos: list[Path], folder: Path, out: Path) -> Cost:
    """The same files written anew by one process, with nothing looked at: what writing alone takes."""
    return run("cp", "-r", "--reflink=never", folder, out)


def exiv2(photos: list[Path], folder: Path, out: Path) -> Cost:
    """Works in place only, so it gets copies; copying them is not measured."""
    shutil.copytree(folder, out)
    os.sync()
    commands = [part for tag in GPS_TAGS for part in ("-M", f"del Exif.GPSInfo.{tag}")]
    copies = [path for path in out.rglob("*") if path.is_file()]
    return run("exiv2", *commands, *copies, may_end_with=(0, 1))


def once(way, photos: list[Path], folder: Path, out: Path) -> Cost:
    """Runs one way and gives up what its results took, but for their names."""
    os.sync()
    cost = way(photos, folder, out)
    for result in out.rglob("*"):
        if result.is_file():
            os.truncate(result, 0)
    return cost


def touch_memory(size: int, scrap: Path) -> None:
    """Writes one file as large as all results of a way, and deletes it."""
    piece = bytes(1 << 20)
    with scrap.open("wb") as file:
        for _ in range(size // len(piece) + 1):
            file.write(piece)
    scrap.unlink()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--photos", type=Path)
    arguments.add_argument("--count", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    if chosen.photos is None and len(list(DRAWN.glob("*.jpg"))) < chosen.count:
        many = ROOT / "scripts" / "many-photos.py"
        subprocess.run([many, "--out", DRAWN, "--count", str(chosen.count), "--megabytes", "0.2", "5"], check=True)

    with tempfile.TemporaryDirectory(prefix="bench-clean-", dir=ROOT / ".run") as work:
        folder = Path(work) / "photos"
        folder.mkdir()
        found = sorted((chosen.photos or DRAWN).rglob("*"))
        found = [path for path in found if path.is_file() and path.suffix.lower() in {".jpg", ".jpeg"}][: chosen.count]
        for number, path in enumerate(found):
            shutil.copyfile(path, folder / f"{number:05}.jpg")
        photos = sorted(folder.iterdir())
        if not photos:
            sys.exit("there is no JPEG to measure with")
        size = sum(path.stat().st_size for path in photos) / 1e6
        print(f"{len(photos)} JPEGs, {size:.0f} MB, {os.cpu_count()} cores\n")
        ways = [
            ("atelier clean --check", atelier("--check")),
            ("atelier clean", atelier()),
            ("atelier clean --receipts no", atelier("--receipts", "no")),
            ("exiftool -gps:all= -xmp:geotag=", exiftool("-gps:all=", "-xmp:geotag=")),
            ("exiftool -all=", exiftool("-all=")),
            ("exiv2, GPS tags deleted", exiv2),
            ("cp, which cleans nothing", copied),
        ]
        for _ in range(3):
            touch_memory(int(size * 1e6), Path(work) / "scrap")
        rounds = [
            [once(way, photos, folder, Path(work) / f"out-{number}-{place}") for place, (_, way) in enumerate(ways)]
            for number in range(chosen.rounds)
        ]
        costs = [min(each, key=lambda cost: cost.wall) for each in zip(*rounds)]
        print(f"{'':34} {'wall s':>8} {'CPU s':>8} {'ms a file':>10} {'CPU ms':>8} {'MB/s':>8} {'memory MB':>10}")
        for (name, _), cost in zip(ways, costs):
            each = 1000 / len(photos)
            print(
                f"{name:34} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.wall * each:10.2f} {cost.cpu * each:8.2f}"
                f" {size / cost.wall:8.0f} {cost.memory / 1e6:10.0f}"
            )
        print(f"\nExifTool's recipe took {costs[3].wall / costs[1].wall:.1f} times as long as atelier clean with receipts,")
        print(f"{costs[3].wall / costs[2].wall:.1f} times as long as without; of CPU time {costs[3].cpu / costs[1].cpu:.1f} and {costs[3].cpu / costs[2].cpu:.1f} times.")


if __name__ == "__main__":
    main()
