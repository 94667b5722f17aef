"""Writes the smallest film that says where it was taken."""

import struct


def box(kind: bytes, body: bytes) -> bytes:
    """Frames one box."""
    return struct.pack(">I", len(body) + 8) + kind + body


def short_film_with_place(latitude: float, longitude: float) -> bytes:
    """Returns an MP4 without tracks whose user data holds coordinates."""
    words = f"{latitude:+08.4f}{longitude:+09.4f}/".encode()
    place = box(b"\xa9xyz", struct.pack(">HH", len(words), 0x15C7) + words)
    header = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, 0) + bytes(80))
    return box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"moov", header + box(b"udta", place)) + box(b"mdat", bytes(64))
