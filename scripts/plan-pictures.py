#!/usr/bin/env python3
"""Writes floor plans as PDF: good ones in many kinds, and ones that must not be drawn.

    scripts/plan-pictures.py

Fills tests/fixtures/plans and tests/fixtures/plans/refused. Needs ImageMagick and qpdf.
"""

import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
PLANS = FIXTURES / "plans"
REFUSED = PLANS / "refused"

LETTERS = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"

# Rooms of a flat of 842 by 595 points: left, bottom, width, height, colour, name. The tests know them.
ROOMS = [
    (60, 60, 340, 220, "1 0.87 0.68", "Kitchen"),
    (60, 300, 340, 235, "0.69 0.84 0.93", "Bath"),
    (420, 60, 362, 475, "0.74 0.9 0.72", "Living room"),
]


def stream(entries: str, data: bytes) -> bytes:
    """Returns a stream with its dictionary."""
    return f"<<{entries}/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def packed(entries: str, data: bytes, times: int = 1) -> bytes:
    """Returns a stream that is deflated, perhaps more than once."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = "/FlateDecode" * times
    return stream(f"{entries}/Filter[{filters}]", data)


def document(*objects: str | bytes) -> bytes:
    """Returns a document; the first object is its root."""
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        body = body.encode() if isinstance(body, str) else body
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer\n<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{table}\n%%EOF\n".encode()


def page(content: bytes, resources: str = "", entries: str = "/MediaBox[0 0 842 595]", more: tuple = ()) -> bytes:
    """Returns a document of one page. What `more` holds has the numbers from 5 on."""
    return document(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{entries}/Contents 4 0 R/Resources<<{resources}>>>>",
        packed("", content),
        *more,
    )


def flat() -> bytes:
    """Draws the flat."""
    lines = []
    for left, bottom, width, height, colour, name in ROOMS:
        lines.append(f"{colour} rg {left} {bottom} {width} {height} re f")
        lines.append(f"0 G 6 w {left} {bottom} {width} {height} re S")
        lines.append(f"0 g BT /H 18 Tf {left + 20} {bottom + height - 40} Td ({name}) Tj ET")
        area = width * height / 2500
        lines.append(f"BT /H 11 Tf {left + 20} {bottom + height - 58} Td ({area:.1f} sq m) Tj ET")
    # A door, a window, a red mark in the upper left corner of the sheet.
    lines.append("1 1 1 RG 8 w 400 120 m 400 190 l S 0 G 1 w 400 120 m 470 120 l S 470 120 m 470 158 438 190 400 190 c S")
    lines.append("[6 3] 0 d 0.2 0.4 0.8 RG 2 w 500 535 m 700 535 l S [] 0 d")
    lines.append("0.86 0.08 0.24 rg 0 575 20 20 re f")
    return "\n".join(lines).encode()


def two_pages() -> bytes:
    """Returns the flat, and a second page that is all green."""
    return document(
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2/MediaBox[0 0 842 595]/Resources<</Font<</H {LETTERS}>>>>>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        packed("", flat()),
        "<</Type/Page/Parent 2 0 R/Contents 6 0 R>>",
        packed("", b"0 0.6 0 rg 0 0 842 595 re f"),
    )


def turned(degrees: int) -> bytes:
    """Returns the flat turned, cut to its upper left quarter, in a larger unit."""
    entries = f"/MediaBox[0 0 842 595]/CropBox[0 297.5 421 595]/Rotate {degrees}/UserUnit 2.5"
    return page(flat(), f"/Font<</H {LETTERS}>>", entries)


def scanned(folder: Path) -> bytes:
    """Returns a page that is one JPEG, as scanners make them."""
    jpeg = folder / "scan.jpg"
    across, down = 1169 / 842, 826 / 595
    walls = []
    for left, bottom, width, height, colour, _ in ROOMS:
        paint = [f"{100 * float(part):.0f}%" for part in colour.split()]
        corners = (left * across, (595 - bottom - height) * down, (left + width) * across, (595 - bottom) * down)
        box = "rectangle {:.0f},{:.0f} {:.0f},{:.0f}".format(*corners)
        walls += ["-fill", f"rgb({','.join(paint)})", "-stroke", "black", "-strokewidth", 6, "-draw", box]
    run("convert", "-size", "1169x826", "xc:#fbf9f4", *walls, "-strip", "-sampling-factor", "4:2:0", "-quality", 60, jpeg)
    entries = "/Type/XObject/Subtype/Image/Width 1169/Height 826/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode"
    more = (stream(entries, jpeg.read_bytes()),)
    return page(b"q 842 0 0 595 0 0 cm /S Do Q", "/XObject<</S 5 0 R>>", more=more)


def faxed() -> bytes:
    """Returns a page of one bit a pixel, packed by rows: the left half black."""
    row = b"\x00" * 50 + b"\xff" * 50
    entries = "/Type/XObject/Subtype/Image/Width 800/Height 400/BitsPerComponent 1/ColorSpace/DeviceGray"
    return page(b"q 800 0 0 400 0 0 cm /S Do Q", "/XObject<</S 5 0 R>>", "/MediaBox[0 0 800 400]",
                (packed(entries, row * 400),))


def layered() -> bytes:
    """Returns the flat under a hatch, a gradient, a glass pane, a faded picture and a layer that is off."""
    hatch = stream("/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 10 10]/XStep 10/YStep 10/Resources<<>>",
                   b"0.3 G 1 w 0 0 m 10 10 l S")
    gradient = ("<</ShadingType 2/ColorSpace/DeviceRGB/Coords[440 0 760 0]/Extend[true true]"
                "/Function<</FunctionType 2/Domain[0 1]/C0[1 1 1]/C1[0 0 0.5]/N 1>>>>")
    form = stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Group<</S/Transparency>>", b"1 0 0 rg 0 0 100 100 re f")
    mask = stream("/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", b"\xff\x00")
    picture = stream("/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB/SMask 8 0 R",
                     b"\x00\x00\x00" * 2)
    content = flat() + b"""
/Pattern cs /Hatch scn 70 70 120 120 re f
q 440 80 320 60 re W n /Fade sh Q
q /Half gs 1 0 0 1 600 250 cm /Pane Do Q
q 160 0 0 80 600 400 cm /Ghost Do Q
/OC /Off BDC 0 1 0 rg 0 0 842 595 re f EMC
"""
    resources = (f"/Font<</H {LETTERS}>>/Pattern<</Hatch 5 0 R>>/Shading<</Fade {gradient}>>/XObject<</Pane 6 0 R/Ghost 7 0 R>>"
                 "/ExtGState<</Half<</ca 0.5>>>>/Properties<</Off 9 0 R>>")
    objects = (
        "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]/Order[9 0 R]>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents 4 0 R/Resources<<{resources}>>>>",
        packed("", content), hatch, form, picture, mask, "<</Type/OCG/Name(Off)>>",
    )
    return document(*objects)


def survey() -> bytes:
    """Returns an A0 sheet with a grid of nine thousand crosses, as surveys have them."""
    crosses = [f"{x} {y} m {x + 6} {y} l S {x + 3} {y - 3} m {x + 3} {y + 3} l S"
               for x in range(20, 3350, 30) for y in range(20, 2370, 30)]
    frame = "0 0 1 RG 10 w 20 20 3330 2344 re S 0.5 w 0 G "
    return page((frame + "\n".join(crosses)).encode(), entries="/MediaBox[0 0 3370 2384]")


def forms_in_forms() -> bytes:
    """Returns nine drawings, each with ten times the next: a thousand million squares."""
    levels = 9
    forms = []
    for level in range(levels):
        entries = "/Type/XObject/Subtype/Form/BBox[0 0 842 595]"
        if level + 1 < levels:
            entries += f"/Resources<</XObject<</F {6 + level} 0 R>>>>"
            forms.append(stream(entries, b"/F Do " * 10))
        else:
            forms.append(stream(entries, b"0 0 9 9 re f " * 10))
    return page(b"/F Do", "/XObject<</F 5 0 R>>", more=tuple(forms))


def picture_page(entries: str, data: bytes) -> bytes:
    """Returns a page that shows one picture."""
    picture = stream(f"/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceRGB{entries}", data)
    return page(b"q 842 0 0 595 0 0 cm /P Do Q", "/XObject<</P 5 0 R>>", more=(picture,))


def flat_jpeg(width: int, height: int) -> bytes:
    """Returns a JPEG whose header says this size and whose data ends at once."""
    sides = height.to_bytes(2) + width.to_bytes(2)
    frame = b"\xff\xc0\x00\x0b\x08" + sides + b"\x01\x01\x11\x00"
    tables = b"\xff\xdb\x00\x43\x00" + b"\x10" * 64 + b"\xff\xc4\x00\x14\x00\x01" + b"\x00" * 15 + b"\x00"
    tables += b"\xff\xc4\x00\x14\x10\x01" + b"\x00" * 15 + b"\x00"
    return b"\xff\xd8" + tables + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00" * 64 + b"\xff\xd9"


def run(*command: object) -> None:
    """Runs a tool."""
    subprocess.run([str(part) for part in command], capture_output=True, check=True)


def good(folder: Path) -> dict[str, bytes]:
    """Returns the plans that are drawn, by name."""
    return {
        "flat.pdf": two_pages(),
        "quarter.pdf": turned(0),
        "quarter-right.pdf": turned(90),
        "quarter-down.pdf": turned(-180),
        "quarter-left.pdf": turned(270),
        "scanned.pdf": scanned(folder),
        "one-bit.pdf": faxed(),
        "layered.pdf": layered(),
        "survey-a0.pdf": survey(),
        "stamp.pdf": page(b"0.2 0.4 0.8 rg 0 0 10 6 re f", entries="/MediaBox[0 0 20 12]"),
        "strip.pdf": page(b"0.2 0.4 0.8 rg 0 0 2000 2 re f", entries="/MediaBox[0 0 4000 2]"),
        "empty.pdf": page(b""),
        "lost-table.pdf": two_pages().replace(b"startxref", b"startxrex"),
    }


def refused() -> dict[str, bytes]:
    """Returns the plans that must not be drawn, by name."""
    box = "/MediaBox[0 0 {0} {0}]"
    hatch = stream("/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 842 595]/XStep 0.01/YStep 0.01/Resources<<>>",
                   b"0 0 m 9 9 l S")
    huge = "/Width 60000/Height 60000/Filter/FlateDecode"
    return {
        "no-pages.pdf": document("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"),
        "ten-kilometres.pdf": page(b"", entries=box.format("28346456")),
        "no-number.pdf": page(b"", entries=box.format("nan")),
        "beyond-numbers.pdf": page(b"", entries=box.format("9" * 400)),
        "picture-of-3600-megapixels.pdf": picture_page(huge, zlib.compress(bytes(3000))),
        "jpeg-of-280-megapixels.pdf": picture_page("/Width 64/Height 64/Filter/DCTDecode", flat_jpeg(20000, 14000)),
        "broken-jpeg.pdf": picture_page("/Width 64/Height 64/Filter/DCTDecode", b"\xff\xd8\xff\xe0no picture"),
        "picture-without-end.pdf": picture_page("/Width 64/Height 64/Filter[/FlateDecode/FlateDecode]",
                                                zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)),
        "content-without-end.pdf": document(
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents 4 0 R>>", packed("", b" " * 200_000_000, 2)),
        "forms-in-forms.pdf": forms_in_forms(),
        "dashes-without-end.pdf": page(b"[0.0001] 0 d 1 w 0 0 m 842 595 l S"),
        "hatch-without-end.pdf": page(b"/Pattern cs /H scn 0 0 842 595 re f", "/Pattern<</H 5 0 R>>", more=(hatch,)),
        "line-without-end.pdf": page(b"0 0 m " + b"9 9 l " * 1_000_000 + b"S"),
        "a-million-diagonals.pdf": page(b"0 0 m 842 595 l S\n" * 800_000),
        "fifty-thousand-panes.pdf": page(b"/G gs " + b"0 0 842 595 re f " * 50_000, "/ExtGState<</G<</ca 0.5>>>>"),
        "slow-colours.pdf": page(
            b"/S sh", "/Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 842 0 595]/Function 5 0 R>>>>",
            more=(packed("/FunctionType 4/Domain[0 842 0 595]/Range[0 1 0 1 0 1]",
                         b"{ 842 div exch 595 div exch dup " + b"sin cos " * 20_000 + b"}"),)),
    }


def main() -> None:
    """Writes all of them."""
    missing = [tool for tool in ("convert", "qpdf") if not shutil.which(tool)]
    if missing:
        sys.exit(f"plan-pictures: {', '.join(missing)} is missing; scripts/install.sh --pictures installs it")
    REFUSED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in good(Path(folder)).items():
            (PLANS / name).write_bytes(data)
    for name, data in refused().items():
        (REFUSED / name).write_bytes(data)
    # As word processors and browsers write them: objects packed into streams.
    run("qpdf", "--object-streams=generate", "--deterministic-id", PLANS / "flat.pdf", PLANS / "flat-packed.pdf")


if __name__ == "__main__":
    main()
