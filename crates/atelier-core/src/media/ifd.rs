//! Lists of tagged values, as TIFF and Exif write them: 12 bytes an entry in
//! classic files, 20 in BigTIFF. Nothing here trusts an offset.

#![warn(clippy::indexing_slicing)]

use std::ops::Range;

use super::bytes::{Order, slice};

/// The most entries that one list may have.
const MOST_ENTRIES: u64 = 1000;

/// How the numbers of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Which end of a number comes first.
    pub(crate) order: Order,
    /// Whether counts and offsets take eight bytes.
    pub(crate) is_big: bool,
}

impl Layout {
    /// Returns the layout of classic files and of Exif blocks.
    pub(crate) fn classic(order: Order) -> Self {
        Self {
            order,
            is_big: false,
        }
    }

    /// Reads the header of a file: its layout and where its first list lies.
    pub(crate) fn of(bytes: &[u8]) -> Option<(Self, usize)> {
        let (order, is_big) = match slice(bytes, 0, 4)? {
            b"II*\0" => (Order::Little, false),
            b"MM\0*" => (Order::Big, false),
            b"II+\0" => (Order::Little, true),
            b"MM\0+" => (Order::Big, true),
            _ => return None,
        };
        let layout = Self { order, is_big };
        if is_big && (order.u16(bytes, 4)?, order.u16(bytes, 6)?) != (8, 0) {
            return None;
        }
        let first = layout.offset(bytes, layout.header() - layout.room())?;
        Some((layout, first))
    }

    /// Returns how many bytes the header takes.
    pub(crate) fn header(self) -> usize {
        if self.is_big { 16 } else { 8 }
    }

    /// Returns how many bytes an entry takes.
    pub(crate) fn entry(self) -> usize {
        if self.is_big { 20 } else { 12 }
    }

    /// Returns how many bytes the number of entries takes.
    pub(crate) fn head(self) -> usize {
        if self.is_big { 8 } else { 2 }
    }

    /// Returns how many bytes an offset takes, or a value inside its entry.
    pub(crate) fn room(self) -> usize {
        if self.is_big { 8 } else { 4 }
    }

    /// Returns where an entry keeps its value or the offset of it.
    pub(crate) fn value_at(self) -> usize {
        self.entry() - self.room()
    }

    /// Reads an offset or a count.
    pub(crate) fn offset(self, bytes: &[u8], at: usize) -> Option<usize> {
        if self.is_big {
            usize::try_from(self.order.u64(bytes, at)?).ok()
        } else {
            Some(self.order.u32(bytes, at)? as usize)
        }
    }

    /// Writes an offset or a count; none when it does not fit.
    pub(crate) fn put_offset(self, value: usize) -> Option<Vec<u8>> {
        if self.is_big {
            let value = value as u64;
            return Some(match self.order {
                Order::Big => value.to_be_bytes().to_vec(),
                Order::Little => value.to_le_bytes().to_vec(),
            });
        }
        let value = u32::try_from(value).ok()?;
        Some(self.order.put_u32(value).to_vec())
    }

    /// Writes the number of a list's entries.
    pub(crate) fn put_head(self, count: usize) -> Option<Vec<u8>> {
        if self.is_big {
            return self.put_offset(count);
        }
        let count = u16::try_from(count).ok()?;
        Some(self.order.put_u16(count).to_vec())
    }

    /// Returns how many bytes one value of a format takes.
    pub(crate) fn size_of(self, format: u16) -> Option<usize> {
        match format {
            1 | 2 | 6 | 7 | 129 => Some(1),
            3 | 8 => Some(2),
            4 | 9 | 11 | 13 => Some(4),
            5 | 10 | 12 => Some(8),
            16..=18 if self.is_big => Some(8),
            _ => None,
        }
    }
}

/// An entry of a list, and where its value lies.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Where the entry lies.
    pub(crate) at: usize,
    /// What it is.
    pub(crate) tag: u16,
    /// How its values are written.
    pub(crate) format: u16,
    /// Where the value lies, when it is inside the file.
    pub(crate) value: Option<Range<usize>>,
}

impl Entry {
    /// Tells whether the value lies in the entry itself.
    pub(crate) fn is_inline(&self, layout: Layout) -> bool {
        let value = self.value.as_ref();
        value.is_some_and(|value| value.start == self.at + layout.value_at())
    }

    /// Returns the values as whole numbers; none for values of other formats.
    pub(crate) fn numbers<'a>(
        &self,
        bytes: &'a [u8],
        layout: Layout,
    ) -> impl Iterator<Item = u64> + use<'a> {
        let size = match self.format {
            1 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 13 => 4,
            16..=18 if layout.is_big => 8,
            _ => usize::MAX,
        };
        let value = self.value.clone().and_then(|range| bytes.get(range));
        value
            .unwrap_or_default()
            .chunks_exact(size)
            .filter_map(move |number| match size {
                1 => number.first().map(|&byte| u64::from(byte)),
                2 => layout.order.u16(number, 0).map(u64::from),
                4 => layout.order.u32(number, 0).map(u64::from),
                _ => layout.order.u64(number, 0),
            })
    }

    /// Returns the first value as a whole number.
    pub(crate) fn number(&self, bytes: &[u8], layout: Layout) -> Option<u64> {
        self.numbers(bytes, layout).next()
    }
}

/// Reads the entries of the list at `at`; `None` when it is no list.
pub(crate) fn entries(bytes: &[u8], layout: Layout, at: usize) -> Option<Vec<Entry>> {
    let count = if layout.is_big {
        layout.order.u64(bytes, at)?
    } else {
        u64::from(layout.order.u16(bytes, at)?)
    };
    if at < layout.header() || count > MOST_ENTRIES {
        return None;
    }
    let count = usize::try_from(count).ok()?;
    let first = at.checked_add(layout.head())?;
    slice(bytes, first, count * layout.entry())?;
    let mut found = Vec::with_capacity(count);
    for index in 0..count {
        let at = first + index * layout.entry();
        let format = layout.order.u16(bytes, at + 2)?;
        found.push(Entry {
            at,
            tag: layout.order.u16(bytes, at)?,
            format,
            value: value_range(bytes, layout, at, format),
        });
    }
    Some(found)
}

/// Finds where the value of the entry at `at` lies.
fn value_range(bytes: &[u8], layout: Layout, at: usize, format: u16) -> Option<Range<usize>> {
    let count = layout.offset(bytes, at + 4)?;
    let len = count.checked_mul(layout.size_of(format)?)?;
    let place = at + layout.value_at();
    let start = if len <= layout.room() {
        place
    } else {
        layout.offset(bytes, place)?
    };
    let end = start.checked_add(len)?;
    (end <= bytes.len()).then_some(start..end)
}
