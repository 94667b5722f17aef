//! A PDF that can be asked for its objects, one at a time.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem::find;

use super::filters::{self, BOMB};
use super::object::{Dict, Object, Reference, Stream, Thing};
use super::parser::{self, Parser};
use super::xref::{Contents, Place};
use crate::media::clean::Broken;

/// What a part, or all object streams together, may unpack to, beside four times
/// the file.
const ROOM: usize = 16 << 20;
/// How much may be read and unpacked in all, beside what a second takes: so
/// often the file.
const MOST_WORK: usize = 64;
/// What may be read and unpacked of the smallest file; no second is needed for it.
const LEAST_WORK: usize = 64 << 20;
/// Its parts are read again and again, or unpack to far more than they are.
pub(in crate::media) const TOO_LONG: Broken = Broken("it takes too long to read through");
/// How many references may lead to one value.
const MOST_HOPS: usize = 16;

/// The objects of a file.
#[derive(Debug, Default)]
pub(in crate::media) struct File<'a> {
    bytes: &'a [u8],
    contents: Contents<'a>,
    packs: BTreeMap<u32, Pack>,
    /// Bytes read and unpacked up to now, however often.
    work: Cell<usize>,
}

/// An unpacked object stream.
#[derive(Debug)]
struct Pack {
    plain: Vec<u8>,
    /// The number of each object, and where it begins.
    places: Vec<(u32, usize)>,
}

impl<'a> File<'a> {
    /// Unpacks the object streams that the contents refer to.
    pub(in crate::media) fn open(bytes: &'a [u8], contents: Contents<'a>) -> Result<Self, Broken> {
        let mut file = Self {
            bytes,
            contents,
            ..Self::default()
        };
        let containers: BTreeSet<u32> = file
            .contents
            .entries
            .values()
            .filter_map(|entry| match entry.place {
                Place::Packed { container, .. } => Some(container),
                _ => None,
            })
            .collect();
        let mut room = file.room();
        let mut packs = BTreeMap::new();
        for container in containers {
            let pack = file.unpack(container, room)?;
            room = room.checked_sub(pack.plain.len()).ok_or(BOMB)?;
            packs.insert(container, pack);
        }
        file.packs = packs;
        Ok(file)
    }

    pub(in crate::media) fn trailer(&self) -> &Dict<'a> {
        &self.contents.trailer
    }

    pub(in crate::media) fn contents(&self) -> &Contents<'a> {
        &self.contents
    }

    /// How long the file is.
    pub(in crate::media) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// How much the parts of this file may unpack to, each.
    pub(in crate::media) fn room(&self) -> usize {
        self.bytes.len().saturating_mul(4).saturating_add(ROOM)
    }

    /// Writes down that bytes were read or unpacked.
    pub(super) fn spend(&self, bytes: usize) {
        self.work.set(self.work.get().saturating_add(bytes));
    }

    /// Refuses a file whose parts are read again and again, or unpack to far
    /// more than they are: it would take longer than its size lets expect.
    ///
    /// # Errors
    /// When more was read and unpacked than any honest file needs.
    pub(in crate::media) fn check_work(&self) -> Result<(), Broken> {
        let most = self.bytes.len().saturating_mul(MOST_WORK);
        if self.work.get() > most.saturating_add(LEAST_WORK) {
            return Err(TOO_LONG);
        }
        Ok(())
    }

    fn unpack(&self, container: u32, room: usize) -> Result<Pack, Broken> {
        const BAD: Broken = Broken("an object stream of it cannot be read");
        let Some(Place::At(at)) = self.contents.entries.get(&container).map(|e| e.place) else {
            return Err(BAD);
        };
        let Thing::Stream(stream) = self.at(at, |reference| reference.number == container)? else {
            return Err(BAD);
        };
        let plain = filters::undo(&stream, self, room)?;
        let first = stream.dict.get(b"First").and_then(Object::as_size);
        let count = stream.dict.get(b"N").and_then(Object::as_size);
        let (Some(first), Some(count)) = (first, count) else {
            return Err(BAD);
        };
        let head = plain.bytes.get(..first).ok_or(BAD)?;
        let mut parser = Parser::new(head, 0);
        let mut places = Vec::new();
        for _ in 0..count {
            let (Some(number), Some(at)) = (parser.digits(), parser.digits::<usize>()) else {
                break;
            };
            places.push((number, first.saturating_add(at)));
        }
        Ok(Pack {
            plain: plain.bytes.into_owned(),
            places,
        })
    }

    /// Lists the objects of an object stream, for a table that is made anew; takes
    /// what it unpacks to off `room`.
    pub(in crate::media) fn packed_numbers(
        &self,
        container: u32,
        room: &mut usize,
    ) -> Result<Vec<u32>, Broken> {
        let pack = self.unpack(container, *room)?;
        *room = room.checked_sub(pack.plain.len()).ok_or(BOMB)?;
        Ok(pack.places.into_iter().map(|(number, _)| number).collect())
    }

    /// Tells whether there is such an object.
    pub(in crate::media) fn has(&self, reference: Reference) -> bool {
        self.contents
            .entries
            .get(&reference.number)
            .is_some_and(|entry| {
                entry.generation == reference.generation && entry.place != Place::Free
            })
    }

    /// Reads an object; one that is not there is nothing.
    pub(in crate::media) fn get(&self, reference: Reference) -> Result<Thing<'_>, Broken> {
        if !self.has(reference) {
            return Ok(Thing::Value(Object::Null));
        }
        match self
            .contents
            .entries
            .get(&reference.number)
            .map(|e| e.place)
        {
            Some(Place::At(at)) => self.at(at, |found| found == reference),
            Some(Place::Packed { container, index }) => {
                self.packed(reference.number, container, index)
            }
            _ => Ok(Thing::Value(Object::Null)),
        }
    }

    /// Reads whatever object lies at a place.
    pub(in crate::media) fn at(
        &self,
        at: usize,
        is_wanted: impl FnOnce(Reference) -> bool,
    ) -> Result<Thing<'_>, Broken> {
        let found = self.indirect(at)?;
        if !is_wanted(found.reference) {
            return Err(Broken("an object of it is not where it should be"));
        }
        match (found.value, found.data) {
            (Object::Dict(dict), Some(start)) => {
                let len = self.length(&dict);
                let data =
                    data(self.bytes, start, len).ok_or(Broken("a stream of it is cut short"))?;
                if len != Some(data.len()) {
                    self.spend(data.len());
                }
                Ok(Thing::Stream(Stream { dict, data }))
            }
            (value, _) => Ok(Thing::Value(value)),
        }
    }

    fn indirect(&self, at: usize) -> Result<parser::Indirect<'a>, Broken> {
        let found = parser::indirect(self.bytes, at)?;
        self.spend(found.end.saturating_sub(at));
        Ok(found)
    }

    fn packed(&self, number: u32, container: u32, index: u32) -> Result<Thing<'_>, Broken> {
        const LOST: Broken = Broken("an object of it is not where it should be");
        let pack = self.packs.get(&container).ok_or(LOST)?;
        let place = match pack.places.get(index as usize) {
            Some((found, at)) if *found == number => Some(*at),
            _ => {
                self.spend(pack.places.len());
                let mut places = pack.places.iter();
                places
                    .find(|(found, _)| *found == number)
                    .map(|(_, at)| *at)
            }
        };
        let start = place.ok_or(LOST)?;
        let mut parser = Parser::new(&pack.plain, start);
        let value = parser.value()?;
        self.spend(parser.at.saturating_sub(start));
        Ok(Thing::Value(value))
    }

    /// Follows references to a value. A stream is none.
    pub(in crate::media) fn resolve<'s>(
        &'s self,
        value: &Object<'s>,
    ) -> Result<Object<'s>, Broken> {
        let Object::Reference(mut reference) = *value else {
            return Ok(value.clone());
        };
        for _ in 0..MOST_HOPS {
            match self.get(reference)? {
                Thing::Value(Object::Reference(next)) => reference = next,
                Thing::Value(value) => return Ok(value),
                Thing::Stream(_) => return Ok(Object::Null),
            }
        }
        Err(Broken("its objects refer to each other in a circle"))
    }

    /// Resolves a value that should be a dictionary.
    pub(in crate::media) fn dict<'s>(
        &'s self,
        value: Option<&Object<'s>>,
    ) -> Result<Dict<'s>, Broken> {
        match value.map(|value| self.resolve(value)).transpose()? {
            Some(Object::Dict(dict)) => Ok(dict),
            _ => Ok(Dict::default()),
        }
    }

    /// Reads the length of a stream, which may be an object of its own.
    fn length(&self, dict: &Dict<'_>) -> Option<usize> {
        let reference = match dict.get(b"Length")? {
            Object::Reference(reference) => *reference,
            other => return other.as_size(),
        };
        let entry = self.contents.entries.get(&reference.number)?;
        match entry.place {
            Place::At(at) => self.indirect(at).ok()?.value.as_size(),
            Place::Packed { container, index } => {
                match self.packed(reference.number, container, index).ok()? {
                    Thing::Value(value) => value.as_size(),
                    Thing::Stream(_) => None,
                }
            }
            Place::Free => None,
        }
    }
}

/// Returns the bytes of a stream whose length needs no looking up.
pub(in crate::media) fn direct_data<'a>(
    bytes: &'a [u8],
    dict: &Dict<'_>,
    start: usize,
) -> Option<&'a [u8]> {
    let len = dict.get(b"Length").and_then(Object::as_size);
    data(bytes, start, len)
}

/// Returns the bytes of a stream. A length that leads astray is not believed:
/// then the stream goes up to its end mark.
fn data(bytes: &[u8], start: usize, len: Option<usize>) -> Option<&[u8]> {
    let is_end = |at: usize| {
        let mut parser = Parser::new(bytes, at);
        parser.skip_space();
        bytes
            .get(parser.at..)
            .is_some_and(|rest| rest.starts_with(b"endstream"))
    };
    let end = len.and_then(|len| start.checked_add(len));
    if let Some(end) = end.filter(|end| *end <= bytes.len() && is_end(*end)) {
        return bytes.get(start..end);
    }
    let rest = bytes.get(start..)?;
    let data = rest.get(..find(rest, b"endstream")?)?;
    let ends: [&[u8]; 3] = [b"\r\n", b"\n", b"\r"];
    let trimmed = ends.iter().find_map(|end| data.strip_suffix(*end));
    Some(trimmed.unwrap_or(data))
}
