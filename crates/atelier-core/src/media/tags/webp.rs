//! The chunks of a WebP.

use super::{List, exif_block, text, xmp};
use crate::media::bytes::{Order, slice};

/// Lists the metadata of a WebP.
pub(super) fn look(bytes: &[u8], list: &mut List) {
    let declared = Order::Little.u32(bytes, 4).unwrap_or(0) as usize;
    let end = declared.saturating_add(8).min(bytes.len());
    let body = bytes.get(..end).unwrap_or(bytes);
    let mut at = 12;
    while let (Some(name), Some(len)) = (slice(body, at, 4), Order::Little.u32(body, at + 4)) {
        let Some(data) = slice(body, at + 8, len as usize) else {
            break;
        };
        at += 8 + data.len() + data.len() % 2;
        match name {
            b"EXIF" => exif_block::look(data, "Exif", list),
            b"XMP " => xmp::look(data, "XMP", list),
            b"ICCP" => list.add_block("Colour profile", "ICC profile", data.len()),
            b"C2PA" => list.add_block("Content credentials", "Manifest", data.len()),
            b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" => {}
            _ => list.add_block("WebP", &text(name), data.len()),
        }
    }
    let behind = bytes.len().saturating_sub(end);
    if behind > 0 {
        list.add_block("Behind the picture", "Further data", behind);
    }
}
