//! IPTC fields, and the Photoshop resources that they lie in.

use super::{List, exif_block, text, xmp};
use crate::media::bytes::{Order, slice};

const IPTC: u16 = 0x0404;
const THUMBNAIL: u16 = 0x040C;
const EXIF: u16 = 0x0422;
const XMP: u16 = 0x0424;

/// Lists what Photoshop's resources hold.
pub(super) fn look_into_resources(mut data: &[u8], list: &mut List) {
    while let Some((id, content, rest)) = resource(data) {
        data = rest;
        match id {
            IPTC => look(content, list),
            EXIF => exif_block::look(content, "Exif in Photoshop's", list),
            XMP => xmp::look(content, "XMP in Photoshop's", list),
            THUMBNAIL => list.add_block("Photoshop", "Preview", content.len()),
            _ => list.add_block("Photoshop", &format!("Resource {id:#06x}"), content.len()),
        }
    }
}

/// Reads one resource: its number, what it holds, and what follows.
fn resource(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    if slice(bytes, 0, 4)? != b"8BIM" {
        return None;
    }
    let id = Order::Big.u16(bytes, 4)?;
    let name = usize::from(*bytes.get(6)?) + 1;
    let len_at = 6 + name + name % 2;
    let len = Order::Big.u32(bytes, len_at)? as usize;
    let content = slice(bytes, len_at + 4, len)?;
    let end = (len_at + 4).checked_add(len + len % 2)?;
    Some((id, content, bytes.get(end..).unwrap_or_default()))
}

/// Lists the fields of a run of them.
pub(super) fn look(mut data: &[u8], list: &mut List) {
    while let Some((record, number, value, rest)) = field(data) {
        data = rest;
        // The character set and the version say nothing to a person.
        if matches!((record, number), (1, 90) | (2, 0)) {
            continue;
        }
        let known = NAMES
            .iter()
            .find(|known| (known.0, known.1) == (record, number));
        let is_place = known.is_some_and(|known| known.3);
        match known {
            Some((.., name, _)) => list.add("IPTC", name, &text(value), is_place),
            None => list.add("IPTC", &format!("{record}:{number}"), &text(value), false),
        }
    }
}

/// Reads one field: its record, its number, its value, and what follows.
fn field(data: &[u8]) -> Option<(u8, u8, &[u8], &[u8])> {
    let [0x1C, record, number] = *slice(data, 0, 3)? else {
        return None;
    };
    let (head, len) = match Order::Big.u16(data, 3)? {
        len @ 0..0x8000 => (5, usize::from(len)),
        0x8002 => (7, usize::from(Order::Big.u16(data, 5)?)),
        0x8004 => (9, Order::Big.u32(data, 5)? as usize),
        _ => return None,
    };
    let value = slice(data, head, len)?;
    let rest = data.get(head + len..).unwrap_or_default();
    Some((record, number, value, rest))
}

/// Record, number, name, and whether it says where something is.
const NAMES: &[(u8, u8, &str, bool)] = &[
    (2, 5, "Object name", false),
    (2, 10, "Urgency", false),
    (2, 15, "Category", false),
    (2, 20, "Supplemental category", false),
    (2, 25, "Keyword", false),
    (2, 26, "Content location code", true),
    (2, 27, "Content location name", true),
    (2, 40, "Special instructions", false),
    (2, 55, "Date created", false),
    (2, 60, "Time created", false),
    (2, 62, "Digital creation date", false),
    (2, 63, "Digital creation time", false),
    (2, 65, "Originating program", false),
    (2, 80, "By-line", false),
    (2, 85, "By-line title", false),
    (2, 90, "City", true),
    (2, 92, "Sub-location", true),
    (2, 95, "Province or state", true),
    (2, 100, "Country code", true),
    (2, 101, "Country name", true),
    (2, 103, "Original transmission reference", false),
    (2, 105, "Headline", false),
    (2, 110, "Credit", false),
    (2, 115, "Source", false),
    (2, 116, "Copyright notice", false),
    (2, 118, "Contact", false),
    (2, 120, "Caption", false),
    (2, 122, "Caption writer", false),
];
