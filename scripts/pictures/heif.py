"""Takes HEIC and AVIF files apart and puts their pictures together in rarer ways."""

import struct
from dataclasses import dataclass, field

from .mp4 import box

Property = tuple[bytes, bytes]


def full(kind: bytes, body: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Frames one box that has a version."""
    return box(kind, struct.pack(">I", version << 24 | flags) + body)


def size(width: int, height: int) -> Property:
    """Returns the property that says a size."""
    return b"ispe", struct.pack(">III", 0, width, height)


def turned_left(quarters: int) -> Property:
    """Returns the property that turns a picture."""
    return b"irot", bytes([quarters])


def mirrored(axis: int) -> Property:
    """Returns the property that mirrors a picture: 0 exchanges top and bottom."""
    return b"imir", bytes([axis])


def code_points(primaries: int, transfer: int, matrix: int, full_range: bool) -> Property:
    """Returns the property that says colours by their numbers."""
    return b"colr", b"nclx" + struct.pack(">HHHB", primaries, transfer, matrix, full_range << 7)


@dataclass
class Coded:
    """One coded picture: its item type, its configuration and its data."""

    kind: bytes
    properties: list[Property]
    data: bytes
    references: list[tuple[bytes, list[int]]] = field(default_factory=list)
    hidden: bool = False

    def without(self, *kinds: bytes) -> list[Property]:
        return [each for each in self.properties if each[0] not in kinds]


def boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """Lists boxes side by side."""
    found, at = [], 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if length == 1:
            length, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        length = length or len(data) - at
        found.append((kind, data[at + head : at + length]))
        at += length
    return found


def primary(file: bytes) -> Coded:
    """Returns the main picture of a file whose items lie in one piece."""
    meta = dict(boxes(dict(boxes(file))[b"meta"][4:]))
    item = struct.unpack_from(">H", meta[b"pitm"], 4)[0]
    kinds = {}
    for kind, body in boxes(meta[b"iinf"][6:]):
        if kind == b"infe":
            kinds[struct.unpack_from(">H", body, 4)[0]] = body[8:12]
    properties = dict(boxes(meta[b"iprp"]))
    all_properties = boxes(properties[b"ipco"])
    return Coded(kinds[item], _associated(properties[b"ipma"], all_properties)[item], _data(file, meta[b"iloc"])[item])


def _associated(ipma: bytes, properties: list[Property]) -> dict[int, list[Property]]:
    wide = ipma[3] & 1
    count, at, found = struct.unpack_from(">I", ipma, 4)[0], 8, {}
    for _ in range(count):
        item, entries = struct.unpack_from(">HB", ipma, at)
        at += 3
        chosen = []
        for _ in range(entries):
            index = struct.unpack_from(">H", ipma, at)[0] & 0x7FFF if wide else ipma[at] & 0x7F
            at += 2 if wide else 1
            chosen.append(properties[index - 1])
        found[item] = chosen
    return found


def _data(file: bytes, iloc: bytes) -> dict[int, bytes]:
    version, sizes = iloc[0], struct.unpack_from(">H", iloc, 4)[0]
    wide, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    count, at, found = struct.unpack_from(">H", iloc, 6)[0], 8, {}

    def number(width: int) -> int:
        nonlocal at
        at += width
        return int.from_bytes(iloc[at - width : at], "big")

    for _ in range(count):
        item = number(2)
        if version:
            number(2)
        number(2)
        base = number(base_size)
        parts = [(number(wide), number(length_size)) for _ in range(number(2))]
        found[item] = b"".join(file[base + start : base + start + length] for start, length in parts)
    return found


def grid(tiles: list[Coded], columns: int, width: int, height: int, *, extra: list[Property] = []) -> list[Coded]:
    """Returns the items of a picture made of tiles; the first one is the whole."""
    rows = len(tiles) // columns
    long = max(width, height) > 0xFFFF
    head = struct.pack(">BBBB", 0, long, rows - 1, columns - 1)
    head += struct.pack(">II" if long else ">HH", width, height)
    whole = Coded(b"grid", [size(width, height), *extra], head)
    whole.references.append((b"dimg", list(range(2, 2 + len(tiles)))))
    return [whole, *(Coded(tile.kind, tile.properties, tile.data, hidden=True) for tile in tiles)]


def write(brand: bytes, items: list[Coded], main: int = 1) -> bytes:
    """Writes items, numbered from 1, into one file."""
    pool: list[Property] = []
    associations = b""
    for number, item in enumerate(items, 1):
        entries = b""
        for each in item.properties:
            if each not in pool:
                pool.append(each)
            entries += struct.pack(">H", 0x8000 | pool.index(each) + 1)
        associations += struct.pack(">HB", number, len(item.properties)) + entries
    infos = b"".join(
        full(b"infe", struct.pack(">HH", number, 0) + item.kind + b"\0", 2, item.hidden)
        for number, item in enumerate(items, 1)
    )
    references = b"".join(
        box(kind, struct.pack(f">HH{len(to)}H", number, len(to), *to))
        for number, item in enumerate(items, 1)
        for kind, to in item.references
    )
    ftyp = box(b"ftyp", brand + bytes(4) + b"mif1" + brand)

    def meta(start: int) -> bytes:
        places, at = b"", start
        for number, item in enumerate(items, 1):
            places += struct.pack(">HHHII", number, 0, 1, at, len(item.data))
            at += len(item.data)
        body = full(b"hdlr", struct.pack(">I4s12sB", 0, b"pict", b"", 0))
        body += full(b"pitm", struct.pack(">H", main))
        body += full(b"iloc", struct.pack(">HH", 0x4400, len(items)) + places)
        body += full(b"iinf", struct.pack(">H", len(items)) + infos)
        if references:
            body += full(b"iref", references)
        container = box(b"ipco", b"".join(box(kind, content) for kind, content in pool))
        body += box(b"iprp", container + full(b"ipma", struct.pack(">I", len(items)) + associations, 0, 1))
        return full(b"meta", body)

    start = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(start) + box(b"mdat", b"".join(item.data for item in items))
