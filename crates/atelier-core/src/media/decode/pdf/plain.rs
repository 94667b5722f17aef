//! Plain: the first page as a document of its own, with every stream unpacked
//! but those that are pictures.
//!
//! What unpacks to more than a page needs is refused here, before anybody who
//! trusts lengths reads it. Whatever does not show (links, scripts, other
//! pages) stays behind.

use std::collections::{BTreeMap, VecDeque};

use super::{pictures, points};
use crate::media::clean::Broken;
use crate::media::pdf::file::File;
use crate::media::pdf::filters;
use crate::media::pdf::object::{Dict, Object, Reference, Stream, Thing};
use crate::media::pdf::page::{self, Area};
use crate::media::pdf::writer::Writer;

/// What all of a page may unpack to, in bytes.
const ROOM: usize = 96 << 20;
/// What one part of it may unpack to that is no picture.
const MOST_OF_ONE: usize = 16 << 20;
/// How many objects a page may lead to.
const MOST_OBJECTS: usize = 200_000;

const TOO_MANY: Broken = Broken("it is made of too many parts");
const TOO_MUCH: Broken = Broken("it unpacks to more than a page needs");

/// What shows nothing, or leads away from the page.
const LEADS_AWAY: [&[u8]; 8] = [
    b"Parent",
    b"Metadata",
    b"PieceInfo",
    b"StructParent",
    b"StructParents",
    b"Alternates",
    b"OPI",
    b"LastModified",
];
/// What of a note decides about its looks.
const LOOKS: [&[u8]; 6] = [b"Subtype", b"Rect", b"AP", b"AS", b"F", b"OC"];

/// A document of one page.
pub(super) struct Plain {
    /// The document.
    pub(super) bytes: Vec<u8>,
    /// What is shown of the page.
    pub(super) area: Area,
    /// How far it is turned to the right, in degrees.
    pub(super) turned: u16,
    /// The longest of its parts.
    pub(super) longest: Longest,
}

/// The most bytes of the parts of a kind: what drawing it once may cost, where
/// the library does not tell which part it draws.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Longest {
    /// Drawings within the drawing.
    pub(super) form: usize,
    /// What is drawn as a pattern.
    pub(super) pattern: usize,
    /// What letters are drawn by, where they are drawings.
    pub(super) letter: usize,
    /// A program that computes colours.
    pub(super) program: usize,
}

impl Plain {
    /// Takes the first page out of a document.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, Broken> {
        let file = crate::media::pdf::open(bytes)?;
        let page = page::first(&file)?;
        let mut walk = Walk {
            file: &file,
            writer: Writer::new(b"1.7", 0),
            numbers: BTreeMap::new(),
            queue: VecDeque::new(),
            count: 3,
            room: ROOM,
            longest: Longest::default(),
        };
        walk.frame(&page)?;
        while let Some((reference, role)) = walk.queue.pop_front() {
            match walk.file.get(reference)? {
                Thing::Value(value) => {
                    let value = walk.value(value, role)?;
                    walk.writer.object(&value);
                }
                Thing::Stream(stream) => walk.stream(stream, role)?,
            }
        }
        let mut trailer = Dict::default();
        trailer.set(b"Root", own(1));
        Ok(Self {
            bytes: walk.writer.finish(trailer),
            area: page.area,
            turned: page.turned,
            longest: walk.longest,
        })
    }
}

/// What a stream is, where only the way to it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// What the page, or a drawing within it, consists of.
    Content,
    /// The drawing of a letter.
    Letter,
    /// Anything else.
    Other,
}

struct Walk<'f, 'a> {
    file: &'f File<'a>,
    writer: Writer,
    numbers: BTreeMap<Reference, u32>,
    queue: VecDeque<(Reference, Role)>,
    count: u32,
    room: usize,
    longest: Longest,
}

fn own(number: u32) -> Object<'static> {
    Object::Reference(Reference {
        number,
        generation: 0,
    })
}

fn number<'a>(value: f64) -> Object<'a> {
    Object::Number(value.to_string().into_bytes().into())
}

impl<'f> Walk<'f, '_> {
    /// Writes the root, the branch and the page, which have the first numbers.
    fn frame(&mut self, page: &page::Page<'f>) -> Result<(), Broken> {
        let root = self.file.dict(self.file.trailer().get(b"Root"))?;
        let mut catalogue = Dict::default();
        catalogue.set(b"Type", Object::name(b"Catalog"));
        catalogue.set(b"Pages", own(2));
        if let Some(layers) = root.get(b"OCProperties").cloned() {
            let layers = self.value(layers, Role::Other)?;
            catalogue.set(b"OCProperties", layers);
        }
        let mut pages = Dict::default();
        pages.set(b"Type", Object::name(b"Pages"));
        pages.set(b"Kids", Object::Array(vec![own(3)]));
        pages.set(b"Count", number(1.0));

        let Area {
            left,
            bottom,
            right,
            top,
        } = page.area;
        let paper = [left, bottom, right, top].map(number).to_vec();
        let mut leaf = Dict::default();
        leaf.set(b"Type", Object::name(b"Page"));
        leaf.set(b"Parent", own(2));
        leaf.set(b"MediaBox", Object::Array(paper));
        let resources = self.value(page.resources.clone(), Role::Other)?;
        leaf.set(b"Resources", resources);
        if let Some(contents) = page.dict.get(b"Contents").cloned() {
            let contents = self.value(contents, Role::Content)?;
            leaf.set(b"Contents", contents);
        }
        let notes = self.notes(page.dict.get(b"Annots"))?;
        leaf.set(b"Annots", Object::Array(notes));
        for dict in [catalogue, pages, leaf] {
            self.writer.object(&Object::Dict(dict));
        }
        Ok(())
    }

    /// Keeps the looks of notes and form fields.
    fn notes(&mut self, list: Option<&Object<'f>>) -> Result<Vec<Object<'f>>, Broken> {
        let Some(Object::Array(list)) = list.map(|list| self.file.resolve(list)).transpose()?
        else {
            return Ok(Vec::new());
        };
        let mut notes = Vec::new();
        for note in list {
            let note = self.file.dict(Some(&note))?;
            let mut looks = Dict::default();
            for (key, value) in note {
                if LOOKS.contains(&key.as_ref()) {
                    looks.insert(key, self.value(value, Role::Other)?);
                }
            }
            if looks.has(b"AP") && !looks.is(b"Subtype", b"Popup") {
                notes.push(Object::Dict(looks));
            }
        }
        Ok(notes)
    }

    /// Returns a value with the new numbers of what it leads to.
    fn value(&mut self, value: Object<'f>, role: Role) -> Result<Object<'f>, Broken> {
        Ok(match value {
            Object::Reference(old) if self.file.has(old) => own(self.number(old, role)?),
            Object::Reference(_) => Object::Null,
            Object::Array(list) => {
                let list = list.into_iter().map(|value| self.value(value, role));
                Object::Array(list.collect::<Result<_, _>>()?)
            }
            Object::Dict(dict) => Object::Dict(self.dict(dict, role)?),
            other => other,
        })
    }

    fn dict(&mut self, dict: Dict<'f>, role: Role) -> Result<Dict<'f>, Broken> {
        let mut kept = Dict::default();
        for (key, value) in dict {
            if LEADS_AWAY.contains(&key.as_ref()) {
                continue;
            }
            let role = match key.as_ref() {
                b"CharProcs" => Role::Letter,
                _ => role,
            };
            let value = self.value(value, role)?;
            if value != Object::Null {
                kept.insert(key, value);
            }
        }
        Ok(kept)
    }

    fn number(&mut self, old: Reference, role: Role) -> Result<u32, Broken> {
        if let Some(new) = self.numbers.get(&old) {
            return Ok(*new);
        }
        if self.numbers.len() >= MOST_OBJECTS {
            return Err(TOO_MANY);
        }
        self.count += 1;
        self.numbers.insert(old, self.count);
        self.queue.push_back((old, role));
        Ok(self.count)
    }

    fn stream(&mut self, mut stream: Stream<'f>, role: Role) -> Result<(), Broken> {
        let is_picture = stream.dict.is(b"Subtype", b"Image");
        let limit = if is_picture {
            pictures::room(&stream.dict, self.file)?
        } else {
            MOST_OF_ONE
        };
        let plain = filters::undo(&stream, self.file, limit.min(self.room))?;
        self.room = self.room.checked_sub(plain.bytes.len()).ok_or(TOO_MUCH)?;
        for key in [&b"Filter"[..], b"DecodeParms", b"Length", b"F", b"DL"] {
            stream.dict.remove(key);
        }
        if let Some(filter) = plain.picture {
            if !is_picture {
                return Err(Broken("a picture of it is where none can be"));
            }
            pictures::check(&filter, &plain.bytes, &stream.dict, self.file)?;
            let name = Object::Name(filter.name.into());
            stream.dict.set(b"Filter", name);
            stream
                .dict
                .set(b"DecodeParms", Object::Dict(filter.settings));
        } else if !is_picture {
            self.note(&stream.dict, role, &plain.bytes)?;
        }
        let is_form = stream.dict.is(b"Subtype", b"Form");
        let dict = self.dict(stream.dict, Role::Other)?;
        if is_form {
            // The mark tells the meter how long the drawing is that begins.
            let marked = super::measure::marked(&plain.bytes);
            self.writer.stream(dict, &marked);
        } else {
            self.writer.stream(dict, &plain.bytes);
        }
        Ok(())
    }

    /// Remembers how long a part is, and refuses lines without end.
    fn note(&mut self, dict: &Dict<'f>, role: Role, bytes: &[u8]) -> Result<(), Broken> {
        let longest = &mut self.longest;
        let is_drawn = if dict.is(b"Subtype", b"Form") {
            longest.form = longest.form.max(bytes.len());
            true
        } else if dict.has(b"PatternType") {
            longest.pattern = longest.pattern.max(bytes.len());
            true
        } else if role == Role::Letter {
            longest.letter = longest.letter.max(bytes.len());
            true
        } else {
            role == Role::Content
        };
        if dict.has(b"FunctionType") && dict.get(b"FunctionType") == Some(&number(4.0)) {
            longest.program = longest.program.max(bytes.len());
        }
        if is_drawn {
            points::check(bytes)?;
        }
        Ok(())
    }
}
