//! A JPEG as the second reader sees it.

use super::{Sight, View, examine_raw, split};

/// Parts of an extended packet: where each belongs, and its bytes.
type Parts<'a> = Vec<(u32, &'a [u8])>;

/// Walks a JPEG; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let mut view = View::default();
    let mut extended: Parts<'_> = Vec::new();
    let mut resources = Vec::new();
    let mut profile = Vec::new();
    let mut rest = bytes.strip_prefix(b"\xFF\xD8")?;
    let mut scans = 0;
    while let Some(marker) = next(&mut rest, &mut view) {
        if marker == 0xD9 {
            break;
        }
        let len = usize::from(u16::from_be_bytes(split(&mut rest, 2)?.try_into().ok()?));
        let data = split(&mut rest, len.checked_sub(2)?)?;
        if matches!(marker, 0xC0..=0xCF | 0xDA..=0xDD) {
            view.picture.push(data);
            if examine_raw(data).is_err() {
                view.beside
                    .push(Sight::Stranger("a table of it hides metadata"));
            }
        } else if scans > 0 {
            view.beside
                .push(Sight::Stranger("a block lies between its scans"));
        } else {
            match (marker, data) {
                (0xE0, [b'J', b'F', b'I', b'F', 0, ..]) if data.len() == 14 => {
                    view.beside.push(Sight::Plain);
                }
                (0xE1, [b'E', b'x', b'i', b'f', 0, 0, block @ ..]) => {
                    view.beside.push(Sight::Exif(block.to_vec()));
                }
                (0xE1, _) => view.beside.push(packet(data, &mut extended)),
                (0xE2, _) if data.starts_with(b"ICC_PROFILE\0") => {
                    profile.extend_from_slice(data.get(14..)?);
                }
                (0xED, _) if data.starts_with(b"Photoshop 3.0\0") => {
                    resources.extend_from_slice(data.get(14..)?);
                }
                (0xEE, [b'A', b'd', b'o', b'b', b'e', ..]) if data.len() == 12 => {
                    view.beside.push(Sight::Plain);
                }
                _ => view
                    .beside
                    .push(Sight::Stranger("a block of it is unknown")),
            }
        }
        if marker == 0xDA {
            scans += 1;
            let end = scan_end(rest);
            view.picture.push(split(&mut rest, end)?);
        }
    }
    if !rest.is_empty() {
        view.beside
            .push(Sight::Stranger("something follows its end"));
    }
    if !resources.is_empty() {
        view.beside.push(Sight::Photoshop(resources));
    }
    if !profile.is_empty() {
        view.beside.push(Sight::Profile(profile));
    }
    if !extended.is_empty() {
        extended.sort_by_key(|(offset, _)| *offset);
        let parts: Vec<&[u8]> = extended.into_iter().map(|(_, part)| part).collect();
        view.beside.push(Sight::Xmp(parts.concat()));
    }
    Some(view)
}

/// Goes to the next marker; bytes before it are strangers.
fn next(rest: &mut &[u8], view: &mut View<'_>) -> Option<u8> {
    loop {
        match *rest {
            [] | [0xFF] => return None,
            [0xFF, 0xFF, ..] => *rest = rest.get(1..)?,
            [0xFF, 0x00 | 0x01 | 0xD0..=0xD8, ..] => {
                view.beside
                    .push(Sight::Stranger("bytes lie between its blocks"));
                *rest = rest.get(2..)?;
            }
            [0xFF, marker, tail @ ..] => {
                *rest = tail;
                return Some(*marker);
            }
            [_, ..] => {
                view.beside
                    .push(Sight::Stranger("bytes lie between its blocks"));
                let skip = memchr::memchr(0xFF, rest)?;
                *rest = rest.get(skip..)?;
            }
        }
    }
}

/// Finds where the data of a scan ends.
fn scan_end(data: &[u8]) -> usize {
    for at in memchr::memchr_iter(0xFF, data) {
        match data.get(at + 1) {
            Some(0x00 | 0x01 | 0xD0..=0xD7) => {}
            _ => return at,
        }
    }
    data.len()
}

/// Tells the packets of APP1 apart.
fn packet<'a>(data: &'a [u8], extended: &mut Parts<'a>) -> Sight {
    if let Some(packet) = data.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
        return Sight::Xmp(packet.to_vec());
    }
    let part = data.strip_prefix(b"http://ns.adobe.com/xmp/extension/\0");
    let offset = part.and_then(|part| part.get(36..40)?.try_into().ok());
    match (part.and_then(|part| part.get(40..)), offset) {
        (Some(bytes), Some(offset)) => {
            extended.push((u32::from_be_bytes(offset), bytes));
            Sight::Plain
        }
        _ => Sight::Stranger("a block of it is unknown"),
    }
}
