//! WebP headers: the canvas or the first frame, nothing decoded.

use super::{Facts, Reason, orientation};
use crate::media::bytes::{Order, slice};

/// Reads what the chunks of a WebP say.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    let declared = Order::Little.u32(bytes, 4).ok_or(Reason::CutShort(None))? as usize;
    let whole = declared.saturating_add(8);
    if whole > bytes.len() {
        let percent = bytes.len() as u64 * 100 / whole as u64;
        return Err(Reason::CutShort(u8::try_from(percent).ok()));
    }
    let body = bytes.get(..whole).unwrap_or(bytes);
    let mut canvas = None;
    let mut frame = None;
    let mut upright = None;
    let mut frames = 0_u32;
    let mut at = 12;
    while let (Some(name), Some(len)) = (slice(body, at, 4), Order::Little.u32(body, at + 4)) {
        let len = len as usize;
        let data = slice(body, at + 8, len).ok_or(Reason::CutShort(None))?;
        match name {
            b"VP8X" => canvas = Some(extended(data)?),
            b"VP8 " if frame.is_none() => frame = Some(lossy(data)?),
            b"VP8L" if frame.is_none() => frame = Some(lossless(data)?),
            b"ANMF" => frames += 1,
            b"EXIF" if upright.is_none() => upright = orientation::of_exif(data),
            _ => {}
        }
        at += 8 + len + len % 2;
    }
    if frame.is_none() && frames == 0 {
        return Err(Reason::Damaged("it has no picture in it"));
    }
    let (width, height) = canvas
        .or(frame)
        .ok_or(Reason::Damaged("its size is missing"))?;
    Ok(Facts {
        width,
        height,
        orientation: upright.unwrap_or(1),
        animated: frames > 1,
    })
}

const NO_SIZE: Reason = Reason::Damaged("its size is missing");

/// Reads the canvas of the extended format.
fn extended(data: &[u8]) -> Result<(u32, u32), Reason> {
    let three = |at| {
        let low = u32::from(Order::Little.u16(data, at)?);
        Some(low | u32::from(*data.get(at + 2)?) << 16)
    };
    match (three(4), three(7)) {
        (Some(width), Some(height)) => Ok((width + 1, height + 1)),
        _ => Err(NO_SIZE),
    }
}

/// Reads the size of a lossy frame.
fn lossy(data: &[u8]) -> Result<(u32, u32), Reason> {
    if slice(data, 3, 3) != Some(b"\x9D\x01\x2A") {
        return Err(NO_SIZE);
    }
    match (Order::Little.u16(data, 6), Order::Little.u16(data, 8)) {
        (Some(width), Some(height)) => Ok((u32::from(width & 0x3FFF), u32::from(height & 0x3FFF))),
        _ => Err(NO_SIZE),
    }
}

/// Reads the size of a lossless frame.
fn lossless(data: &[u8]) -> Result<(u32, u32), Reason> {
    match (data.first(), Order::Little.u32(data, 1)) {
        (Some(0x2F), Some(bits)) => Ok(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)),
        _ => Err(NO_SIZE),
    }
}
