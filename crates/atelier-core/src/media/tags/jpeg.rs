//! The segments of a JPEG, and what lies behind its picture.

use super::{LONGEST_BLOCK, List, exif_block, iptc, text, xmp};
use crate::media::bytes::{Order, slice};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const MORE_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const PROFILE: &[u8] = b"ICC_PROFILE\0";

/// What is put together from several segments.
#[derive(Default)]
struct Parts {
    resources: Vec<u8>,
    /// By where it belongs in the whole.
    more_xmp: Vec<(u32, Vec<u8>)>,
    profile: usize,
    exif_blocks: usize,
    /// The Exif block that the last segment was a part of.
    exif: Vec<u8>,
}

/// Lists the metadata of a JPEG.
pub(super) fn look(bytes: &[u8], list: &mut List) {
    let mut parts = Parts::default();
    let mut at = 2;
    let picture_end = loop {
        let Some((marker, data, next)) = segment(bytes, at) else {
            break None;
        };
        if marker != 0xE1 || !data.starts_with(EXIF) {
            end_of_exif(&mut parts, list);
        }
        match marker {
            0xD9 => break Some(next),
            0xDA => {
                at = skip_scan(bytes, next);
                continue;
            }
            0xE0..=0xEF => application(marker, data, &mut parts, list),
            0xFE => list.add("Comment", "Comment", &text(data), false),
            _ => {}
        }
        at = next;
    };
    end_of_exif(&mut parts, list);
    if !parts.resources.is_empty() {
        iptc::look_into_resources(&parts.resources, list);
    }
    if !parts.more_xmp.is_empty() {
        parts.more_xmp.sort_by_key(|part| part.0);
        let whole: Vec<u8> = parts.more_xmp.into_iter().flat_map(|part| part.1).collect();
        xmp::look(&whole, "XMP, extended", list);
    }
    if parts.profile > 0 {
        list.add_block("Colour profile", "ICC profile", parts.profile);
    }
    let behind = picture_end.map_or(0, |end| bytes.len().saturating_sub(end));
    if behind > 0 {
        list.add_block("Behind the picture", "Further data", behind);
    }
}

fn application(marker: u8, data: &[u8], parts: &mut Parts, list: &mut List) {
    if let (0xE1, Some(part)) = (marker, data.strip_prefix(EXIF)) {
        // A long block goes on in the next segment, without a header.
        if part.starts_with(b"II*\0") || part.starts_with(b"MM\0*") {
            end_of_exif(parts, list);
        }
        if parts.exif.len() + part.len() <= LONGEST_BLOCK {
            parts.exif.extend_from_slice(part);
        }
    } else if let (0xE1, Some(packet)) = (marker, data.strip_prefix(XMP)) {
        xmp::look(packet, "XMP", list);
    } else if let (0xE1, Some(part)) = (marker, data.strip_prefix(MORE_XMP)) {
        // A digest of 32 characters, the length of the whole, where this belongs.
        let so_far: usize = parts.more_xmp.iter().map(|part| part.1.len()).sum();
        if let (Some(at), Some(part)) = (Order::Big.u32(part, 36), part.get(40..))
            && so_far + part.len() <= LONGEST_BLOCK
        {
            parts.more_xmp.push((at, part.to_vec()));
        }
    } else if let (0xED, Some(part)) = (marker, data.strip_prefix(PHOTOSHOP)) {
        if parts.resources.len() + part.len() <= LONGEST_BLOCK {
            parts.resources.extend_from_slice(part);
        }
    } else if marker == 0xE2 && data.starts_with(PROFILE) {
        parts.profile += data.len();
    } else if marker == 0xE2 && data.starts_with(b"MPF\0") {
        list.add_block("Further pictures", "Index", data.len());
    } else if marker == 0xEB && data.starts_with(b"JP") {
        list.add_block("Content credentials", "Manifest", data.len());
    } else if !matches!(marker, 0xE0 | 0xEE) {
        let name: String = data
            .iter()
            .take(24)
            .take_while(|byte| byte.is_ascii_graphic())
            .map(|&byte| char::from(byte))
            .collect();
        let name = if name.is_empty() { "Unnamed" } else { &name };
        list.add_block(&format!("Segment APP{}", marker - 0xE0), name, data.len());
    }
}

/// Lists the Exif block whose last part was met.
fn end_of_exif(parts: &mut Parts, list: &mut List) {
    let block = std::mem::take(&mut parts.exif);
    if block.is_empty() {
        return;
    }
    parts.exif_blocks += 1;
    let group = if parts.exif_blocks == 1 {
        "Exif"
    } else {
        "Exif, second block"
    };
    exif_block::look(&block, group, list);
}

/// Reads the segment at or after `at`: its marker, what it holds, where it ends.
fn segment(bytes: &[u8], at: usize) -> Option<(u8, &[u8], usize)> {
    let mark = at + memchr::memchr(0xFF, bytes.get(at..)?)?;
    let marker = *bytes.get(mark + 1)?;
    match marker {
        0xFF => segment(bytes, mark + 1 + fill(bytes, mark + 1)?),
        0x00 | 0x01 | 0xD0..=0xD9 => Some((marker, &[], mark + 2)),
        _ => {
            let len = usize::from(Order::Big.u16(bytes, mark + 2)?);
            let data = slice(bytes, mark + 4, len.checked_sub(2)?)?;
            Some((marker, data, mark + 2 + len))
        }
    }
}

/// Counts the fill bytes before a marker's own.
fn fill(bytes: &[u8], at: usize) -> Option<usize> {
    let run = bytes
        .get(at..)?
        .iter()
        .take_while(|byte| **byte == 0xFF)
        .count();
    run.checked_sub(1)
}

/// Returns where the marker behind a scan begins.
fn skip_scan(bytes: &[u8], mut at: usize) -> usize {
    while let Some(skip) = bytes.get(at..).and_then(|rest| memchr::memchr(0xFF, rest)) {
        at += skip;
        match bytes.get(at + 1) {
            Some(0x00 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            _ => return at,
        }
    }
    bytes.len()
}
