"""Writes ICC profiles, so that no foreign profile need be shipped."""

import itertools
import struct

Xyz = tuple[float, float, float]

# Colorants adapted to D50, as published with each standard.
SRGB: tuple[Xyz, Xyz, Xyz] = ((0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
DISPLAY_P3: tuple[Xyz, Xyz, Xyz] = ((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841))
ADOBE_RGB: tuple[Xyz, Xyz, Xyz] = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
PROPHOTO: tuple[Xyz, Xyz, Xyz] = ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491))
D50: Xyz = (0.9642, 1.0, 0.8249)

# What a press prints, in Lab: paper and every overlap of cyan, magenta and yellow, then the same under black.
PAPER = (95.0, 0.0, -2.0)
OVERLAPS = {
    (0, 0, 0): PAPER, (1, 0, 0): (55.0, -37.0, -50.0), (0, 1, 0): (48.0, 74.0, -3.0), (0, 0, 1): (89.0, -5.0, 93.0),
    (0, 1, 1): (47.0, 68.0, 48.0), (1, 0, 1): (50.0, -65.0, 27.0), (1, 1, 0): (24.0, 22.0, -46.0), (1, 1, 1): (23.0, 0.0, 0.0),
}  # fmt: skip


def srgb() -> bytes:
    """Returns a profile with the primaries and the curve of sRGB."""
    return _profile("Atelier sRGB", SRGB)


def display_p3() -> bytes:
    """Returns a profile with the primaries of P3 and the curve of sRGB."""
    return _profile("Atelier Display P3", DISPLAY_P3)


def adobe_rgb() -> bytes:
    """Returns a profile with the primaries and the gamma of Adobe RGB (1998)."""
    return _profile("Atelier wide RGB", ADOBE_RGB, _gamma(563 / 256))


def prophoto() -> bytes:
    """Returns a profile with the primaries and the gamma of ProPhoto RGB."""
    return _profile("Atelier widest RGB", PROPHOTO, _gamma(1.8))


def gray(gamma: float, space: bytes = b"XYZ ") -> bytes:
    """Returns a profile of light alone, or of lightness alone if its connection space is Lab."""
    tags = {b"desc": _description("Atelier gray"), b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": _xyz(D50), b"kTRC": _gamma(gamma)}
    return _assembled(tags, b"mntr", b"GRAY", space)


def press() -> bytes:
    """Returns a profile of a press with four inks: a table of nine steps an ink, from a model of printed dots."""
    steps = [step / 8 for step in range(9)]
    table = b"".join(struct.pack(">3H", *_lab16(_printed(inks))) for inks in itertools.product(steps, repeat=4))
    straight = struct.pack(">2H", 0, 65535)
    one, none = _fixed(1), _fixed(0)
    matrix = one + none * 3 + one + none * 3 + one
    head = b"mft2\0\0\0\0" + bytes([4, 3, 9, 0]) + matrix + struct.pack(">2H", 2, 2)
    tags = {
        b"desc": _description("Atelier press"),
        b"cprt": b"text\0\0\0\0CC0\0",
        b"wtpt": _xyz(D50),
        b"A2B0": head + straight * 4 + table + straight * 3,
    }
    return _assembled(tags, b"prtr", b"CMYK", b"Lab ")


def _printed(inks: tuple[float, ...]) -> tuple[float, float, float]:
    """Mixes the colours of all overlaps by the areas that dots cover, which grow as they are printed."""
    cyan, magenta, yellow, black = (ink ** 0.8 for ink in inks)
    total = [0.0, 0.0, 0.0]
    for overlap, lab in OVERLAPS.items():
        area = 1.0
        for printed, covered in zip(overlap, (cyan, magenta, yellow), strict=True):
            area *= covered if printed else 1 - covered
        for share, colour in ((area * (1 - black), lab), (area * black, (lab[0] * 0.12 + 5, lab[1] * 0.05, lab[2] * 0.05))):
            for axis in range(3):
                total[axis] += share * colour[axis]
    return total[0], total[1], total[2]


def _lab16(lab: tuple[float, float, float]) -> tuple[int, int, int]:
    return round(lab[0] / 100 * 65280), round((lab[1] + 128) * 256), round((lab[2] + 128) * 256)


def _gamma(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(value: Xyz) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(part) for part in value)


def _curve() -> bytes:
    points = []
    for step in range(1024):
        x = step / 1023
        y = x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4
        points.append(round(y * 65535))
    return b"curv\0\0\0\0" + struct.pack(f">I{len(points)}H", len(points), *points)


def _description(text: str) -> bytes:
    ascii_text = text.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)


def _profile(name: str, colorants: tuple[Xyz, Xyz, Xyz], curve: bytes | None = None) -> bytes:
    curve = curve or _curve()
    tags = {
        b"desc": _description(name),
        b"cprt": b"text\0\0\0\0" + b"CC0\0",
        b"wtpt": _xyz(D50),
        b"rXYZ": _xyz(colorants[0]),
        b"gXYZ": _xyz(colorants[1]),
        b"bXYZ": _xyz(colorants[2]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    return _assembled(tags, b"mntr", b"RGB ", b"XYZ ")


def _assembled(tags: dict[bytes, bytes], kind: bytes, space: bytes, between: bytes) -> bytes:
    offset = 128 + 4 + 12 * len(tags)
    table, data, seen = struct.pack(">I", len(tags)), b"", {}
    for signature, body in tags.items():
        if body not in seen:
            seen[body] = offset + len(data)
            data += body + bytes(-len(body) % 4)
        table += signature + struct.pack(">II", seen[body], len(body))
    size = 128 + len(table) + len(data)
    header = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, kind, space, between)
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + b"".join(_fixed(p) for p in D50)
    return header.ljust(128, b"\0") + table + data
