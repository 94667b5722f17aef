#!/usr/bin/env python3
"""Writes small HEIC and AVIF files in the many ways in which phones and programs write them.

    scripts/heif-pictures.py

Fills tests/fixtures/heif with one room of tests/fixtures/photos, 320 by 214,
so that a test can hold each of them against the photo. Needs ImageMagick,
heif-enc and avifenc.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pictures import heif, icc  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
PHOTO = FIXTURES / "photos" / "bay-window-morning.jpg"
SIZE = (320, 214)


def run(*command: object) -> None:
    """Runs a tool, and stops with its words if it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stdout}{done.stderr}")


def sources(folder: Path) -> dict[str, Path]:
    """Renders the photo small, in the depths and channels that the encoders are given."""
    small = [PHOTO, "-auto-orient", "-strip", "-resize", f"{SIZE[0]}x{SIZE[1]}!"]
    made = {name: folder / f"{name}.png" for name in ("plain", "deep", "gray", "opacity", "whole", "film", "odd")}
    run("convert", *small, "-depth", "8", f"PNG24:{made['plain']}")
    run("convert", *small, "-depth", "16", f"PNG48:{made['deep']}")
    run("convert", *small, "-colorspace", "Gray", "-depth", "8", made["gray"])
    run("convert", *small, "-alpha", "set", "-channel", "A", "-evaluate", "set", "50%", f"PNG32:{made['opacity']}")
    # Tiles are whole blocks: the edge is repeated, and cut off by the grid's size.
    run("convert", *small, "-virtual-pixel", "edge", "-set", "option:distort:viewport", "384x256+0+0",
        "-distort", "SRT", "0", "+repage", f"PNG24:{made['whole']}")  # fmt: skip
    run("convert", *small, "-resize", "319x213!", "-depth", "8", f"PNG24:{made['odd']}")
    run("convert", *small, "-flop", "-depth", "8", f"PNG24:{made['film']}")
    return made


def heic(source: Path, into: Path, *options: object) -> bytes:
    """Encodes with heif-enc."""
    run("heif-enc", *options, "-q", "60", "-o", into, source)
    return into.read_bytes()


def avif(source: Path, into: Path, *options: object) -> None:
    """Encodes with avifenc; `auto` is what phones and programs choose."""
    run("avifenc", "-s", "6", "--min", "12", "--max", "22", *options, source, into)


def make_avif(made: dict[str, Path], into: Path, folder: Path) -> None:
    """Writes AVIF in every depth, sampling and arrangement."""
    profile = folder / "p3.icc"
    profile.write_bytes(icc.display_p3())
    avif(made["plain"], into / "plain.avif", "-y", "420")
    avif(made["plain"], into / "limited.avif", "-y", "422", "-r", "limited", "--cicp", "1/13/1")
    avif(made["deep"], into / "ten-bit.avif", "-y", "420", "-d", "10")
    avif(made["deep"], into / "twelve-bit.avif", "-y", "444", "-d", "12")
    avif(made["gray"], into / "gray.avif", "-y", "400")
    avif(made["opacity"], into / "opacity.avif", "-y", "420")
    avif(made["opacity"], into / "premultiplied.avif", "-y", "444", "-p")
    avif(made["plain"], into / "display-p3.avif", "-y", "444", "--icc", profile)
    avif(made["plain"], into / "p3-by-number.avif", "-y", "444", "--cicp", "12/13/6")
    avif(made["deep"], into / "pq.avif", "-y", "420", "-d", "10", "--cicp", "9/16/9")
    avif(made["deep"], into / "hlg.avif", "-y", "420", "-d", "10", "--cicp", "9/18/9")
    avif(made["plain"], into / "turned.avif", "-y", "420", "--irot", "1")
    avif(made["whole"], into / "grid.avif", "-y", "420", "--grid", "3x2")
    run("avifenc", "-s", "8", "--min", "24", "--max", "34", made["plain"], made["film"], into / "moving.avif")


def make_heic(made: dict[str, Path], into: Path, folder: Path) -> None:
    """Writes HEIC in every depth, sampling and arrangement."""
    plain = heic(made["plain"], into / "plain.heic")
    heic(made["odd"], into / "odd-size.heic")
    heic(made["plain"], into / "no-subsampling.heic", "-p", "chroma=444")
    heic(made["plain"], into / "limited.heic", "--full_range_flag", "0", "--matrix_coefficients", "1")
    heic(made["deep"], into / "ten-bit.heic", "-b", "10")
    heic(made["deep"], into / "twelve-bit.heic", "-b", "12", "-p", "chroma=422")
    heic(made["gray"], into / "gray.heic")
    opacity = heic(made["opacity"], into / "opacity.heic")
    assert opacity != plain

    picture = heif.primary(plain)
    for name, extra in (("turned", [heif.turned_left(3)]), ("mirrored", [heif.mirrored(1), heif.turned_left(1)])):
        item = replace(picture, properties=picture.properties + extra)
        (into / f"{name}.heic").write_bytes(heif.write(b"heic", [item]))
    (into / "hlg.heic").write_bytes(
        heif.write(b"heic", [replace(picture, properties=[*picture.without(b"colr"), heif.code_points(9, 18, 9, True)])])
    )

    tiles = []
    for index in range(6):
        tile = folder / f"tile-{index}.png"
        corner = f"128x128+{index % 3 * 128}+{index // 3 * 128}"
        run("convert", made["whole"], "-crop", corner, "+repage", f"PNG24:{tile}")
        tiles.append(heif.primary(heic(tile, folder / f"tile-{index}.heic")))
    items = heif.grid(tiles, 3, *SIZE, extra=[heif.turned_left(3)])
    (into / "grid-turned.heic").write_bytes(heif.write(b"heic", items))
    make_bad(tiles, picture, FIXTURES / "bad")


def make_bad(tiles: list[heif.Coded], picture: heif.Coded, into: Path) -> None:
    """Writes what claims more than it is."""
    # 16384 by 6103 pixels of one small tile, named over and over.
    huge = heif.grid(tiles[:1], 1, 128 * 128, 128 * 47)
    huge[0].data = bytes([0, 0, 46, 127]) + huge[0].data[4:]
    huge[0].references = [(b"dimg", [2] * 128 * 47)]
    (into / "six-thousand-tiles.heic").write_bytes(heif.write(b"heic", huge))
    small = heif.grid(tiles[:1], 1, 60_000, 60_000)
    (into / "3600-megapixels.heic").write_bytes(heif.write(b"heic", small))
    # The coded picture is 128 by 128; its box says a thousandth of a photo.
    lie = replace(tiles[0], properties=[*tiles[0].without(b"ispe"), heif.size(9_000, 9_000)])
    (into / "small-for-its-size.heic").write_bytes(heif.write(b"heic", [lie]))
    whole = heif.write(b"heic", [picture])
    (into / "cut-short.heic").write_bytes(whole[: len(whole) * 2 // 3])
    at = whole.index(b"iprp") - 4
    (into / "endless-box.heic").write_bytes(whole[:at] + bytes(4) + whole[at + 4 :])
    (into / "box-without-length.heic").write_bytes(whole[:at] + b"\0\0\0\4" + whole[at + 4 :])
    small_avif = (FIXTURES / "heif" / "plain.avif").read_bytes()
    (into / "cut-short.avif").write_bytes(small_avif[: len(small_avif) * 2 // 3])
    coded = heif.primary(small_avif)
    lie = replace(coded, properties=[*coded.without(b"ispe"), heif.size(9_000, 9_000)])
    (into / "small-for-its-size.avif").write_bytes(heif.write(b"avif", [lie]))
    huge = heif.grid([coded], 1, 65_000, 65_000)
    huge[0].data = bytes([0, 1, 255, 255]) + huge[0].data[4:]
    (into / "4225-megapixels.avif").write_bytes(heif.write(b"avif", huge))


def main() -> None:
    missing = [tool for tool in ("convert", "heif-enc", "avifenc") if not shutil.which(tool)]
    if missing:
        sys.exit(f"missing: {', '.join(missing)} (scripts/install.sh --pictures installs them)")
    into = FIXTURES / "heif"
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = sources(Path(folder))
        make_avif(made, into, Path(folder))
        make_heic(made, into, Path(folder))
    print(f"heif: {len(list(into.iterdir()))} files")


if __name__ == "__main__":
    main()
