//! A JPEG among the operators of a drawing: as bytes, as digits, or packed.

use std::io::Read;

use super::{LONGEST_PICTURE, PICTURE};
use crate::media::clean::proof::pdf::filters::{FEW, Filter, Room, unpacked};
use crate::media::clean::proof::{Doubt, Sight, examine, examine_raw, jpeg};

/// The standard knows no such picture there.
const ODD: Doubt = Doubt("a picture written into a page is packed in an unknown way");
const JPEG: &[u8] = b"\xFF\xD8\xFF";
/// How many digits hold the beginning of a JPEG, with spaces among them.
const FIRST: usize = 16;
/// How far into its data a JPEG may begin: readers look for it.
const LATEST: u64 = 256;
/// How much of it tells that none begins.
const LEAST: usize = 256;
/// How much of it is unpacked.
const MOST: u64 = 4 << 20;

/// What was found where a picture's data begin.
pub(super) enum Found {
    /// No such picture.
    Nothing,
    /// More is needed to tell.
    Open,
    /// A picture without a place, which takes so many bytes.
    Looked(usize),
}

/// Looks at data of which nothing is known but that they begin here.
pub(super) fn bare(data: &[u8], is_last: bool, room: &Room) -> Result<Found, Doubt> {
    let is_last = is_last || data.len() > LONGEST_PICTURE;
    let data = data.get(..LONGEST_PICTURE).unwrap_or(data);
    let trimmed = data.trim_ascii_start();
    let skipped = data.len() - trimmed.len();
    let begins = |with: &[u8]| {
        trimmed
            .get(..with.len())
            .unwrap_or(trimmed)
            .eq_ignore_ascii_case(with)
    };
    if trimmed.len() < 6 && !is_last {
        return Ok(Found::Open);
    }
    let (filter, end): (&[u8], u8) = if trimmed.starts_with(JPEG) {
        return Ok(match judged(trimmed, is_last, room)? {
            Found::Looked(len) => Found::Looked(skipped + len),
            other => other,
        });
    } else if begins(b"FFD8FF") {
        (b"AHx", b'>')
    } else if begins(b"<~") || trimmed.starts_with(b"s4I") {
        (b"A85", b'~')
    } else {
        return Ok(Found::Nothing);
    };
    let around = [Filter::named(filter)];
    // The first digits tell; all of them are many.
    let mut head = [0; 3];
    let first = trimmed.get(..FIRST).unwrap_or(trimmed);
    let _ = unpacked(first, &around, room)
        .ok_or(ODD)?
        .read_exact(&mut head);
    if head != JPEG {
        return Ok(Found::Nothing);
    }
    let found = packed(b"DCT", data, &around, is_last, room)?;
    let Found::Looked(_) = found else {
        return Ok(found);
    };
    // The mark before the digits is none of them.
    let digits = skipped + 2;
    let len = memchr::memchr(end, data.get(digits..).unwrap_or_default());
    Ok(Found::Looked(len.map_or(data.len(), |len| digits + len)))
}

/// Looks at the data of a picture whose last filter has this name, with others
/// around it.
pub(super) fn packed(
    name: &[u8],
    data: &[u8],
    around: &[Filter],
    is_last: bool,
    room: &Room,
) -> Result<Found, Doubt> {
    let last = Filter::named(name);
    if last.is_jpeg_2000() {
        return Err(ODD);
    }
    if !last.is_jpeg() {
        return Ok(Found::Nothing);
    }
    let is_last = is_last || data.len() > LONGEST_PICTURE;
    let data = data.get(..LONGEST_PICTURE).unwrap_or(data);
    room.spend(around.len() * FEW);
    let mut plain = unpacked(data, around, room).ok_or(ODD)?;
    let mut file = Vec::new();
    // What unpacks before an error is shown as well.
    let mut read_on = |file: &mut Vec<u8>, most| {
        let _ = (&mut plain).take(most).read_to_end(file);
    };
    read_on(&mut file, LATEST);
    match memchr::memmem::find(&file, JPEG) {
        Some(start) => {
            read_on(&mut file, MOST);
            let is_last = is_last || file.len() >= LONGEST_PICTURE;
            judged(file.get(start..).unwrap_or_default(), is_last, room)
        }
        None if file.len() < LEAST && !is_last => Ok(Found::Open),
        None => Ok(Found::Nothing),
    }
}

/// Looks at a JPEG, as far as it is here.
fn judged(data: &[u8], is_last: bool, room: &Room) -> Result<Found, Doubt> {
    let seen = jpeg::beside(data);
    let len = seen.as_ref().map_or(data.len(), |(_, len)| *len);
    room.spend(len);
    let is_whole = len < data.len() || data.ends_with(b"\xFF\xD9");
    if !is_whole && !is_last {
        return Ok(Found::Open);
    }
    let Some((beside, _)) = seen else {
        // It is no picture that anyone shows; then it may not be a place either.
        let ends = [&b" EI"[..], b"\nEI", b"\rEI"].map(|end| memchr::memmem::find(data, end));
        let len = ends.into_iter().flatten().min().unwrap_or(data.len());
        examine_raw(data.get(..len).unwrap_or(data)).map_err(|_| PICTURE)?;
        return Ok(Found::Looked(len));
    };
    // A comment and a maker's block without a place do no harm.
    let is_stranger = |sight: &Sight| matches!(sight, Sight::Stranger(_));
    let (strangers, told): (Vec<&Sight>, Vec<&Sight>) =
        beside.iter().partition(|sight| is_stranger(sight));
    if told.into_iter().any(|sight| examine(sight).is_err()) {
        return Err(PICTURE);
    }
    if !strangers.is_empty() {
        examine_raw(data.get(..len).unwrap_or(data)).map_err(|_| PICTURE)?;
    }
    Ok(Found::Looked(len))
}
