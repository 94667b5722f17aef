//! Where a file keeps its compressed picture. Parts of other files end up there
//! too when a copy is damaged, but no reader takes them for anything else.
//!
//! This is a third reader, of the simplest kind: what it does not understand
//! counts as metadata.

use std::ops::Range;

use memchr::memmem::{find, find_iter, rfind};

/// The most lists of a TIFF, and the most parts of a list.
const MOST: usize = 1000;
/// Kinds of HEIF items that are compressed pictures.
const CODED: [&[u8]; 5] = [b"hvc1", b"av01", b"jpeg", b"avc1", b"unci"];

/// Returns a file without its compressed picture.
pub(super) fn without_picture(bytes: &[u8]) -> Vec<u8> {
    let mut pieces = if bytes.starts_with(b"\xFF\xD8") {
        scans(bytes)
    } else if bytes.starts_with(b"\x89PNG") {
        chunks(bytes, 8, true)
    } else if bytes.starts_with(b"RIFF") {
        chunks(bytes, 12, false)
    } else if bytes.starts_with(b"%PDF-") {
        streams(bytes)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        items(bytes)
    } else {
        Tiff::of(bytes).map_or_else(Vec::new, |tiff| tiff.strips())
    };
    // What reaches over the end is no picture.
    pieces.retain(|piece| piece.start <= piece.end && piece.end <= bytes.len());
    pieces.sort_by_key(|piece| piece.start);
    let mut left = Vec::new();
    let mut at = 0;
    for piece in pieces {
        left.extend_from_slice(bytes.get(at..piece.start).unwrap_or_default());
        at = at.max(piece.end);
    }
    left.extend_from_slice(&bytes[at..]);
    left
}

/// Finds the scans of a JPEG.
fn scans(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skip) = find(&bytes[at..], b"\xFF\xDA") {
        let scan = at + skip + 2;
        let marks = memchr::memchr_iter(0xFF, &bytes[scan..]).map(|mark| scan + mark);
        let mut ends = marks.filter(|mark| {
            let marker = bytes.get(mark + 1).copied().unwrap_or(0xD9);
            (0xC0..0xFF).contains(&marker) && !(0xD0..0xD8).contains(&marker)
        });
        at = ends.next().unwrap_or(bytes.len());
        found.push(scan..at);
    }
    found
}

/// Finds the chunks of a PNG or WebP that hold picture.
fn chunks(bytes: &[u8], mut at: usize, is_png: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    while let Some(&[a, b, c, d, e, f, g, h]) = bytes.get(at..at + 8) {
        let (name, len) = if is_png {
            ([e, f, g, h], u32::from_be_bytes([a, b, c, d]) as usize + 4)
        } else {
            let len = u32::from_le_bytes([e, f, g, h]) as usize;
            ([a, b, c, d], len + len % 2)
        };
        let end = (at + 8 + len).min(bytes.len());
        if [*b"IDAT", *b"fdAT", *b"VP8 ", *b"VP8L", *b"ALPH", *b"ANMF"].contains(&name) {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// Finds the streams of a PDF that draw or hold pictures: all but packets.
fn streams(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for start in find_iter(bytes, b"stream\n").map(|at| at + 7) {
        let before = bytes.get(..start).unwrap_or_default();
        let head = rfind(before, b" obj").map_or(before, |at| &before[at..]);
        let Some(len) = find(&bytes[start..], b"endstream") else {
            continue;
        };
        if find(head, b"/Metadata").is_none() {
            found.push(start..start + len);
        }
    }
    found
}

fn number(bytes: &[u8], at: usize, size: usize, is_little: bool) -> Option<usize> {
    let mut digits = bytes.get(at..at.checked_add(size)?)?.to_vec();
    if is_little {
        digits.reverse();
    }
    let whole = digits
        .into_iter()
        .fold(0_u64, |sum, byte| sum << 8 | u64::from(byte));
    usize::try_from(whole).ok()
}

/// Finds the extents of a HEIF file's picture items.
fn items(bytes: &[u8]) -> Vec<Range<usize>> {
    let body = |within: Range<usize>, name: &[u8]| {
        let skip = find(bytes.get(within.clone())?, name)?;
        let start = within.start + skip + name.len();
        Some(start..(start + number(bytes, start - 8, 4, false)?.saturating_sub(8)))
    };
    let read = || {
        let meta = body(0..bytes.len(), b"meta")?;
        let places = body(meta.clone(), b"iloc")?.start;
        let idat = body(meta.clone(), b"idat").map_or(0, |idat| idat.start);
        let version = usize::from(*bytes.get(places)?);
        let sizes = number(bytes, places + 4, 2, false)?;
        let id = if version < 2 { 2 } else { 4 };
        let count = number(bytes, places + 6, id, false)?;
        let mut at = places + 6 + id;
        let mut found = Vec::new();
        let mut take = |size: usize| {
            at += size;
            number(bytes, at - size, size, false)
        };
        for _ in 0..count.min(MOST) {
            let item = take(id)?;
            let method = if version > 0 { take(2)? } else { 0 };
            take(2)?;
            let base = take(sizes >> 4 & 15)? + if method == 1 { idat } else { 0 };
            for _ in 0..take(2)?.min(MOST) {
                take(if version > 0 { sizes & 15 } else { 0 })?;
                let start = base.checked_add(take(sizes >> 12)?)?;
                let len = take(sizes >> 8 & 15)?;
                if is_coded(bytes, meta.clone(), item) {
                    found.push(start..start.checked_add(len)?);
                }
            }
        }
        Some(found)
    };
    read().unwrap_or_default()
}

/// Tells whether the item of this number is a compressed picture.
fn is_coded(bytes: &[u8], meta: Range<usize>, item: usize) -> bool {
    let tables = bytes.get(meta.clone()).unwrap_or_default();
    find_iter(tables, b"infe").any(|skip| {
        let at = meta.start + skip + 4;
        let size = if bytes.get(at) == Some(&3) { 4 } else { 2 };
        let kind = bytes.get(at + 6 + size..at + 10 + size).unwrap_or_default();
        number(bytes, at + 4, size, false) == Some(item) && CODED.contains(&kind)
    })
}

/// A TIFF, classic or big.
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
    is_big: bool,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let is_little = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let is_big = number(bytes, 2, 2, is_little)? == 43;
        Some(Self {
            bytes,
            is_little,
            is_big,
        })
    }

    fn number(&self, at: usize, size: usize) -> Option<usize> {
        number(self.bytes, at, size, self.is_little)
    }

    /// Reads the numbers of the entry at `at`.
    fn numbers(&self, at: usize) -> Option<Vec<usize>> {
        let room = if self.is_big { 8 } else { 4 };
        let size = match self.number(at + 2, 2)? {
            3 => 2,
            4 | 13 => 4,
            16 | 18 => 8,
            _ => return None,
        };
        let count = self.number(at + 4, room)?.min(MOST);
        let place = at + 4 + room;
        let start = if count * size > room {
            self.number(place, room)?
        } else {
            place
        };
        (0..count)
            .map(|index| self.number(start.checked_add(index * size)?, size))
            .collect()
    }

    /// Finds the strips and tiles of all pages.
    fn strips(&self) -> Vec<Range<usize>> {
        let room = if self.is_big { 8 } else { 4 };
        let (head, entry) = if self.is_big { (8, 20) } else { (2, 12) };
        let first = self.number(room, room);
        let mut lists: Vec<usize> = first.into_iter().collect();
        let mut found = Vec::new();
        let mut done = 0;
        while let Some(&list) = lists.get(done).filter(|_| done < MOST) {
            done += 1;
            let count = self.number(list, head).unwrap_or(0).min(MOST);
            let (mut starts, mut lens) = (Vec::new(), Vec::new());
            for at in (0..count).map(|index| list + head + index * entry) {
                let numbers = || self.numbers(at).unwrap_or_default();
                match self.number(at, 2) {
                    Some(273 | 324 | 513) => starts.extend(numbers()),
                    Some(279 | 325 | 514) => lens.extend(numbers()),
                    Some(330) => lists.extend(numbers()),
                    _ => {}
                }
            }
            lists.extend(self.number(list + head + count * entry, room));
            let ends = starts.iter().zip(lens);
            found.extend(ends.map(|(start, len)| *start..start.saturating_add(len)));
        }
        found
    }
}
