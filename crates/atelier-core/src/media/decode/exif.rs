//! The one thing that an Exif block says of colours: cameras set to Adobe RGB
//! write no profile, only a mark.

use exif::{In, Reader, Tag};

const UNCALIBRATED: u32 = 0xFFFF;
/// Not in the standard, and written by programs all the same.
const ADOBE_RGB: u32 = 2;

/// Tells whether an Exif block marks the picture as Adobe RGB: the space is
/// uncalibrated, and the rule for exchange is DCF's third.
pub(super) fn says_adobe_rgb(block: &[u8]) -> bool {
    let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    if !tiff.starts_with(b"II*\0") && !tiff.starts_with(b"MM\0*") {
        return false;
    }
    let Ok(exif) = Reader::new().read_raw(tiff.to_vec()) else {
        return false;
    };
    let space = exif
        .get_field(Tag::ColorSpace, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0));
    match space {
        Some(ADOBE_RGB) => true,
        Some(UNCALIBRATED) | None => exif
            .get_field(Tag::InteroperabilityIndex, In::PRIMARY)
            .is_some_and(|field| match &field.value {
                exif::Value::Ascii(words) => words.iter().any(|word| word.starts_with(b"R03")),
                _ => false,
            }),
        Some(_) => false,
    }
}
