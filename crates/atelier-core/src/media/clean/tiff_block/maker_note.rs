//! Makers' own notes: where they keep the names of places. Each maker has a
//! list of entries of its own behind a header of its own; what offsets count
//! from differs too, so both ways are tried.

mod values;

use std::ops::Range;

use self::values::Values;
use super::ENTRY;
use crate::domain::receipt::RemovedKind;
use crate::media::bytes::{Order, array, find};
use crate::media::ifd::{Entry, Layout as Writing, entries};

/// How Canon writes that no city was chosen.
const NO_CITY: u32 = 32_766;

/// What was found in the notes.
#[derive(Debug, Default)]
pub(in crate::media::clean) struct Findings {
    /// Values that name a place.
    pub(in crate::media::clean) places: Vec<Place>,
    /// Values that lie outside the notes but belong to them.
    pub(in crate::media::clean) outside: Vec<Range<usize>>,
}

/// A value in a maker's notes that names a place.
#[derive(Debug)]
pub(in crate::media::clean) struct Place {
    /// What kind of place it names.
    pub(in crate::media::clean) kind: RemovedKind,
    value: Range<usize>,
    /// What it is overwritten with: zero is a city to some makers.
    blank: u8,
    /// Where the number of its entry lies, if the entry names nothing else.
    /// Readers would show an emptied city under its old name.
    number: Option<Range<usize>>,
    /// Whether it says that there is no place.
    is_unset: bool,
}

impl Place {
    /// Overwrites the place as far as it lies in `within`, and its entry's
    /// number with one that no maker uses; tells whether a place was there.
    pub(in crate::media::clean) fn overwrite(
        &self,
        bytes: &mut [u8],
        within: &Range<usize>,
    ) -> bool {
        let value = self.value.start.max(within.start)..self.value.end.min(within.end);
        let Some(value) = bytes.get_mut(value) else {
            return false;
        };
        let is_said = |byte: &u8| !matches!(byte, 0 | 0xFF | b'-' | b' ');
        let says_something = !self.is_unset && value.iter().any(is_said);
        value.fill(self.blank);
        if let Some(number) = self.number.clone().and_then(|at| bytes.get_mut(at)) {
            number.fill(0xFF);
        }
        says_something
    }
}

/// A maker whose notes have places in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    Panasonic,
    Nikon,
    Pentax,
    /// Pentax's early cameras, whose notes have no header.
    Optio,
    Canon,
    Samsung,
    Casio,
    Kodak,
    Other,
}

/// Where a maker's list lies.
struct Layout {
    maker: Maker,
    list: usize,
    order: Order,
    /// What offsets count from, when it is not the block's beginning.
    base: Option<usize>,
}

/// Reads the notes that lie at `note`; notes without a header of their own are
/// told apart by the maker's name in `make`.
pub(in crate::media::clean) fn read(
    bytes: &[u8],
    note: &Range<usize>,
    order: Order,
    make: &[u8],
) -> Findings {
    let value = bytes.get(note.clone()).unwrap_or_default();
    if speaks_of_positions(value) {
        let whole = Place {
            kind: RemovedKind::GpsPosition,
            value: note.clone(),
            blank: 0,
            number: None,
            is_unset: false,
        };
        return Findings {
            places: vec![whole],
            ..Findings::default()
        };
    }
    let mut findings = Findings::default();
    let layout = layout(bytes, note, order, make);
    let base = layout.base.unwrap_or(0);
    let relative = bytes.get(base..).unwrap_or_default();
    let Some(list) = layout
        .list
        .checked_sub(base)
        .and_then(|at| entries_of_note(relative, layout.order, at, note.end - base.min(note.end)))
    else {
        return findings;
    };
    let values = Values::of(bytes, note, &layout, &list);
    let list_end = base + list.last().map_or(0, |last| last.at + ENTRY);
    if list_end > note.end {
        findings.outside.push(note.end..list_end);
    }
    for entry in list {
        let value = values.find(&entry);
        if let (Some(kind), Some(value)) = (place(layout.maker, entry.tag), value.clone()) {
            findings
                .places
                .extend(place_in(bytes, &layout, &entry, value, kind));
        } else if let Some(value) = value
            && (value.start < note.start || value.end > note.end)
        {
            findings.outside.push(value);
        }
    }
    findings
}

/// Looks for positions written as text, in notes of makers nobody knows.
fn speaks_of_positions(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    [&b"latitude"[..], b"longitude", b"gpslat", b"[gps"]
        .iter()
        .any(|word| find(&lower, word).is_some())
}

/// Reads the maker off the header of the notes.
fn layout(bytes: &[u8], note: &Range<usize>, order: Order, make: &[u8]) -> Layout {
    let value = bytes.get(note.clone()).unwrap_or_default();
    let start = note.start;
    let at = |maker, skip: usize| Layout {
        maker,
        list: start + skip,
        order: guess_order(bytes, start + skip).unwrap_or(order),
        base: None,
    };
    let own = |maker, skip: usize| Layout {
        base: Some(start),
        ..at(maker, skip)
    };
    if value.starts_with(b"Panasonic\0") {
        at(Maker::Panasonic, 12)
    } else if value.starts_with(b"LEICA CAMERA AG\0") {
        at(Maker::Panasonic, 18)
    } else if value.starts_with(b"LEICA\0\0\0") {
        at(Maker::Panasonic, 8)
    } else if value.starts_with(b"Nikon\0\x02") {
        nikon(bytes, start).unwrap_or(at(Maker::Nikon, 18))
    } else if value.starts_with(b"Nikon\0\x01") {
        at(Maker::Nikon, 8)
    } else if value.starts_with(b"PENTAX \0") {
        own(Maker::Pentax, 10)
    } else if value.starts_with(b"AOC\0") {
        at(Maker::Pentax, 6)
    } else if value.starts_with(b"QVC\0") || value.starts_with(b"DCI\0") {
        at(Maker::Casio, 6)
    } else if value.starts_with(b"SONY") || value.starts_with(b"FUJIFILM") {
        at(Maker::Other, 12)
    } else if value.starts_with(b"OLYMPUS\0") {
        own(Maker::Other, 12)
    } else if value.starts_with(b"OLYMP\0") {
        at(Maker::Other, 8)
    } else if value.starts_with(b"Apple iOS\0") {
        own(Maker::Other, 14)
    } else {
        at(by_make(make), 0)
    }
}

/// Reads the TIFF header inside Nikon's notes.
fn nikon(bytes: &[u8], start: usize) -> Option<Layout> {
    let base = start + 10;
    let order = match &array(bytes, base)? {
        b"II*\0" => Order::Little,
        b"MM\0*" => Order::Big,
        _ => return None,
    };
    let first = order.u32(bytes, base + 4)? as usize;
    Some(Layout {
        maker: Maker::Nikon,
        list: base.checked_add(first)?,
        order,
        base: Some(base),
    })
}

/// Tells makers apart whose notes have no header.
fn by_make(name: &[u8]) -> Maker {
    let makes: [(&[u8], Maker); 8] = [
        (b"Canon", Maker::Canon),
        (b"SAMSUNG", Maker::Samsung),
        (b"Samsung", Maker::Samsung),
        (b"samsung", Maker::Samsung),
        (b"NIKON", Maker::Nikon),
        (b"KODAK", Maker::Kodak),
        (b"PENTAX", Maker::Optio),
        (b"Asahi Optical", Maker::Optio),
    ];
    let found = makes.iter().find(|(make, _)| find(name, make).is_some());
    found.map_or(Maker::Other, |(_, maker)| *maker)
}

/// A list has few entries: whichever order makes their number small is right.
fn guess_order(bytes: &[u8], at: usize) -> Option<Order> {
    match array(bytes, at)? {
        [0, low] if low > 0 => Some(Order::Big),
        [low, 0] if low > 0 => Some(Order::Little),
        _ => None,
    }
}

/// Reads the entries of a list that lies in the notes as a whole.
fn entries_of_note(bytes: &[u8], order: Order, at: usize, end: usize) -> Option<Vec<Entry>> {
    let writing = Writing::classic(order);
    let list = entries(bytes, writing, at)?;
    // Some makers forget to count the number of entries.
    let is_inside = at + list.len() * ENTRY <= end;
    // Some cameras leave entries empty; a list has more that are none.
    let known = list
        .iter()
        .filter(|entry| writing.size_of(entry.format).is_some());
    let is_list = known.count() * 2 > list.len();
    (is_inside && is_list).then_some(list)
}

/// Finds the part of a value that names a place. Most name nothing else; some
/// are rows of numbers in which one or two are places.
fn place_in(
    bytes: &[u8],
    layout: &Layout,
    entry: &Entry,
    value: Range<usize>,
    kind: RemovedKind,
) -> Option<Place> {
    let part = |range: Range<usize>| value.start + range.start..value.start + range.end;
    let (narrow, is_whole) = match (layout.maker, entry.tag) {
        // The clock begins with its own length; the third number is a city.
        (Maker::Canon, _) => {
            let is_clock = value.len() == 16 && layout.order.u32(bytes, value.start) == Some(16);
            (is_clock.then(|| part(8..12))?, false)
        }
        // Behind a version and two more bytes: how high above the sea it was.
        (Maker::Nikon, BAROMETER) => ((value.len() >= 10).then(|| part(6..10))?, false),
        _ => (value, true),
    };
    let base = layout.base.unwrap_or(0);
    let number = base + entry.at..base + entry.at + 2;
    let is_pentax = layout.maker == Maker::Pentax;
    Some(Place {
        kind,
        is_unset: layout.maker == Maker::Canon
            && layout.order.u32(bytes, narrow.start) == Some(NO_CITY),
        value: narrow,
        blank: if is_pentax { 0xFF } else { 0 },
        number: is_whole.then_some(number),
    })
}

/// Nikon's measure of the air's pressure.
const BAROMETER: u16 = 0xC3;

/// Tells which place an entry names.
fn place(maker: Maker, tag: u16) -> Option<RemovedKind> {
    Some(match (maker, tag) {
        (Maker::Panasonic, 0x67) => RemovedKind::Street,
        (Maker::Panasonic, 0x69) => RemovedKind::Country,
        (Maker::Panasonic, 0x6B) => RemovedKind::State,
        (Maker::Panasonic, 0x6D) => RemovedKind::City,
        (Maker::Panasonic, 0x6F) => RemovedKind::Landmark,
        // Villages and districts, on some cameras one below the other.
        (Maker::Panasonic, 0x80..=0x84) => RemovedKind::City,
        (Maker::Nikon, 0x39) => RemovedKind::City,
        (Maker::Nikon, BAROMETER) => RemovedKind::GpsPosition,
        (Maker::Pentax, 0x23 | 0x24 | 0x6B) | (Maker::Optio, 0x1000 | 0x1001) => RemovedKind::City,
        (Maker::Canon, 0x35) => RemovedKind::City,
        (Maker::Samsung, 0x2F | 0x32..=0x34) => RemovedKind::GpsPosition,
        (Maker::Samsung, 0x30 | 0x31) => RemovedKind::Landmark,
        (Maker::Casio, 0x3006) => RemovedKind::City,
        (Maker::Kodak, 0x0402) => RemovedKind::GpsPosition,
        _ => return None,
    })
}
