//! A table made anew for a file whose own cannot be followed: every object is
//! looked for in the bytes, and the last of each number counts.

use std::collections::BTreeMap;

use memchr::memmem::{find, rfind_iter};

use super::file::{File, direct_data};
use super::object::{Dict, Object};
use super::parser::{self, Indirect, Parser, is_regular, is_space};
use super::xref::{Contents, Entry, Place, check_count};
use crate::media::clean::Broken;

/// How many trailers are looked at.
const MOST_TRAILERS: usize = 16;
/// How often the bytes of a file may be read in vain.
const MOST_PASSES: usize = 8;

/// Finds the objects of a file by itself.
pub(in crate::media) fn scan(bytes: &[u8]) -> Result<Contents<'_>, Broken> {
    let mut scan = Scan {
        bytes,
        contents: Contents::default(),
        containers: Vec::new(),
        catalogue: None,
        in_vain: 0,
        has_ends: true,
    };
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| find(rest, b"obj")) {
        at = scan.object(at, at + found)?;
    }
    scan.packed()?;
    scan.trailer()?;
    Ok(scan.contents)
}

struct Scan<'a> {
    bytes: &'a [u8],
    contents: Contents<'a>,
    containers: Vec<u32>,
    catalogue: Option<Object<'a>>,
    in_vain: usize,
    has_ends: bool,
}

impl<'a> Scan<'a> {
    /// Looks at the word "obj" at `word`; returns where to look next.
    fn object(&mut self, from: usize, word: usize) -> Result<usize, Broken> {
        let next = word + 3;
        let Some(start) = header_start(self.bytes, from, word) else {
            return Ok(next);
        };
        let mut parser = Parser::new(self.bytes, start);
        let Ok(found) = parser.indirect() else {
            self.in_vain += parser.at - start;
            if self.in_vain > self.bytes.len().saturating_mul(MOST_PASSES) {
                return Err(Broken("too much of it cannot be read"));
            }
            self.unreadable(start);
            return Ok(next);
        };
        let end = self.end(&found);
        let (place, generation) = (Place::At(start), found.reference.generation);
        let entry = Entry { place, generation };
        let number = found.reference.number;
        if let Some(older) = self.contents.entries.insert(number, entry) {
            self.contents.replaced.push(older);
        }
        let count = self.contents.entries.len() + self.contents.replaced.len();
        check_count(count, self.bytes)?;
        let reference = Object::Reference(found.reference);
        let is_stream = found.data.is_some();
        if let Object::Dict(dict) = found.value {
            self.note(number, reference, dict, is_stream);
        }
        Ok(end.max(next))
    }

    /// Remembers an object that cannot be read, so that whoever needs it is
    /// told so.
    fn unreadable(&mut self, start: usize) {
        if let Some(reference) = parser::header(&mut Parser::new(self.bytes, start)) {
            let (place, generation) = (Place::At(start), reference.generation);
            let entry = Entry { place, generation };
            let entries = &mut self.contents.entries;
            entries.entry(reference.number).or_insert(entry);
        }
    }

    /// Remembers what leads to other objects.
    fn note(&mut self, number: u32, reference: Object<'a>, dict: Dict<'a>, is_stream: bool) {
        if dict.is(b"Type", b"Catalog") && dict.has(b"Pages") {
            self.catalogue = Some(reference);
        } else if is_stream && dict.is(b"Type", b"ObjStm") {
            self.containers.retain(|known| *known != number);
            self.containers.push(number);
        } else if is_stream && dict.is(b"Type", b"XRef") && dict.has(b"Root") {
            self.contents.trailer = dict;
        }
    }

    /// Finds where an object ends, past its stream.
    fn end(&mut self, found: &Indirect<'a>) -> usize {
        let (Some(start), Some(dict)) = (found.data, found.value.as_dict()) else {
            return found.end;
        };
        if !self.has_ends {
            return found.end;
        }
        match direct_data(self.bytes, dict, start) {
            Some(data) => start + data.len(),
            None => {
                self.has_ends = false;
                found.end
            }
        }
    }

    /// Adds the objects inside object streams that lie nowhere else.
    fn packed(&mut self) -> Result<(), Broken> {
        if self.containers.is_empty() {
            return Ok(());
        }
        let entries = std::mem::take(&mut self.contents.entries);
        let contents = Contents {
            entries,
            ..Contents::default()
        };
        let file = File::open(self.bytes, contents)?;
        let mut packed = BTreeMap::new();
        let mut room = file.room();
        for container in &self.containers {
            let numbers = file.packed_numbers(*container, &mut room)?;
            for (index, number) in (0..).zip(numbers) {
                let container = *container;
                let place = Place::Packed { container, index };
                let generation = 0;
                packed.insert(number, Entry { place, generation });
            }
        }
        self.contents.entries = file.contents().entries.clone();
        for (number, entry) in packed {
            self.contents.entries.entry(number).or_insert(entry);
        }
        Ok(())
    }

    /// Takes the last trailer with a root, or makes one of the last catalogue.
    fn trailer(&mut self) -> Result<(), Broken> {
        for at in rfind_iter(self.bytes, b"trailer").take(MOST_TRAILERS) {
            let value = Parser::new(self.bytes, at + b"trailer".len()).value();
            let Ok(Object::Dict(trailer)) = value else {
                continue;
            };
            if trailer.has(b"Encrypt") {
                return Err(Broken("it is protected"));
            }
            if trailer.has(b"Root") {
                self.contents.trailer = trailer;
                return Ok(());
            }
        }
        if self.contents.trailer.has(b"Encrypt") {
            return Err(Broken("it is protected"));
        }
        if self.contents.trailer.has(b"Root") {
            return Ok(());
        }
        let root = self.catalogue.take().ok_or(Broken("it has no pages"))?;
        self.contents.trailer.set(b"Root", root);
        Ok(())
    }
}

/// Goes back from "obj" over two numbers, to where they begin.
fn header_start(bytes: &[u8], from: usize, word: usize) -> Option<usize> {
    if bytes.get(word + 3).is_some_and(|byte| is_regular(*byte)) {
        return None;
    }
    let back = |mut at: usize, within: fn(u8) -> bool| {
        while at > from && bytes.get(at - 1).is_some_and(|byte| within(*byte)) {
            at -= 1;
        }
        at
    };
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let gap = back(word, is_space);
    let generation = back(gap, is_digit);
    let middle = back(generation, is_space);
    let number = back(middle, is_digit);
    (gap > generation && generation > middle && middle > number).then_some(number)
}
