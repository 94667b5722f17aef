//! PNG headers: every chunk's name and length, nothing decoded.

use std::io::Read;

use super::{Facts, Reason, orientation};
use crate::media::bytes::{Order, slice};

/// Reads what the chunks of a PNG say.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    let mut at = 8;
    let mut facts: Option<Facts> = None;
    let mut has_picture = false;
    loop {
        let Some((name, data, next)) = chunk(bytes, at) else {
            return only_its_end_missing(bytes, at, facts);
        };
        at = next;
        if is_damaged(bytes, name, data, next) {
            return Err(Reason::Damaged("its checksums do not match"));
        }
        match (name, &mut facts) {
            (b"IHDR", None) => facts = Some(header(data)?),
            (b"IHDR", Some(_)) => return Err(Reason::Damaged("it has two headers")),
            (_, None) => return Err(Reason::Damaged("it does not begin with its size")),
            (b"acTL", Some(facts)) => {
                facts.animated = Order::Big.u32(data, 0).is_some_and(|frames| frames > 1);
            }
            (b"eXIf", Some(facts)) => {
                facts.orientation = orientation::of_exif(data).unwrap_or(1);
            }
            (b"IDAT", _) => has_picture = true,
            (b"IEND", Some(facts)) if has_picture => return Ok(*facts),
            (b"IEND", _) => return Err(Reason::Damaged("it has no picture in it")),
            _ => {}
        }
    }
}

/// Returns a chunk's name and data, and where the next begins.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let len = Order::Big.u32(bytes, at)? as usize;
    let name = slice(bytes, at + 4, 4)?;
    let data = slice(bytes, at + 8, len)?;
    let next = (at + 8).checked_add(len)?.checked_add(4)?;
    // The last chunk may lack its checksum: every reader forgives that.
    (next <= bytes.len() || name == b"IEND").then_some((name, data, next))
}

/// Tells whether a chunk that the picture needs was damaged on its way.
fn is_damaged(bytes: &[u8], name: &[u8], data: &[u8], next: usize) -> bool {
    let is_needed = name.first().is_some_and(u8::is_ascii_uppercase) && name != b"IEND";
    if !is_needed {
        return false;
    }
    let mut sum = crc32fast::Hasher::new();
    sum.update(name);
    sum.update(data);
    Order::Big.u32(bytes, next - 4) != Some(sum.finalize())
}

/// Reads the size.
fn header(data: &[u8]) -> Result<Facts, Reason> {
    let broken = Reason::Damaged("its size is missing");
    Ok(Facts {
        width: Order::Big.u32(data, 0).ok_or(broken.clone())?,
        height: Order::Big.u32(data, 4).ok_or(broken)?,
        orientation: 1,
        animated: false,
    })
}

/// Refuses a PNG without an end, unless the whole picture is there.
fn only_its_end_missing(bytes: &[u8], at: usize, facts: Option<Facts>) -> Result<Facts, Reason> {
    let facts = facts.ok_or(Reason::CutShort(None))?.within_limits()?;
    let is_picture = matches!(slice(bytes, at + 4, 4), Some(b"IDAT" | b"fdAT"));
    match percent(bytes, facts) {
        Some(100) if !is_picture => Ok(facts),
        there => Err(Reason::CutShort(there)),
    }
}

/// Compares the rows that can be unpacked with the rows there should be.
fn percent(bytes: &[u8], facts: Facts) -> Option<u8> {
    let depth = u64::from(*bytes.get(24)?);
    let channels = match *bytes.get(25)? {
        0 | 3 => 1,
        4 => 2,
        2 => 3,
        _ => 4,
    };
    let row = (u64::from(facts.width) * channels * depth).div_ceil(8) + 1;
    let whole = row * u64::from(facts.height);
    let mut packed = Vec::new();
    let mut at = 8;
    while let (Some(len), Some(name)) = (Order::Big.u32(bytes, at), slice(bytes, at + 4, 4)) {
        let from = at + 8;
        let to = from.saturating_add(len as usize);
        if name == b"IDAT" {
            packed.extend_from_slice(bytes.get(from..to.min(bytes.len()))?);
        }
        at = to.saturating_add(4);
    }
    let mut unpacked = flate2::read::ZlibDecoder::new(packed.as_slice()).take(whole);
    let mut there = 0_u64;
    let mut buffer = [0; 16 * 1024];
    while let Ok(more) = unpacked.read(&mut buffer) {
        if more == 0 {
            break;
        }
        there += more as u64;
    }
    u8::try_from(there * 100 / whole.max(1)).ok()
}
