//! Carriers inside carriers: a preview in a maker's notes has an Exif block of
//! its own, and nobody documents where. They are found by their shape.

use std::ops::Range;

use super::{ENTRY, positions, tags};
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::bytes::{Order, find};
use crate::media::clean::ledger::Ledger;
use crate::media::clean::{iptc, xmp};

/// The most blocks looked for in one block.
const MOST: usize = 64;

/// Empties every carrier of places inside a block, where it lies.
pub(super) fn sweep(bytes: &mut [u8], carrier: Carrier, ledger: &mut Ledger) {
    for order in [Order::Little, Order::Big] {
        pointers(bytes, order, carrier, ledger);
        references(bytes, order, carrier, ledger);
    }
    packets(bytes, carrier, ledger);
    fields(bytes, carrier, ledger);
}

/// Finds entries that refer to a list of positions.
fn pointers(bytes: &mut [u8], order: Order, carrier: Carrier, ledger: &mut Ledger) {
    for format in [4_u16, 13] {
        let mut shape = order.put_u16(0x8825).to_vec();
        shape.extend_from_slice(&order.put_u16(format));
        shape.extend_from_slice(&order.put_u32(1));
        for at in places_of(bytes, &shape) {
            let target = order.u32(bytes, at + 8).unwrap_or(0) as usize;
            let base = base(bytes, at, order);
            if base.is_some_and(|base| empty_list(bytes, base, target, order)) {
                ledger.remove(carrier, RemovedKind::GpsPosition);
            }
            // The entry becomes an empty text, so its list stays whole.
            let mut entry = order.put_u16(0x8824).to_vec();
            entry.extend_from_slice(&order.put_u16(2));
            entry.extend_from_slice(&order.put_u32(1));
            entry.extend_from_slice(&[0; 4]);
            if let Some(place) = bytes.get_mut(at..at + ENTRY) {
                place.copy_from_slice(&entry);
            }
        }
    }
}

/// Zeroes the list of positions at `base + at`, if there is one.
fn empty_list(bytes: &mut [u8], base: usize, at: usize, order: Order) -> bool {
    let relative = bytes.get(base..).unwrap_or_default();
    let list = positions(relative, order, at);
    let says_where = list.iter().any(|entry| entry.tag != 0);
    if list.is_empty() {
        return false;
    }
    let extent = at..at + 2 + list.len() * ENTRY;
    let values = list.into_iter().filter_map(|entry| entry.value);
    for range in std::iter::once(extent).chain(values) {
        zero(bytes, range.start + base..range.end + base);
    }
    says_where
}

/// Finds the letters N, S, E and W as a list of positions holds them.
fn references(bytes: &mut [u8], order: Order, carrier: Carrier, ledger: &mut Ledger) {
    for (tag, letters) in [(1_u16, b"NS"), (3, b"EW")] {
        let mut shape = order.put_u16(tag).to_vec();
        shape.extend_from_slice(&order.put_u16(2));
        shape.extend_from_slice(&order.put_u32(2));
        for at in places_of(bytes, &shape) {
            let letter = bytes.get(at + 8).copied().unwrap_or(0);
            if letters.contains(&letter) && bytes.get(at + 9) == Some(&0) {
                empty_run(bytes, at, order);
                ledger.remove(carrier, RemovedKind::GpsPosition);
            }
        }
    }
}

/// Zeroes the entries from `at` on that could be positions, with their values.
fn empty_run(bytes: &mut [u8], mut at: usize, order: Order) {
    let base = base(bytes, at, order);
    for _ in 0..32 {
        let is_position = order.u16(bytes, at).is_some_and(|tag| tag <= 0x1F);
        let format = order.u16(bytes, at + 2).unwrap_or(0);
        let (true, Some(size)) = (is_position, tags::size_of(format)) else {
            return;
        };
        let len = size.saturating_mul(order.u32(bytes, at + 4).unwrap_or(0) as usize);
        let value = order.u32(bytes, at + 8).unwrap_or(0) as usize;
        if let Some(base) = base
            && (5..=256).contains(&len)
        {
            let start = base.saturating_add(value);
            zero(bytes, start..start.saturating_add(len));
        }
        zero(bytes, at..at + ENTRY);
        at += ENTRY;
    }
}

/// Returns what offsets near `at` count from: the last TIFF header before it.
fn base(bytes: &[u8], at: usize, order: Order) -> Option<usize> {
    let header = match order {
        Order::Little => b"II*\0",
        Order::Big => b"MM\0*",
    };
    memchr::memmem::rfind(bytes.get(..at)?, header)
}

/// Empties XMP packets.
fn packets(bytes: &mut [u8], carrier: Carrier, ledger: &mut Ledger) {
    for at in places_of(bytes, b"<x:xmpmeta") {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = find(rest, b"</x:xmpmeta>").map_or(rest.len(), |end| end + 12);
        let mut seen = Ledger::default();
        let mut packet = rest.get(..end).unwrap_or_default().to_vec();
        let _ = xmp::clean(&mut packet, carrier, &mut seen);
        ledger.adopt_places(&seen);
        ledger.remove(carrier, RemovedKind::SecondCopy);
        zero(bytes, at..at + end);
    }
}

/// Empties IPTC fields inside Photoshop resources.
fn fields(bytes: &mut [u8], carrier: Carrier, ledger: &mut Ledger) {
    for at in places_of(bytes, b"8BIM\x04\x04\0\0") {
        let len = Order::Big.u32(bytes, at + 8).unwrap_or(0) as usize;
        let range = at..at.saturating_add(12).saturating_add(len).min(bytes.len());
        let mut seen = Ledger::default();
        let data = bytes.get(range.clone()).and_then(|b| b.get(12..));
        let _ = iptc::clean(data.unwrap_or_default(), &mut seen);
        ledger.adopt_places(&seen);
        ledger.remove(carrier, RemovedKind::SecondCopy);
        zero(bytes, range);
    }
}

fn places_of(bytes: &[u8], shape: &[u8]) -> Vec<usize> {
    memchr::memmem::find_iter(bytes, shape).take(MOST).collect()
}

/// Zeroes a range, but never the block's own header.
fn zero(bytes: &mut [u8], range: Range<usize>) {
    let end = range.end.min(bytes.len());
    let start = range.start.max(8).min(end);
    if let Some(place) = bytes.get_mut(start..end) {
        place.fill(0);
    }
}
