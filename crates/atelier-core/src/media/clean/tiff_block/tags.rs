//! Which entries of an Exif block stay. What is not named here goes: a tag of
//! one program can hold anything.

use crate::domain::receipt::{Kept, RemovedKind};

pub(in crate::media::clean) const ORIENTATION: u16 = 0x0112;
pub(in crate::media::clean) const MAKER_NOTE: u16 = 0x927C;
pub(in crate::media::clean) const XMP: u16 = 0x02BC;
pub(in crate::media::clean) const IPTC: u16 = 0x83BB;
pub(in crate::media::clean) const PHOTOSHOP: u16 = 0x8649;
/// Windows' keywords: in letters of two bytes, with semicolons between them.
pub(in crate::media::clean) const KEYWORDS: u16 = 0x9C9E;
const USER_COMMENT: u16 = 0x9286;

/// The lists of an Exif block that stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media::clean) enum List {
    /// The picture as a whole.
    Main,
    /// How it was taken.
    Exif,
    /// Which rules it follows.
    Interoperability,
}

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media::clean) enum Verdict {
    /// It refers to a list of positions, which goes.
    Position,
    /// It goes.
    Goes(RemovedKind),
    /// It refers to another list that stays.
    List(List),
    /// It stays.
    Stays(Option<Kept>),
}

/// Decides about an entry.
pub(in crate::media::clean) fn judge(list: List, tag: u16) -> Verdict {
    match (list, tag) {
        (_, 0x8825) => Verdict::Position,
        (List::Main, 0x8769) => Verdict::List(List::Exif),
        (List::Exif, 0xA005) => Verdict::List(List::Interoperability),
        (List::Interoperability, 0x0001 | 0x0002 | 0x1000..=0x1002) => Verdict::Stays(None),
        (List::Interoperability, _) => Verdict::Goes(RemovedKind::PrivateData),
        (_, 0x830E | 0x847E..=0x8482 | 0x85D8 | 0x87AF..=0x87B1) => {
            Verdict::Goes(RemovedKind::MapReference)
        }
        (_, 0xA480 | 0xA481 | 0xC69C | 0xC6DC) => Verdict::Goes(RemovedKind::MapReference),
        (_, XMP | IPTC | PHOTOSHOP) => Verdict::Goes(RemovedKind::SecondCopy),
        (_, 0x014A | 0x0111 | 0x0117 | 0x0144 | 0x0145 | 0x0201 | 0x0202 | 0x501B) => {
            Verdict::Goes(RemovedKind::Thumbnail)
        }
        _ if is_known(tag) => Verdict::Stays(keeps(tag)),
        _ => Verdict::Goes(RemovedKind::PrivateData),
    }
}

/// Knows the tags of TIFF, Exif 2 and 3, and Windows' words.
fn is_known(tag: u16) -> bool {
    matches!(
        tag,
        0x00FE..=0x0143
            | 0x0146..=0x0149
            | 0x014C..=0x0156
            | 0x0200
            | 0x0203..=0x0214
            | 0x1000..=0x1002
            | 0x4746
            | 0x4749
            | 0x8298
            | 0x829A
            | 0x829D
            | 0x8773
            | 0x8822..=0x8824
            | 0x8827..=0x8835
            | 0x9000..=0x9292
            | 0x9400..=0x9405
            | 0x9C9B..=0x9C9F
            | 0xA000..=0xA004
            | 0xA20B..=0xA40C
            | 0xA420
            | 0xA430..=0xA43C
            | 0xA460..=0xA462
            | 0xA500
            | 0xC4A5
            | 0xEA1D
    )
}

/// Tells what an entry is that people want to keep.
pub(in crate::media::clean) fn keeps(tag: u16) -> Option<Kept> {
    Some(match tag {
        ORIENTATION => Kept::Orientation,
        0x0132 | 0x9003 | 0x9004 | 0x9010..=0x9012 => Kept::CaptureDate,
        0x010F | 0x0110 => Kept::Camera,
        0xA432..=0xA434 => Kept::Lens,
        0x829A | 0x829D | 0x8827 | 0x9201 | 0x9202 | 0x920A => Kept::Exposure,
        0x013B | 0x9C9D | 0xA430 | 0xA437 => Kept::Creator,
        0x8298 => Kept::Copyright,
        0x9C9B | 0xA436 => Kept::Title,
        0x010E | 0x9C9C | USER_COMMENT => Kept::Description,
        KEYWORDS => Kept::Keywords,
        0x4746 | 0x4749 => Kept::Rating,
        MAKER_NOTE => Kept::MakerNotes,
        0x011A | 0x011B => Kept::Density,
        0x8773 => Kept::ColourProfile,
        _ => return None,
    })
}

/// Tells whether an entry holds a person's words.
pub(in crate::media::clean) fn is_words(tag: u16) -> bool {
    matches!(tag, 0x010E | USER_COMMENT | 0x9C9B..=0x9C9F | 0xA436)
}

/// Reads an entry's words as text.
pub(in crate::media::clean) fn text_of(value: &[u8], tag: u16) -> String {
    let is_wide = (0x9C9B..=0x9C9F).contains(&tag) || value.starts_with(b"UNICODE\0");
    let value = if tag == USER_COMMENT {
        value.get(8..).unwrap_or_default()
    } else {
        value
    };
    if is_wide {
        // Which end comes first does not matter for signs below 256.
        let letters = value.iter().filter(|byte| **byte != 0);
        return letters.map(|&byte| char::from(byte)).collect();
    }
    String::from_utf8_lossy(value).into_owned()
}
