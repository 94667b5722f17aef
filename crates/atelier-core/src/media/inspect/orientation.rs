//! The one number of an Exif block that changes how a picture is shown.

use crate::media::bytes::{Order, slice};

const ORIENTATION: u16 = 0x0112;
// A short says the standard; some programs write another number.
const BYTE: u16 = 1;
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// Reads the orientation out of an Exif block, with or without its prefix.
pub(super) fn of_exif(block: &[u8]) -> Option<u8> {
    let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let order = match slice(tiff, 0, 4)? {
        b"II*\0" => Order::Little,
        b"MM\0*" => Order::Big,
        _ => return None,
    };
    let ifd = order.u32(tiff, 4)? as usize;
    let count = usize::from(order.u16(tiff, ifd)?);
    for index in 0..count {
        let at = ifd.checked_add(2 + index * 12)?;
        if order.u16(tiff, at)? == ORIENTATION {
            let value = match order.u16(tiff, at + 2)? {
                BYTE => u32::from(*tiff.get(at + 8)?),
                SHORT => u32::from(order.u16(tiff, at + 8)?),
                LONG => order.u32(tiff, at + 8)?,
                _ => return None,
            };
            return u8::try_from(value).ok().filter(|v| (1..=8).contains(v));
        }
    }
    None
}
