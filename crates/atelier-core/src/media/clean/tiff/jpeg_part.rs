//! JPEG streams inside strips and tiles: each can have segments of its own
//! beside the picture. They are blanked where they lie.

use memchr::memchr;

use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::bytes::{Order, find};
use crate::media::clean::carriers::Carriers;

/// Blanks what is no picture in a run of streams.
pub(super) fn blank(bytes: &mut [u8], carriers: &mut Carriers) {
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| find(rest, b"\xFF\xD8\xFF")) {
        at = stream(bytes, at + start + 2, carriers);
    }
}

/// Blanks one stream; returns where it ends.
fn stream(bytes: &mut [u8], mut at: usize, carriers: &mut Carriers) -> usize {
    while let Some((marker, body)) = next_marker(bytes, at) {
        let len = match marker {
            0xD9 => return body,
            0xD8 => return body - 2,
            _ => usize::from(Order::Big.u16(bytes, body).unwrap_or(0)),
        };
        if len < 2 {
            return body;
        }
        at = body + len;
        let Some(data) = bytes.get_mut(body + 2..at) else {
            return bytes.len();
        };
        let is_beside = match marker {
            0xE0 => !data.starts_with(b"JFIF\0"),
            0xEE => !data.starts_with(b"Adobe"),
            0xE1..=0xEF | 0xFE => true,
            _ => false,
        };
        if is_beside && data.iter().any(|byte| *byte != 0) {
            match data.strip_prefix(b"Exif\0\0") {
                Some(block) => carriers.drop_exif(block),
                None => carriers.drop(Carrier::PrivateBlock, RemovedKind::PrivateData),
            }
            data.fill(0);
        }
    }
    bytes.len()
}

/// Finds the next marker: its code and where its content begins.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += memchr(0xFF, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0x00 | 0x01 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            marker => return Some((marker, at + 2)),
        }
    }
}
