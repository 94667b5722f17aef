//! JPEG headers: every marker up to the end of the picture, nothing decoded.

use memchr::memchr;

use super::{Facts, MAX_SCANS, Reason, jpeg_extent, orientation};
use crate::media::bytes::{Order, slice, without_markers};

/// Reads what the markers of a JPEG say, and whether all of it is there.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    read(bytes, Reach::Whole)
}

/// Reads what the markers before the first scan of a JPEG say.
pub(super) fn front(bytes: &[u8]) -> Result<Facts, Reason> {
    read(bytes, Reach::Front)
}

/// How much of a JPEG is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Up to its first scan.
    Front,
    /// All scans, to its end.
    Whole,
}

fn read(bytes: &[u8], reach: Reach) -> Result<Facts, Reason> {
    let mut facts: Option<Facts> = None;
    let mut upright = None;
    let mut scans = 0_u32;
    let mut at = 2;
    loop {
        let Some((marker, body)) = next_marker(bytes, at, scans > 0) else {
            only_its_end_missing(bytes, facts)?;
            break;
        };
        at = body;
        match marker {
            0xD9 if scans == 0 => return Err(Reason::Damaged("it ends before its picture")),
            0xD9 => break,
            0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let len = Order::Big.u16(bytes, at).map_or(usize::MAX, usize::from);
        if len < 2 && scans == 0 {
            return Err(Reason::Damaged("a segment of it has no length"));
        }
        let Some(data) = slice(bytes, at + 2, len.wrapping_sub(2)) else {
            only_its_end_missing(bytes, facts)?;
            break;
        };
        at += len;
        match marker {
            0xE1 if scans == 0 && upright.is_none() && data.starts_with(b"Exif\0\0") => {
                upright = orientation::of_exif(data);
            }
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => {
                if facts.is_some() {
                    return Err(Reason::Damaged("it has two frame headers"));
                }
                facts = Some(frame(marker, data)?);
            }
            0xDE | 0xDF => return Err(HIERARCHICAL),
            0xDA => {
                facts.ok_or(Reason::Damaged("its picture comes before its size"))?;
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(Reason::TooManyScans(scans));
                }
                if reach == Reach::Front {
                    break;
                }
            }
            _ => {}
        }
    }
    let facts = facts.ok_or(Reason::Damaged("it has no picture in it"))?;
    Ok(Facts {
        orientation: upright.unwrap_or(1),
        ..facts
    })
}

const HIERARCHICAL: Reason = Reason::Unsupported("a hierarchical JPEG, which screens cannot show");

/// Finds the next marker, over picture data and fill bytes.
///
/// In picture data no marker below the first frame's means anything.
fn next_marker(bytes: &[u8], mut at: usize, in_picture: bool) -> Option<(u8, usize)> {
    at += without_markers(bytes.get(at..)?);
    loop {
        at += memchr(0xFF, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0x01..0xC0 if in_picture => at += 2,
            0xFF => at += 1,
            marker => return Some((*marker, at + 2)),
        }
    }
}

/// Reads the size out of a frame header and refuses what screens cannot show.
fn frame(marker: u8, data: &[u8]) -> Result<Facts, Reason> {
    match marker {
        0xC3 => {
            return Err(Reason::Unsupported(
                "a lossless JPEG, which screens cannot show",
            ));
        }
        0xC5..=0xC7 | 0xCD..=0xCF => return Err(HIERARCHICAL),
        0xC9..=0xCB => {
            return Err(Reason::Unsupported(
                "a JPEG with arithmetic coding, which screens cannot show",
            ));
        }
        _ => {}
    }
    let broken = Reason::Damaged("its size is missing");
    if data.first().copied() != Some(8) {
        return Err(Reason::Unsupported(
            "a JPEG with more than 8 bits a colour, which screens cannot show",
        ));
    }
    let height = Order::Big.u16(data, 1).ok_or(broken.clone())?;
    let width = Order::Big.u16(data, 3).ok_or(broken)?;
    if height == 0 {
        return Err(Reason::Unsupported(
            "a JPEG that gives its height at its end",
        ));
    }
    Ok(Facts {
        width: u32::from(width),
        height: u32::from(height),
        orientation: 1,
        animated: false,
    })
}

/// Refuses a JPEG without an end, unless the whole picture is there: some
/// writers forget the last two bytes.
fn only_its_end_missing(bytes: &[u8], facts: Option<Facts>) -> Result<(), Reason> {
    facts.ok_or(Reason::CutShort(None))?.within_limits()?;
    match jpeg_extent::measure(bytes) {
        Some(extent) if extent.is_whole() => Ok(()),
        extent => Err(Reason::CutShort(
            extent.and_then(jpeg_extent::Extent::percent),
        )),
    }
}
