"""Writes ICC matrix profiles, so that no foreign profile need be shipped."""

import struct

Xyz = tuple[float, float, float]

# Colorants adapted to D50, as published with each standard.
SRGB: tuple[Xyz, Xyz, Xyz] = ((0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
DISPLAY_P3: tuple[Xyz, Xyz, Xyz] = ((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841))
D50: Xyz = (0.9642, 1.0, 0.8249)


def srgb() -> bytes:
    """Returns a profile with the primaries and the curve of sRGB."""
    return _profile("Atelier sRGB", SRGB)


def display_p3() -> bytes:
    """Returns a profile with the primaries of P3 and the curve of sRGB."""
    return _profile("Atelier Display P3", DISPLAY_P3)


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


def _profile(name: str, colorants: tuple[Xyz, Xyz, Xyz]) -> bytes:
    curve = _curve()
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
    offset = 128 + 4 + 12 * len(tags)
    table, data, seen = struct.pack(">I", len(tags)), b"", {}
    for signature, body in tags.items():
        if body not in seen:
            seen[body] = offset + len(data)
            data += body + bytes(-len(body) % 4)
        table += signature + struct.pack(">II", seen[body], len(body))
    size = 128 + len(table) + len(data)
    header = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + b"".join(_fixed(p) for p in D50)
    return header.ljust(128, b"\0") + table + data
