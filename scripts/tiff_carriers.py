#!/usr/bin/env python3
"""Writes the TIFF files of tests/fixtures/cleaning that no tool writes: places below, behind and between pages.

    scripts/tiff_carriers.py FOLDER

tests/fixtures/cleaning/make-tiff.sh calls this; carriers.tsv beside it says what each file carries.
"""

import struct
import sys
from pathlib import Path

from carriers import GPS, field, packet, resource
from pictures.exif import camera, position

STREET = "<core:Location>Hinterhofgasse</core:Location><ps:City>Munich</ps:City><ps:Credit>Jo Maker</ps:Credit>"


class Data(bytes):
    """Bytes that an entry refers to by their offset alone."""


class Pages(list):
    """Pages below a page."""


class Tiff:
    """A TIFF of several pages, classic or big."""

    def __init__(self, wide: bool = False, order: str = "<") -> None:
        self.order, self.wide = order, wide
        self.offset = "Q" if wide else "I"
        mark = b"II" if order == "<" else b"MM"
        self.bytes = bytearray(mark + (self.pack("HHH", 43, 8, 0) if wide else self.pack("H", 42)))
        self.next = len(self.bytes)
        self.bytes += self.pack(self.offset, 0)

    def pack(self, form: str, *numbers: int) -> bytes:
        """Packs numbers in the file's order."""
        return struct.pack(self.order + form, *numbers)

    def page(self, entries: list) -> "Tiff":
        """Adds a page to the chain."""
        at = self.put(entries)
        self.bytes[self.next : self.next + len(self.pack(self.offset, 0))] = self.pack(self.offset, at)
        self.next = at + len(self.pack("Q" if self.wide else "H", 0)) + len(entries) * (20 if self.wide else 12)
        return self

    def put(self, entries: list) -> int:
        """Writes a list and what it refers to."""
        entries = sorted(entries, key=lambda entry: entry[0])
        at, room = len(self.bytes), 8 if self.wide else 4
        self.bytes += self.pack("Q" if self.wide else "H", len(entries))
        first = len(self.bytes)
        self.bytes += bytes(len(entries) * (room + room + 4) + room)
        for index, (tag, value) in enumerate(entries):
            kind, count, data = self._value(value)
            if len(data) > room:
                place = self.pack(self.offset, len(self.bytes))
                self.bytes += data + bytes(len(data) % 2)
            else:
                place = data.ljust(room, b"\0")
            start = first + index * (room + room + 4)
            entry = self.pack("HH" + self.offset, tag, kind, count) + place
            self.bytes[start : start + len(entry)] = entry
        return at

    def _value(self, value: object) -> tuple[int, int, bytes]:
        match value:
            case int():
                return 3, 1, self.pack("H", value)
            case str():
                return 2, len(value) + 1, value.encode() + b"\0"
            case Data():
                at = len(self.bytes)
                self.bytes += value + bytes(len(value) % 2)
                return 4, 1, self.pack("I", at)
            case bytes():
                return 7, len(value), value
            case Pages():
                return 13, len(value), b"".join(self.pack("I", self.put(page)) for page in value)
            case [list(), *_]:
                return 5, len(value), b"".join(self.pack("II", *pair) for pair in value)
        return 4, 1, self.pack("I", self.put(value))


def page(width: int, height: int, *more: tuple) -> list:
    """Returns a gray page that is a slope of light."""
    pixels = bytes(max(0, 250 - x * 3 - y * 2) for y in range(height) for x in range(width))
    needed = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, Data(pixels)), (277, 1), (278, height)]
    return [*needed, (279, len(pixels)), *more]


def carriers() -> dict[str, bytes]:
    """Returns the files by their names."""
    gps = (0x8825, position())
    small = (254, 1)
    iptc = field(80, "Jo Maker") + field(90, "Munich") + field(92, "Hinterhofgasse")
    resources = resource(0x03ED, bytes(16)) + resource(0x0404, iptc) + resource(0x0422, GPS)
    below = Pages([page(24, 16, small), page(30, 16, small, gps)])
    return {
        "tiff-page-two-exif.tiff": Tiff().page(page(48, 32, *camera())).page(page(48, 32, gps)),
        "tiff-sub-page-exif.tiff": Tiff(order=">").page(page(48, 32, *camera(), (330, below))),
        "tiff-preview-exif.tiff": Tiff().page(page(48, 32, *camera())).page(page(40, 32, small, gps)),
        "tiff-exif-in-exif.tiff": Tiff().page(page(48, 32, (34665, [(0x9003, "2024:05:06 07:08:09"), gps]))),
        "tiff-big-exif.tif": Tiff(wide=True).page(page(48, 32, *camera(), gps)),
        "tiff-big-motorola-exif.tif": Tiff(wide=True, order=">").page(page(48, 32, *camera(), gps)).page(page(9, 9, gps)),
        "tiff-photoshop.tiff": Tiff().page(page(48, 32, (34377, resources))),
        "tiff-layers.tiff": Tiff().page(page(48, 32, (37724, b"Adobe Photoshop Document Data Block\0Munich"))),
        "tiff-private-exif.tiff": Tiff().page(page(48, 32, *camera(), (65000, b"Hinterhofgasse, Munich"))),
        "tiff-xmp-page-two.tiff": Tiff().page(page(48, 32)).page(page(48, 32, (700, packet(STREET)))),
    }


def main(folder: Path) -> None:
    """Writes every file."""
    for name, made in carriers().items():
        (folder / name).write_bytes(made.bytes)
    clean = Tiff().page(page(48, 32, *camera())).bytes
    (folder / "tiff-forgotten-exif.tiff").write_bytes(clean + GPS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
