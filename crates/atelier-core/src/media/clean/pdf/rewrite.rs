//! Walks from the root over everything that can be reached, decides about each
//! entry by the rules, and writes it under a new number. What nothing leads to
//! is left behind.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::rules::{self, Role};
use super::{leftovers, pictures};
use crate::domain::receipt::{Carrier, Kept, RemovedKind, Warning};
use crate::media::clean::carriers::{Carriers, is_profile};
use crate::media::clean::{Broken, xmp};
use crate::media::pdf::file::File;
use crate::media::pdf::filters;
use crate::media::pdf::object::{Dict, Object, Reference, Stream, Thing, words};
use crate::media::pdf::writer::Writer;

/// What the table of a document's facts may say of it.
const FACTS: [(&[u8], Option<Kept>); 9] = [
    (b"Author", Some(Kept::Creator)),
    (b"CreationDate", Some(Kept::DocumentDates)),
    (b"Creator", None),
    (b"Keywords", Some(Kept::Keywords)),
    (b"ModDate", Some(Kept::DocumentDates)),
    (b"Producer", None),
    (b"Subject", Some(Kept::Description)),
    (b"Title", Some(Kept::Title)),
    (b"Trapped", None),
];

/// More streams than fit beside each other.
pub(super) const OVERLAP: Broken = Broken("parts of it lie over each other");

/// Writes the document anew.
pub(super) fn rewrite<'f>(
    file: &'f File<'f>,
    writer: Writer,
    carriers: &mut Carriers,
) -> Result<Vec<u8>, Broken> {
    const NO_PAGES: Broken = Broken("it has no pages");
    let mut rewrite = Rewrite {
        file,
        carriers,
        writer,
        numbers: BTreeMap::new(),
        packets: BTreeMap::new(),
        queue: VecDeque::new(),
        count: 0,
        left: file.len().saturating_mul(2),
    };
    let Some(Object::Reference(root)) = file.trailer().get(b"Root") else {
        return Err(NO_PAGES);
    };
    let catalogue = file.dict(file.trailer().get(b"Root"))?;
    if !file.dict(catalogue.get(b"Pages"))?.has(b"Kids") {
        return Err(NO_PAGES);
    }
    let mut trailer = Dict::default();
    let root = rewrite.number(*root, Role::Catalogue);
    trailer.set(b"Root", Object::Reference(root));
    let facts = rewrite.facts()?;
    if !facts.is_empty() {
        let info = rewrite.add(Job::Made(facts, None));
        trailer.set(b"Info", Object::Reference(info));
    }
    while let Some(job) = rewrite.queue.pop_front() {
        rewrite.work(job)?;
    }
    let mut reached: BTreeSet<Reference> = rewrite.numbers.into_keys().collect();
    reached.extend(rewrite.packets.into_keys());
    if let Some(Object::Reference(info)) = file.trailer().get(b"Info") {
        reached.insert(*info);
    }
    leftovers::look(file, &reached, rewrite.carriers)?;
    Ok(rewrite.writer.finish(trailer))
}

/// An object that has its number and waits to be written.
enum Job<'f> {
    Old(Reference, Role),
    Made(Dict<'f>, Option<Vec<u8>>),
}

struct Rewrite<'f, 'c> {
    file: &'f File<'f>,
    carriers: &'c mut Carriers,
    writer: Writer,
    /// The new numbers of objects.
    numbers: BTreeMap<Reference, Reference>,
    /// The new numbers of metadata, if anything of them stays.
    packets: BTreeMap<Reference, Option<Reference>>,
    queue: VecDeque<Job<'f>>,
    count: u32,
    /// How many bytes of streams may still be written: they are not more than the
    /// file has, unless they lie over each other.
    left: usize,
}

impl<'f> Rewrite<'f, '_> {
    /// Numbers an object in the order in which it will be written.
    fn add(&mut self, job: Job<'f>) -> Reference {
        self.count += 1;
        self.queue.push_back(job);
        Reference {
            number: self.count,
            generation: 0,
        }
    }

    fn number(&mut self, old: Reference, role: Role) -> Reference {
        if let Some(new) = self.numbers.get(&old) {
            return *new;
        }
        let new = self.add(Job::Old(old, role));
        self.numbers.insert(old, new);
        new
    }

    fn work(&mut self, job: Job<'f>) -> Result<(), Broken> {
        self.file.check_work()?;
        match job {
            Job::Made(dict, None) => self.writer.object(&Object::Dict(dict)),
            Job::Made(dict, Some(data)) => self.writer.stream(dict, &data),
            Job::Old(reference, role) => match self.file.get(reference)? {
                Thing::Value(value) => {
                    let value = self.value(value, role)?;
                    self.writer.object(&value);
                }
                Thing::Stream(stream) => self.stream(stream, role)?,
            },
        }
        Ok(())
    }

    /// Returns what stays of a value.
    fn value(&mut self, value: Object<'f>, role: Role) -> Result<Object<'f>, Broken> {
        self.file.check_work()?;
        if self.must_go(&value, role)? {
            return Ok(Object::Null);
        }
        Ok(match value {
            Object::Reference(old) if self.file.has(old) => {
                Object::Reference(self.number(old, role))
            }
            Object::Reference(_) => Object::Null,
            Object::Array(list) => {
                let has_gaps = matches!(role, Role::Annotation | Role::Viewport | Role::Action);
                let mut kept = Vec::with_capacity(list.len());
                for value in list {
                    let value = self.value(value, role)?;
                    if value != Object::Null || !has_gaps {
                        kept.push(value);
                    }
                }
                Object::Array(kept)
            }
            Object::Dict(dict) => Object::Dict(self.dict(dict, role, false)?),
            other => other,
        })
    }

    /// Decides about what goes as a whole: annotations with files, actions
    /// that run something, maps.
    fn must_go(&mut self, value: &Object<'f>, role: Role) -> Result<bool, Broken> {
        if !matches!(role, Role::Annotation | Role::Viewport | Role::Action) {
            return Ok(false);
        }
        let Object::Dict(dict) = self.file.resolve(value)? else {
            return Ok(false);
        };
        let gone = match role {
            Role::Annotation => match dict.name(b"Subtype") {
                Some(b"FileAttachment") => Some((Carrier::Attachment, RemovedKind::Attachment)),
                Some(kind) if rules::is_laden(kind) => {
                    Some((Carrier::Annotation, RemovedKind::Media))
                }
                _ => None,
            },
            Role::Action => match dict.name(b"S") {
                Some(kind) if !rules::is_harmless(kind) => {
                    Some((Carrier::Action, RemovedKind::Script))
                }
                _ if leads_to_place(&dict) => Some((Carrier::Action, RemovedKind::GpsPosition)),
                _ => None,
            },
            _ => match dict.get(b"Measure") {
                Some(measure) if !self.is_scale(measure)? => {
                    Some((Carrier::MapFrame, RemovedKind::MapReference))
                }
                _ => None,
            },
        };
        if let Some((carrier, kind)) = gone {
            self.carriers.drop(carrier, kind);
        }
        Ok(gone.is_some())
    }

    /// Tells a scale of a drawing, such as 1 to 50, from a place on a map.
    fn is_scale(&self, measure: &Object<'f>) -> Result<bool, Broken> {
        let measure = self.file.dict(Some(measure))?;
        Ok(measure.name(b"Subtype").is_none_or(|kind| kind == b"RL"))
    }

    fn dict(&mut self, dict: Dict<'f>, role: Role, is_stream: bool) -> Result<Dict<'f>, Broken> {
        let role = role.refined(&dict, is_stream);
        let is_note = role == Role::Annotation && !dict.is(b"Subtype", b"Widget");
        // What a program knows of a part: where it is built, who sells it.
        let is_facts = dict.is(b"O", b"UserProperties");
        let mut kept = Dict::default();
        for (key, value) in dict {
            if is_facts && key.as_ref() != b"O" {
                self.carriers
                    .drop(Carrier::PrivateBlock, RemovedKind::PrivateData);
                continue;
            }
            // Who wrote a note, and when, shows nothing.
            let is_byline = is_note && matches!(key.as_ref(), b"T" | b"M" | b"CreationDate");
            if is_byline && self.carriers.keeps_least() {
                self.carriers
                    .drop(Carrier::Annotation, RemovedKind::OtherMetadata);
                continue;
            }
            let value = self.entry(&key, value, role)?;
            if value != Object::Null {
                kept.insert(key, value);
            }
        }
        Ok(kept)
    }

    /// Returns what stays of an entry; nothing stays as nothing.
    fn entry(&mut self, key: &[u8], value: Object<'f>, role: Role) -> Result<Object<'f>, Broken> {
        if role == Role::Names {
            // Authors call their drawings as they like; words are no drawing.
            let kind = xmp::judge_name(&words(key)).filter(|_| matches!(value, Object::Text(_)));
            return match kind {
                Some(kind) => {
                    self.carriers.drop(Carrier::PrivateBlock, kind);
                    Ok(Object::Null)
                }
                None => self.value(value, role.child(key)),
            };
        }
        if !role.keeps(key) {
            let (carrier, kind) = rules::loss(key);
            self.carriers.drop(carrier, kind);
            return Ok(Object::Null);
        }
        if let Some(kind) = xmp::judge_name(&words(key)) {
            self.carriers.drop(Carrier::PrivateBlock, kind);
            return Ok(Object::Null);
        }
        match (key, &value) {
            (b"Metadata", _) => return self.metadata(&value),
            (b"Measure", _) if !self.is_scale(&value)? => {
                self.carriers
                    .drop(Carrier::MapFrame, RemovedKind::MapReference);
                return Ok(Object::Null);
            }
            (b"V", _) if role == Role::Annotation && self.is_signature(&value)? => {
                return Ok(Object::Null);
            }
            (_, Object::Text(text)) if rules::is_words(key) => {
                self.carriers.ledger.read_words(&words(text));
            }
            _ => {}
        }
        self.value(value, role.child(key))
    }

    /// Looks for a signature, which a changed file cannot prove any more. It
    /// may say in its own fields where it was given.
    fn is_signature(&mut self, value: &Object<'f>) -> Result<bool, Broken> {
        let Object::Dict(dict) = self.file.resolve(value)? else {
            return Ok(false);
        };
        let is_signature =
            dict.has(b"ByteRange") || dict.is(b"Type", b"Sig") || dict.is(b"Type", b"DocTimeStamp");
        if is_signature {
            self.carriers
                .drop(Carrier::Signature, RemovedKind::Signature);
            self.carriers
                .ledger
                .warnings
                .insert(Warning::SignatureRemoved);
            if dict.has(b"Location") {
                self.carriers.drop(Carrier::Signature, RemovedKind::Street);
            }
        }
        Ok(is_signature)
    }

    /// Returns what stays of metadata, as a stream of its own.
    fn metadata(&mut self, value: &Object<'f>) -> Result<Object<'f>, Broken> {
        let Object::Reference(old) = *value else {
            self.carriers
                .drop(Carrier::Xmp, RemovedKind::UnreadableBlock);
            return Ok(Object::Null);
        };
        if !self.packets.contains_key(&old) {
            let packet = match self.file.get(old)? {
                Thing::Stream(stream) => self.packet(&stream),
                Thing::Value(_) => None,
            };
            let new = packet.map(|(dict, packet)| self.add(Job::Made(dict, Some(packet))));
            self.packets.insert(old, new);
        }
        let new = self.packets.get(&old).copied().flatten();
        Ok(new.map_or(Object::Null, Object::Reference))
    }

    fn packet(&mut self, stream: &Stream<'f>) -> Option<(Dict<'f>, Vec<u8>)> {
        let plain = filters::undo(stream, self.file, self.file.room()).ok();
        let Some(plain) = plain.filter(|plain| plain.picture.is_none()) else {
            self.carriers
                .drop(Carrier::Xmp, RemovedKind::UnreadableBlock);
            return None;
        };
        let packet = self.carriers.xmp(&plain.bytes, Carrier::Xmp)?;
        let mut dict = Dict::default();
        dict.set(b"Subtype", Object::name(b"XML"));
        dict.set(b"Type", Object::name(b"Metadata"));
        Some((dict, packet))
    }

    fn stream(&mut self, mut stream: Stream<'f>, role: Role) -> Result<(), Broken> {
        if stream.dict.is(b"Type", b"Metadata") {
            match self.packet(&stream) {
                Some((dict, packet)) => self.writer.stream(dict, &packet),
                None => self.writer.object(&Object::Null),
            }
            return Ok(());
        }
        if stream.dict.is(b"Type", b"EmbeddedFile") {
            self.carriers
                .drop(Carrier::Attachment, RemovedKind::Attachment);
            self.writer.object(&Object::Null);
            return Ok(());
        }
        // Of the streams that tell no type, a profile alone counts its colours.
        if stream.dict.has(b"N") && !stream.dict.has(b"Type") {
            self.examine_profile(&stream)?;
        }
        let picture = pictures::clean(&mut stream, self.file, self.carriers)?;
        self.left = self.left.checked_sub(stream.data.len()).ok_or(OVERLAP)?;
        stream.dict.remove(b"Length");
        let dict = self.dict(stream.dict, role, true)?;
        self.writer
            .stream(dict, picture.as_deref().unwrap_or(stream.data));
        Ok(())
    }

    /// Refuses a colour profile that hides other metadata: what it colours would
    /// look otherwise without it.
    fn examine_profile(&self, stream: &Stream<'f>) -> Result<(), Broken> {
        let plain = filters::undo(stream, self.file, self.file.room());
        match plain {
            Ok(plain) if !is_profile(&plain.bytes) => {
                Err(Broken("a colour profile of it hides other metadata"))
            }
            _ => Ok(()),
        }
    }

    /// Returns what stays of the document's table of facts.
    fn facts(&mut self) -> Result<Dict<'f>, Broken> {
        let mut kept = Dict::default();
        let info = self.file.dict(self.file.trailer().get(b"Info"))?;
        for (key, value) in info {
            let fact = FACTS.iter().find(|(known, _)| *known == key.as_ref());
            let value = self.file.resolve(&value)?;
            let Some((_, kind)) = fact.filter(|_| !self.carriers.keeps_least()) else {
                self.lose_fact(&words(&key));
                continue;
            };
            match &value {
                Object::Text(text) => self.carriers.ledger.read_words(&words(text)),
                Object::Name(_) => {}
                _ => continue,
            }
            if let Some(kind) = kind {
                self.carriers.ledger.keep(*kind);
            }
            kept.insert(key, value);
        }
        Ok(kept)
    }

    fn lose_fact(&mut self, key: &str) {
        let kind = xmp::judge_name(key).unwrap_or(if self.carriers.keeps_least() {
            RemovedKind::OtherMetadata
        } else {
            RemovedKind::PrivateData
        });
        self.carriers.drop(Carrier::DocumentInfo, kind);
    }
}

/// Tells whether a link's address is nothing but a position.
fn leads_to_place(action: &Dict<'_>) -> bool {
    matches!(action.get(b"URI"), Some(Object::Text(address))
        if address.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"geo:")))
}
