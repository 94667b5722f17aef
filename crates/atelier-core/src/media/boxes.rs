//! ISO boxes: what HEIC and AVIF are made of, and films. A walk lists the boxes
//! of one level and where each lies; nobody descends by itself, so how deep it
//! goes is bounded by who asks.

#![warn(clippy::indexing_slicing)]

use std::ops::Range;

use super::bytes::{Order, array};

/// The most boxes that one level may have: the tables of a picture of 128 x 128
/// tiles have fewer.
const MOST: usize = 20_000;

/// A box: its name, and where it lies in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its four letters.
    pub(crate) name: [u8; 4],
    /// All of it, with its head.
    pub(crate) whole: Range<usize>,
    /// Its content.
    pub(crate) body: Range<usize>,
}

/// What is the matter with a level of boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A box is shorter than its own head.
    NoLength,
    /// A box ends behind what it lies in.
    CutShort,
    /// Nobody needs as many boxes.
    TooMany,
}

/// The boxes that follow each other.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// The boxes, in their order.
    pub(crate) parts: Vec<Part>,
    /// What follows the last of them and is too short for another.
    pub(crate) rest: Range<usize>,
}

impl Level {
    /// Returns the first box of this name.
    pub(crate) fn first(&self, name: &[u8; 4]) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == *name)
    }
}

/// Splits the boxes of a file from those of another file behind it, which has
/// a list of brands of its own.
pub(crate) fn own_and_behind(file: &Level) -> (&[Part], &[Part]) {
    let brands = file
        .parts
        .iter()
        .skip(1)
        .position(|part| part.name == *b"ftyp");
    let own = brands.map_or(file.parts.len(), |at| at + 1);
    file.parts.split_at_checked(own).unwrap_or_default()
}

/// Lists the boxes of a file. Bytes behind the last one that make no box are
/// its rest.
pub(crate) fn of_file(bytes: &[u8]) -> Result<Level, Fault> {
    list(bytes, 0..bytes.len(), true)
}

/// Lists the boxes that lie in `within`.
pub(crate) fn inside(bytes: &[u8], within: Range<usize>) -> Result<Level, Fault> {
    list(bytes, within, false)
}

fn list(bytes: &[u8], within: Range<usize>, is_file: bool) -> Result<Level, Fault> {
    let mut parts = Vec::new();
    let mut at = within.start;
    while within.end.saturating_sub(at) >= 8 {
        if parts.len() >= MOST {
            return Err(Fault::TooMany);
        }
        match head(bytes, at, within.end, is_file) {
            Ok(part) => {
                at = part.whole.end;
                parts.push(part);
            }
            Err(fault) => {
                let name = array(bytes, at + 4).unwrap_or_default();
                if !is_file || parts.is_empty() || is_of_a_file(name) {
                    return Err(fault);
                }
                break;
            }
        }
    }
    Ok(Level {
        parts,
        rest: at..within.end,
    })
}

/// Reads the head of the box at `at`.
fn head(bytes: &[u8], at: usize, end: usize, is_file: bool) -> Result<Part, Fault> {
    let len = Order::Big.u32(bytes, at).ok_or(Fault::CutShort)?;
    let name = array(bytes, at + 4).ok_or(Fault::CutShort)?;
    let (head, len) = match len {
        // Only the last box of a file may leave its length open.
        0 if is_file && is_of_a_file(name) => (8, end - at),
        0 => return Err(Fault::NoLength),
        1 => {
            let long = Order::Big.u64(bytes, at + 8).ok_or(Fault::CutShort)?;
            (16, usize::try_from(long).map_err(|_| Fault::CutShort)?)
        }
        len => (8, len as usize),
    };
    if len < head {
        return Err(Fault::NoLength);
    }
    let past = at.checked_add(len).ok_or(Fault::CutShort)?;
    if past > end {
        return Err(Fault::CutShort);
    }
    Ok(Part {
        name,
        whole: at..past,
        body: at + head..past,
    })
}

/// Knows the boxes whose loss means that a file was cut, rather than that
/// something was put behind it.
fn is_of_a_file(name: [u8; 4]) -> bool {
    matches!(
        &name,
        b"ftyp" | b"meta" | b"mdat" | b"moov" | b"moof" | b"free" | b"skip" | b"uuid" | b"mpvd"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_listed_with_short_long_and_open_lengths() {
        let mut bytes = b"\0\0\0\x0Cftypheic".to_vec();
        bytes.extend(b"\0\0\0\x01free\0\0\0\0\0\0\0\x12ab");
        bytes.extend(b"\0\0\0\0mdatxyz");

        let level = of_file(&bytes).expect("can be followed");

        let found: Vec<_> = level.parts.iter().map(|p| (p.name, p.body.len())).collect();
        assert_eq!(found, [(*b"ftyp", 4), (*b"free", 2), (*b"mdat", 3)]);
        assert!(level.rest.is_empty());
    }

    #[test]
    fn what_makes_no_box_behind_a_file_is_its_rest() {
        let bytes = b"\0\0\0\x0Cftypheic\xFF\xD8\xFF\xE0 a picture";

        assert_eq!(
            of_file(bytes).expect("can be followed").rest,
            12..bytes.len()
        );
        assert_eq!(
            inside(bytes, 0..bytes.len()).expect_err("a level is stricter"),
            Fault::CutShort
        );
    }

    #[test]
    fn a_box_cut_short_is_no_rest() {
        let bytes = b"\0\0\0\x0Cftypheic\0\0\0\x20mdat12345678";

        assert_eq!(of_file(bytes).expect_err("is cut"), Fault::CutShort);
        assert_eq!(
            of_file(b"\0\0\0\x04ftyp").expect_err("is short"),
            Fault::NoLength
        );
    }
}
