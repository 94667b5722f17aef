//! The chunks of a PNG.

use std::io::Read as _;

use super::{LONGEST, LONGEST_BLOCK, List, exif_block, iptc, place, text, xmp};
use crate::media::bytes::{Order, slice};

const XMP: &str = "XML:com.adobe.xmp";

/// Lists the metadata of a PNG.
pub(super) fn look(bytes: &[u8], list: &mut List) {
    let mut at = 8;
    while let (Some(len), Some(name)) = (Order::Big.u32(bytes, at), slice(bytes, at + 4, 4)) {
        let Some(data) = slice(bytes, at + 8, len as usize) else {
            return;
        };
        at += 12 + data.len();
        match name {
            b"IEND" => break,
            b"eXIf" => exif_block::look(data, "Exif", list),
            b"tEXt" | b"zTXt" | b"iTXt" => entry(name, data, list),
            b"iCCP" => list.add_block("Colour profile", "ICC profile", data.len()),
            b"tIME" => list.add("PNG", "Last changed", &moment(data), false),
            b"caBX" => list.add_block("Content credentials", "Manifest", data.len()),
            _ if name.first().is_some_and(u8::is_ascii_lowercase) && !is_plain(name) => {
                list.add_block("PNG", &text(name), data.len());
            }
            _ => {}
        }
    }
    let behind = bytes.len().saturating_sub(at);
    if behind > 0 {
        list.add_block("Behind the picture", "Further data", behind);
    }
}

/// Chunks that belong to the picture itself.
fn is_plain(name: &[u8]) -> bool {
    const PLAIN: [&[u8; 4]; 14] = [
        b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL",
        b"fcTL", b"fdAT", b"cICP", b"mDCV",
    ];
    PLAIN.iter().any(|plain| name == plain.as_slice())
}

/// A text entry: words, an XMP packet, or a block in hexadecimal digits.
fn entry(name: &[u8], data: &[u8], list: &mut List) {
    let Some((key, rest)) = split(data) else {
        return;
    };
    let key = text(key);
    let value = match name {
        b"tEXt" => rest.to_vec(),
        b"zTXt" => unpack(rest.get(1..).unwrap_or_default()),
        _ => {
            let is_packed = rest.first() == Some(&1);
            let after_language = split(rest.get(2..).unwrap_or_default()).map(|parts| parts.1);
            let words = after_language.and_then(split).map(|parts| parts.1);
            let words = words.unwrap_or_default();
            if is_packed {
                unpack(words)
            } else {
                words.to_vec()
            }
        }
    };
    if key == XMP {
        xmp::look(&value, "XMP", list);
    } else if let Some(kind) = key.strip_prefix("Raw profile type ") {
        raw_profile(kind.trim(), &value, list);
    } else {
        let is_place = place::is_place(&key);
        let shown = value.get(..LONGEST * 4).unwrap_or(&value);
        list.add("PNG text", &key, &text(shown), is_place);
    }
}

/// A block that was written as text: its name, its length, then digits.
fn raw_profile(kind: &str, value: &[u8], list: &mut List) {
    let mut lines = value
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let (_name, _len) = (lines.next(), lines.next());
    let digits: Vec<u8> = lines
        .flatten()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let block: Vec<u8> = digits
        .chunks_exact(2)
        .filter_map(|pair| Some(pair.first()? << 4 | pair.last()?))
        .collect();
    match kind {
        "exif" | "APP1" if block.starts_with(b"http") => {
            let packet = block.splitn(2, |byte| *byte == 0).nth(1);
            xmp::look(packet.unwrap_or_default(), "XMP in text", list);
        }
        "exif" | "APP1" => exif_block::look(&block, "Exif in text", list),
        "xmp" => xmp::look(&block, "XMP in text", list),
        "iptc" | "8bim" => iptc::look_into_resources(&block, list),
        _ => list.add_block("PNG text", &format!("Raw profile {kind}"), block.len()),
    }
}

fn moment(data: &[u8]) -> String {
    let [high, low, month, day, hour, minute, second] = *data else {
        return String::new();
    };
    let year = u16::from_be_bytes([high, low]);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Splits at the first zero byte.
fn split(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(0, data)?;
    Some((data.get(..at)?, data.get(at + 1..)?))
}

fn unpack(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // What was unpacked before a fault is what can be shown.
    let _ = flate2::read::ZlibDecoder::new(data)
        .take(LONGEST_BLOCK as u64)
        .read_to_end(&mut out);
    out
}
