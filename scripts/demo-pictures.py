#!/usr/bin/env python3
"""Renders the project's room drawings into photos, as a camera would leave them.

Each picture gets a camera, a date, a place and one of the many ways in which
files carry a place, so that the set shows what Atelier takes away. The
drawings in tests/fixtures/drawings are our own.

    scripts/demo-pictures.py --out DIR [--long-edge 4032]

Needs rsvg-convert, ImageMagick, exiftool and cwebp.
"""

import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pictures.icc import display_p3, srgb  # noqa: E402
from pictures.jpeg import with_trailer  # noqa: E402
from pictures.mp4 import short_film_with_place  # noqa: E402
from pictures.png import insert_before_image, text_chunk  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
DRAWINGS = ROOT / "tests" / "fixtures" / "drawings"

# What ImageMagick must do to upright pixels so that a viewer who obeys the
# orientation tag sees them upright again.
INVERSE = {
    1: [],
    2: ["-flop"],
    3: ["-rotate", "180"],
    4: ["-flip"],
    5: ["-transpose"],
    6: ["-rotate", "-90"],
    7: ["-transverse"],
    8: ["-rotate", "90"],
}

PLACES = {
    "Gothenburg": (57.7089, 11.9746, "Sweden"),
    "Lisbon": (38.7223, -9.1393, "Portugal"),
    "Falmouth": (50.1526, -5.0663, "United Kingdom"),
    "Bergen": (60.3913, 5.3221, "Norway"),
    "Valparaiso": (-33.0472, -71.6127, "Chile"),
    "Hobart": (-42.8821, 147.3272, "Australia"),
}

CAMERAS = {
    "phone": ["-Make=Northlight", "-Model=Pocket 5", "-FNumber=1.8", "-FocalLength=5.7", "-ISO=125", "-ExposureTime=1/90"],
    "camera": ["-Make=Harbour Optics", "-Model=HO-7", "-LensModel=24-70mm F2.8", "-FNumber=5.6", "-FocalLength=28", "-ISO=200", "-ExposureTime=1/60"],
}


@dataclass(frozen=True)
class Picture:
    """One picture: its drawing, its file and where its place is hidden."""

    drawing: str
    suffix: str = "jpg"
    name: str = ""
    orientation: int = 1
    place: str = "Gothenburg"
    carriers: tuple[str, ...] = ("exif",)
    camera: str = "phone"
    progressive: bool = False
    profile: str = ""
    light: int = 100
    edge: float = 1.0
    options: tuple[str, ...] = field(default=())

    @property
    def file_name(self) -> str:
        return f"{self.name or self.drawing}.{self.suffix}"


# Among the JPEGs each of the eight orientations occurs.
PHOTOS = [
    Picture("bay-window-morning", carriers=("exif", "thumbnail", "iptc"), light=104),
    Picture("bay-window-evening", progressive=True, carriers=("exif", "xmp"), light=96),
    Picture("oak-sideboard-corner", orientation=6, place="Falmouth"),
    Picture("blue-kitchen-island", profile="p3", camera="camera", carriers=("exif", "xmp"), place="Bergen"),
    Picture("blue-bedroom", orientation=2, place="Lisbon"),
    Picture("tiled-bath", carriers=("iptc",), place="Lisbon", camera="camera"),
    Picture("deep-blue-wall", orientation=3, place="Hobart", light=92),
    Picture("table-for-eight", orientation=4, progressive=True, place="Valparaiso"),
    Picture("window-seat", "webp", carriers=("exif",), place="Falmouth", edge=0.75),
    Picture("hallway", orientation=8, place="Bergen"),
    Picture("fireplace-two-chairs", carriers=("xmp",), camera="camera", place="Hobart", light=98),
    Picture("washstand", "png", carriers=("exif",), place="Lisbon", edge=0.6),
    Picture("sea-view-living-room", orientation=5, place="Valparaiso", light=105),
    Picture("deep-blue-niche", "webp", carriers=("exif", "xmp"), place="Bergen", edge=0.6, options=("lossless",)),
    Picture("desk-by-the-window", carriers=("exif", "film"), place="Gothenburg"),
    Picture("sand-bedroom", orientation=7, place="Hobart"),
    Picture("blue-kitchen-run", "png", carriers=("raw-profile", "text"), place="Falmouth", edge=0.5),
    Picture("japandi", "png", "japandi-rounded", carriers=(), edge=0.5, options=("rounded",)),
    Picture("living-room-before", "gif", "living-room-in-turns", carriers=("xmp",), edge=0.3, options=("animated",)),
    Picture("living-room-before", carriers=("exif", "iptc"), camera="camera", place="Gothenburg", light=96),
    Picture("old-kitchen", carriers=("exif",), place="Gothenburg", light=97),
    Picture("old-kitchen-door", carriers=("exif",), place="Gothenburg", edge=0.5, light=94),
    Picture("green-kitchen", profile="srgb", carriers=("exif", "xmp", "iptc"), camera="camera", place="Bergen"),
    Picture("old-dining-table", carriers=("exif",), place="Lisbon", options=("gray",)),
]

RENDERS = [
    Picture("living-room-coastal", "png", carriers=(), edge=0.8),
    Picture("living-room-terracotta", "png", carriers=(), edge=0.8),
    Picture("living-room-mid-century", "png", carriers=(), edge=0.8),
]

# Only the large demonstration set has these.
MORE = [
    Picture("white-bath", place="Lisbon"),
    Picture("country-kitchen", camera="camera", carriers=("exif", "iptc"), place="Falmouth"),
    Picture("nocturne", place="Bergen", light=90),
    Picture("mid-century", place="Hobart", carriers=("exif", "xmp")),
    Picture("old-kitchen-sink", place="Gothenburg"),
    Picture("old-kitchen-hood", orientation=6, place="Gothenburg"),
    Picture("old-hallway", orientation=8, place="Gothenburg"),
]


def run(*command: object) -> None:
    """Runs a tool and stops with its own words when it fails."""
    one_thread = {**os.environ, "MAGICK_THREAD_LIMIT": "1"}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=one_thread)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")


def upright(picture: Picture, long_edge: int, into: Path) -> Path:
    """Rasterises the drawing so that its long edge has the wanted length."""
    head = (DRAWINGS / f"{picture.drawing}.svg").read_text()[:200]
    _, _, width, height = (float(n) for n in head.split('viewBox="')[1].split('"')[0].split())
    side = "-w" if width >= height else "-h"
    drawn = into / "drawn.png"
    run("rsvg-convert", side, round(long_edge * picture.edge), DRAWINGS / f"{picture.drawing}.svg", "-o", drawn)
    return drawn


def size(drawn: Path) -> tuple[int, int]:
    """Reads width and height from a PNG's header."""
    width, height = struct.unpack(">II", drawn.read_bytes()[16:24])
    return width, height


def lit(picture: Picture, drawn: Path, into: Path) -> Path:
    """Adds what a lens adds: falling light towards the corners and grain."""
    seed = zlib.crc32(picture.file_name.encode()) % 100_000
    out = into / "lit.miff"
    width, height = size(drawn)
    run(
        "convert", drawn, "-seed", seed, "-background", "white", "-alpha", "remove", "-alpha", "off",
        "-modulate", f"{picture.light},96",
        "(", "-size", f"{width}x{height}", "radial-gradient:#ffffff-#e9e6e0", ")", "-compose", "multiply", "-composite",
        "-attenuate", "0.035", "+noise", "Gaussian",
        *(["-colorspace", "Gray"] if "gray" in picture.options else []),
        out,
    )
    return out


def jpeg(picture: Picture, drawn: Path, target: Path, work: Path) -> None:
    """Writes a camera's JPEG."""
    profile = []
    if picture.profile:
        (work / "srgb.icc").write_bytes(srgb())
        (work / "p3.icc").write_bytes(display_p3())
        profile = ["-profile", work / "srgb.icc"]
        if picture.profile == "p3":
            profile += ["-profile", work / "p3.icc"]
    run(
        "convert", lit(picture, drawn, work), *INVERSE[picture.orientation], "+repage", *profile,
        "-sampling-factor", "4:2:0", "-quality", "84",
        "-interlace", "JPEG" if picture.progressive else "None", target,
    )


def webp(picture: Picture, drawn: Path, target: Path, work: Path) -> None:
    """Writes a WebP, lossy with grain or lossless without."""
    if "lossless" in picture.options:
        run("cwebp", "-quiet", "-lossless", drawn, "-o", target)
        return
    run("convert", lit(picture, drawn, work), work / "lit.png")
    run("cwebp", "-quiet", "-q", "84", work / "lit.png", "-o", target)


def png(picture: Picture, drawn: Path, target: Path) -> None:
    """Writes a PNG, with soft corners of its own if it shall have alpha."""
    if "rounded" in picture.options:
        width, height = size(drawn)
        run(
            "convert", drawn, "(", "+clone", "-fill", "black", "-colorize", "100", "-fill", "white",
            "-draw", f"roundrectangle 4,4 {width - 5},{height - 5} 60,60", "-blur", "0x2", ")",
            "-alpha", "off", "-compose", "CopyOpacity", "-composite", "-strip", f"PNG32:{target}",
        )
    else:
        run("convert", drawn, "-background", "white", "-alpha", "remove", "-alpha", "off", "-strip", f"PNG24:{target}")


def gif(long_edge: int, picture: Picture, target: Path, work: Path) -> None:
    """Writes an animation of one room in three states."""
    frames = []
    for number, drawing in enumerate(["living-room-before", "living-room-coastal", "living-room-navy"]):
        frame = work / f"frame{number}.png"
        shutil.move(upright(Picture(drawing, edge=picture.edge), long_edge, work), frame)
        frames.append(frame)
    run("convert", "-delay", "120", "-loop", "0", *frames, "-dither", "None", "-colors", "96", target)


def place_arguments(picture: Picture) -> list[str]:
    """Lists exiftool's arguments for the carriers that exiftool can write."""
    latitude, longitude, country = PLACES[picture.place]
    seed = zlib.crc32(picture.file_name.encode())
    latitude += (seed % 97) / 9000
    longitude += (seed % 89) / 9000
    arguments = []
    if "exif" in picture.carriers or "raw-profile" in picture.carriers:
        arguments += [
            f"-EXIF:GPSLatitude={abs(latitude):.6f}", f"-EXIF:GPSLatitudeRef={'N' if latitude >= 0 else 'S'}",
            f"-EXIF:GPSLongitude={abs(longitude):.6f}", f"-EXIF:GPSLongitudeRef={'E' if longitude >= 0 else 'W'}",
            f"-EXIF:GPSAltitude={seed % 80}", "-EXIF:GPSAltitudeRef=0",
            "-EXIF:GPSDateStamp=2026:05:14", "-EXIF:GPSTimeStamp=07:41:05", "-EXIF:GPSImgDirection=214",
        ]
    if "xmp" in picture.carriers:
        arguments += [
            f"-XMP-exif:GPSLatitude={latitude:.6f}", f"-XMP-exif:GPSLongitude={longitude:.6f}",
            f"-XMP-photoshop:City={picture.place}", f"-XMP-photoshop:Country={country}",
            "-XMP-iptcCore:Location=Harbour Street 12", f"-XMP-iptcExt:LocationShownCity={picture.place}",
            f"-XMP-dc:Title={picture.drawing.replace('-', ' ').capitalize()}",
        ]
    if "iptc" in picture.carriers:
        arguments += [
            f"-IPTC:City={picture.place}", f"-IPTC:Country-PrimaryLocationName={country}",
            "-IPTC:Sub-location=Harbour Street 12", "-IPTC:By-line=Atelier demonstration", "-IPTC:Keywords=room",
        ]
    return arguments


def taken_arguments(picture: Picture) -> list[str]:
    """Lists what every camera writes: itself, the date, the author."""
    seed = zlib.crc32(picture.file_name.encode())
    date = f"2026:{seed % 6 + 1:02}:{seed % 27 + 1:02} {seed % 9 + 8:02}:{seed % 60:02}:{seed % 53:02}"
    return [
        *CAMERAS[picture.camera], f"-EXIF:DateTimeOriginal={date}", f"-EXIF:CreateDate={date}", f"-EXIF:ModifyDate={date}",
        "-EXIF:Artist=Atelier demonstration", "-EXIF:Copyright=MIT OR Apache-2.0",
    ]


def describe(picture: Picture, target: Path, work: Path) -> None:
    """Writes camera, orientation and places into the finished file."""
    if picture.suffix == "jpg":
        arguments = [*taken_arguments(picture), f"-EXIF:Orientation#={picture.orientation}", *place_arguments(picture)]
        if "thumbnail" in picture.carriers:
            preview = work / "preview.jpg"
            run("convert", target, "-thumbnail", "160x160", "-quality", "70", preview)
            run("exiftool", "-q", "-overwrite_original", *place_arguments(picture), preview)
            arguments.append(f"-ThumbnailImage<={preview}")
        run("exiftool", "-q", "-m", "-overwrite_original", *arguments, target)
    elif picture.suffix == "gif":
        run("exiftool", "-q", "-m", "-overwrite_original", *place_arguments(picture), target)
    elif {"exif", "xmp"} & set(picture.carriers):
        run("exiftool", "-q", "-m", "-overwrite_original", *taken_arguments(picture), *place_arguments(picture), target)
    if "film" in picture.carriers:
        latitude, longitude, _ = PLACES[picture.place]
        target.write_bytes(with_trailer(target.read_bytes(), short_film_with_place(latitude, longitude)))
    if "raw-profile" in picture.carriers:
        add_raw_profile(picture, target, work)
    if "text" in picture.carriers:
        words = text_chunk("Location", f"Harbour Street 12, {picture.place}")
        target.write_bytes(insert_before_image(target.read_bytes(), words))


def add_raw_profile(picture: Picture, target: Path, work: Path) -> None:
    """Hides an EXIF block in a PNG the way ImageMagick has long done it."""
    carrier = work / "carrier.jpg"
    run("convert", "-size", "8x8", "xc:gray", carrier)
    run("exiftool", "-q", "-m", "-overwrite_original", *taken_arguments(picture), *place_arguments(picture), carrier)
    block = subprocess.run(["exiftool", "-b", "-Exif", str(carrier)], capture_output=True, check=True).stdout
    block = b"Exif\0\0" + block
    digits = block.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    chunk = text_chunk("Raw profile type exif", f"\nexif\n{len(block):8}\n{lines}\n", compressed=True)
    target.write_bytes(insert_before_image(target.read_bytes(), chunk))


def make(picture: Picture, out: Path, long_edge: int) -> str:
    """Makes one picture, whole or not at all, and returns its name."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        made = work / picture.file_name
        drawn = upright(picture, long_edge, work)
        if picture.suffix == "jpg":
            jpeg(picture, drawn, made, work)
        elif picture.suffix == "webp":
            webp(picture, drawn, made, work)
        elif picture.suffix == "png":
            png(picture, drawn, made)
        else:
            gif(long_edge, picture, made, work)
        describe(picture, made, work)
        shutil.move(made, out / picture.file_name)
    return picture.file_name


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--out", type=Path, required=True, help="folder that gets photos/ and renders/")
    arguments.add_argument("--long-edge", type=int, default=4032, help="pixels of a full photo's long edge")
    arguments.add_argument("--small", action="store_true", help="leave out the pictures only the large set has")
    chosen = arguments.parse_args()

    missing = [tool for tool in ("rsvg-convert", "convert", "exiftool", "cwebp") if not shutil.which(tool)]
    if missing:
        sys.exit(f"missing: {', '.join(missing)} (scripts/install.sh --pictures installs them)")
    for folder, pictures in (("photos", PHOTOS if chosen.small else PHOTOS + MORE), ("renders", RENDERS)):
        into = chosen.out / folder
        into.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for name in pool.map(lambda picture: make(picture, into, chosen.long_edge), pictures):
                print(f"{folder}/{name}", flush=True)


if __name__ == "__main__":
    main()
