//! The tables of a HEIF file: which items there are, where each lies, and
//! which speaks of which.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::Broken;
use super::level;
use crate::media::boxes::Part;
use crate::media::bytes::{Order, array};

/// The most extents that all items may have together.
const MOST_EXTENTS: usize = 300_000;
/// The most items that all references may name together.
const MOST_TARGETS: u64 = 300_000;

pub(super) const CUT: Broken = Broken("a table of it is cut short");

/// Reads numbers one behind the other.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], within: &Range<usize>) -> Self {
        Self {
            bytes,
            at: within.start,
            end: within.end,
        }
    }

    /// Reads a number of `len` bytes; one of none is zero.
    pub(super) fn number(&mut self, len: u8) -> Result<u64, Broken> {
        let at = self.at;
        let next = at + usize::from(len);
        if next > self.end {
            return Err(CUT);
        }
        self.at = next;
        let number = match len {
            0 => Some(0),
            1 => self.bytes.get(at).map(|byte| u64::from(*byte)),
            2 => Order::Big.u16(self.bytes, at).map(u64::from),
            4 => Order::Big.u32(self.bytes, at).map(u64::from),
            8 => Order::Big.u64(self.bytes, at),
            _ => return Err(Broken("a number of it has an odd length")),
        };
        number.ok_or(CUT)
    }

    /// Reads the number of an item: of two bytes, or of four.
    pub(super) fn id(&mut self, is_long: bool) -> Result<u32, Broken> {
        let number = self.number(if is_long { 4 } else { 2 })?;
        u32::try_from(number).map_err(|_| CUT)
    }

    /// Reads version and flags.
    pub(super) fn version(&mut self) -> Result<(u8, u32), Broken> {
        let word = self.id(true)?;
        Ok(((word >> 24) as u8, word & 0x00FF_FFFF))
    }

    /// Returns what was not read.
    pub(super) fn rest(&self) -> Range<usize> {
        self.at..self.end
    }
}

/// An entry of the table of items.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: u32,
    /// Its four letters; zeros in entries of before they had any.
    pub(super) kind: [u8; 4],
    pub(super) is_protected: bool,
    /// The last byte of its flags, whose lowest bit hides it.
    pub(super) flags_at: usize,
    /// Where its four letters stand.
    pub(super) kind_at: Option<usize>,
    /// Its name and what else is said in words.
    pub(super) words: Range<usize>,
}

/// The table of items.
pub(super) struct ItemTable {
    pub(super) entries: Vec<Entry>,
    /// Boxes in it that are no entries.
    pub(super) strangers: Vec<Part>,
    /// What follows the last box.
    pub(super) rest: Range<usize>,
}

/// Reads the table of items.
pub(super) fn entries(bytes: &[u8], table: &Part) -> Result<ItemTable, Broken> {
    let mut cursor = Cursor::new(bytes, &table.body);
    let (version, _) = cursor.version()?;
    cursor.id(version > 0)?;
    let level = level(bytes, cursor.rest())?;
    let mut found = Vec::with_capacity(level.parts.len());
    let mut strangers = Vec::new();
    for part in level.parts {
        if part.name == *b"infe" {
            found.push(entry(bytes, &part)?);
        } else {
            strangers.push(part);
        }
    }
    Ok(ItemTable {
        entries: found,
        strangers,
        rest: level.rest,
    })
}

fn entry(bytes: &[u8], part: &Part) -> Result<Entry, Broken> {
    let mut cursor = Cursor::new(bytes, &part.body);
    let (version, _) = cursor.version()?;
    let flags_at = cursor.at - 1;
    let id = cursor.id(version > 2)?;
    let is_protected = cursor.number(2)? > 0;
    let kind_at = (version > 1).then_some(cursor.at);
    let mut kind = [0; 4];
    if version > 1 {
        kind = array(bytes, cursor.at).ok_or(CUT)?;
        cursor.number(4)?;
    }
    Ok(Entry {
        id,
        kind,
        is_protected,
        flags_at,
        kind_at,
        words: cursor.rest(),
    })
}

/// Where an item lies.
#[derive(Debug, Clone, Default)]
pub(super) struct Location {
    /// 0 for the file, 1 for the box of small content, 2 for another item.
    pub(super) method: u8,
    /// Whether it lies in another file.
    pub(super) is_elsewhere: bool,
    /// Offset and length of each part that has a length.
    pub(super) extents: Vec<(u64, u64)>,
}

/// Reads where the items lie; returns what follows the table as well.
pub(super) fn locations(
    bytes: &[u8],
    table: &Part,
) -> Result<(BTreeMap<u32, Location>, Range<usize>), Broken> {
    let mut cursor = Cursor::new(bytes, &table.body);
    let (version, _) = cursor.version()?;
    let sizes = cursor.number(2)?;
    let size = |shift: u32| (sizes >> shift & 0xF) as u8;
    let (offset, length, base) = (size(12), size(8), size(4));
    let index = if version > 0 { size(0) } else { 0 };
    let count = cursor.id(version > 1)?;
    let mut found = BTreeMap::new();
    let mut total = 0;
    for _ in 0..count {
        let id = cursor.id(version > 1)?;
        let method = if version > 0 {
            cursor.number(2)? & 0xF
        } else {
            0
        };
        let mut location = Location {
            method: method as u8,
            is_elsewhere: cursor.number(2)? > 0,
            extents: Vec::new(),
        };
        let start = cursor.number(base)?;
        let mut extents = cursor.number(2)?;
        if offset + length + index == 0 {
            extents = 0;
        }
        for _ in 0..extents {
            cursor.number(index)?;
            let at = cursor.number(offset)?;
            let len = cursor.number(length)?;
            total += 1;
            if total > MOST_EXTENTS {
                return Err(Broken("it is cut into more pieces than a picture needs"));
            }
            if len > 0 {
                let at = start.checked_add(at).ok_or(CUT)?;
                location.extents.push((at, len));
            }
        }
        if found.insert(id, location).is_some() {
            return Err(TWICE);
        }
    }
    Ok((found, cursor.rest()))
}

pub(super) const TWICE: Broken = Broken("two items of it have the same number");

/// What an item says of others.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// What it says: "cdsc".
    pub(super) kind: [u8; 4],
    /// Where that is written.
    pub(super) kind_at: usize,
    /// Of whom.
    pub(super) targets: Vec<u32>,
}

/// Which item speaks of which.
#[derive(Default)]
pub(super) struct ReferenceTable {
    pub(super) of: BTreeMap<u32, Vec<Reference>>,
    /// Bytes that belong to no reference.
    pub(super) rests: Vec<Range<usize>>,
}

/// Reads which item speaks of which.
pub(super) fn references(bytes: &[u8], table: &Part) -> Result<ReferenceTable, Broken> {
    let mut cursor = Cursor::new(bytes, &table.body);
    let (version, _) = cursor.version()?;
    let level = level(bytes, cursor.rest())?;
    let mut found: BTreeMap<u32, Vec<Reference>> = BTreeMap::new();
    let mut rests = vec![level.rest];
    let mut total = 0;
    for part in level.parts {
        let mut cursor = Cursor::new(bytes, &part.body);
        let from = cursor.id(version > 0)?;
        let count = cursor.number(2)?;
        total += count;
        if total > MOST_TARGETS {
            return Err(Broken("its items speak of more than there is"));
        }
        let mut targets = Vec::new();
        for _ in 0..count {
            targets.push(cursor.id(version > 0)?);
        }
        found.entry(from).or_default().push(Reference {
            kind: part.name,
            kind_at: part.whole.start + 4,
            targets,
        });
        rests.push(cursor.rest());
    }
    Ok(ReferenceTable { of: found, rests })
}

/// Reads the number of the picture that is shown.
pub(super) fn primary(bytes: &[u8], table: &Part) -> Result<u32, Broken> {
    let mut cursor = Cursor::new(bytes, &table.body);
    let (version, _) = cursor.version()?;
    cursor.id(version > 0)
}
