//! The TIFF block of Exif data, cleaned where it lies: no offset moves, so the
//! makers' own notes stay readable.
//!
//! Entries that go are closed up in their list. What nothing refers to any
//! more is zeroed, so a forgotten second copy goes with it. The thumbnail goes
//! always: it can show what was cropped away.

pub(super) mod maker_note;
pub(super) mod sweep;
pub(super) mod tags;

use std::ops::Range;

use self::tags::{List, Verdict};
use super::ledger::Ledger;
use super::words;
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::bytes::{Order, slice};
use crate::media::ifd::{Entry, Layout, entries};

const ENTRY: usize = 12;
/// Where the maker's name is looked for.
const MAKE_WITHIN: usize = 2048;
const HEADER: Range<usize> = 0..8;

/// A block that cannot be read: it then has to go as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

/// Cleans a block and returns how many of its bytes are still needed; none
/// when nothing is left in it.
///
/// # Errors
/// When its first list cannot be read.
pub(super) fn clean(
    bytes: &mut [u8],
    carrier: Carrier,
    ledger: &mut Ledger,
) -> Result<usize, Unreadable> {
    let order = order_of(bytes).ok_or(Unreadable)?;
    let first = order.u32(bytes, 4).ok_or(Unreadable)? as usize;
    let mut block = Block {
        bytes,
        order,
        carrier,
        ledger,
        used: Vec::from([HEADER]),
        lists: Vec::from([HEADER]),
        doomed: Vec::new(),
        note: None,
        needed: 0,
        is_changed: false,
    };
    let left = block.clean_list(List::Main, first).ok_or(Unreadable)?;
    if left == 0 {
        return Ok(0);
    }
    block.clean_note();
    block.zero_doomed();
    let inside = HEADER.end..block.bytes.len();
    sweep::sweep(block.bytes, &[inside], carrier, block.ledger);
    block.zero_unused();
    let used = block.used.iter().map(|range| range.end).max().unwrap_or(0);
    let needed = used.max(block.needed).next_multiple_of(2);
    Ok(needed.min(bytes.len()))
}

/// Builds the smallest block that says which way is up.
pub(super) fn only_orientation(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    block
}

/// Reads the orientation of a block.
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    let order = order_of(bytes)?;
    let first = order.u32(bytes, 4)? as usize;
    let entries = entries(bytes, Layout::classic(order), first)?;
    let found = entries
        .iter()
        .find(|entry| entry.tag == tags::ORIENTATION)?;
    let value = match found.format {
        1 => u32::from(*bytes.get(found.at + 8)?),
        3 => u32::from(order.u16(bytes, found.at + 8)?),
        4 => order.u32(bytes, found.at + 8)?,
        _ => return None,
    };
    u8::try_from(value).ok().filter(|v| (1..=8).contains(v))
}

/// Reads which end of a number comes first.
fn order_of(bytes: &[u8]) -> Option<Order> {
    match slice(bytes, 0, 4)? {
        b"II*\0" => Some(Order::Little),
        b"MM\0*" => Some(Order::Big),
        _ => None,
    }
}

/// Reads a list of positions; empty when what lies there cannot be one.
pub(super) fn positions(bytes: &[u8], layout: Layout, at: usize) -> Vec<Entry> {
    let list = entries(bytes, layout, at).unwrap_or_default();
    let fitting = list.iter().filter(|entry| entry.tag <= 0x20).count();
    if list.len() > 64 || fitting * 2 <= list.len() {
        return Vec::new();
    }
    list
}

/// A block while it is cleaned.
struct Block<'a> {
    bytes: &'a mut [u8],
    order: Order,
    carrier: Carrier,
    ledger: &'a mut Ledger,
    /// What something that stays refers to.
    used: Vec<Range<usize>>,
    /// The header and the lists themselves: never zeroed.
    lists: Vec<Range<usize>>,
    /// What has to go even where something that stays refers to it.
    doomed: Vec<Range<usize>>,
    /// The maker's notes.
    note: Option<Range<usize>>,
    /// How far the lists reach.
    needed: usize,
    is_changed: bool,
}

impl Block<'_> {
    /// Cleans one list and those it refers to; returns how many entries stay.
    ///
    /// Lists nest three deep at most: main, Exif, interoperability.
    fn clean_list(&mut self, list: List, at: usize) -> Option<usize> {
        let found = entries(self.bytes, Layout::classic(self.order), at)?;
        let extent = at..at + 2 + found.len() * ENTRY;
        if self.lists.iter().any(|known| overlap(known, &extent)) {
            return None;
        }
        self.lists.push(extent.clone());
        let mut stay = Vec::with_capacity(found.len());
        for entry in &found {
            if self.stays(list, entry) {
                stay.push(entry.at);
            }
        }
        self.close_up(at, found.len(), &stay);
        let next = self.order.u32(self.bytes, extent.end);
        if list == List::Main {
            self.drop_next(next.unwrap_or(0) as usize);
        }
        if stay.is_empty() {
            return Some(0);
        }
        let end = at + 2 + stay.len() * ENTRY;
        // The offset of a following list is not used, hence zeroed.
        self.used.push(at..end);
        self.needed = self.needed.max(end + 4);
        Some(stay.len())
    }

    /// Decides about one entry and follows it.
    fn stays(&mut self, list: List, entry: &Entry) -> bool {
        let verdict = tags::judge(list, entry.tag);
        match verdict {
            Verdict::Position => self.drop_positions(entry),
            Verdict::Goes(kind) => {
                self.remove(self.carrier, kind);
                self.survey(entry);
            }
            Verdict::List(child) => {
                let at = self.order.u32(self.bytes, entry.at + 8);
                let left = at.and_then(|at| self.clean_list(child, at as usize));
                if left.is_none() {
                    self.remove(self.carrier, RemovedKind::UnreadableBlock);
                }
                return left.is_some_and(|left| left > 0);
            }
            Verdict::Stays(kept) => {
                let Some(value) = entry.value.clone() else {
                    self.remove(self.carrier, RemovedKind::UnreadableBlock);
                    return false;
                };
                if entry.tag == tags::KEYWORDS
                    && let Some(keywords) = self.bytes.get_mut(value.clone())
                    && words::blank_positions(keywords)
                {
                    self.remove(self.carrier, RemovedKind::GpsPosition);
                }
                self.note_what_stays(entry, &value, kept);
                // A value inside its entry moves with it.
                if value.start != entry.at + 8 {
                    self.used.push(value);
                }
                return true;
            }
        }
        false
    }

    fn note_what_stays(&mut self, entry: &Entry, value: &Range<usize>, kept: Option<Kept>) {
        if let Some(kept) = kept {
            self.ledger.keep(kept);
        }
        if entry.tag == tags::MAKER_NOTE && value.start != entry.at + 8 {
            self.note = Some(value.clone());
        }
        if tags::is_words(entry.tag) {
            let text = tags::text_of(self.bytes.get(value.clone()).unwrap_or_default(), entry.tag);
            self.ledger.read_words(&text);
        }
    }

    /// Dooms a list of positions with its values.
    fn drop_positions(&mut self, entry: &Entry) {
        let at = self.order.u32(self.bytes, entry.at + 8).unwrap_or(0) as usize;
        let list = positions(self.bytes, Layout::classic(self.order), at);
        // A list with nothing but its version says nothing.
        let says_where = list.iter().any(|entry| entry.tag != 0);
        let kind = if says_where {
            RemovedKind::GpsPosition
        } else {
            RemovedKind::LeftoverBytes
        };
        self.remove(self.carrier, kind);
        self.doomed.push(at..at + 2 + list.len() * ENTRY);
        self.doomed
            .extend(list.into_iter().filter_map(|entry| entry.value));
    }

    /// Records which places are in a value that goes.
    fn survey(&mut self, entry: &Entry) {
        let Some(value) = entry.value.clone().and_then(|range| self.bytes.get(range)) else {
            return;
        };
        let mut seen = Ledger::default();
        match entry.tag {
            tags::XMP => {
                let _ = super::xmp::clean(&mut value.to_vec(), self.carrier, &mut seen);
            }
            tags::IPTC => {
                let _ = super::iptc::clean(value, &mut seen);
            }
            tags::PHOTOSHOP => {
                super::photoshop::clean(value, &mut seen);
            }
            _ => {}
        }
        self.ledger.adopt_places(&seen);
    }

    /// Moves the entries that stay up, writes their number and clears the rest.
    fn close_up(&mut self, list: usize, count: usize, stay: &[usize]) {
        let first = list + 2;
        for (index, &at) in stay.iter().enumerate() {
            self.bytes
                .copy_within(at..at + ENTRY, first + index * ENTRY);
        }
        let free = first + stay.len() * ENTRY..first + count * ENTRY;
        if let Some(free) = self.bytes.get_mut(free) {
            free.fill(0);
        }
        let number = self.order.put_u16(u16::try_from(stay.len()).unwrap_or(0));
        if let Some(place) = self.bytes.get_mut(list..list + 2) {
            place.copy_from_slice(&number);
        }
    }

    /// Records what the following list holds: a thumbnail, which goes.
    fn drop_next(&mut self, at: usize) {
        let Some(list) = entries(self.bytes, Layout::classic(self.order), at).filter(|_| at > 0)
        else {
            return;
        };
        self.remove(Carrier::ExifThumbnail, RemovedKind::Thumbnail);
        let positions: Vec<Entry> = list
            .into_iter()
            .filter(|entry| tags::judge(List::Main, entry.tag) == Verdict::Position)
            .collect();
        for entry in positions {
            self.drop_positions(&entry);
        }
    }

    /// Takes the places out of the maker's notes.
    fn clean_note(&mut self) {
        let Some(note) = self.note.clone() else {
            return;
        };
        let head = self.bytes.get(..MAKE_WITHIN.min(self.bytes.len()));
        let make = head.unwrap_or_default();
        let findings = maker_note::read(self.bytes, &note, self.order, make);
        let whole = 0..self.bytes.len();
        for place in findings.places {
            if place.overwrite(self.bytes, &whole) {
                self.remove(Carrier::MakerNote, place.kind);
            }
        }
        self.used.extend(findings.outside);
    }

    /// Zeroes what has to go even where something that stays refers to it.
    fn zero_doomed(&mut self) {
        for range in std::mem::take(&mut self.doomed) {
            for part in without(&range, &self.lists) {
                if let Some(bytes) = self.bytes.get_mut(part) {
                    bytes.fill(0);
                }
            }
        }
    }

    /// Zeroes what nothing that stays refers to.
    fn zero_unused(&mut self) {
        let whole = 0..self.bytes.len();
        for gap in without(&whole, &self.used) {
            let bytes = self.bytes.get_mut(gap).unwrap_or_default();
            let is_left_over = bytes.iter().any(|byte| *byte != 0);
            bytes.fill(0);
            if is_left_over && !self.is_changed {
                self.remove(self.carrier, RemovedKind::LeftoverBytes);
            }
        }
    }

    fn remove(&mut self, carrier: Carrier, kind: RemovedKind) {
        self.is_changed = true;
        self.ledger.remove(carrier, kind);
    }
}

pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Returns the parts of `whole` that none of `parts` covers.
pub(super) fn without(whole: &Range<usize>, parts: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut parts: Vec<&Range<usize>> = parts.iter().filter(|part| overlap(part, whole)).collect();
    parts.sort_by_key(|part| part.start);
    let mut gaps = Vec::new();
    let mut at = whole.start;
    for part in parts {
        if part.start > at {
            gaps.push(at..part.start);
        }
        at = at.max(part.end);
    }
    if at < whole.end {
        gaps.push(at..whole.end);
    }
    gaps
}
