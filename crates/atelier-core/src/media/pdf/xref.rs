//! Where each object lies: tables, streams, both at once, and chains of them
//! where a file was saved again and again.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{self, File};
use super::filters::{self, BOMB};
use super::object::{Dict, Object, Stream};
use super::parser::{self, Parser};
use crate::media::clean::Broken;

/// How many objects any file may have.
const MOST_OBJECTS: usize = 1_000_000;
/// How many objects the smallest file may have; each four bytes allow for one more.
const LEAST_OBJECTS: usize = 100_000;
/// How often a file may have been saved again.
const MOST_SECTIONS: usize = 4096;

const LOST: Broken = Broken("its table of contents cannot be read");

/// Refuses more objects than a file of this size has, so that a table that is
/// packed well takes no more room than others.
pub(super) fn check_count(count: usize, bytes: &[u8]) -> Result<(), Broken> {
    if count > MOST_OBJECTS.min(LEAST_OBJECTS + bytes.len() / 4) {
        return Err(Broken("it has too many objects"));
    }
    Ok(())
}

/// Where an object lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media) enum Place {
    /// Nowhere: it was deleted.
    Free,
    /// At this byte.
    At(usize),
    /// In an object stream, as one of its objects.
    Packed { container: u32, index: u32 },
}

/// An object's place and generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media) struct Entry {
    pub(in crate::media) place: Place,
    pub(in crate::media) generation: u16,
}

/// What the tables of a file say.
#[derive(Debug, Default)]
pub(in crate::media) struct Contents<'a> {
    pub(in crate::media) entries: BTreeMap<u32, Entry>,
    pub(in crate::media) trailer: Dict<'a>,
    /// Objects of older revisions that newer ones replaced.
    pub(in crate::media) replaced: Vec<Entry>,
}

/// Follows the tables from the last one back to the first.
pub(in crate::media) fn read(bytes: &[u8]) -> Result<Contents<'_>, Broken> {
    let shift = memchr::memmem::find(bytes, b"%PDF-").unwrap_or_default();
    let start = memchr::memmem::rfind(bytes, b"startxref").ok_or(LOST)?;
    let first = Parser::new(bytes, start + b"startxref".len())
        .digits()
        .ok_or(LOST)?;
    let mut chain = Chain {
        bytes,
        shift: 0,
        contents: Contents::default(),
        seen: BTreeSet::new(),
        rows: 0,
    };
    // Offsets may count from the first byte or from the header.
    if chain.kind(first).is_none() {
        chain.shift = shift;
    }
    let mut next = Some(first);
    while let Some(at) = next {
        next = chain.section(at)?;
    }
    if chain.contents.trailer.has(b"Root") {
        Ok(chain.contents)
    } else {
        Err(LOST)
    }
}

struct Chain<'a> {
    bytes: &'a [u8],
    shift: usize,
    contents: Contents<'a>,
    seen: BTreeSet<usize>,
    /// How many entries all sections have.
    rows: usize,
}

/// A table of lines, or a stream.
enum Kind {
    Table,
    Stream,
}

impl<'a> Chain<'a> {
    fn parser(&self, at: usize) -> Parser<'a> {
        Parser::new(
            self.bytes,
            at.saturating_add(self.shift).min(self.bytes.len()),
        )
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        if self.parser(at).keyword(b"xref") {
            return Some(Kind::Table);
        }
        parser::header(&mut self.parser(at)).map(|_| Kind::Stream)
    }

    /// Reads one section; returns where the one before it lies.
    fn section(&mut self, at: usize) -> Result<Option<usize>, Broken> {
        if !self.seen.insert(at) || self.seen.len() > MOST_SECTIONS {
            return Ok(None);
        }
        let trailer = match self.kind(at).ok_or(LOST)? {
            Kind::Table => self.table(at)?,
            Kind::Stream => {
                let (entries, trailer) = self.stream(at)?;
                self.add(entries)?;
                trailer
            }
        };
        let previous = trailer.get(b"Prev").and_then(Object::as_size);
        if trailer.has(b"Encrypt") {
            return Err(Broken("it is protected"));
        }
        if !self.contents.trailer.has(b"Root") {
            self.contents.trailer = trailer;
        }
        Ok(previous)
    }

    /// Adds what no newer section says.
    fn add(&mut self, entries: impl IntoIterator<Item = (u32, Entry)>) -> Result<(), Broken> {
        for (number, entry) in entries {
            self.rows += 1;
            let newer = *self.contents.entries.entry(number).or_insert(entry);
            if newer != entry && entry.place != Place::Free {
                self.contents.replaced.push(entry);
            }
        }
        check_count(self.rows, self.bytes)
    }

    fn table(&mut self, at: usize) -> Result<Dict<'a>, Broken> {
        let mut parser = self.parser(at);
        parser.keyword(b"xref");
        let mut entries = Vec::new();
        while !parser.keyword(b"trailer") {
            self.lines(&mut parser, &mut entries)?;
        }
        let Object::Dict(trailer) = parser.value()? else {
            return Err(LOST);
        };
        let is_free = |(_, entry): &(u32, Entry)| entry.place == Place::Free;
        self.add(entries.iter().filter(|one| !is_free(one)).copied())?;
        // Of a file with both, the stream knows the objects that the table calls free.
        if let Some(at) = trailer.get(b"XRefStm").and_then(Object::as_size)
            && self.seen.insert(at)
        {
            let (entries, _) = self.stream(at)?;
            self.add(entries)?;
        }
        self.add(entries.into_iter().filter(is_free))?;
        Ok(trailer)
    }

    /// Reads a run of lines: "0000000017 00000 n".
    fn lines(
        &self,
        parser: &mut Parser<'a>,
        entries: &mut Vec<(u32, Entry)>,
    ) -> Result<(), Broken> {
        let mut number: u32 = parser.digits().ok_or(LOST)?;
        let count: usize = parser.digits().ok_or(LOST)?;
        for line in 0..count {
            let offset: usize = parser.digits().ok_or(LOST)?;
            let generation: u32 = parser.digits().ok_or(LOST)?;
            let is_used = parser.keyword(b"n");
            if !is_used && !parser.keyword(b"f") {
                return Err(LOST);
            }
            // Some writers call the first object 1, though it is the free one.
            if line == 0 && number == 1 && !is_used && generation == 65535 {
                number = 0;
            }
            let place = match offset {
                offset if is_used && offset > 0 => Place::At(offset.saturating_add(self.shift)),
                _ => Place::Free,
            };
            let generation = u16::try_from(generation).map_err(|_| LOST)?;
            entries.push((number, Entry { place, generation }));
            number = number.checked_add(1).ok_or(LOST)?;
            check_count(entries.len(), self.bytes)?;
        }
        Ok(())
    }

    fn stream(&self, at: usize) -> Result<(Vec<(u32, Entry)>, Dict<'a>), Broken> {
        let at = at.saturating_add(self.shift);
        let found = parser::indirect(self.bytes, at)?;
        let (Object::Dict(dict), Some(start)) = (found.value, found.data) else {
            return Err(LOST);
        };
        let data = file::direct_data(self.bytes, &dict, start).ok_or(LOST)?;
        let stream = Stream { dict, data };
        let limit = MOST_OBJECTS * 16;
        // Its filters are direct by the standard: there is no table yet to follow.
        let nowhere = File::default();
        let plain = filters::undo(&stream, &nowhere, limit)?;
        if plain.bytes.len() > limit {
            return Err(BOMB);
        }
        check_count(row_count(&stream.dict, plain.bytes.len()), self.bytes)?;
        let entries = records(&stream.dict, &plain.bytes, self.shift).ok_or(LOST)?;
        Ok((entries, stream.dict))
    }
}

/// Tells how many records a cross-reference stream of `len` bytes has at most.
fn row_count(dict: &Dict<'_>, len: usize) -> usize {
    let widths = match dict.get(b"W") {
        Some(Object::Array(list)) => list.as_slice(),
        _ => &[],
    };
    let row: usize = widths
        .iter()
        .filter_map(Object::as_size)
        .fold(0, usize::saturating_add);
    len / row.max(1)
}

/// Reads the records of a cross-reference stream.
fn records(dict: &Dict<'_>, bytes: &[u8], shift: usize) -> Option<Vec<(u32, Entry)>> {
    let sizes = |key: &[u8]| match dict.get(key) {
        Some(Object::Array(list)) => list.iter().map(Object::as_size).collect(),
        _ => None,
    };
    let widths: Vec<usize> = sizes(b"W")?;
    let [kind, first, second] = *widths.as_slice() else {
        return None;
    };
    let len = kind.checked_add(first)?.checked_add(second)?;
    if len == 0 || len > 24 {
        return None;
    }
    let size = dict.get(b"Size").and_then(Object::as_size)?;
    let index = sizes(b"Index").unwrap_or_else(|| vec![0, size]);
    let mut rows = bytes.chunks_exact(len);
    let mut entries = Vec::new();
    for run in index.chunks_exact(2) {
        let [start, count] = *run else { return None };
        for number in start..start.checked_add(count)? {
            let Some(row) = rows.next() else {
                return Some(entries);
            };
            let (head, second) = row.split_at_checked(kind + first)?;
            let (head, first) = head.split_at_checked(kind)?;
            let kind = if kind == 0 { 1 } else { big(head) };
            let entry = entry(kind, big(first), big(second), shift)?;
            entries.push((u32::try_from(number).ok()?, entry));
        }
    }
    Some(entries)
}

fn entry(kind: usize, first: usize, second: usize, shift: usize) -> Option<Entry> {
    let (place, generation) = match kind {
        1 if first > 0 => (Place::At(first.saturating_add(shift)), second),
        2 => {
            let container = u32::try_from(first).ok()?;
            let index = u32::try_from(second).ok()?;
            (Place::Packed { container, index }, 0)
        }
        _ => (Place::Free, 0),
    };
    Some(Entry {
        place,
        generation: u16::try_from(generation).ok()?,
    })
}

fn big(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0_usize, |value, byte| value << 8 | usize::from(*byte))
}
