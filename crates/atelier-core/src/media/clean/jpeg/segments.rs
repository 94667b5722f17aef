//! The segments before the first scan, read once.

use super::mpf::{self, Line};
use super::{EXIF, ICC, PHOTOSHOP, XMP};
use crate::media::bytes::{Order, slice};
use crate::media::clean::Broken;
use crate::media::clean::carriers::is_profile;

/// The most segments before the picture.
const MOST: usize = 10_000;

/// One segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    pub(super) marker: u8,
    /// Where its content begins in the file.
    pub(super) at: usize,
    /// What it holds.
    pub(super) data: &'a [u8],
    /// All of it, marker and length included.
    pub(super) whole: &'a [u8],
}

/// Everything before the first scan's data.
#[derive(Debug)]
pub(super) struct Segments<'a> {
    pub(super) list: Vec<Segment<'a>>,
    /// Where the first scan's data begins.
    pub(super) picture: usize,
    /// Whether there are bytes between segments.
    pub(super) has_garbage: bool,
    /// Whether the colour profile is one.
    pub(super) has_profile: bool,
}

impl<'a> Segments<'a> {
    /// Reads up to and including the header of the first scan.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Broken> {
        let cut = Broken("it ends before its picture");
        let mut list = Vec::new();
        let mut has_garbage = false;
        let mut at = 2;
        loop {
            let rest = bytes.get(at..).ok_or(cut)?;
            let skip = memchr::memchr(0xFF, rest).ok_or(cut)?;
            let mark = at + skip;
            let marker = *bytes.get(mark + 1).ok_or(cut)?;
            if skip > 0 || marker == 0 {
                has_garbage = true;
            }
            match marker {
                0xFF => {
                    at = mark + 1;
                    continue;
                }
                0x00 | 0x01 | 0xD0..=0xD8 => {
                    at = mark + 2;
                    continue;
                }
                0xD9 => return Err(cut),
                _ => {}
            }
            let len = usize::from(Order::Big.u16(bytes, mark + 2).ok_or(cut)?);
            let data = slice(bytes, mark + 4, len.checked_sub(2).ok_or(cut)?).ok_or(cut)?;
            at = mark + 2 + len;
            list.push(Segment {
                marker,
                at: mark + 4,
                data,
                whole: bytes.get(mark..at).ok_or(cut)?,
            });
            if marker == 0xDA {
                break;
            }
            if list.len() > MOST {
                return Err(Broken("it has too many segments"));
            }
        }
        let parts = list.iter().filter(|segment| segment.marker == 0xE2);
        let parts = parts.filter_map(|segment| segment.data.strip_prefix(ICC)?.get(2..));
        let has_profile = is_profile(&parts.collect::<Vec<_>>().concat());
        Ok(Self {
            list,
            picture: at,
            has_garbage,
            has_profile,
        })
    }

    /// Returns the index of further pictures, and where it lies in the file.
    pub(super) fn index(&self) -> Option<(usize, Vec<Line>)> {
        self.list
            .iter()
            .filter(|segment| segment.marker == 0xE2)
            .find_map(|segment| {
                let block = segment.data.strip_prefix(mpf::NAME)?;
                Some((segment.at, mpf::read(block)?))
            })
    }

    /// Returns the first XMP packet.
    pub(super) fn main_packet(&self) -> Option<&'a [u8]> {
        self.list
            .iter()
            .filter(|segment| segment.marker == 0xE1)
            .find_map(|segment| segment.data.strip_prefix(XMP))
    }

    /// Joins the first Exif block, which goes on in the segments right behind it
    /// where it is longer than one; tells also where the last of them lies in the
    /// file. A segment that begins with a header of its own is another block.
    pub(super) fn exif(&self) -> (Vec<u8>, usize) {
        let block = |segment: &Segment<'a>| match segment.marker {
            0xE1 => segment.data.strip_prefix(EXIF),
            _ => None,
        };
        let mut joined = Vec::new();
        let mut last = 0;
        for segment in self.list.iter().skip_while(|it| block(it).is_none()) {
            match block(segment) {
                Some(part) if last == 0 || !begins_a_block(part) => {
                    joined.extend_from_slice(part);
                    last = segment.at;
                }
                _ => break,
            }
        }
        (joined, last)
    }

    /// Joins Photoshop's resources, which may be split anywhere.
    pub(super) fn photoshop(&self) -> Vec<u8> {
        let parts = self.list.iter().filter(|segment| segment.marker == 0xED);
        parts
            .filter_map(|segment| segment.data.strip_prefix(PHOTOSHOP))
            .flatten()
            .copied()
            .collect()
    }
}

/// Tells whether a part of Exif is the beginning of a block.
pub(super) fn begins_a_block(part: &[u8]) -> bool {
    part.starts_with(b"II*\0") || part.starts_with(b"MM\0*")
}
