//! TIFF headers: the first page's size and where its picture lies.

use super::{Facts, Reason};
use crate::media::bytes::Order;

const WIDTH: u16 = 0x0100;
const HEIGHT: u16 = 0x0101;
const ORIENTATION: u16 = 0x0112;
const DNG_VERSION: u16 = 0xC612;

/// Reads what the first page of a TIFF says.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    let order = match bytes.first() {
        Some(b'I') => Order::Little,
        _ => Order::Big,
    };
    let big = order.u16(bytes, 2) == Some(43);
    let page = if big {
        order.u64(bytes, 8).and_then(|at| usize::try_from(at).ok())
    } else {
        order.u32(bytes, 4).map(|at| at as usize)
    };
    let page = page.ok_or(Reason::CutShort(None))?;
    let mut facts = Facts {
        width: 0,
        height: 0,
        orientation: 1,
        animated: false,
    };
    for (tag, value) in entries(bytes, order, big, page).ok_or(Reason::CutShort(None))? {
        match tag {
            WIDTH => facts.width = value,
            HEIGHT => facts.height = value,
            ORIENTATION => facts.orientation = u8::try_from(value).unwrap_or(1).clamp(1, 8),
            DNG_VERSION => return Err(Reason::NotTaken("a camera's raw file")),
            _ => {}
        }
    }
    Ok(facts)
}

/// Lists the tags of a page with their first value, as far as it is a number.
fn entries(bytes: &[u8], order: Order, big: bool, page: usize) -> Option<Vec<(u16, u32)>> {
    let (count, first, size, value_at) = if big {
        (order.u64(bytes, page)?, page.checked_add(8)?, 20, 12)
    } else {
        let count = u64::from(order.u16(bytes, page)?);
        (count, page.checked_add(2)?, 12, 8)
    };
    let mut found = Vec::new();
    for index in 0..usize::try_from(count.min(4096)).ok()? {
        let at = first.checked_add(index * size)?;
        let tag = order.u16(bytes, at)?;
        let value = match order.u16(bytes, at + 2)? {
            3 => u32::from(order.u16(bytes, at + value_at)?),
            _ => order.u32(bytes, at + value_at)?,
        };
        found.push((tag, value));
    }
    Some(found)
}
