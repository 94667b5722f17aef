"""Takes JPEG files apart and writes odd ones from nothing."""

import struct

SOI, EOI = b"\xff\xd8", b"\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    """Frames one marker segment."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_trailer(file: bytes, trailer: bytes) -> bytes:
    """Appends bytes behind the end of the picture, as motion photos do."""
    return file + trailer


def _tables() -> bytes:
    quantisation = segment(0xDB, b"\0" + bytes([16] * 64))
    # One code of one bit each: "no change of DC" and "end of block".
    one_code = bytes([1] + [0] * 15) + b"\0"
    return quantisation + segment(0xC4, b"\x00" + one_code) + segment(0xC4, b"\x10" + one_code)


def _zero_blocks(count: int, bits: int) -> bytes:
    # The last byte is padded with ones, as the standard asks.
    whole, rest = divmod(count * bits, 8)
    return bytes(whole) + (bytes([0xFF >> rest]) if rest else b"")


def _frame(marker: int, width: int, height: int, precision: int = 8) -> bytes:
    return segment(marker, struct.pack(">BHHBBBB", precision, height, width, 1, 1, 0x11, 0))


def flat_gray(width: int, height: int, precision: int = 8) -> bytes:
    """Returns a gray JPEG of any size in a quarter of a byte a block."""
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    marker = 0xC0 if precision == 8 else 0xC1
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + _zero_blocks(blocks, 2)
    return SOI + _tables() + _frame(marker, width, height, precision) + scan + EOI


def many_scans(side: int, scans: int) -> bytes:
    """Returns a small progressive JPEG that a decoder must visit again and again."""
    blocks = (side // 8) ** 2
    first = segment(0xDA, b"\x01\x01\x00\x00\x00\x00") + _zero_blocks(blocks, 1)
    again = segment(0xDA, b"\x01\x01\x00\x01\x3f\x00") + _zero_blocks(blocks, 1)
    return SOI + _tables() + _frame(0xC2, side, side) + first + again * scans + EOI
