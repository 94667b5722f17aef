//! A WebP as the second reader sees it.

use super::{Sight, View, split};

/// Walks a WebP; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let mut view = View::default();
    let mut rest = bytes.strip_prefix(b"RIFF")?;
    let len = u32::from_le_bytes(split(&mut rest, 4)?.try_into().ok()?) as usize;
    let mut body = split(&mut rest, len)?.strip_prefix(b"WEBP")?;
    if !rest.is_empty() {
        view.beside
            .push(Sight::Stranger("something follows its end"));
    }
    chunks(&mut body, &mut view, false)?;
    Some(view)
}

/// Walks the chunks of a file or of one frame.
fn chunks<'a>(rest: &mut &'a [u8], view: &mut View<'a>, is_frame: bool) -> Option<()> {
    while rest.len() >= 8 {
        let name = split(rest, 4)?;
        let len = u32::from_le_bytes(split(rest, 4)?.try_into().ok()?) as usize;
        let data = split(rest, len)?;
        if len % 2 == 1 && !rest.is_empty() {
            split(rest, 1)?;
        }
        match name {
            b"VP8 " | b"VP8L" | b"ALPH" => view.picture.extend([name, data]),
            _ if is_frame => view
                .beside
                .push(Sight::Stranger("a frame of it holds more")),
            // The canvas belongs to the picture, the flags do not.
            b"VP8X" => view.picture.extend([name, data.get(4..10)?]),
            b"ANIM" => {
                view.picture.extend([name, data.get(..6)?]);
                if data.len() > 6 {
                    view.beside
                        .push(Sight::Stranger("its animation says too much"));
                }
            }
            b"ANMF" => {
                let mut frame = data;
                view.picture.extend([name, split(&mut frame, 16)?]);
                chunks(&mut frame, view, true)?;
            }
            b"ICCP" => view.beside.push(Sight::Profile(data.to_vec())),
            b"EXIF" => view.beside.push(Sight::Exif(data.to_vec())),
            b"XMP " => view.beside.push(Sight::Xmp(data.to_vec())),
            _ => view
                .beside
                .push(Sight::Stranger("a chunk of it is unknown")),
        }
    }
    if !rest.is_empty() {
        view.beside
            .push(Sight::Stranger("bytes lie between its chunks"));
    }
    Some(())
}
