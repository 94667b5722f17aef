//! GIF headers: the screen, the frames and the end, nothing decoded.

use super::{Facts, Reason};
use crate::media::bytes::Order;

/// Reads what the blocks of a GIF say.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    walk(bytes).ok_or(Reason::CutShort(None))?
}

/// Walks every block; `None` when the bytes end before the picture does.
fn walk(bytes: &[u8]) -> Option<Result<Facts, Reason>> {
    let width = u32::from(Order::Little.u16(bytes, 6)?);
    let height = u32::from(Order::Little.u16(bytes, 8)?);
    let mut at = 13 + colours(*bytes.get(10)?);
    let mut frames = 0_u32;
    loop {
        match *bytes.get(at)? {
            0x3B if frames == 0 => {
                return Some(Err(Reason::Damaged("it has no picture in it")));
            }
            0x3B => break,
            // Some writers pad between blocks.
            0x00 => at += 1,
            0x21 => at = after_blocks(bytes, at + 2)?,
            0x2C => {
                frames += 1;
                let table = colours(*bytes.get(at + 9)?);
                at = after_blocks(bytes, at + 11 + table)?;
            }
            _ => return Some(Err(Reason::Damaged("a block of it is unknown"))),
        }
    }
    Some(Ok(Facts {
        width,
        height,
        orientation: 1,
        animated: frames > 1,
    }))
}

/// Returns how many bytes the colour table takes that these flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// Returns where a run of sub-blocks ends.
fn after_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let len = usize::from(*bytes.get(at)?);
        at += 1 + len;
        if len == 0 {
            return Some(at);
        }
    }
}
