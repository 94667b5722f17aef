//! The segments before the first scan, read once.

use super::{ICC, PHOTOSHOP};
use crate::media::bytes::{Order, slice};
use crate::media::clean::Broken;

/// The most segments before the picture.
const MOST: usize = 10_000;

/// One segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    pub(super) marker: u8,
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
        let has_profile = is_profile(&list);
        Ok(Self {
            list,
            picture: at,
            has_garbage,
            has_profile,
        })
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

/// Tells whether the profile's first part has a profile's signature.
fn is_profile(list: &[Segment<'_>]) -> bool {
    let first = list.iter().find(|segment| {
        segment.marker == 0xE2
            && segment.data.starts_with(ICC)
            && segment.data.get(ICC.len()) == Some(&1)
    });
    first.is_some_and(|segment| slice(segment.data, ICC.len() + 2 + 36, 4) == Some(b"acsp"))
}
