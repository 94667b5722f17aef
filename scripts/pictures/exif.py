"""Writes the TIFF block of Exif data, with lists where no tool would put them."""

import struct

SHORT, LONG, RATIONAL, ASCII, UNDEFINED = 3, 4, 5, 2, 7


class Block:
    """A TIFF block; lists are written behind each other, values behind their list."""

    def __init__(self, big: bool = False) -> None:
        self.order = ">" if big else "<"
        self.bytes = bytearray((b"MM" if big else b"II") + self.pack("HI", 42, 8))

    def pack(self, form: str, *numbers: int) -> bytes:
        """Packs numbers in the block's order."""
        return struct.pack(self.order + form, *numbers)

    def put(self, entries: list, follows: bool = False) -> int:
        """Writes a list; another may follow it. Returns where the list lies."""
        entries = sorted(entries, key=lambda entry: entry[0])
        at = len(self.bytes)
        self.bytes += self.pack("H", len(entries)) + bytes(12 * len(entries) + 4)
        for index, (tag, value) in enumerate(entries):
            kind, count, data = self._value(value)
            if len(data) > 4:
                place = self.pack("I", len(self.bytes))
                self.bytes += data + bytes(len(data) % 2)
            else:
                place = data.ljust(4, b"\0")
            entry = at + 2 + 12 * index
            self.bytes[entry : entry + 12] = self.pack("HHI", tag, kind, count) + place
        if follows:
            end = at + 2 + 12 * len(entries)
            self.bytes[end : end + 4] = self.pack("I", len(self.bytes))
        return at

    def _value(self, value: object) -> tuple[int, int, bytes]:
        if isinstance(value, int):
            return SHORT, 1, self.pack("H", value)
        if isinstance(value, str):
            return ASCII, len(value) + 1, value.encode() + b"\0"
        if isinstance(value, bytes):
            return UNDEFINED, len(value), value
        if isinstance(value, tuple):
            return LONG, len(value), self.pack("I" * len(value), *value)
        if value and isinstance(value[0][1], float):
            doubles = [number for _, number in value]
            return 12, len(doubles), self.pack("d" * len(doubles), *doubles)
        if value and isinstance(value[0], list):
            numbers = [number for pair in value for number in pair]
            return RATIONAL, len(value), self.pack("I" * len(numbers), *numbers)
        return LONG, 1, self.pack("I", self.put(value))


def position() -> list:
    """Returns the invented place as a list of positions."""
    return [
        (0, b"\2\3\0\0"),
        (1, "N"),
        (2, [[48, 1], [8, 1], [14748, 1000]]),
        (3, "E"),
        (4, [[11, 1], [34, 1], [31764, 1000]]),
    ]


def camera(*more: tuple) -> list:
    """Returns what the invented camera writes, and more entries of its second list."""
    taken = [(0x829A, [[1, 125]]), (0x9003, "2024:05:06 07:08:09"), (0x9011, "+02:00"), *more]
    return [(0x010F, "Acme Cameras"), (0x0110, "One"), (0x0112, 6), (0x013B, "Jo Maker"), (0x8769, taken)]


def block(entries: list, second: list | None = None, big: bool = False) -> bytes:
    """Returns a block of one list, or two."""
    made = Block(big)
    made.put(entries, follows=second is not None)
    if second is not None:
        made.put(second)
    return bytes(made.bytes)
