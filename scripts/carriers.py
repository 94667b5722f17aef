#!/usr/bin/env python3
"""Writes the files of tests/fixtures/cleaning that no tool writes: one carrier of a place each, in JPEG, PNG and WebP.

    scripts/carriers.py FOLDER

FOLDER holds jpeg-plain.jpg, jpeg-progressive-exif-xmp-iptc.jpg and webp-plain.webp, into which the carriers are put.
tests/fixtures/cleaning/make.sh calls this; carriers.tsv beside it says what each file carries.
"""

import struct
import sys
import zlib
from pathlib import Path

from pictures.exif import block, camera, position
from pictures.jpeg import segment
from pictures.mp4 import box, short_film_with_place
from pictures.png import chunk, gray_png, insert_before_image, text_chunk

EXIF = b"Exif\0\0"
XMP = b"http://ns.adobe.com/xap/1.0/\0"
MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP = b"Photoshop 3.0\0"
GPS = block([*camera(), (0x8825, position())])
GPS_BIG = block([*camera(), (0x8825, position())], big=True)
CAMERA = block(camera())
STREET = "<core:Location>Hinterhofgasse</core:Location><ps:City>Munich</ps:City>"
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "ps": "http://ns.adobe.com/photoshop/1.0/",
    "core": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
    "C": "http://ns.google.com/photos/1.0/container/",
    "I": "http://ns.google.com/photos/1.0/container/item/",
    "note": "http://ns.adobe.com/xmp/note/",
    "odd": "http://ns.adobe.com/exif/1.0/",
}
CREDIT = "<ps:Credit>Jo Maker</ps:Credit>"


def packet(properties: str) -> bytes:
    """Returns an XMP packet."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in SPACES.items() if f"{name}:" in properties)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def field(number: int, text: str) -> bytes:
    """Returns an IPTC field."""
    return struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text.encode()


def resource(number: int, data: bytes) -> bytes:
    """Returns one of Photoshop's resources."""
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + bytes(len(data) % 2)


IPTC = field(80, "Jo Maker") + field(90, "Munich") + field(92, "Hinterhofgasse") + field(95, "Bavaria")


def jpegs(plain: bytes) -> dict[str, bytes]:
    """Returns the JPEGs."""
    exif = lambda data: segment(0xE1, EXIF + data)  # noqa: E731
    xmp = lambda words: segment(0xE1, XMP + packet(words))  # noqa: E731
    irb = lambda data: segment(0xED, PHOTOSHOP + data)  # noqa: E731
    with_ = lambda *parts: plain[:2] + b"".join(parts) + plain[2:]  # noqa: E731
    small = with_(exif(GPS))
    panasonic = with_panasonic_notes()
    files = {
        "exif-second-list": with_(exif(block(camera(), [(0x0100, 96), (0x8825, position())]))),
        "exif-inside-exif": with_(exif(block(camera((0x8825, position()))))),
        "exif-sublist": with_(exif(block([*camera(), (0x014A, [(0x0100, 96), (0x8825, position())])], big=True))),
        "exif-forgotten": with_(exif(CAMERA + bytes(16) + block([(0x8825, position())], big=True))),
        "exif-map": with_(exif(block([*camera(), *geotiff()]))),
        "exif-xmp": with_(exif(block([*camera(), (0x02BC, packet(STREET))]))),
        "exif-iptc": with_(exif(block([*camera(), (0x83BB, IPTC)]))),
        "exif-photoshop": with_(exif(block([*camera(), (0x8649, resource(0x0404, IPTC))]))),
        "exif-second": with_(exif(CAMERA), exif(GPS_BIG)),
        "exif-notes": with_(exif(panasonic)),
        "exif-notes-preview": with_(exif(block(camera((0x927C, b"Acme notes" + small))))),
        "exif-notes-words": with_(exif(block(camera((0x927C, b"[gps]\nlatitude=48.13743\nlongitude=11.57549\n"))))),
        "xmp-prefix": with_(xmp(f'<odd:GPSLatitude>48,8.2458N</odd:GPSLatitude>{CREDIT}')),
        "xmp-wide": with_(segment(0xE1, XMP + packet(STREET + CREDIT).decode().encode("utf-16"))),
        "xmp-second": with_(xmp(CREDIT), xmp(STREET)),
        "xmp-comment": with_(xmp(f"<!-- Hinterhofgasse, Munich -->{CREDIT}")),
        "xmp-extended": with_(*extended(xmp)),
        "iptc-split": with_(irb(resource(0x0404, IPTC)[:40]), irb(resource(0x0404, IPTC)[40:])),
        "iptc-second": with_(irb(resource(0x0404, field(80, "Jo Maker")) + resource(0x0404, IPTC))),
        "photoshop-exif": with_(irb(resource(0x0404, field(80, "Jo Maker")) + resource(0x0422, GPS_BIG))),
        "photoshop-xmp": with_(irb(resource(0x0404, field(80, "Jo Maker")) + resource(0x0424, packet(STREET)))),
        "photoshop-thumbnail": with_(irb(resource(0x0404, field(80, "Jo Maker")) + resource(0x040C, bytes(28) + small))),
        "jfxx": with_(segment(0xE0, b"JFXX\0\x10" + small)),
        "private": with_(
            segment(0xE1, b"FLIR\0\1\0\0Hinterhofgasse"),
            segment(0xE4, b"Samsung Munich"),
            segment(0xE5, b"RMETA\0Hinterhofgasse"),
            segment(0xE6, b"GoPro\0GPS548.13743"),
        ),
        "comment": with_(segment(0xFE, b"Hinterhofgasse, Munich")),
        "credentials": with_(segment(0xEB, b"JP\0\1\0\0\0\1" + box(b"jumb", b"c2pa Hinterhofgasse, Munich"))),
        "between-segments": plain[:20] + b"Hinterhofgasse" + plain[20:],
        "preview": indexed(plain, exif(CAMERA), small),
        "gain-map": with_gain_map(plain, exif),
        "film": with_(exif(CAMERA)) + short_film_with_place(48.13743, 11.57549),
        "samsung-trailer": with_(exif(CAMERA)) + samsung_trailer(),
        "trailer": with_(exif(CAMERA)) + b"Hinterhofgasse, Munich" + GPS,
    }
    return files


def with_panasonic_notes() -> bytes:
    """Returns a block whose maker's notes name a city; their offsets count from the block's beginning."""
    city = b"Munich\0\0"
    head = b"Panasonic\0\0\0"

    def notes(at: int) -> bytes:
        entries = struct.pack("<HHI4s", 0x25, 2, 4, b"123\0") + struct.pack("<HHII", 0x6D, 2, len(city), at)
        return head + struct.pack("<H", 2) + entries + bytes(4) + city

    first = block(camera((0x927C, notes(0))))
    return block(camera((0x927C, notes(first.index(head) + len(notes(0)) - len(city)))))


def geotiff() -> list:
    """Returns the tags that put a picture on a map."""
    return [
        (0x830E, [(0, 0.5), (1, 0.5), (2, 0.0)]),
        (0x8482, [(0, 0.0), (1, 0.0), (2, 0.0), (3, 11.57549), (4, 48.13743), (5, 0.0)]),
        (0x87AF, b"\1\0\1\0\0\0\1\0"),
        (0x87B1, "Munich|Bavaria|"),
    ]


def extended(xmp) -> list[bytes]:
    """Returns a main packet and the two halves of an extended one, cut inside the street's name."""
    digest = "0123456789ABCDEF0123456789ABCDEF"
    whole = packet(STREET + CREDIT)
    cut = whole.index(b"Hinterhof") + 5
    part = lambda start, end: segment(  # noqa: E731
        0xE1, MORE_XMP + digest.encode() + struct.pack(">II", len(whole), start) + whole[start:end]
    )
    return [
        xmp(f"<note:HasExtendedXMP>{digest}</note:HasExtendedXMP>"),
        part(0, cut),
        part(cut, len(whole)),
    ]


def index(first: int, second: int, offset: int) -> bytes:
    """Returns the index of two pictures."""
    line = lambda *numbers: struct.pack("<IIIHH", *numbers, 0, 0)  # noqa: E731
    lines = line(0x20030000, first, 0) + line(0x10002, second, offset)
    return segment(0xE2, b"MPF\0" + block([(0xB000, b"0100"), (0xB001, (2,)), (0xB002, lines)]))


def indexed(plain: bytes, before: bytes, second: bytes) -> bytes:
    """Puts a second picture behind the first, and an index of both into it."""
    header = 2 + len(before) + 8
    first = len(plain) + len(before) + len(index(0, 0, 0))
    return plain[:2] + before + index(first, len(second), first - header) + plain[2:] + second


def with_gain_map(plain: bytes, exif) -> bytes:
    """Returns a picture as phones write it: with a gain map that has an Exif block and XMP of its own, and a film."""
    film = short_film_with_place(48.13743, 11.57549)
    words = f"<hdrgm:Version>1.0</hdrgm:Version><hdrgm:GainMapMax>2.5</hdrgm:GainMapMax>{STREET}"
    second = plain[:2] + exif(GPS) + segment(0xE1, XMP + packet(words)) + plain[2:]
    item = '<rdf:li rdf:parseType="Resource"><C:Item I:Mime="{}" I:Semantic="{}" I:Length="{}"/></rdf:li>'
    items = [("image/jpeg", "Primary", 0), ("image/jpeg", "GainMap", len(second)), ("video/mp4", "MotionPhoto", len(film))]
    listed = "".join(item.format(*one) for one in items)
    directory = f"<hdrgm:Version>1.0</hdrgm:Version><C:Directory><rdf:Seq>{listed}</rdf:Seq></C:Directory>"
    return indexed(plain, exif(CAMERA) + segment(0xE1, XMP + packet(directory)), second) + film


def samsung_trailer() -> bytes:
    """Returns a trailer in the manner of one maker."""
    data = struct.pack("<HHI", 0, 0x0A01, 8) + b"GPS_Info" + b"Munich, Hinterhofgasse"
    head = b"SEFH" + struct.pack("<III", 107, 1, 0) + struct.pack("<II", len(data), len(data))
    return data + head + struct.pack("<I", len(head)) + b"SEFT"


def between_scans(progressive: bytes, extra: bytes) -> bytes:
    """Puts a segment behind the first scan."""
    at = progressive.index(b"\xff\xda") + 2
    while progressive[at] != 0xFF or progressive[at + 1] in (0, *range(0xD0, 0xD8)):
        at += 1
    return progressive[:at] + extra + progressive[at:]


def raw_profile(kind: str, data: bytes) -> bytes:
    """Returns a block in hexadecimal digits, as programs write it into PNG."""
    digits = data.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return text_chunk(f"Raw profile type {kind}", f"\n{kind}\n{len(data):8}\n{lines}\n", compressed=True)


def international(key: str, text: bytes, packed: bool = False) -> bytes:
    """Returns an iTXt chunk."""
    body = zlib.compress(text) if packed else text
    return chunk(b"iTXt", key.encode() + b"\0" + bytes([packed, 0, 0, 0]) + body)


def pngs(plain: bytes) -> dict[str, bytes]:
    """Returns the PNGs."""
    with_ = lambda *chunks: insert_before_image(plain, b"".join(chunks))  # noqa: E731
    xmp = lambda words, packed=False: international("XML:com.adobe.xmp", packet(words), packed)  # noqa: E731
    return {
        "exif-second-list": with_(chunk(b"eXIf", block(camera(), [(0x0100, 2), (0x8825, position())]))),
        "exif-inside-exif": with_(chunk(b"eXIf", block(camera((0x8825, position())), big=True))),
        "exif-forgotten": with_(chunk(b"eXIf", CAMERA + bytes(16) + block([(0x8825, position())], big=True))),
        "exif-map": with_(chunk(b"eXIf", block([*camera(), *geotiff()]))),
        "exif-second": with_(chunk(b"eXIf", CAMERA), chunk(b"eXIf", GPS_BIG)),
        "exif-behind": plain[:-12] + chunk(b"eXIf", GPS) + plain[-12:],
        "exif-notes": with_(chunk(b"eXIf", with_panasonic_notes())),
        "exif-xmp": with_(chunk(b"eXIf", block([*camera(), (0x02BC, packet(STREET))]))),
        "xmp-prefix": with_(xmp(f"<odd:GPSLatitude>48,8.2458N</odd:GPSLatitude>{CREDIT}")),
        "xmp-packed": with_(xmp(STREET + CREDIT, packed=True)),
        "xmp-second": with_(xmp(CREDIT), xmp(STREET)),
        "xmp-as-text": with_(text_chunk("Description", packet(STREET).decode("latin-1"), compressed=True)),
        "raw-exif": with_(raw_profile("exif", EXIF + GPS)),
        "raw-app1": with_(raw_profile("APP1", XMP + packet(STREET + CREDIT))),
        "raw-xmp": with_(raw_profile("xmp", packet(STREET + CREDIT))),
        "raw-iptc": with_(raw_profile("iptc", resource(0x0404, IPTC))),
        "text-packed": with_(text_chunk("City", "Munich", compressed=True), text_chunk("Author", "Jo Maker")),
        "text-international": with_(international("Location", "Hinterhofgasse".encode()), text_chunk("Author", "Jo Maker")),
        "text-unknown": with_(text_chunk("shot", '{"lat":48.13743,"lon":11.57549}'), text_chunk("Author", "Jo Maker")),
        "private": with_(chunk(b"prVt", b"Hinterhofgasse, Munich")),
        "credentials": with_(chunk(b"caBX", box(b"jumb", b"c2pa Hinterhofgasse, Munich"))),
        "trailer": plain + b"Hinterhofgasse, Munich" + GPS,
        "film": plain + short_film_with_place(48.13743, 11.57549),
    }


def riff_chunk(name: bytes, data: bytes) -> bytes:
    """Frames one chunk of a WebP."""
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def webps(plain: bytes) -> dict[str, bytes]:
    """Returns the WebPs."""
    width, height = struct.unpack("<HH", plain[26:30])
    picture = plain[12 : 20 + struct.unpack("<I", plain[16:20])[0]]
    picture += bytes(len(picture) % 2)

    def with_(*chunks: bytes, flags: int = 0x0C) -> bytes:
        size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
        head = riff_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + size)
        body = b"WEBP" + head + b"".join(chunks)
        return b"RIFF" + struct.pack("<I", len(body)) + body

    exif = lambda data: riff_chunk(b"EXIF", data)  # noqa: E731
    xmp = lambda words: riff_chunk(b"XMP ", packet(words))  # noqa: E731
    frame = riff_chunk(b"ANMF", bytes(6) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
                       + b"\x64\0\0\0" + picture + riff_chunk(b"SECR", b"Hinterhofgasse"))
    return {
        "exif-prefix": with_(picture, exif(EXIF + GPS)),
        "exif-second-list": with_(picture, exif(block(camera(), [(0x0100, 2), (0x8825, position())]))),
        "exif-inside-exif": with_(picture, exif(block(camera((0x8825, position())), big=True))),
        "exif-forgotten": with_(picture, exif(CAMERA + bytes(16) + block([(0x8825, position())], big=True))),
        "exif-map": with_(picture, exif(block([*camera(), *geotiff()]))),
        "exif-second": with_(picture, exif(CAMERA), exif(GPS_BIG)),
        "exif-notes": with_(picture, exif(with_panasonic_notes())),
        "exif-xmp": with_(picture, exif(block([*camera(), (0x02BC, packet(STREET))]))),
        "exif-unflagged": with_(picture, exif(GPS), flags=0),
        "xmp-prefix": with_(picture, xmp(f"<odd:GPSLatitude>48,8.2458N</odd:GPSLatitude>{CREDIT}")),
        "xmp-second": with_(picture, xmp(CREDIT), xmp(STREET)),
        "private": with_(picture, riff_chunk(b"SECR", b"Hinterhofgasse, Munich"), flags=0),
        "credentials": with_(picture, riff_chunk(b"C2PA", b"Hinterhofgasse, Munich"), flags=0),
        "frame": with_(riff_chunk(b"ANIM", bytes(6)), frame, frame, flags=0x02),
        "film": with_(picture, exif(CAMERA), flags=0x08) + short_film_with_place(48.13743, 11.57549),
    }


def main() -> None:
    """Writes all files."""
    folder = Path(sys.argv[1])
    small = gray_png(24, 16, 8, (bytes((x * 9 + y) % 256 for x in range(24)) for y in range(16)))
    (folder / "png-small-plain.png").write_bytes(small)
    read = lambda name: (folder / name).read_bytes()  # noqa: E731
    made = {
        "jpg": ("jpeg", jpegs(read("jpeg-plain.jpg"))),
        "png": ("png", pngs(small)),
        "webp": ("webp", webps(read("webp-plain.webp"))),
    }
    progressive = read("jpeg-progressive-exif-xmp-iptc.jpg")
    made["jpg"][1]["between-scans"] = between_scans(progressive, segment(0xE1, EXIF + GPS))
    for ending, (prefix, files) in made.items():
        for name, data in files.items():
            (folder / f"{prefix}-{name}.{ending}").write_bytes(data)


if __name__ == "__main__":
    main()
