//! Small files, built byte by byte, with places where they are wanted.

use std::io::Write;

use super::STREET;
use crate::media::bytes::Order;

/// The minutes of the latitude as its block holds them, in both orders.
pub(super) const LATITUDE_LITTLE: [u8; 8] = [0x87, 0xD6, 0x12, 0, 0x10, 0x27, 0, 0];
pub(super) const LATITUDE_BIG: [u8; 8] = [0, 0x12, 0xD6, 0x87, 0, 0, 0x27, 0x10];
const MINUTES: (u32, u32) = (0x0012_D687, 0x2710);

/// A value of an entry.
#[derive(Clone)]
pub(super) enum Value {
    Short(u16),
    Text(&'static str),
    Rationals(Vec<(u32, u32)>),
    Bytes(Vec<u8>),
    List(Vec<(u16, Value)>),
}

/// Builds a TIFF block of one list and, if not empty, a second.
pub(super) fn tiff(order: Order, main: &[(u16, Value)], second: &[(u16, Value)]) -> Vec<u8> {
    let mark: &[u8] = match order {
        Order::Little => b"II*\0\x08\0\0\0",
        Order::Big => b"MM\0*\0\0\0\x08",
    };
    let mut out = mark.to_vec();
    let next_at = put_list(&mut out, order, main);
    if !second.is_empty() {
        let at = out.len() as u32;
        out[next_at..next_at + 4].copy_from_slice(&order.put_u32(at));
        put_list(&mut out, order, second);
    }
    out
}

/// Writes a list and its values; returns where the next list's offset goes.
pub(super) fn put_list(out: &mut Vec<u8>, order: Order, list: &[(u16, Value)]) -> usize {
    let start = out.len();
    out.extend(order.put_u16(list.len() as u16));
    out.resize(start + 2 + list.len() * 12 + 4, 0);
    for (index, (tag, value)) in list.iter().enumerate() {
        let (format, count, data) = encode(out, order, value);
        let mut entry = order.put_u16(*tag).to_vec();
        entry.extend(order.put_u16(format));
        entry.extend(order.put_u32(count));
        if data.len() <= 4 {
            entry.extend(&data);
            entry.resize(12, 0);
        } else {
            entry.extend(order.put_u32(out.len() as u32));
            out.extend(&data);
            if data.len() % 2 == 1 {
                out.push(0);
            }
        }
        let at = start + 2 + index * 12;
        out[at..at + 12].copy_from_slice(&entry);
    }
    start + 2 + list.len() * 12
}

fn encode(out: &mut Vec<u8>, order: Order, value: &Value) -> (u16, u32, Vec<u8>) {
    match value {
        Value::Short(number) => (3, 1, order.put_u16(*number).to_vec()),
        Value::Text(text) => (2, text.len() as u32 + 1, [text.as_bytes(), b"\0"].concat()),
        Value::Bytes(bytes) => (7, bytes.len() as u32, bytes.clone()),
        Value::Rationals(pairs) => {
            let numbers = pairs.iter().flat_map(|(a, b)| [*a, *b]);
            let data = numbers.flat_map(|n| order.put_u32(n)).collect();
            (5, pairs.len() as u32, data)
        }
        Value::List(list) => {
            if out.len() % 2 == 1 {
                out.push(0);
            }
            let at = out.len() as u32;
            put_list(out, order, list);
            (4, 1, order.put_u32(at).to_vec())
        }
    }
}

/// A list of positions.
pub(super) fn position() -> Value {
    Value::List(vec![
        (0, Value::Bytes(vec![2, 3, 0, 0])),
        (1, Value::Text("N")),
        (2, Value::Rationals(vec![(48, 1), MINUTES, (0, 1)])),
        (3, Value::Text("E")),
        (4, Value::Rationals(vec![(11, 1), MINUTES, (0, 1)])),
    ])
}

/// What a camera writes, with a position.
pub(super) fn camera(order: Order) -> Vec<u8> {
    tiff(order, &camera_list(), &[])
}

pub(super) fn camera_list() -> Vec<(u16, Value)> {
    vec![
        (0x010F, Value::Text("Acme Cameras")),
        (0x0112, Value::Short(6)),
        (0x8298, Value::Text("Copyright Jo Maker")),
        (
            0x8769,
            Value::List(vec![
                (0x829A, Value::Rationals(vec![(1, 125)])),
                (0x9003, Value::Text("2024:05:06 07:08:09")),
                (0x9011, Value::Text("+02:00")),
            ]),
        ),
        (0x8825, position()),
    ]
}

/// An XMP packet with these properties in its description.
pub(super) fn packet(properties: &str) -> Vec<u8> {
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" \
         xmlns:ps=\"http://ns.adobe.com/photoshop/1.0/\" \
         xmlns:core=\"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/\" \
         xmlns:ext=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">\
         {properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    )
    .into_bytes()
}

/// A packet that names a street and a credit.
pub(super) fn street_packet() -> Vec<u8> {
    packet(&format!(
        "<core:Location>{STREET}</core:Location><ps:Credit>Jo Maker</ps:Credit>"
    ))
}

/// IPTC fields.
pub(super) fn fields(list: &[(u8, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, text) in list {
        out.extend([0x1C, 2, *number]);
        out.extend((text.len() as u16).to_be_bytes());
        out.extend(text.as_bytes());
    }
    out
}

/// One of Photoshop's resources.
pub(super) fn resource(id: u16, data: &[u8]) -> Vec<u8> {
    let mut out = b"8BIM".to_vec();
    out.extend(id.to_be_bytes());
    out.extend([0, 0]);
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
    out
}

/// A segment of a JPEG.
pub(super) fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let mut out = vec![0xFF, marker];
    out.extend((data.len() as u16 + 2).to_be_bytes());
    out.extend(data);
    out
}

pub(super) const SCAN: &[u8] = b"\x12\x34\xFF\x00\x56\xFF\xD0\x78\x9A";

/// A JPEG with these segments before its picture.
pub(super) fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    jpeg_with_scans(segments, &[scan()])
}

/// One scan, header included.
pub(super) fn scan() -> Vec<u8> {
    [segment(0xDA, &[b"\x01\x01\0\0\x3F\0"]).as_slice(), SCAN].concat()
}

/// A JPEG whose scans are given.
pub(super) fn jpeg_with_scans(segments: &[Vec<u8>], scans: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\xFF\xD8".to_vec();
    out.extend(segments.concat());
    out.extend(segment(0xDB, &[&[0], &[1; 64]]));
    out.extend(segment(0xC0, &[b"\x08\0\x08\0\x10\x01\x01\x11\0"]));
    out.extend(segment(
        0xC4,
        &[
            &[0],
            &[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[5],
        ],
    ));
    out.extend(scans.concat());
    out.extend(b"\xFF\xD9");
    out
}

/// An Exif segment.
pub(super) fn exif_segment(block: &[u8]) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", block])
}

/// An XMP segment.
pub(super) fn xmp_segment(packet: &[u8]) -> Vec<u8> {
    segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", packet])
}

/// A segment of Photoshop's resources, or of a part of them.
pub(super) fn photoshop_segment(data: &[u8]) -> Vec<u8> {
    segment(0xED, &[b"Photoshop 3.0\0", data])
}

/// A chunk of a PNG.
pub(super) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = (data.len() as u32).to_be_bytes().to_vec();
    out.extend(name);
    out.extend(data);
    out.extend(crc32fast::hash(&[name, data].concat()).to_be_bytes());
    out
}

/// A PNG of two gray pixels with these chunks before its picture.
pub(super) fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1A\n".to_vec();
    out.extend(chunk(b"IHDR", b"\0\0\0\x02\0\0\0\x01\x08\0\0\0\0"));
    out.extend(chunks.concat());
    out.extend(chunk(b"IDAT", &packed(b"\0\x40\x80")));
    out.extend(chunk(b"IEND", b""));
    out
}

/// Packs bytes as PNG does.
pub(super) fn packed(data: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(data).expect("writes to memory");
    packer.finish().expect("writes to memory")
}

/// A block as hexadecimal text, the way ImageMagick writes it.
pub(super) fn raw_profile(kind: &str, data: &[u8]) -> Vec<u8> {
    let digits: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!("\n{kind}\n{:8}\n{digits}\n", data.len());
    let head = format!("Raw profile type {kind}\0\0");
    chunk(
        b"zTXt",
        &[head.as_bytes(), &packed(text.as_bytes())].concat(),
    )
}

/// A chunk of a WebP.
pub(super) fn riff_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = name.to_vec();
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
    out
}

/// The picture of a lossless WebP of 4 x 3.
pub(super) fn lossless() -> Vec<u8> {
    riff_chunk(b"VP8L", b"\x2F\x03\x80\0\0\x11\x22\x33\x44")
}

/// A WebP of these chunks.
pub(super) fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    let mut out = b"RIFF".to_vec();
    out.extend((body.len() as u32 + 4).to_le_bytes());
    out.extend(b"WEBP");
    out.extend(body);
    out
}

/// The extended header of a WebP of 4 x 3.
pub(super) fn extended(flags: u8) -> Vec<u8> {
    riff_chunk(b"VP8X", &[flags, 0, 0, 0, 3, 0, 0, 2, 0, 0])
}

/// A picture of a GIF: two pixels.
pub(super) const FRAME: &[u8] = b",\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x01\0";

/// A GIF of two pixels, with these blocks between its colours and its end.
pub(super) fn gif(blocks: &[&[u8]]) -> Vec<u8> {
    let mut out = b"GIF89a\x02\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF".to_vec();
    out.extend(blocks.concat());
    out.push(b';');
    out
}

/// An extension of a GIF.
pub(super) fn extension(label: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = vec![b'!', label];
    for part in parts.iter().flat_map(|part| part.chunks(255)) {
        out.push(part.len() as u8);
        out.extend(part);
    }
    out.push(0);
    out
}

/// The XMP extension, with the trailer that lets a packet pass for sub-blocks.
pub(super) fn xmp_extension(packet: &[u8]) -> Vec<u8> {
    let mut out = b"!\xFF\x0BXMP DataXMP".to_vec();
    out.extend(packet);
    out.push(1);
    out.extend((0..=255).rev());
    out.push(0);
    out
}

/// What calls itself a colour profile and holds a position.
pub(super) fn camera_in_a_profile() -> Vec<u8> {
    [vec![7; 128], b"Exif\0\0".to_vec(), camera(Order::Big)].concat()
}
