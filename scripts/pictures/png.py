"""Writes PNG chunks."""

import struct
import zlib
from collections.abc import Iterable

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    """Frames one chunk with its length and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def text_chunk(keyword: str, text: str, compressed: bool = False) -> bytes:
    """Returns a tEXt chunk, or a zTXt one."""
    if compressed:
        return chunk(b"zTXt", keyword.encode("latin-1") + b"\0\0" + zlib.compress(text.encode("latin-1")))
    return chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + text.encode("latin-1"))


def insert_before_image(file: bytes, extra: bytes) -> bytes:
    """Puts finished chunks right after IHDR."""
    after_header = len(SIGNATURE) + 25
    return file[:after_header] + extra + file[after_header:]


def gray_png(width: int, height: int, depth: int, rows: Iterable[bytes]) -> bytes:
    """Packs rows of gray samples, filter bytes not included."""
    press = zlib.compressobj(9)
    data = b"".join(press.compress(b"\0" + row) for row in rows) + press.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
