//! The file while it is cleaned: the bytes that came, the bytes that leave,
//! and an account of which data stays.

use std::ops::Range;

use super::super::Broken;
use super::super::carriers::Carriers;
use super::verdict;
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::boxes::Part;

/// A file that is overwritten in place.
pub(super) struct Canvas<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) out: Vec<u8>,
    pub(super) carriers: &'a mut Carriers,
    /// Where content may lie, in order; what is not kept there is zeroed.
    areas: Vec<Range<usize>>,
    /// Content that stays.
    kept: Vec<Range<usize>>,
    /// Content that goes and stands in the receipt already.
    told: Vec<Range<usize>>,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(
        bytes: &'a [u8],
        carriers: &'a mut Carriers,
        mut areas: Vec<Range<usize>>,
    ) -> Self {
        areas.sort_by_key(|area| area.start);
        Self {
            bytes,
            out: bytes.to_vec(),
            carriers,
            areas,
            kept: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Returns bytes as they came.
    pub(super) fn came(&self, range: &Range<usize>) -> &'a [u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    /// Tells whether a range lies where content may.
    pub(super) fn is_content(&self, range: &Range<usize>) -> bool {
        let after = self.areas.partition_point(|area| area.start <= range.start);
        let area = after.checked_sub(1).and_then(|at| self.areas.get(at));
        area.is_some_and(|area| range.end <= area.end)
    }

    /// Keeps the content in `range`.
    pub(super) fn keep(&mut self, range: Range<usize>) -> Result<(), Broken> {
        if !self.is_content(&range) {
            return Err(Broken("its picture lies outside of its content"));
        }
        self.kept.push(range);
        Ok(())
    }

    /// Leaves out content that the receipt names already.
    pub(super) fn leave_out(&mut self, range: Range<usize>) {
        self.told.push(range);
    }

    /// Returns what is kept so far, in order, without overlaps.
    pub(super) fn kept(&self) -> Vec<Range<usize>> {
        merged(self.kept.clone())
    }

    /// Writes bytes.
    pub(super) fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(place) = self.out.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    /// Overwrites a range with one byte.
    pub(super) fn fill(&mut self, range: Range<usize>, with: u8) {
        if let Some(place) = self.out.get_mut(range) {
            place.fill(with);
        }
    }

    /// Makes an empty box of one that goes.
    pub(super) fn free(&mut self, part: &Part) {
        let body = self.came(&part.body);
        let is_empty = body.iter().all(|byte| *byte == 0);
        if !(is_empty && matches!(&part.name, b"free" | b"skip" | b"wide")) {
            let (carrier, kind) = verdict::of_box(part.name, body);
            self.carriers.drop_block(carrier, kind, body);
        }
        self.put(part.whole.start + 4, b"free");
        self.fill(part.body.clone(), 0);
    }

    /// Zeroes bytes that belong to nothing.
    pub(super) fn wipe(&mut self, range: Range<usize>) {
        let came = self.came(&range);
        if came.iter().any(|byte| *byte != 0) {
            let kind = RemovedKind::LeftoverBytes;
            self.carriers.drop_block(Carrier::PrivateBlock, kind, came);
            self.fill(range, 0);
        }
    }

    /// Zeroes all content that is not kept.
    pub(super) fn sweep(&mut self) {
        let kept = self.kept();
        let mut told = std::mem::take(&mut self.told);
        told.extend(kept.iter().cloned());
        let told = merged(told);
        for area in self.areas.clone() {
            for gap in gaps(&area, &told) {
                let came = self.came(&gap);
                if came.iter().any(|byte| *byte != 0) {
                    self.carriers.drop_outside(came);
                }
            }
            for gap in gaps(&area, &kept) {
                self.fill(gap, 0);
            }
        }
    }
}

/// Sorts ranges and joins those that touch.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Tells whether a range meets any of `ranges`, which are merged.
pub(super) fn meets(range: &Range<usize>, ranges: &[Range<usize>]) -> bool {
    let after = ranges.partition_point(|other| other.start < range.end);
    let last = after.checked_sub(1).and_then(|at| ranges.get(at));
    last.is_some_and(|last| last.end > range.start)
}

/// Returns the parts of `area` that none of `ranges`, which are merged, covers.
fn gaps(area: &Range<usize>, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let first = ranges.partition_point(|range| range.end <= area.start);
    let mut found = Vec::new();
    let mut at = area.start;
    for range in ranges.iter().skip(first) {
        if range.start >= area.end {
            break;
        }
        if range.start > at {
            found.push(at..range.start);
        }
        at = at.max(range.end);
    }
    if at < area.end {
        found.push(at..area.end);
    }
    found
}
