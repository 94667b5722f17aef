//! The items of a HEIF file, and what becomes of each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::Broken;
use super::canvas::{Canvas, meets};
use super::tables::{self, Entry, ItemTable, Location, Reference, ReferenceTable, TWICE};
use super::{level, metadata, properties, verdict};
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::boxes::Part;

/// What becomes of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is picture: not a bit of it changes.
    Picture,
    /// It is an Exif block, which is cleaned.
    Exif,
    /// It is an XMP packet, which is cleaned.
    Xmp,
    /// It goes.
    Goes(Carrier, RemovedKind),
}

/// The items, as the tables of the file describe them.
pub(super) struct Items {
    entries: Vec<Entry>,
    /// Where the entry of each number stands.
    index: BTreeMap<u32, usize>,
    locations: BTreeMap<u32, Location>,
    references: BTreeMap<u32, Vec<Reference>>,
    primary: u32,
    /// What auxiliary pictures are for.
    purposes: BTreeMap<u32, Vec<u8>>,
    /// The box of small content.
    pub(super) idat: Option<Range<usize>>,
    /// Boxes in the tables that belong to none.
    strangers: Vec<Part>,
    /// Bytes in the tables that belong to none.
    rests: Vec<Range<usize>>,
}

/// The boxes of which there may be one.
const TABLES: [&[u8; 4]; 7] = [
    b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat",
];

impl Items {
    /// Reads the tables.
    pub(super) fn read(bytes: &[u8], meta: &Part) -> Result<Self, Broken> {
        let inner = level(bytes, meta.body.start + 4..meta.body.end)?;
        for table in TABLES {
            let same = inner.parts.iter().filter(|part| part.name == *table);
            if same.count() > 1 {
                return Err(Broken("a table of it comes twice"));
            }
        }
        let table = |name: &[u8; 4]| inner.first(name).ok_or(Broken("a table of it is missing"));
        let ItemTable {
            entries,
            strangers,
            rest,
        } = tables::entries(bytes, table(b"iinf")?)?;
        let (locations, behind) = tables::locations(bytes, table(b"iloc")?)?;
        let ReferenceTable {
            of: references,
            mut rests,
        } = match inner.first(b"iref") {
            Some(table) => tables::references(bytes, table)?,
            None => ReferenceTable::default(),
        };
        rests.extend([rest, behind]);
        let numbers = entries.iter().map(|entry| entry.id);
        let index: BTreeMap<u32, usize> = numbers.zip(0..).collect();
        if index.len() < entries.len() {
            return Err(TWICE);
        }
        let items = Self {
            entries,
            index,
            locations,
            references,
            primary: tables::primary(bytes, table(b"pitm")?)?,
            purposes: properties::purposes(bytes, table(b"iprp")?)?,
            idat: inner.first(b"idat").map(|part| part.body.clone()),
            strangers,
            rests,
        };
        items.within_reason(bytes)?;
        Ok(items)
    }

    /// Refuses tables that make much of few bytes.
    fn within_reason(&self, bytes: &[u8]) -> Result<(), Broken> {
        let extents = self.locations.values().flat_map(|place| &place.extents);
        let lengths = extents.fold(0_u64, |sum, (_, len)| sum.saturating_add(*len));
        if lengths > 4 * bytes.len() as u64 {
            return Err(Broken("its items lie over each other"));
        }
        if self.locations.values().any(|place| place.method > 1) {
            return Err(Broken("an item of it is made of parts of another"));
        }
        match self.entry(self.primary) {
            Some(entry) if verdict::is_picture(entry.kind) => Ok(()),
            Some(_) => Err(Broken("its picture is of a kind that nobody knows")),
            None => Err(Broken("the picture that it shows is missing")),
        }
    }

    fn entry(&self, id: u32) -> Option<&Entry> {
        self.index.get(&id).and_then(|at| self.entries.get(*at))
    }

    /// Tells whether an item holds or makes up a picture.
    pub(super) fn is_picture(&self, id: u32) -> bool {
        self.entry(id).is_some_and(|e| verdict::is_picture(e.kind))
    }

    fn references(&self, id: u32) -> &[Reference] {
        self.references.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Tells whether an item says this of some other.
    fn says(&self, id: u32, what: &[u8; 4]) -> bool {
        self.references(id).iter().any(|said| said.kind == *what)
    }

    /// Returns the pictures that metadata describes.
    fn about(&self, id: u32) -> Vec<u32> {
        let said = self.references(id).iter();
        let describes = said.filter(|said| said.kind == *b"cdsc");
        let mut about: Vec<u32> = describes.flat_map(|said| said.targets.clone()).collect();
        about.sort_unstable();
        about
    }

    /// Finds the bytes of an item; none when some lie elsewhere.
    fn extents(&self, bytes: &[u8], id: u32) -> Option<Vec<Range<usize>>> {
        let Some(place) = self.locations.get(&id) else {
            return Some(Vec::new());
        };
        let (base, end) = match (place.method, &self.idat) {
            (0, _) => (0, bytes.len()),
            (_, Some(idat)) => (idat.start, idat.end),
            _ => return None,
        };
        let range = |(at, len): &(u64, u64)| {
            let start = base.checked_add(usize::try_from(*at).ok()?)?;
            let past = start.checked_add(usize::try_from(*len).ok()?)?;
            (past <= end).then_some(start..past)
        };
        let found: Option<Vec<_>> = place.extents.iter().map(range).collect();
        found.filter(|_| !place.is_elsewhere)
    }

    /// Returns the items without which the picture is not what it was: what it
    /// is made of, how opaque it is, how bright.
    fn needed(&self) -> BTreeSet<u32> {
        let mut of_whom: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (&from, references) in &self.references {
            let purpose = self.purposes.get(&from);
            let is_needed = purpose.is_some_and(|text| verdict::is_needed_auxiliary(text))
                || self.entry_is(from, b"tmap");
            if !is_needed {
                continue;
            }
            let about = |said: &&Reference| matches!(&said.kind, b"auxl" | b"dimg");
            for id in references.iter().filter(about).flat_map(|r| &r.targets) {
                of_whom.entry(*id).or_default().push(from);
            }
        }
        let mut needed = BTreeSet::new();
        let mut waiting = vec![self.primary];
        while let Some(id) = waiting.pop() {
            if !needed.insert(id) {
                continue;
            }
            for said in self.references(id) {
                if matches!(&said.kind, b"dimg" | b"base" | b"exbl" | b"tbas" | b"pred") {
                    waiting.extend(&said.targets);
                }
            }
            waiting.extend(of_whom.get(&id).into_iter().flatten());
        }
        needed
    }

    fn entry_is(&self, id: u32, kind: &[u8; 4]) -> bool {
        self.entry(id).is_some_and(|entry| entry.kind == *kind)
    }
}

/// Decides about every item and overwrites what goes.
pub(super) fn clean(canvas: &mut Canvas<'_>, items: &Items) -> Result<(), Broken> {
    let needed = canvas.carriers.keeps_least().then(|| items.needed());
    let mut fates = Vec::with_capacity(items.entries.len());
    for entry in &items.entries {
        let fate = fate(canvas, items, entry, needed.as_ref());
        if fate == Fate::Picture {
            keep_picture(canvas, items, entry)?;
        }
        fates.push(fate);
    }
    let pictures = canvas.kept();
    let mut done = Done::default();
    for (entry, fate) in items.entries.iter().zip(fates) {
        let stays = match fate {
            Fate::Picture => true,
            Fate::Exif | Fate::Xmp => {
                keep_metadata(canvas, items, entry, fate, &pictures, &mut done)?
            }
            Fate::Goes(carrier, kind) => {
                leave_out(canvas, items, entry, (carrier, kind), &pictures);
                false
            }
        };
        if stays {
            name(canvas, entry);
        } else {
            bury(canvas, entry, items.references(entry.id));
        }
    }
    for part in &items.strangers {
        canvas.free(part);
    }
    for rest in &items.rests {
        canvas.wipe(rest.clone());
    }
    Ok(())
}

fn fate(canvas: &Canvas<'_>, items: &Items, entry: &Entry, needed: Option<&BTreeSet<u32>>) -> Fate {
    let words = metadata::Words::read(canvas.came(&entry.words), true);
    match &entry.kind {
        kind if verdict::is_picture(*kind) => match needed {
            Some(needed) if !needed.contains(&entry.id) => {
                let kind = if items.says(entry.id, b"thmb") {
                    RemovedKind::Thumbnail
                } else {
                    RemovedKind::SecondPicture
                };
                Fate::Goes(Carrier::SecondPicture, kind)
            }
            _ => Fate::Picture,
        },
        b"Exif" if needed.is_some() => Fate::Goes(Carrier::Exif, RemovedKind::OtherMetadata),
        b"Exif" => Fate::Exif,
        b"mime" if words.content_type == b"application/rdf+xml" => match needed {
            Some(_) => Fate::Goes(Carrier::Xmp, RemovedKind::OtherMetadata),
            None if words.encoding.is_empty() => Fate::Xmp,
            None => Fate::Goes(Carrier::Xmp, RemovedKind::UnreadableBlock),
        },
        b"jumb" => Fate::Goes(Carrier::ContentCredentials, RemovedKind::ContentCredentials),
        _ => Fate::Goes(Carrier::PrivateBlock, RemovedKind::PrivateData),
    }
}

/// Keeps every byte of a picture.
fn keep_picture(canvas: &mut Canvas<'_>, items: &Items, entry: &Entry) -> Result<(), Broken> {
    if entry.is_protected {
        return Err(Broken("its picture is encrypted"));
    }
    let extents = items
        .extents(canvas.bytes, entry.id)
        .ok_or(Broken("its picture lies elsewhere"))?;
    if extents.is_empty() && entry.id == items.primary && verdict::is_coded(entry.kind) {
        return Err(Broken("its picture has no bytes"));
    }
    for extent in extents {
        canvas.keep(extent)?;
    }
    let purpose = items.purposes.get(&entry.id);
    if entry.kind == *b"tmap" || purpose.is_some_and(|text| verdict::is_gain_map(text)) {
        canvas.carriers.ledger.keep(Kept::GainMap);
    }
    Ok(())
}

/// Which metadata was met already: each picture has one block of a kind.
#[derive(Default)]
struct Done {
    spoken_of: BTreeSet<(bool, Vec<u32>)>,
    /// Where metadata lies that stays: its beginnings and its ends.
    extents: BTreeMap<usize, usize>,
}

impl Done {
    /// Takes a range for metadata; tells whether no other had a part of it.
    fn takes(&mut self, range: &Range<usize>) -> bool {
        let before = self.extents.range(..range.end).next_back();
        let is_free = before.is_none_or(|(_, end)| *end <= range.start);
        self.extents.insert(range.start, range.end);
        is_free
    }
}

/// Cleans an Exif block or XMP packet where it lies; tells whether it stays.
fn keep_metadata(
    canvas: &mut Canvas<'_>,
    items: &Items,
    entry: &Entry,
    fate: Fate,
    pictures: &[Range<usize>],
    done: &mut Done,
) -> Result<bool, Broken> {
    let is_exif = fate == Fate::Exif;
    let carrier = if is_exif { Carrier::Exif } else { Carrier::Xmp };
    let extents = items.extents(canvas.bytes, entry.id).unwrap_or_default();
    let is_readable = extents.iter().all(|extent| canvas.is_content(extent));
    if extents.is_empty() || !is_readable || entry.is_protected {
        let what = (carrier, RemovedKind::UnreadableBlock);
        leave_out(canvas, items, entry, what, pictures);
        return Ok(false);
    }
    if !done.spoken_of.insert((is_exif, items.about(entry.id))) {
        let carrier = if is_exif {
            Carrier::SecondExif
        } else {
            carrier
        };
        let what = (carrier, RemovedKind::SecondCopy);
        leave_out(canvas, items, entry, what, pictures);
        return Ok(false);
    }
    if !extents
        .iter()
        .all(|extent| done.takes(extent) && !meets(extent, pictures))
    {
        return Err(Broken("its metadata lies over other parts of it"));
    }
    let mut content = joined(canvas, &extents);
    let stays = if is_exif {
        metadata::exif(&mut content, canvas.carriers)
    } else {
        metadata::xmp(&mut content, canvas.carriers)
    };
    let mut rest = content.as_slice();
    for extent in extents {
        if let Some((part, behind)) = rest.split_at_checked(extent.len()).filter(|_| stays) {
            canvas.put(extent.start, part);
            rest = behind;
            canvas.keep(extent)?;
        } else {
            canvas.leave_out(extent);
        }
    }
    Ok(stays)
}

fn joined(canvas: &Canvas<'_>, extents: &[Range<usize>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = extents.iter().map(|extent| canvas.came(extent)).collect();
    parts.concat()
}

/// Records an item that goes, and what was in it.
fn leave_out(
    canvas: &mut Canvas<'_>,
    items: &Items,
    entry: &Entry,
    (carrier, kind): (Carrier, RemovedKind),
    pictures: &[Range<usize>],
) {
    let mut extents = items.extents(canvas.bytes, entry.id).unwrap_or_default();
    // Layers of a picture share their bytes with it: these stay.
    extents.retain(|extent| canvas.is_content(extent) && !meets(extent, pictures));
    let content = joined(canvas, &extents);
    let is_zero = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0);
    let is_buried = matches!(&entry.kind, b"free" | b"\0\0\0\0")
        && is_zero(&content)
        && is_zero(canvas.came(&entry.words));
    if !is_buried {
        canvas.carriers.drop_block(carrier, kind, &content);
    }
    for extent in extents {
        canvas.leave_out(extent);
    }
}

/// Blanks the name of an item that stays, unless programs write it.
fn name(canvas: &mut Canvas<'_>, entry: &Entry) {
    let came = canvas.came(&entry.words);
    let words = metadata::Words::read(came, entry.kind == *b"mime");
    let plain = words.without_name(came.len());
    if !verdict::is_plain_name(words.name) || words.has_rest {
        canvas.carriers.drop(Carrier::Comment, RemovedKind::Comment);
        canvas.put(entry.words.start, &plain);
    }
}

/// Makes a hidden item of no known kind and without words of one that goes. It
/// says nothing of others any more.
fn bury(canvas: &mut Canvas<'_>, entry: &Entry, references: &[Reference]) {
    for said in references {
        canvas.put(said.kind_at, b"free");
    }
    if let Some(at) = entry.kind_at {
        canvas.put(at, b"free");
        let flags = canvas.came(&(entry.flags_at..entry.flags_at + 1));
        let hidden = flags.first().copied().unwrap_or(0) | 1;
        canvas.put(entry.flags_at, &[hidden]);
    }
    canvas.fill(entry.words.clone(), 0);
}
