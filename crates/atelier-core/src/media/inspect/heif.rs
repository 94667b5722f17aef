//! HEIC and AVIF headers: the size of the largest item, as stored.

use super::{Facts, Reason};
use crate::media::bytes::{Order, slice};

/// A box: its name and its content.
type NamedBox<'a> = (&'a [u8], &'a [u8]);

/// Reads what the boxes of a HEIF file say.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    let no_size = Reason::Damaged("its size is missing");
    let mut meta = None;
    let mut animated = false;
    for (name, data) in boxes(bytes)? {
        match name {
            b"meta" => meta = data.get(4..),
            b"moov" => animated = true,
            _ => {}
        }
    }
    let meta = meta.ok_or(Reason::Damaged("it has no picture in it"))?;
    let properties = child(meta, b"iprp")?.ok_or(no_size.clone())?;
    let properties = child(properties, b"ipco")?.ok_or(no_size.clone())?;
    let sizes = boxes(properties)?
        .into_iter()
        .filter(|(name, _)| *name == b"ispe");
    let largest = sizes
        .filter_map(|(_, data)| Some((Order::Big.u32(data, 4)?, Order::Big.u32(data, 8)?)))
        .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height));
    let (width, height) = largest.ok_or(no_size)?;
    Ok(Facts {
        width,
        height,
        orientation: 1,
        animated,
    })
}

/// Returns the content of the first box of this name.
fn child<'a>(bytes: &'a [u8], wanted: &[u8]) -> Result<Option<&'a [u8]>, Reason> {
    let found = boxes(bytes)?.into_iter().find(|(name, _)| *name == wanted);
    Ok(found.map(|(_, data)| data))
}

/// Lists the boxes that follow each other here, at most a thousand.
fn boxes(bytes: &[u8]) -> Result<Vec<NamedBox<'_>>, Reason> {
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < 1000 {
        let (Some(len), Some(name)) = (Order::Big.u32(bytes, at), slice(bytes, at + 4, 4)) else {
            break;
        };
        let (head, len) = match len {
            0 => (8, bytes.len().saturating_sub(at)),
            1 => {
                let long = Order::Big.u64(bytes, at + 8).unwrap_or(0);
                (16, usize::try_from(long).unwrap_or(usize::MAX))
            }
            len => (8, len as usize),
        };
        let inner = len
            .checked_sub(head)
            .ok_or(Reason::Damaged("a box of it has no length"))?;
        let data = slice(bytes, at + head, inner).ok_or(Reason::CutShort(None))?;
        found.push((name, data));
        at += len;
    }
    Ok(found)
}
