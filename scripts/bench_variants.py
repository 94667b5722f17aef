#!/usr/bin/env python3
"""Holds Atelier's variants against sharp's and vipsthumbnail's: the same photos, one run, one judge.

    scripts/bench_variants.py --photos DIR [--count 16] [--repeat 3] [--only tasks,thumbnails,curves,floors]
                              [--encoders-only] [--json FILE]

tasks: each program makes each kind of variant, and all three, of the photos. CPU and wall are the median of the
    repeats and per photo, memory is the peak of the process, and SSIMULACRA2 is held against the photo itself (see
    benches/judge.rs). The start of each program, measured on an empty folder, is not counted.
thumbnails: a hundred thumbnails with every core, sharp at each of its ways to be busy; then, on one core, ours beside
    a decode at an eighth alone.
curves: AVIF within 1200x800 and WebP within 1600 at several qualities, every program on one core: two that share
    caches or a core take more CPU each. At SSIMULACRA2 64 and 75 each photo's bytes are interpolated (logarithm of
    bytes over score) and put in relation to sharp's for the same photo; CPU is interpolated over the mean score.
    With --encoders-only every encoder is given the same picture, scaled already.
floors: how near Atelier lands to a floor, by its own scores, and after how many encodes.

scripts/bench-variants.sh builds what it needs.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import ATELIER, ROOT, Cost  # noqa: E402

JUDGE = ROOT / "target" / "release" / "examples" / "judge"
SHARP = ROOT / "benches" / "sharp" / "task.mjs"
CORES = len(os.sched_getaffinity(0))

# What a task is called: our preset, what vipsthumbnail is told, and how the judge crops.
TASKS = {
    "thumbnail": ("thumbnail", ["--size", "300x200", "--smartcrop", "centre"], "webp[Q=80]", "cover"),
    "webp": ("webp", ["--size", "1600x1600>"], "webp[Q=80]", "within"),
    "avif": ("optimized", ["--size", "1200x800>"], "avif[Q=50,effort=2]", "within"),
}
TITLES = {
    "thumbnail": "thumbnail 300x200, WebP",
    "webp": "within 1600, WebP",
    "avif": "within 1200x800, AVIF",
    "all": "all three",
}
EFFORTS = ["fast", "small", "smallest"]
TARGETS = [64, 75]


@dataclass
class Way:
    """One program with its settings, and how to start it on a folder."""

    name: str
    command: object
    task: str


@dataclass
class Curve:
    """What one encoder makes at several qualities: for each photo its points of (score, bytes)."""

    name: str
    way: object
    qualities: list
    points: dict = field(default_factory=dict)
    cpu: list = field(default_factory=list)

    def add(self, made: dict, cpu: float) -> None:
        for photo, (size, score) in made.items():
            self.points.setdefault(photo, []).append((score, size))
        self.cpu.append((statistics.fmean(score for _, score in made.values()), cpu))

    def bytes_at(self, photo: str, target: float) -> float | None:
        found = interpolate([(score, math.log(size)) for score, size in self.points.get(photo, [])], target)
        return None if found is None else math.exp(found)

    def cpu_at(self, target: float) -> float | None:
        return interpolate(self.cpu, target)


def interpolate(points: list, at: float) -> float | None:
    """Reads a line through points at a place between two of them; none beyond the last."""
    points = sorted(points)
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 <= at <= x1:
            return y0 if x0 == x1 else y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return None


@contextmanager
def one_core() -> object:
    """Leaves one core to what is run inside, so that no program works on two photos at once."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def atelier(task: str, *options: object) -> object:
    presets = [TASKS[task][0]] if task != "all" else [preset for preset, *_ in TASKS.values()]
    asked = [word for preset in presets for word in ("--preset", preset)]
    return lambda photos, out: [[ATELIER, "--quiet", "convert", photos, "--out", out, *asked, *options]]


def sharp(task: str, *options: object) -> object:
    return lambda photos, out: [["node", SHARP, photos, out, task, *options]]


def vips(task: str) -> object:
    kinds = TASKS if task == "all" else [task]

    def commands(photos: Path, out: Path) -> list:
        out.mkdir(parents=True, exist_ok=True)
        files = sorted(photos.iterdir())
        return [
            ["vipsthumbnail", *files, *TASKS[kind][1], "-o", f"{out}/%s_{kind}.{TASKS[kind][2]}"] if files else ["vipsthumbnail", "--version"]
            for kind in kinds
        ]

    return commands


class Bench:
    """The photos, and a place to work in."""

    def __init__(self, photos: Path, work: Path, repeat: int) -> None:
        self.photos, self.work, self.repeat = photos, work, repeat
        self.names = {path.stem: path for path in sorted(photos.iterdir())}
        self.empty = work / "empty"
        self.empty.mkdir()
        self.starts = {}
        self.runs = 0

    def run(self, commands: object, photos: Path) -> tuple[Cost, Path]:
        self.runs += 1
        out, cost = self.work / f"out{self.runs}", Cost()
        for command in commands(photos, out):
            cost.run(*command)
        return cost, out

    def start_of(self, commands: object) -> Cost:
        """The CPU and wall time of a program that finds nothing to do."""
        program = str(commands(self.empty, self.work / "nothing")[0][0])
        if program not in self.starts:
            costs = [self.run(commands, self.empty)[0] for _ in range(3)]
            self.starts[program] = min(costs, key=lambda cost: cost.cpu)
        return self.starts[program]

    def measure(self, commands: object, repeat: int | None = None) -> tuple[Cost, Path]:
        """Runs a program on the photos several times: the median of each figure, without its start."""
        start, costs, out = self.start_of(commands), [], None
        for _ in range(repeat or self.repeat):
            if out:
                shutil.rmtree(out)
            cost, out = self.run(commands, self.photos)
            costs.append(cost)
        middle = lambda figure: statistics.median(getattr(cost, figure) for cost in costs)  # noqa: E731
        return Cost(max(middle("wall") - start.wall, 0), max(middle("cpu") - start.cpu, 0), int(middle("memory"))), out

    def judge(self, out: Path, photos: Path | None = None) -> dict:
        """Scores every file of a folder: for each kind, for each photo its bytes and score."""
        lines, kinds = [], {}
        for path in sorted(path for path in out.rglob("*") if path.is_file()):
            stem = next(stem for stem in self.names if path.stem.startswith(f"{stem}_"))
            words = path.stem.removeprefix(f"{stem}_")
            kind = next(kind for kind, (preset, *_) in TASKS.items() if words.startswith((kind, preset, preset[:5] + "_")))
            original = (photos / f"{stem}.png") if photos else self.names[stem]
            lines.append(f"{original}\t{path}\t{TASKS[kind][3]}\n")
            kinds[str(path)] = (kind, stem)
        said = subprocess.run([JUDGE], input="".join(lines), capture_output=True, text=True)
        if said.returncode != 0:
            sys.exit(f"the judge gave up:\n{said.stderr[-2000:]}")
        made = {}
        for line in said.stdout.splitlines():
            path, size, score = line.split("\t")
            kind, stem = kinds[path]
            made.setdefault(kind, {})[stem] = (int(size), float(score))
        return made

    def references(self) -> Path:
        """Scales every photo to what the AVIF task makes of it, without loss."""
        folder = self.work / "references"
        folder.mkdir()
        lines = "".join(f"{path}\t{folder / stem}.png\t1200\t800\n" for stem, path in self.names.items())
        subprocess.run([JUDGE, "reference"], input=lines, text=True, check=True, stdout=subprocess.DEVNULL)
        return folder


def tasks(bench: Bench) -> list:
    print(f"{'per photo':46} {'CPU ms':>8} {'wall ms':>8} {'memory MB':>10} {'bytes kB':>9}  SSIMULACRA2")
    rows = []
    for task in [*TASKS, "all"]:
        ways = [Way("Atelier", atelier(task), task)]
        if task in ("avif", "all"):
            ways += [Way(f"sharp, effort {effort}", sharp(task, "--effort", effort), task) for effort in (2, 4)]
            ways += [Way("vipsthumbnail, effort 2", vips(task), task)]
        else:
            ways += [Way("sharp", sharp(task), task), Way("vipsthumbnail", vips(task), task)]
        for way in ways:
            cost, out = bench.measure(way.command)
            made = bench.judge(out)
            shutil.rmtree(out)
            count = len(bench.names)
            total = sum(size for kind in made.values() for size, _ in kind.values())
            scores = {kind: statistics.fmean(score for _, score in photos.values()) for kind, photos in made.items()}
            row = {
                "task": task, "way": way.name, "cpu_ms": cost.cpu * 1e3 / count, "wall_ms": cost.wall * 1e3 / count,
                "memory_mb": cost.memory / 1e6, "kb": total / 1e3 / count, "scores": scores,
            }
            rows.append(row)
            said = " ".join(f"{scores[kind]:5.1f}" for kind in TASKS if kind in scores)
            title = f"{TITLES[task]}: {way.name}"
            print(f"{title:46} {row['cpu_ms']:8.0f} {row['wall_ms']:8.0f} {row['memory_mb']:10.0f} {row['kb']:9.1f}  {said}", flush=True)
        print()
    return rows


def thumbnails(bench: Bench) -> list:
    """A hundred thumbnails as fast as each program can."""
    folder = bench.work / "hundred"
    folder.mkdir()
    originals = list(bench.names.values())
    for number in range(100):
        original = originals[number % len(originals)]
        os.link(original, folder / f"{number:03}{original.suffix}")
    ways = [("Atelier", atelier("thumbnail"))]
    for threads, flight in sorted({(1, CORES), (1, 2 * CORES), (CORES, 1), (CORES, CORES)}):
        name = f"sharp, concurrency {threads}, {flight} in flight"
        ways.append((name, sharp("thumbnail", "--threads", threads, "--flight", flight)))
    ways.append(("vipsthumbnail", vips("thumbnail")))
    jpegs = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in {".jpg", ".jpeg"}]
    eighth = lambda _photos, _out: [["sh", "-c", 'for photo in "$@"; do djpeg -scale 1/8 -outfile /dev/null "$photo"; done', "sh", *jpegs]]  # noqa: E731
    alone = [("Atelier, one core", atelier("thumbnail"))]
    if len(jpegs) == 100:
        alone.append(("a decode at an eighth alone, one core", eighth))
    print(f"{f'100 thumbnails, {CORES} cores':46} {'wall s':>8} {'CPU s':>8} {'memory MB':>10}")
    rows = hundreds(bench, folder, ways)
    with one_core():
        rows += hundreds(bench, folder, alone)
    print()
    return rows


def hundreds(bench: Bench, folder: Path, ways: list) -> list:
    """Runs each way on the hundred several times; the run of the middle wall time counts."""
    rows = []
    for name, commands in ways:
        costs = []
        for _ in range(bench.repeat):
            cost, out = bench.run(commands, folder)
            shutil.rmtree(out, ignore_errors=True)
            costs.append(cost)
        best = sorted(costs, key=lambda cost: cost.wall)[len(costs) // 2]
        rows.append({"way": name, "wall_s": best.wall, "cpu_s": best.cpu, "memory_mb": best.memory / 1e6})
        print(f"{name:46} {best.wall:8.2f} {best.cpu:8.2f} {best.memory / 1e6:10.0f}", flush=True)
    return rows


def curves(bench: Bench, encoders_only: bool) -> list:
    photos = bench.references() if encoders_only else None
    alone = ("--threads", 1, "--flight", 1)
    sharps = [Curve(f"sharp, effort {effort}", lambda q, e=effort: sharp("avif", "--effort", e, "--quality", q, *alone), [32, 44, 54, 64, 74, 84]) for effort in (0, 2, 4)]
    ours = [Curve(f"Atelier {effort}", lambda q, e=effort: atelier("avif", "--effort", e, "--quality", q), [40, 52, 62, 72, 80, 88]) for effort in EFFORTS]
    draw(bench, "avif", [*sharps, *ours], photos)
    rows = [row for curve, peer in zip(ours, sharps) for row in compare(bench, curve, peer)]
    if not encoders_only:
        qualities = [55, 65, 75, 82, 88, 93]
        peer = Curve("sharp WebP", lambda q: sharp("webp", "--quality", q, *alone), qualities)
        ours = [Curve(f"Atelier WebP {effort}", lambda q, e=effort: atelier("webp", "--effort", e, "--quality", q), qualities) for effort in EFFORTS]
        draw(bench, "webp", [peer, *ours], None)
        rows += [row for curve in ours for row in compare(bench, curve, peer)]
    return rows


def floors(bench: Bench) -> list:
    rows = []
    for task, floor in [(task, floor) for task in ("avif", "webp") for floor in TARGETS]:
        out = bench.work / f"floor-{task}-{floor}"
        command = [ATELIER, "--json", "convert", bench.photos, "--out", out, "--preset", TASKS[task][0], "--floor", str(floor)]
        said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        shutil.rmtree(out)
        made = [version for picture in said["converted"] for version in picture["versions"] if not version["copied"]]
        off = [version["score"] - floor for version in made]
        near = sum(abs(miss) <= 1 for miss in off) / len(off)
        encodes = statistics.fmean(version["encodes"] for version in made)
        rows.append({"task": task, "floor": floor, "near": near, "least": min(off), "most": max(off), "encodes": encodes})
        print(f"{TITLES[task]}, floor {floor}: {near:.0%} within 1.0 ({min(off):+.2f} to {max(off):+.2f}), {encodes:.2f} encodes", flush=True)
    print()
    return rows


def draw(bench: Bench, task: str, curves: list[Curve], photos: Path | None) -> None:
    """Draws curves point by point, each in its turn, so that a machine that slows down is slow for all of them."""
    originals = bench.photos
    if photos:
        bench.photos = photos
    for point in zip(*(curve.qualities for curve in curves)):
        for curve, quality in zip(curves, point):
            with one_core():
                cost, out = bench.measure(curve.way(quality), repeat=1)
            curve.add(bench.judge(out, photos)[task], cost.cpu * 1e3 / len(bench.names))
            shutil.rmtree(out)
    bench.photos = originals


def compare(bench: Bench, ours: Curve, peer: Curve) -> list:
    """At each target: bytes a photo, ours over the peer's, the worst photo, and CPU."""
    rows = []
    for target in TARGETS:
        pairs = {photo: (ours.bytes_at(photo, target), peer.bytes_at(photo, target)) for photo in bench.names}
        pairs = {photo: pair for photo, pair in pairs.items() if None not in pair}
        if not pairs:
            print(f"{ours.name} at {target}: no photo reaches that score at these qualities")
            continue
        ratios = {photo: a / b for photo, (a, b) in pairs.items()}
        worst = max(ratios, key=ratios.get)
        cpu, peer_cpu = ours.cpu_at(target), peer.cpu_at(target)
        row = {
            "ours": ours.name, "peer": peer.name, "ssimulacra2": target, "photos": len(pairs),
            "kb": statistics.fmean(a for a, _ in pairs.values()) / 1e3, "peer_kb": statistics.fmean(b for _, b in pairs.values()) / 1e3,
            "ratio": statistics.fmean(ratios.values()), "worst": ratios[worst], "worst_photo": worst,
            "cpu_ms": cpu, "peer_cpu_ms": peer_cpu,
        }
        rows.append(row)
        spent = f"{cpu:.0f} of {peer_cpu:.0f} ms ({cpu / peer_cpu:.2f})" if cpu and peer_cpu else "CPU beyond the curve"
        print(
            f"{ours.name:22} at {target}: {row['kb']:6.1f} kB, {peer.name} {row['peer_kb']:6.1f} kB; a photo {row['ratio']:.3f}, "
            f"together {row['kb'] / row['peer_kb']:.3f}, worst {row['worst']:.3f} ({worst}); CPU {spent}; {len(pairs)} photos",
            flush=True,
        )
    return rows


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--photos", type=Path, required=True)
    arguments.add_argument("--count", type=int, default=16)
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--only", default="tasks,thumbnails,floors,curves")
    arguments.add_argument("--encoders-only", action="store_true")
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()

    with tempfile.TemporaryDirectory(prefix="atelier-bench-") as folder:
        work = Path(folder)
        photos = work / "photos"
        photos.mkdir()
        found = sorted(path for path in chosen.photos.iterdir() if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})
        for number, path in enumerate(found[: chosen.count]):
            shutil.copy(path, photos / f"{number:03}-{path.stem.replace('_', '-')}{path.suffix.lower()}")
        if not found:
            sys.exit(f"no photo in {chosen.photos}")
        bench = Bench(photos, work, chosen.repeat)
        size = sum(path.stat().st_size for path in photos.iterdir())
        print(f"{len(bench.names)} photos, {size / 1e6:.1f} MB, {CORES} cores\n")
        answer, wanted = {}, chosen.only.split(",")
        if "tasks" in wanted:
            answer["tasks"] = tasks(bench)
        if "thumbnails" in wanted:
            answer["thumbnails"] = thumbnails(bench)
        if "floors" in wanted:
            answer["floors"] = floors(bench)
        if "curves" in wanted:
            answer["curves"] = curves(bench, chosen.encoders_only)
        if chosen.json:
            chosen.json.write_text(json.dumps(answer, indent=1) + "\n")


if __name__ == "__main__":
    main()
