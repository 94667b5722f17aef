//! The second reader: it looks at a cleaned file as a stranger would, and
//! compares its picture with the one that came.
//!
//! On purpose nothing here is shared with the cleaner, not even the reading of
//! numbers: Exif is read by kamadak-exif, XMP by quick-xml, everything else by
//! walks of its own and by the shapes that places have in raw bytes.

mod exif_block;
mod gif;
mod isobmff;
mod jpeg;
mod names;
mod pdf;
mod photoshop;
mod png;
mod tiff;
mod webp;
mod xmp;

use std::ops::Range;

use crate::domain::media_type::MediaType;

/// Why a file is not proved clean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubt(pub(super) &'static str);

const CANNOT_BE_FOLLOWED: Doubt = Doubt("its structure cannot be followed");

/// What was proved to be the same before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Picture {
    /// The compressed picture: where it lies, piece by piece.
    Lies(Vec<Range<usize>>),
    /// What the pages of a document show, as a digest.
    Shown([u8; 32]),
}

/// Something beside the picture that the second reader saw.
#[derive(Debug)]
enum Sight {
    /// An Exif block, from its TIFF header on.
    Exif(Vec<u8>),
    /// All of a TIFF but its pictures and what is looked at by itself.
    Pages(Vec<u8>),
    /// An XMP packet.
    Xmp(Vec<u8>),
    /// Photoshop's resources, joined.
    Photoshop(Vec<u8>),
    /// A colour profile, unpacked.
    Profile(Vec<u8>),
    /// A text entry.
    Text(Vec<u8>, Vec<u8>),
    /// Density, time, and the like.
    Plain,
    /// Something that should not be there.
    Stranger(&'static str),
}

/// A file as the second reader sees it.
#[derive(Debug, Default)]
struct View<'a> {
    /// The compressed picture, piece by piece.
    picture: Vec<&'a [u8]>,
    /// Further pictures behind it.
    behind: Vec<Vec<&'a [u8]>>,
    /// Everything else.
    beside: Vec<Sight>,
}

/// Proves that `after` carries no place and the same picture as `before`;
/// returns what it found.
pub(super) fn prove(before: &[u8], after: &[u8], media_type: MediaType) -> Result<Picture, Doubt> {
    if media_type == MediaType::Pdf {
        return pdf::prove(before, after).map(Picture::Shown);
    }
    let seen = look(after, media_type)?;
    for sight in &seen.beside {
        examine(sight)?;
    }
    let came = match media_type {
        MediaType::Jpeg => jpeg::came(before).ok_or(CANNOT_BE_FOLLOWED)?,
        _ => look(before, media_type)?,
    };
    if seen.picture.is_empty() || came.picture != seen.picture {
        return Err(Doubt("the picture is not the same to the bit"));
    }
    if seen.behind.iter().any(|map| !came.behind.contains(map)) {
        return Err(Doubt("a further picture is not the same to the bit"));
    }
    ranges(&[seen.picture, seen.behind.concat()].concat(), after)
}

/// Proves that an encoder wrote nothing but a picture and its colours; returns
/// that picture.
pub(super) fn attest(encoded: &[u8], media_type: MediaType) -> Result<Picture, Doubt> {
    let seen = look(encoded, media_type)?;
    if !seen.behind.is_empty() {
        return Err(Doubt("an encoder left a second picture in it"));
    }
    for sight in &seen.beside {
        match sight {
            Sight::Profile(_) | Sight::Plain => examine(sight)?,
            _ => return Err(Doubt("an encoder left metadata in it")),
        }
    }
    ranges(&seen.picture, encoded)
}

fn look(bytes: &[u8], media_type: MediaType) -> Result<View<'_>, Doubt> {
    match media_type {
        MediaType::Jpeg => jpeg::look(bytes),
        MediaType::Png => png::look(bytes),
        MediaType::Webp => webp::look(bytes),
        MediaType::Gif => gif::look(bytes),
        MediaType::Heic | MediaType::Avif => isobmff::look(bytes),
        MediaType::Tiff => tiff::look(bytes),
        _ => None,
    }
    .ok_or(CANNOT_BE_FOLLOWED)
}

/// Examines one thing beside the picture.
fn examine(sight: &Sight) -> Result<(), Doubt> {
    match sight {
        Sight::Exif(block) => exif_block::examine(block),
        Sight::Pages(rest) => exif_block::examine_pages(rest),
        Sight::Xmp(packet) => xmp::examine(packet),
        Sight::Photoshop(data) => photoshop::examine(data),
        Sight::Profile(data) => examine_raw(data),
        Sight::Text(key, value) => examine_text(key, value),
        Sight::Plain => Ok(()),
        Sight::Stranger(what) => Err(Doubt(what)),
    }
}

/// Shapes that no block beside an Exif block has any reason to contain.
const SHAPES: [&[u8]; 9] = [
    b"Exif\0\0II",
    b"Exif\0\0MM",
    b"http://ns.adobe.com/xap/1.0/\0",
    b"<x:xmpmeta",
    b"8BIM\x04\x04",
    b"\x25\x88\x04\0\x01\0\0\0",
    b"\x88\x25\0\x04\0\0\0\x01",
    b"GPSLatitude",
    b"GPSLongitude",
];

/// Looks for metadata in bytes that should have none.
fn examine_raw(data: &[u8]) -> Result<(), Doubt> {
    if SHAPES.iter().any(|shape| contains(data, shape)) {
        return Err(Doubt("a block of it hides metadata"));
    }
    Ok(())
}

fn examine_text(key: &[u8], value: &[u8]) -> Result<(), Doubt> {
    let key = String::from_utf8_lossy(key);
    if key.to_lowercase().starts_with("raw profile") || names::is_place("", &key) {
        return Err(Doubt("a text entry of it names a place"));
    }
    let shapes = SHAPES.iter().filter(|shape| !shape.starts_with(b"GPS"));
    if shapes.into_iter().any(|shape| contains(value, shape)) {
        return Err(Doubt("a text entry of it hides metadata"));
    }
    Ok(())
}

fn contains(data: &[u8], shape: &[u8]) -> bool {
    memchr::memmem::find(data, shape).is_some()
}

/// Returns where in the whole its pieces lie.
fn ranges(pieces: &[&[u8]], whole: &[u8]) -> Result<Picture, Doubt> {
    let place = |piece: &&[u8]| {
        let start = piece.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
        let range = start..start.checked_add(piece.len())?;
        whole.get(range.clone()).map(|_| range)
    };
    let places: Option<Vec<_>> = pieces.iter().map(place).collect();
    places
        .map(Picture::Lies)
        .ok_or(Doubt("its picture lies outside of it"))
}

/// Splits `len` bytes off the front.
fn split<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (front, back) = rest.split_at_checked(len)?;
    *rest = back;
    Some(front)
}
