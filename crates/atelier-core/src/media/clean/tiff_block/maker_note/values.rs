//! Where the values of a maker's list lie. Programs that rewrite a block move
//! the notes and leave the offsets in them as they were, so what these count
//! from is found by where most values come to lie inside the notes.

use std::ops::Range;

use super::Layout;
use crate::media::bytes::{Order, slice};
use crate::media::ifd::{Entry, Layout as Writing};

/// Knows how to find the values of one list.
pub(super) struct Values {
    order: Order,
    /// What the offsets of entries count from.
    base: usize,
    /// How far the values lie from where their offsets say.
    shift: i64,
    /// Another way to count: from the beginning of the notes.
    other: Option<i64>,
    note: Range<usize>,
    /// The entries' offsets and lengths, by where the entries lie.
    lens: Vec<(usize, i64, i64)>,
    end: usize,
}

impl Values {
    pub(super) fn of(bytes: &[u8], note: &Range<usize>, layout: &Layout, list: &[Entry]) -> Self {
        let base = layout.base.unwrap_or(0);
        let writing = Writing::classic(layout.order);
        let far = |entry: &Entry| {
            let count = layout.order.u32(bytes, base + entry.at + 4)? as usize;
            let len = count.checked_mul(writing.size_of(entry.format)?)?;
            let offset = layout.order.u32(bytes, base + entry.at + 8)?;
            let len = i64::try_from(len).ok().filter(|len| *len > 4)?;
            Some((entry.at, i64::from(offset), len))
        };
        let mut values = Self {
            order: layout.order,
            base,
            shift: 0,
            other: layout.base.is_none().then(|| whole(note.start)),
            note: note.clone(),
            lens: list.iter().filter_map(far).collect(),
            end: bytes.len(),
        };
        let list_end = list
            .last()
            .map_or(0, |last| whole(last.at + writing.entry()));
        values.shift = values.best_shift(bytes, list_end);
        values
    }

    /// Finds the shift that brings most values into the notes; as they are
    /// written, if no other is better.
    fn best_shift(&self, bytes: &[u8], list_end: i64) -> i64 {
        let first = self.lens.iter().map(|(_, offset, _)| *offset);
        let first = first.filter(|offset| *offset >= 12).min().unwrap_or(0);
        let footer = self.footer(bytes).map(|came| whole(self.note.start) - came);
        let shifts = [
            footer,
            self.other,
            Some(list_end + 4 - first),
            Some(list_end - first),
        ];
        let mut best = (self.inside(0), 0);
        for shift in shifts.into_iter().flatten() {
            let inside = self.inside(shift);
            if inside > best.0 {
                best = (inside, shift);
            }
        }
        best.1
    }

    /// Reads where the notes lay first, which Canon writes behind them.
    fn footer(&self, bytes: &[u8]) -> Option<i64> {
        let at = self.note.end.checked_sub(8)?;
        let mark = match self.order {
            Order::Little => b"II*\0",
            Order::Big => b"MM\0*",
        };
        (slice(bytes, at, 4)? == mark).then_some(())?;
        self.order.u32(bytes, at + 4).map(i64::from)
    }

    /// Counts the values that would lie inside the notes.
    fn inside(&self, shift: i64) -> usize {
        let places = self.lens.iter();
        let places = places.filter_map(|(_, offset, len)| self.place(*offset, *len, shift));
        places.filter(|place| self.is_inside(place)).count()
    }

    fn is_inside(&self, place: &Range<usize>) -> bool {
        place.start >= self.note.start && place.end <= self.note.end
    }

    fn place(&self, offset: i64, len: i64, shift: i64) -> Option<Range<usize>> {
        let start = usize::try_from(offset + shift + whole(self.base)).ok()?;
        Some(start..start.checked_add(usize::try_from(len).ok()?)?)
    }

    /// Finds where the value of an entry lies, inside the notes if it can.
    pub(super) fn find(&self, entry: &Entry) -> Option<Range<usize>> {
        let far = self.lens.iter().find(|(at, ..)| *at == entry.at);
        let Some((_, offset, len)) = far else {
            // It lies in its entry.
            let value = entry.value.clone()?;
            return Some(value.start + self.base..value.end + self.base);
        };
        let place = self.place(*offset, *len, self.shift);
        let other = self
            .other
            .and_then(|other| self.place(*offset, *len, other));
        let inside = [&place, &other].into_iter().flatten();
        let inside = inside
            .into_iter()
            .find(|place| self.is_inside(place))
            .cloned();
        inside.or(place.filter(|place| place.end <= self.end))
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX / 4)
}
