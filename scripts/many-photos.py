#!/usr/bin/env python3
"""Makes any number of distinct photos quickly, each with a place of its own.

    scripts/many-photos.py --out DIR [--count 10000] [--seed 1] [--megabytes 0.2 5]

The rooms in tests/fixtures/strips were saved with one restart marker a row of
blocks and with the same tables, so their rows can be put together anew without
decoding: a photo is a stack of bands from several rooms. With --megabytes the
bands lie in several columns, until a photo is as large as is wished. Nothing but
Python's standard library is needed, and the same seed makes the same files.
"""

import argparse
import random
import struct
from pathlib import Path

STRIPS = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "strips"


def take_apart(file: bytes) -> tuple[bytes, list[bytes]]:
    """Splits a JPEG into its header and its rows of blocks."""
    at = 2
    while file[at + 1] != 0xDA:
        at += 2 + struct.unpack(">H", file[at + 2 : at + 4])[0]
    start = at + 2 + struct.unpack(">H", file[at + 2 : at + 4])[0]
    scan = file[start : file.rindex(b"\xff\xd9")]
    rows, row_start, look = [], 0, scan.find(b"\xff")
    while look != -1:
        if 0xD0 <= scan[look + 1] <= 0xD7:
            rows.append(scan[row_start:look])
            row_start = look + 2
        look = scan.find(b"\xff", look + 2)
    rows.append(scan[row_start:])
    return file[2:start], rows


def put_together(header: bytes, rows: list[bytes], exif: bytes) -> bytes:
    """Joins rows, numbering the restart markers afresh."""
    parts = [b"\xff\xd8", exif, header]
    for number, row in enumerate(rows[:-1]):
        parts += [row, bytes([0xFF, 0xD0 + number % 8])]
    return b"".join([*parts, rows[-1], b"\xff\xd9"])


def shuffled(rooms: list[list[bytes]], choice: random.Random) -> list[bytes]:
    """Stacks bands of three to twelve rows, each from a room of its own."""
    rows: list[bytes] = []
    wanted = len(rooms[0])
    while len(rows) < wanted:
        room = choice.choice(rooms)
        top = choice.randrange(len(room) - 2)
        rows += room[top : top + choice.randint(3, 12)]
    return rows[:wanted]


def spread(header: bytes, rooms: list[list[bytes]], wanted: float, choice: random.Random) -> tuple[bytes, list[bytes]]:
    """Lays rows side by side and below each other until they have about as many bytes as wanted."""
    mean = sum(len(row) for room in rooms for row in room) / sum(len(room) for room in rooms)
    count = max(1, round(wanted / mean))
    frame = header.index(b"\xff\xc0") + 5
    _, width = struct.unpack(">HH", header[frame : frame + 4])
    # A row of blocks is 16 pixels high; four to three is the shape of most photos.
    columns = max(1, round((count * 16 / width * 4 / 3) ** 0.5))
    lines = -(-count // columns)
    rows: list[bytes] = []
    while len(rows) < columns * lines:
        rows += shuffled(rooms, choice)
    size = struct.pack(">HH", lines * 16, width * columns)
    return header[:frame] + size + header[frame + 4 :], rows[: columns * lines]


def exif_with_place(number: int, choice: random.Random) -> bytes:
    """Returns an EXIF segment with camera, date and GPS position."""
    latitude, longitude = choice.uniform(-60, 70), choice.uniform(-180, 180)
    month, day = number // 40_320 % 12 + 1, number // 1440 % 28 + 1
    date = f"2026:{month:02}:{day:02} {number // 60 % 24:02}:{number % 60:02}:00\0".encode()

    def degrees(value: float) -> bytes:
        value = abs(value)
        minutes = value % 1 * 60
        return struct.pack("<6I", int(value), 1, int(minutes), 1, int(minutes % 1 * 60_000), 1000)

    make, model = b"Northlight\0", b"Pocket 5\0"
    # Values too long for their entry follow the directories, in this order.
    main_at, exif_at, gps_at = 8, 8 + 2 + 6 * 12 + 4, 8 + 2 + 6 * 12 + 4 + 2 + 12 + 4
    values_at = gps_at + 2 + 5 * 12 + 4
    values = [make, model, date, date, degrees(latitude), degrees(longitude)]
    offsets, at = [], values_at
    for value in values:
        offsets.append(at)
        at += len(value) + len(value) % 2

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")

    def pointer(offset: int) -> bytes:
        return struct.pack("<I", offset)

    main = [
        entry(0x010F, 2, len(make), pointer(offsets[0])),
        entry(0x0110, 2, len(model), pointer(offsets[1])),
        entry(0x0112, 3, 1, struct.pack("<H", 1)),
        entry(0x0132, 2, len(date), pointer(offsets[2])),
        entry(0x8769, 4, 1, pointer(exif_at)),
        entry(0x8825, 4, 1, pointer(gps_at)),
    ]
    camera = [entry(0x9003, 2, len(date), pointer(offsets[3]))]
    place = [
        entry(0x0000, 1, 4, bytes([2, 3, 0, 0])),
        entry(0x0001, 2, 2, b"N\0" if latitude >= 0 else b"S\0"),
        entry(0x0002, 5, 3, pointer(offsets[4])),
        entry(0x0003, 2, 2, b"E\0" if longitude >= 0 else b"W\0"),
        entry(0x0004, 5, 3, pointer(offsets[5])),
    ]
    block = b"II*\0" + struct.pack("<I", main_at)
    for directory in (main, camera, place):
        block += struct.pack("<H", len(directory)) + b"".join(directory) + bytes(4)
    block += b"".join(value + bytes(len(value) % 2) for value in values)
    body = b"Exif\0\0" + block
    return struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--count", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--megabytes", type=float, nargs=2, metavar=("FROM", "TO"))
    chosen = arguments.parse_args()

    taken = [take_apart(path.read_bytes()) for path in sorted(STRIPS.glob("*.jpg"))]
    header, rooms = taken[0][0], [rows for _, rows in taken]
    chosen.out.mkdir(parents=True, exist_ok=True)
    written = 0
    for number in range(1, chosen.count + 1):
        choice = random.Random(chosen.seed * 1_000_003 + number)
        if chosen.megabytes:
            size = 1e6 * choice.uniform(*chosen.megabytes)
            photo = put_together(*spread(header, rooms, size, choice), exif_with_place(number, choice))
        else:
            photo = put_together(header, shuffled(rooms, choice), exif_with_place(number, choice))
        (chosen.out / f"IMG_{number:05}.jpg").write_bytes(photo)
        written += len(photo)
    print(f"{chosen.count} photos, {written / 1_000_000:.0f} MB, in {chosen.out}")


if __name__ == "__main__":
    main()
