//! An AVIF of our own encoder as the second reader sees it: one picture, its
//! colours, nothing else.

use super::{Sight, View, contains, examine_raw, split};

/// Walks an AVIF; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let mut view = View::default();
    let mut rest = bytes;
    while !rest.is_empty() {
        let len = u32::from_be_bytes(split(&mut rest, 4)?.try_into().ok()?) as usize;
        let name = split(&mut rest, 4)?;
        let inner = if len == 0 {
            rest.len()
        } else {
            len.checked_sub(8)?
        };
        let data = split(&mut rest, inner)?;
        match name {
            b"ftyp" => view.beside.push(Sight::Plain),
            b"mdat" => view.picture.push(data),
            b"meta" if is_bare(data) => view.beside.push(Sight::Profile(data.to_vec())),
            _ => view.beside.push(Sight::Stranger("a box of it is unknown")),
        }
    }
    Some(view)
}

/// Tells whether the items are pictures only.
fn is_bare(meta: &[u8]) -> bool {
    let items: [&[u8]; 4] = [b"Exif", b"mime", b"uri ", b"uuid"];
    !items.iter().any(|item| contains(meta, item)) && examine_raw(meta).is_ok()
}
