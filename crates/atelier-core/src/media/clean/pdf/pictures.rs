//! Pictures that are files of their own inside a stream: a JPEG goes through
//! the rules of JPEG, and of a JPEG 2000 only the picture stays. Other filters
//! wrapped around them are undone.

use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::bytes::{Order, slice};
use crate::media::clean::carriers::Carriers;
use crate::media::clean::xmp::GainMapWords;
use crate::media::clean::{Broken, jpeg};
use crate::media::pdf::file::File;
use crate::media::pdf::filters::{self, Filter};
use crate::media::pdf::object::{Object, Stream};

/// Returns the cleaned bytes of a picture, and has its dictionary say how they
/// are packed now; nothing, when the stream is no such picture.
pub(super) fn clean<'f>(
    stream: &mut Stream<'f>,
    file: &'f File<'f>,
    carriers: &mut Carriers,
) -> Result<Option<Vec<u8>>, Broken> {
    let filters = filters::list(&stream.dict, file)?;
    let name = filters.last().map_or(&b""[..], |filter| &filter.name);
    let (cleaner, name): (Cleaner, &'static [u8]) = match name {
        b"DCTDecode" | b"DCT" => (clean_jpeg, b"DCTDecode"),
        b"JPXDecode" => (clean_jpeg_2000, b"JPXDecode"),
        _ => return Ok(None),
    };
    let plain = filters::undo(stream, file, file.room())?;
    let cleaned = cleaner(&plain.bytes, carriers)?;
    stream.dict.remove(b"DecodeParms");
    stream.dict.set(b"Filter", Object::name(name));
    if let Some(Filter { settings, .. }) = plain.picture
        && !settings.is_empty()
    {
        stream.dict.set(b"DecodeParms", Object::Dict(settings));
    }
    Ok(Some(cleaned))
}

type Cleaner = fn(&[u8], &mut Carriers) -> Result<Vec<u8>, Broken>;

fn clean_jpeg(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    // Some writers begin the stream one line end too late.
    let cleaned = jpeg::clean(bytes.trim_ascii_start(), carriers);
    carriers.gain_map = GainMapWords::Go;
    cleaned
}

/// The boxes that show the picture, and nothing that speaks of it.
const BOXES: [&[u8]; 6] = [b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jp2c", b"jpch"];

fn clean_jpeg_2000(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    const BAD: Broken = Broken("a JPEG 2000 picture of it cannot be followed");
    if bytes.starts_with(b"\xFF\x4F") {
        return without_comments(bytes, carriers).ok_or(BAD);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let short = Order::Big.u32(bytes, at).ok_or(BAD)?;
        let name = slice(bytes, at + 4, 4).ok_or(BAD)?;
        let (head, len) = match short {
            0 => (8, bytes.len() - at),
            1 => {
                let long = Order::Big.u64(bytes, at + 8).ok_or(BAD)?;
                (16, usize::try_from(long).map_err(|_| BAD)?)
            }
            short => (8, short as usize),
        };
        let whole = slice(bytes, at, len).ok_or(BAD)?;
        let body = whole.get(head..).ok_or(BAD)?;
        at += len;
        if name == b"jp2c" {
            let code = without_comments(body, carriers).ok_or(BAD)?;
            put_box(&mut out, name, &code).ok_or(BAD)?;
        } else if BOXES.contains(&name) {
            put_box(&mut out, name, body).ok_or(BAD)?;
        } else {
            carriers.drop(Carrier::PrivateBlock, RemovedKind::PrivateData);
        }
    }
    Ok(out)
}

fn put_box(out: &mut Vec<u8>, name: &[u8], body: &[u8]) -> Option<()> {
    let len = u32::try_from(body.len().checked_add(8)?).ok()?;
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(name);
    out.extend_from_slice(body);
    Some(())
}

/// Drops the comments in the main header of a code stream.
fn without_comments(code: &[u8], carriers: &mut Carriers) -> Option<Vec<u8>> {
    let mut out = code.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let marker = Order::Big.u16(code, at)?;
        if !(0xFF50..0xFF90).contains(&marker) {
            // The first tile; all that follows is picture.
            out.extend_from_slice(code.get(at..)?);
            return Some(out);
        }
        let len = usize::from(Order::Big.u16(code, at + 2)?) + 2;
        let whole = slice(code, at, len)?;
        at += len;
        if marker == 0xFF64 {
            carriers.drop(Carrier::Comment, RemovedKind::Comment);
        } else {
            out.extend_from_slice(whole);
        }
    }
}
