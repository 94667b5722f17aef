//! The scans of a JPEG and what lies between them, read once.

use std::ops::Range;

use memchr::memchr;

use crate::media::bytes::{Order, without_markers};

/// A segment between two scans that is no part of the picture.
#[derive(Debug)]
pub(super) struct Stranger<'a> {
    pub(super) marker: u8,
    pub(super) data: &'a [u8],
}

/// Everything from the first scan's data to the end of the picture.
#[derive(Debug, Default)]
pub(super) struct Scans<'a> {
    /// Scans and tables, in order.
    pub(super) pieces: Vec<&'a [u8]>,
    /// Segments that go.
    pub(super) strangers: Vec<Stranger<'a>>,
    /// Bytes between segments, which go.
    pub(super) garbage: Vec<&'a [u8]>,
    /// Where the picture ends, its end marker included.
    pub(super) end: usize,
}

impl<'a> Scans<'a> {
    /// Reads from the first scan's data on.
    pub(super) fn read(bytes: &'a [u8], start: usize) -> Self {
        let mut scans = Self::default();
        let (mut copied, mut at) = (start, start);
        loop {
            let found = next_marker(bytes, at);
            let segment = found.and_then(|(marker, _, body)| content(bytes, marker, body));
            let (Some((marker, mark, _)), Some(data)) = (found, segment) else {
                // The writer stopped or forgot the end: what is there is picture.
                let (end, behind) = match found {
                    Some((0xD9, mark, body)) => (mark, body),
                    Some((_, mark, _)) => (mark, mark),
                    None => (bytes.len(), bytes.len()),
                };
                scans.keep(bytes, copied..end);
                scans.end = behind;
                return scans;
            };
            let end = data.end;
            at = end;
            if marker == 0xDA {
                continue;
            }
            if matches!(marker, 0xC4 | 0xCC | 0xDB..=0xDD) {
                scans.keep(bytes, copied..end);
            } else {
                scans.keep(bytes, copied..mark);
                let data = bytes.get(data).unwrap_or_default();
                scans.strangers.push(Stranger { marker, data });
            }
            // What lies between a segment and the next marker is no picture.
            copied = segment_after(bytes, end);
            if copied > end {
                scans
                    .garbage
                    .push(bytes.get(end..copied).unwrap_or_default());
            }
            at = copied;
        }
    }

    fn keep(&mut self, bytes: &'a [u8], range: Range<usize>) {
        self.pieces.push(bytes.get(range).unwrap_or_default());
    }
}

/// Finds the content of a segment; the end of the picture has none.
fn content(bytes: &[u8], marker: u8, body: usize) -> Option<Range<usize>> {
    let len = usize::from(Order::Big.u16(bytes, body)?);
    let data = body + 2..body + len;
    (marker != 0xD9 && len >= 2 && data.end <= bytes.len()).then_some(data)
}

/// Finds where the next marker lies that is no part of a scan.
fn segment_after(bytes: &[u8], from: usize) -> usize {
    let marks = memchr::memchr_iter(0xFF, bytes.get(from..).unwrap_or_default());
    marks
        .map(|skip| from + skip)
        .find(|mark| {
            let marker = bytes.get(mark + 1).copied().unwrap_or(0);
            !matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8 | 0xFF)
        })
        .unwrap_or(bytes.len())
}

/// Finds the next marker over picture data: its code, where it begins, and
/// where its content does.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize, usize)> {
    at += without_markers(bytes.get(at..)?);
    loop {
        at += memchr(0xFF, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            // No marker below the first frame's exists: decoders pass over it.
            0x00..0xC0 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            marker => return Some((marker, at, at + 2)),
        }
    }
}
