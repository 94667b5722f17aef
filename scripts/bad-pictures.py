#!/usr/bin/env python3
"""Writes the files that an import must refuse, and the odd ones it must take.

    scripts/bad-pictures.py

Fills tests/fixtures/bad, tests/fixtures/odd and tests/fixtures/strips from
tests/fixtures/photos. Needs ImageMagick, webpmux, cjpeg, qpdf and
rsvg-convert.
"""

import io
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pictures.jpeg import flat_gray, many_scans  # noqa: E402
from pictures.png import gray_png  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
PHOTOS = FIXTURES / "photos"
DRAWINGS = FIXTURES / "drawings"

# Bands of these rooms make up the many photos of scripts/many-photos.py.
STRIPS = [
    "bay-window-morning", "blue-kitchen-island", "deep-blue-wall",
    "fireplace-two-chairs", "old-kitchen", "living-room-before",
]


def run(*command: object) -> bytes:
    """Runs a tool and returns what it printed."""
    return subprocess.run([str(part) for part in command], capture_output=True, check=True).stdout


def word_document() -> bytes:
    """Returns a Word document of one sentence."""
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Notes.</w:t></w:r></w:p></w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def windows_program() -> bytes:
    """Returns the headers of a Windows program that does nothing."""
    stub = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    return (stub + b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 0, 0, 0, 0, 0, 0x22)).ljust(512, b"\0")


def height_in_a_byte() -> bytes:
    """Returns a TIFF of two by two in planes of tiles, whose height has no kind that a height may have."""
    tiles = bytes(3 * 256)
    after = 8 + len(tiles)
    byte, short, long = (1, "B"), (3, "H"), (4, "I")
    entries = [
        (256, short, [2]), (257, byte, [2]), (258, short, [8] * 3), (259, short, [1]), (262, short, [2]),
        (277, short, [3]), (284, short, [2]), (322, short, [16]), (323, short, [16]),
        (324, long, [8, 264, 520]), (325, long, [256] * 3),
    ]  # fmt: skip
    beside = after + 2 + 12 * len(entries) + 4
    listed, values = struct.pack("<H", len(entries)), b""
    for tag, (kind, letter), numbers in entries:
        value = struct.pack(f"<{len(numbers)}{letter}", *numbers)
        if len(value) > 4:
            value, values = struct.pack("<I", beside + len(values)), values + value
        listed += struct.pack("<HHI4s", tag, kind, len(numbers), value)
    return b"II*\0" + struct.pack("<I", after) + tiles + listed + bytes(4) + values


def make_bad(into: Path) -> None:
    """Writes what must be refused, each with its own reason."""
    photo = (PHOTOS / "bay-window-morning.jpg").read_bytes()
    progressive = (PHOTOS / "bay-window-evening.jpg").read_bytes()
    webp = (PHOTOS / "window-seat.webp").read_bytes()
    png = (PHOTOS / "washstand.png").read_bytes()
    gif = (PHOTOS / "living-room-in-turns.gif").read_bytes()
    files = {
        "empty.jpg": b"",
        "one-byte.png": b"\x89",
        "cut-short.jpg": photo[: len(photo) * 61 // 100],
        "cut-short-progressive.jpg": progressive[: len(progressive) // 2],
        "header-only.jpg": photo[:600],
        "cut-short.webp": webp[: len(webp) // 2],
        "cut-short.png": png[: len(png) // 2],
        "cut-short.gif": gif[: len(gif) // 2],
        "damaged-checksum.png": png[:20_000] + bytes([png[20_000] ^ 0xFF]) + png[20_001:],
        "word-document.jpg": word_document(),
        "program.jpg": windows_program(),
        "drawing.png": (DRAWINGS / "floor-plan.svg").read_bytes(),
        "drawing.svg": (DRAWINGS / "floor-plan.svg").read_bytes(),
        "words.jpg": b"This is no picture, whatever the name says.\n",
        "page.png": b"<!doctype html><title>Sign in</title><p>Sign in to see this picture.\n",
        "30000-by-30000.png": gray_png(30_000, 30_000, 1, (bytes(3750) for _ in range(30_000))),
        "108-megapixels.jpg": flat_gray(12_000, 9_000),
        "zero-wide.png": gray_png(0, 8, 8, []),
        "twelve-bit.jpg": flat_gray(64, 64, precision=12),
        "three-thousand-scans.jpg": many_scans(64, 3_000),
        "height-in-a-byte.tif": height_in_a_byte(),
    }
    for name, content in files.items():
        (into / name).write_bytes(content)
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.pdf"
        run("rsvg-convert", "-f", "pdf", DRAWINGS / "floor-plan.svg", "-o", plan)
        run("qpdf", "--encrypt", "harbour", "owner", "256", "--", plan, into / "password-protected.pdf")


def make_odd(into: Path) -> None:
    """Writes what is rare and right, and must be taken or refused with a reason of its own."""
    photo = PHOTOS / "bay-window-morning.jpg"
    small = ["-auto-orient", "-resize", "640x640", "-strip"]
    run("convert", photo, *small, "-colorspace", "CMYK", "-quality", "80", into / "cmyk.jpg")
    run("convert", photo, *small, "-resize", "320x320", "-depth", "16", f"PNG48:{into / 'sixteen-bit.png'}")
    run("convert", photo, *small, "-resize", "320x320", "-colorspace", "Gray", "-alpha", "set", "-channel", "A",
        "-evaluate", "set", "70%", "-define", "png:color-type=4", into / "gray-and-alpha.png")  # fmt: skip
    run("convert", photo, *small, "-resize", "320x320", "-colors", "16", f"PNG8:{into / 'palette.png'}")
    run("convert", photo, *small, "-resize", "320x320", "-interlace", "PNG", into / "interlaced.png")
    run("convert", photo, *small, "-sampling-factor", "4:4:4", "-quality", "80", into / "no-subsampling.jpg")
    run("convert", photo, *small, "-compress", "Zip", into / "room.tiff")
    run("convert", photo, *small, "-resize", "1x1!", into / "one-pixel.png")
    run("convert", photo, *small, "-resize", "640x4!", into / "long-and-thin.jpg")
    run("rsvg-convert", "-f", "pdf", DRAWINGS / "floor-plan.svg", "-o", into / "floor-plan.pdf")
    shutil.copy(PHOTOS / "washstand.png", into / "a-png-that-says.jpg")
    with tempfile.TemporaryDirectory() as folder:
        frames = []
        for name in ("living-room-before", "fireplace-two-chairs"):
            frame = Path(folder) / f"{name}.webp"
            run("convert", PHOTOS / f"{name}.jpg", *small, "-resize", "320x200!", "-quality", "70", frame)
            frames += ["-frame", frame, "+600"]
        run("webpmux", *frames, "-loop", "0", "-o", into / "animated.webp")
    broken = into / "broken-profile.jpg"
    run("convert", photo, *small, broken)
    file = broken.read_bytes()
    body = b"ICC_PROFILE\0\x01\x01" + b"this is no colour profile " * 8
    broken.write_bytes(file[:2] + struct.pack(">BBH", 0xFF, 0xE2, len(body) + 2) + body + file[2:])


def make_strips(into: Path) -> None:
    """Writes rooms whose rows of blocks can be cut apart: one restart marker a row, one set of tables."""
    for name in STRIPS:
        pixels = run("convert", PHOTOS / f"{name}.jpg", "-auto-orient", "-resize", "1152x768^", "-gravity", "center",
                     "-extent", "1152x768", "ppm:-")  # fmt: skip
        with tempfile.NamedTemporaryFile(suffix=".ppm") as flat:
            flat.write(pixels)
            flat.flush()
            (into / f"{name}.jpg").write_bytes(
                run("cjpeg", "-quality", "86", "-sample", "2x2", "-restart", "1", flat.name)
            )


def main() -> None:
    tools = ("convert", "webpmux", "cjpeg", "qpdf", "rsvg-convert")
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        sys.exit(f"missing: {', '.join(missing)} (scripts/install.sh --pictures installs them)")
    for folder, make in (("bad", make_bad), ("odd", make_odd), ("strips", make_strips)):
        into = FIXTURES / folder
        into.mkdir(parents=True, exist_ok=True)
        make(into)
        print(f"{folder}: {len(list(into.iterdir()))} files")


if __name__ == "__main__":
    main()
