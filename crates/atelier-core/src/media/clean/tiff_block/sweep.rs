//! Carriers inside carriers: a preview in a maker's notes has an Exif block of
//! its own, and nobody documents where. They are found by their shape.

use std::ops::Range;

use super::{ENTRY, positions};
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::bytes::{Order, find, slice};
use crate::media::clean::ledger::Ledger;
use crate::media::clean::{iptc, xmp};
use crate::media::ifd::Layout;

/// How many letters the name of a place may have. Three bytes come about by chance
/// in a maker's numbers; with so many letters behind them they do not.
const WORDS: std::ops::RangeInclusive<usize> = 2..=64;

/// The most blocks looked for in one file.
const MOST: usize = 64;

/// Empties every carrier of places inside these parts, where it lies; the
/// rest of the bytes is read, but never changed.
pub(in crate::media::clean) fn sweep(
    bytes: &mut [u8],
    parts: &[Range<usize>],
    carrier: Carrier,
    ledger: &mut Ledger,
) {
    let mut sweep = Sweep {
        bytes,
        parts,
        carrier,
        ledger,
    };
    for order in [Order::Little, Order::Big] {
        sweep.pointers(order);
        sweep.references(order);
    }
    sweep.packets();
    sweep.fields();
    sweep.bare_fields();
}

struct Sweep<'a> {
    bytes: &'a mut [u8],
    parts: &'a [Range<usize>],
    carrier: Carrier,
    ledger: &'a mut Ledger,
}

impl Sweep<'_> {
    /// Finds entries that refer to a list of positions.
    fn pointers(&mut self, order: Order) {
        for format in [4_u16, 13] {
            let mut shape = order.put_u16(0x8825).to_vec();
            shape.extend_from_slice(&order.put_u16(format));
            shape.extend_from_slice(&order.put_u32(1));
            for at in self.places_of(&shape) {
                let target = order.u32(self.bytes, at + 8).unwrap_or(0) as usize;
                let base = self.base(at, order);
                if base.is_some_and(|base| self.empty_list(base, target, order)) {
                    self.remove(RemovedKind::GpsPosition);
                }
                // The entry becomes an empty text, so its list stays whole.
                let mut entry = order.put_u16(0x8824).to_vec();
                entry.extend_from_slice(&order.put_u16(2));
                entry.extend_from_slice(&order.put_u32(1));
                self.zero(at..at + ENTRY);
                if let Some(place) = self.bytes.get_mut(at..at + entry.len()) {
                    place.copy_from_slice(&entry);
                }
            }
        }
    }

    /// Zeroes the list of positions at `base + at`, if there is one.
    fn empty_list(&mut self, base: usize, at: usize, order: Order) -> bool {
        let relative = self.bytes.get(base..).unwrap_or_default();
        let list = positions(relative, Layout::classic(order), at);
        let says_where = list.iter().any(|entry| entry.tag != 0);
        if list.is_empty() {
            return false;
        }
        let extent = at..at + 2 + list.len() * ENTRY;
        let values = list.into_iter().filter_map(|entry| entry.value);
        for range in std::iter::once(extent).chain(values) {
            self.zero(range.start + base..range.end + base);
        }
        says_where
    }

    /// Finds the letters N, S, E and W as a list of positions holds them.
    fn references(&mut self, order: Order) {
        for (tag, letters) in [(1_u16, b"NS"), (3, b"EW")] {
            let mut shape = order.put_u16(tag).to_vec();
            shape.extend_from_slice(&order.put_u16(2));
            shape.extend_from_slice(&order.put_u32(2));
            for at in self.places_of(&shape) {
                let letter = self.bytes.get(at + 8).copied().unwrap_or(0);
                if letters.contains(&letter) && self.bytes.get(at + 9) == Some(&0) {
                    self.empty_run(at, order);
                    self.remove(RemovedKind::GpsPosition);
                }
            }
        }
    }

    /// Zeroes the entries from `at` on that could be positions, with their
    /// values.
    fn empty_run(&mut self, mut at: usize, order: Order) {
        let base = self.base(at, order);
        for _ in 0..32 {
            let is_position = order.u16(self.bytes, at).is_some_and(|tag| tag <= 0x1F);
            let format = order.u16(self.bytes, at + 2).unwrap_or(0);
            let (true, Some(size)) = (is_position, Layout::classic(order).size_of(format)) else {
                return;
            };
            let count = order.u32(self.bytes, at + 4).unwrap_or(0) as usize;
            let len = size.saturating_mul(count);
            let value = order.u32(self.bytes, at + 8).unwrap_or(0) as usize;
            if let Some(base) = base
                && (5..=256).contains(&len)
            {
                let start = base.saturating_add(value);
                self.zero(start..start.saturating_add(len));
            }
            self.zero(at..at + ENTRY);
            at += ENTRY;
        }
    }

    /// Returns what offsets near `at` count from: the last TIFF header before
    /// it in its part, else the one that the bytes begin with.
    fn base(&self, at: usize, order: Order) -> Option<usize> {
        let header = match order {
            Order::Little => b"II*\0",
            Order::Big => b"MM\0*",
        };
        let part = self.parts.iter().find(|part| part.contains(&at))?;
        let before = self.bytes.get(part.start..at)?;
        memchr::memmem::rfind(before, header)
            .map(|found| found + part.start)
            .or_else(|| (slice(self.bytes, 0, 4) == Some(header)).then_some(0))
    }

    /// Empties XMP packets, whatever their outermost element is called.
    fn packets(&mut self) {
        let marks: [(&[u8], &[u8]); 3] = [
            (b"<x:xmpmeta", b"</x:xmpmeta>"),
            (b"<?xpacket begin", b"<?xpacket end"),
            (b"<rdf:RDF", b"</rdf:RDF>"),
        ];
        for (first, last) in marks {
            for at in self.places_of(first) {
                let rest = self.bytes.get(at..).unwrap_or_default();
                let end = find(rest, last).map_or(rest.len(), |end| end + last.len());
                let mut packet = rest.get(..end).unwrap_or_default().to_vec();
                let mut seen = Ledger::default();
                let _ = xmp::clean(&mut packet, self.carrier, &mut seen);
                self.ledger.adopt_places(&seen);
                self.remove(RemovedKind::SecondCopy);
                self.zero(at..at + end);
            }
        }
    }

    /// Empties IPTC fields inside Photoshop resources.
    fn fields(&mut self) {
        for at in self.places_of(b"8BIM\x04\x04\0\0") {
            let len = Order::Big.u32(self.bytes, at + 8).unwrap_or(0) as usize;
            let end = at.saturating_add(12).saturating_add(len);
            let range = at..end.min(self.bytes.len());
            let mut seen = Ledger::default();
            let data = self.bytes.get(range.clone()).and_then(|b| b.get(12..));
            let _ = iptc::clean(data.unwrap_or_default(), &mut seen);
            self.ledger.adopt_places(&seen);
            self.remove(RemovedKind::SecondCopy);
            self.zero(range);
        }
    }

    /// Empties IPTC fields that nothing wraps, where they name a place in letters.
    fn bare_fields(&mut self) {
        for (number, _) in iptc::PLACES {
            for at in self.places_of(&[0x1C, 2, number]) {
                let len = usize::from(Order::Big.u16(self.bytes, at + 3).unwrap_or(0));
                let words = slice(self.bytes, at + 5, len).unwrap_or_default();
                if !WORDS.contains(&len) || words.iter().any(u8::is_ascii_control) {
                    continue;
                }
                let field = slice(self.bytes, at, 5 + len).unwrap_or_default();
                let mut seen = Ledger::default();
                let _ = iptc::clean(field, &mut seen);
                for found in seen.removed {
                    self.remove(found.kind);
                }
                self.zero(at + 5..at + 5 + len);
            }
        }
    }

    fn places_of(&self, shape: &[u8]) -> Vec<usize> {
        let finder = memchr::memmem::Finder::new(shape);
        let found = self.parts.iter().flat_map(|part| {
            let bytes = self.bytes.get(part.clone()).unwrap_or_default();
            finder.find_iter(bytes).map(|at| at + part.start)
        });
        found.take(MOST).collect()
    }

    /// Zeroes a range as far as it may be changed.
    fn zero(&mut self, range: Range<usize>) {
        for part in self.parts {
            let end = range.end.min(part.end);
            let start = range.start.max(part.start).min(end);
            if let Some(place) = self.bytes.get_mut(start..end) {
                place.fill(0);
            }
        }
    }

    fn remove(&mut self, kind: RemovedKind) {
        self.ledger.remove(self.carrier, kind);
    }
}
