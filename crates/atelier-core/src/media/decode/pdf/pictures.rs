//! Pictures on a page: what they say of their size is held against what they
//! hold, before anybody makes room for them.

use memchr::memmem::find;

use crate::media::bytes::Order;
use crate::media::clean::Broken;
use crate::media::inspect;
use crate::media::pdf::file::File;
use crate::media::pdf::filters::Filter;
use crate::media::pdf::object::{Dict, Object};

/// The most pixels of a picture on a page: A2 in colour at 300 dots an inch.
const MOST_PIXELS: u64 = 36_000_000;
/// The most pixels of a JPEG 2000 or JBIG2, which take longer.
const MOST_SLOW: u64 = 18_000_000;
/// The most pixels on a side.
const MOST_SIDE: u64 = 32_767;
/// What the samples of a picture that is not packed as one may take.
const MOST_BYTES: usize = 64 << 20;
/// How many tiles a JPEG 2000 may have.
const MOST_TILES: u64 = 4_096;
/// How many parts a JBIG2 may have.
const MOST_PARTS: usize = 10_000;

const TOO_LARGE: Broken = Broken("a picture of it has more pixels than can be handled");
const BAD: Broken = Broken("a picture of it cannot be followed");

/// Returns how much a picture's stream may unpack to, by what it says of
/// itself.
pub(super) fn room(dict: &Dict<'_>, file: &File<'_>) -> Result<usize, Broken> {
    size_of(dict, file)?;
    Ok(MOST_BYTES)
}

/// Refuses a packed picture that is larger than it may be or than it says.
pub(super) fn check(
    filter: &Filter<'_>,
    bytes: &[u8],
    dict: &Dict<'_>,
    file: &File<'_>,
) -> Result<(), Broken> {
    let said = size_of(dict, file)?;
    match filter.name.as_slice() {
        b"DCTDecode" | b"DCT" => {
            let found = inspect::inspect(bytes.trim_ascii_start()).map_err(|_| BAD)?;
            let (width, height) = found.size.ok_or(BAD)?;
            within(u64::from(width), u64::from(height), MOST_PIXELS)
        }
        b"JPXDecode" => jpeg_2000(bytes),
        b"CCITTFaxDecode" | b"CCF" => {
            let columns = filter.settings.get(b"Columns").and_then(Object::as_size);
            within(columns.unwrap_or(1728) as u64, said.1, MOST_PIXELS)
        }
        b"JBIG2Decode" => {
            within(said.0, said.1, MOST_SLOW)?;
            jbig2(bytes)
        }
        _ => Err(BAD),
    }
}

/// Reads the size that a picture says it has.
fn size_of(dict: &Dict<'_>, file: &File<'_>) -> Result<(u64, u64), Broken> {
    let side = |key: &[u8]| -> Result<u64, Broken> {
        let value = dict.get(key).map(|value| file.resolve(value)).transpose()?;
        let side = value.and_then(|value| value.as_size()).ok_or(BAD)?;
        Ok(side as u64)
    };
    let (width, height) = (side(b"Width")?, side(b"Height")?);
    within(width, height, MOST_PIXELS)?;
    Ok((width, height))
}

fn within(width: u64, height: u64, most: u64) -> Result<(), Broken> {
    let fits = width <= MOST_SIDE && height <= MOST_SIDE && width * height <= most;
    if fits { Ok(()) } else { Err(TOO_LARGE) }
}

/// Reads the size in the header of a code stream.
fn jpeg_2000(bytes: &[u8]) -> Result<(), Broken> {
    let start = find(bytes, b"\xFF\x4F\xFF\x51").ok_or(BAD)?;
    let number = |place: usize| {
        let number = Order::Big.u32(bytes, start + 8 + 4 * place).map(u64::from);
        number.ok_or(BAD)
    };
    let (right, bottom) = (number(0)?, number(1)?);
    let (left, top) = (number(2)?, number(3)?);
    let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
    within(width, height, MOST_SLOW)?;
    let (tile_width, tile_height) = (number(4)?.max(1), number(5)?.max(1));
    let tiles = width.div_ceil(tile_width) * height.div_ceil(tile_height);
    if tiles > MOST_TILES {
        return Err(Broken("a picture of it is in too many pieces"));
    }
    Ok(())
}

/// Reads the sizes in the heads of the parts of a JBIG2.
fn jbig2(bytes: &[u8]) -> Result<(), Broken> {
    let mut at = 0;
    for _ in 0..MOST_PARTS {
        let Some(part) = Part::read(bytes, at) else {
            return Ok(());
        };
        // A page, or a region of one, begins with its width and height.
        if matches!(part.kind, 4..=43 | 48) {
            let side = |place: usize| Order::Big.u32(bytes, part.data + place).map(u64::from);
            let (width, height) = (side(0).ok_or(BAD)?, side(4).ok_or(BAD)?);
            let open_end = u64::from(u32::MAX);
            let height = if height == open_end { 0 } else { height };
            within(width, height, MOST_SLOW)?;
        }
        let Some(length) = part.length else {
            return Ok(());
        };
        at = part.data.checked_add(length).ok_or(BAD)?;
    }
    Err(Broken("a picture of it is in too many pieces"))
}

struct Part {
    kind: u8,
    data: usize,
    /// None where it goes up to a mark.
    length: Option<usize>,
}

impl Part {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let number = Order::Big.u32(bytes, at)?;
        let flags = *bytes.get(at + 4)?;
        let refers = *bytes.get(at + 5)?;
        let (count, mut next) = match refers >> 5 {
            7 => {
                let count = Order::Big.u32(bytes, at + 5)? & 0x1FFF_FFFF;
                let count = usize::try_from(count).ok()?;
                (count, at + 9 + (count + 1).div_ceil(8))
            }
            few => (usize::from(few), at + 6),
        };
        let width = match number {
            0..=256 => 1,
            257..=65_536 => 2,
            _ => 4,
        };
        next = next.checked_add(count.checked_mul(width)?)?;
        next = next.checked_add(if flags & 0x40 == 0 { 1 } else { 4 })?;
        let length = Order::Big.u32(bytes, next)?;
        Some(Self {
            kind: flags & 0x3F,
            data: next + 4,
            length: (length != u32::MAX).then_some(length as usize),
        })
    }
}
