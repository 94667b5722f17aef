#!/usr/bin/env python3
"""Writes pictures in many colour spaces, each beside what LittleCMS shows of it in sRGB.

    scripts/colour-pictures.py

Fills tests/fixtures/colour: NAME.jpg or NAME.png, and NAME.srgb.png as the
judge. Half of each is a photo, half a chart of colours. Needs Pillow, which
has LittleCMS inside: run it with a Python that has it.
"""

import io
import struct
import sys
from pathlib import Path

from PIL import Image, ImageCms

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pictures import icc  # noqa: E402
from pictures.png import chunk, insert_before_image  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
INTO = FIXTURES / "colour"
WIDTH, HEIGHT = 96, 80

# Exif that says "uncalibrated", and by DCF's third rule Adobe RGB.
ADOBE_BY_EXIF = (
    b"Exif\0\0MM\0\x2a" + struct.pack(">I", 8)
    + struct.pack(">HHHIII", 1, 0x8769, 4, 1, 26, 0)
    + struct.pack(">HHHIHHHHIII", 2, 0xA001, 3, 1, 0xFFFF, 0, 0xA005, 4, 1, 56, 0)
    + struct.pack(">HHHI4sI", 1, 0x0001, 2, 4, b"R03\0", 0)
)  # fmt: skip


def picture() -> Image.Image:
    """Returns a photo over a chart: all hues, from pale to full, from dark to light."""
    photo = Image.open(FIXTURES / "photos" / "blue-kitchen-island.jpg").convert("RGB").resize((WIDTH, HEIGHT // 2))
    chart = Image.new("HSV", (WIDTH, HEIGHT // 2))
    rows = HEIGHT // 2
    for y in range(rows):
        for x in range(WIDTH):
            full, light = (255, 40 + y * 430 // rows) if y < rows // 2 else ((rows - y) * 510 // rows, 255)
            chart.putpixel((x, y), (x * 256 // WIDTH, min(full, 255), min(light, 255)))
    whole = Image.new("RGB", (WIDTH, HEIGHT))
    whole.paste(photo, (0, 0))
    whole.paste(chart.convert("RGB"), (0, rows))
    return whole


def inks() -> Image.Image:
    """Returns the same in four inks, without caring which press."""
    rgb = picture()
    plain = rgb.convert("CMYK")
    black = rgb.convert("L").point(lambda light: max(0, 160 - light))
    return Image.merge("CMYK", [*plain.split()[:3], black])


def judge(name: str, shown: Image.Image, profile: bytes, opacity: Image.Image | None = None) -> None:
    """Writes what LittleCMS makes of a picture."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    srgb = ImageCms.createProfile("sRGB")
    intent = ImageCms.Intent.PERCEPTUAL
    out = ImageCms.profileToProfile(shown, source, srgb, renderingIntent=intent, outputMode="RGB")
    if opacity:
        out.putalpha(opacity)
    out.save(INTO / f"{name}.srgb.png", optimize=True)


def jpeg(name: str, image: Image.Image, profile: bytes, **more: object) -> None:
    """Writes a JPEG with a profile, and what LittleCMS shows of it."""
    path = INTO / f"{name}.jpg"
    image.save(path, quality=95, subsampling=0, **({"icc_profile": profile} | more))
    judge(name, Image.open(path), profile)


def png(name: str, image: Image.Image, profile: bytes, extra: bytes = b"") -> None:
    """Writes a PNG with a profile, or with other words for it, and what LittleCMS shows of it."""
    path = INTO / f"{name}.png"
    image.save(path, optimize=True, **({} if extra else {"icc_profile": profile}))
    if extra:
        path.write_bytes(insert_before_image(path.read_bytes(), extra))
    if image.mode == "LA":
        judge(name, image.getchannel("L"), profile, image.getchannel("A"))
    else:
        judge(name, image, profile)


def main() -> None:
    INTO.mkdir(parents=True, exist_ok=True)
    rgb, gray = picture(), picture().convert("L")
    jpeg("display-p3", rgb, icc.display_p3())
    jpeg("adobe-rgb", rgb, icc.adobe_rgb())
    jpeg("adobe-rgb-by-exif", rgb, icc.adobe_rgb(), icc_profile=None, exif=ADOBE_BY_EXIF)
    jpeg("press", inks(), icc.press())
    jpeg("gray-gamma", gray, icc.gray(1.8))
    jpeg("gray-lightness", gray, icc.gray(1.25, b"Lab "))
    png("prophoto", rgb, icc.prophoto())
    png("gray-and-alpha-gamma", Image.merge("LA", [gray, gray.point(lambda light: 255 - light // 2)]), icc.gray(1.8))
    measures = (31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
    extra = chunk(b"gAMA", struct.pack(">I", 45471)) + chunk(b"cHRM", struct.pack(">8I", *measures))
    png("measured", rgb, icc.adobe_rgb(), extra)
    png("p3-by-number", rgb, icc.display_p3(), chunk(b"cICP", bytes([12, 13, 0, 1])))
    print(f"colour: {len(list(INTO.iterdir()))} files")


if __name__ == "__main__":
    main()
