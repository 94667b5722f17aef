//! A JPEG 2000 picture as the second reader sees it.

use crate::media::clean::proof::{Sight, View, split};

/// Tells the picture from what stands beside it; `None` when it cannot be
/// followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let mut view = View::default();
    if bytes.starts_with(b"\xFF\x4F\xFF\x51") {
        code(bytes, &mut view)?;
        return Some(view);
    }
    let mut rest = bytes;
    while !rest.is_empty() {
        let whole = rest.len();
        let len = u32::from_be_bytes(split(&mut rest, 4)?.try_into().ok()?);
        let name = split(&mut rest, 4)?;
        let len = match len {
            0 => whole,
            1 => usize::try_from(u64::from_be_bytes(split(&mut rest, 8)?.try_into().ok()?)).ok()?,
            len => len as usize,
        };
        let head = whole - rest.len();
        let body = split(&mut rest, len.checked_sub(head)?)?;
        match name {
            b"jp2c" => code(body, &mut view)?,
            b"jp2h" | b"jpch" => view.picture.push(body),
            b"jP  " | b"ftyp" | b"rreq" => view.beside.push(Sight::Plain),
            _ => view
                .beside
                .push(Sight::Stranger("a picture of it has an unknown box")),
        }
    }
    Some(view)
}

fn code<'a>(bytes: &'a [u8], view: &mut View<'a>) -> Option<()> {
    let mut rest = bytes.get(2..)?;
    while !rest.starts_with(b"\xFF\x90") {
        let (marker, after) = rest.split_at_checked(2)?;
        let len = u16::from_be_bytes(after.get(..2)?.try_into().ok()?);
        let mut tail = after;
        let segment = split(&mut tail, usize::from(len))?;
        if marker == b"\xFF\x64" {
            view.beside
                .push(Sight::Stranger("a picture of it has a comment"));
        } else {
            view.picture.push(segment);
        }
        rest = tail;
    }
    view.picture.push(rest);
    Some(())
}
