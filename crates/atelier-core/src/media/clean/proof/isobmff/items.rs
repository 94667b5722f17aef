//! The items of a HEIF file as the second reader sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::{Sight, View, contains, split};
use super::{Atom, first, is_handler, is_short_word, is_zero, number, within};

/// Kinds of items that are picture.
const PICTURES: [&[u8]; 17] = [
    b"hvc1", b"hev1", b"hvt1", b"lhv1", b"av01", b"avc1", b"vvc1", b"evc1", b"jpeg", b"j2k1",
    b"unci", b"mski", b"grid", b"iden", b"iovl", b"tmap", b"tili",
];

/// Properties that a picture is shown by.
const SHOWN_BY: [&[u8]; 38] = [
    b"ispe", b"pixi", b"pasp", b"clap", b"irot", b"imir", b"colr", b"auxC", b"hvcC", b"lhvC",
    b"av1C", b"avcC", b"vvcC", b"evcC", b"j2kH", b"jpgC", b"a1op", b"a1lx", b"lsel", b"rloc",
    b"iscl", b"clli", b"mdcv", b"cclv", b"amve", b"reve", b"ndwt", b"rref", b"oinf", b"tols",
    b"tilC", b"uncC", b"cmpd", b"cpal", b"cloc", b"splz", b"sbpm", b"mskC",
];

/// Properties that say how a picture was taken.
const SAYS_HOW: [&[u8]; 15] = [
    b"cmin", b"cmex", b"aebr", b"wbbr", b"fobr", b"afbr", b"dobr", b"crtt", b"mdft", b"cpat",
    b"prdi", b"snuc", b"disi", b"cmpC", b"icef",
];

/// An entry of the table of items.
#[derive(Debug)]
struct Item<'a> {
    kind: &'a [u8],
    words: Vec<&'a [u8]>,
    pieces: Vec<&'a [u8]>,
}

type Items<'a> = BTreeMap<u64, Item<'a>>;

/// Looks at every item; returns the boxes in which their content may lie.
pub(super) fn look<'a>(
    bytes: &'a [u8],
    meta: Atom<'a>,
    view: &mut View<'a>,
    used: &mut Vec<Range<usize>>,
) -> Option<Vec<Atom<'a>>> {
    let atoms = within(&meta, 4)?;
    let idat = first(&atoms, b"idat");
    let mut items = entries(&first(&atoms, b"iinf")?)?;
    locate(bytes, &first(&atoms, b"iloc")?, idat, &mut items, used)?;
    let references = match first(&atoms, b"iref") {
        Some(table) => references(&table)?,
        None => Vec::new(),
    };
    let properties = Properties::read(&first(&atoms, b"iprp")?)?;
    let pitm = first(&atoms, b"pitm")?.data;
    let primary = number(&mut pitm.get(4..)?, if pitm.first()? > &0 { 4 } else { 2 })?;
    let shown = closure(primary, &items, &references, &properties);
    for (id, item) in &items {
        if PICTURES.contains(&item.kind) {
            let mut pieces = item.pieces.clone();
            pieces.extend(
                properties
                    .of(*id)
                    .filter(|p| SHOWN_BY.contains(&p.name))
                    .map(|p| p.data),
            );
            if shown.contains(id) {
                view.picture.push(item.kind);
                view.picture.append(&mut pieces);
            } else {
                view.behind.push(pieces);
            }
        }
        view.beside.push(sight(item));
    }
    view.beside.extend(properties.all.iter().map(property));
    view.beside.extend(atoms.iter().map(table));
    Some(idat.into_iter().collect())
}

/// Tells what an item is beside the picture.
fn sight(item: &Item<'_>) -> Sight {
    let word = |index: usize| item.words.get(index).copied().unwrap_or_default();
    let content = || item.pieces.concat();
    let has_more = |known: usize| item.words.iter().skip(known).any(|word| !word.is_empty());
    match item.kind {
        // It may point at bytes of a picture; any others have to be zero.
        b"free" if item.words.iter().all(|word| word.is_empty()) => Sight::Plain,
        _ if !is_short_word(word(0)) => Sight::Stranger("an item of it has a name"),
        b"mime" if word(1) == b"application/rdf+xml" && !has_more(2) => Sight::Xmp(content()),
        b"Exif" if !has_more(1) => exif(&content()),
        kind if PICTURES.contains(&kind) && !has_more(1) => Sight::Plain,
        _ => Sight::Stranger("an item of it is unknown"),
    }
}

/// Finds the block of an Exif item.
fn exif(content: &[u8]) -> Sight {
    let headers: [&[u8]; 2] = [b"II*\0", b"MM\0*"];
    let starts = |at: &usize| {
        let tail = content.get(*at..).unwrap_or_default();
        headers.iter().any(|header| tail.starts_with(header))
    };
    let mut rest = content;
    let said = number(&mut rest, 4).and_then(|at| usize::try_from(at).ok()?.checked_add(4));
    match said.into_iter().chain(0..64).find(starts) {
        Some(at) => {
            let (head, block) = content.split_at_checked(at).unwrap_or_default();
            let between = head.get(4..).unwrap_or_default();
            if is_zero(between) || between == b"Exif\0\0" {
                Sight::Exif(block.to_vec())
            } else {
                Sight::Stranger("something lies before its Exif block")
            }
        }
        None => Sight::Stranger("its Exif block cannot be read"),
    }
}

/// Tells what a property is.
fn property(atom: &Atom<'_>) -> Sight {
    match atom.name {
        b"free" if atom.is_blank() => Sight::Plain,
        b"udes" | b"altt" => Sight::Text(atom.name.to_vec(), atom.data.to_vec()),
        name if SHOWN_BY.contains(&name) || SAYS_HOW.contains(&name) => {
            Sight::Profile(atom.data.to_vec())
        }
        _ => Sight::Stranger("a property of it is unknown"),
    }
}

/// Tells what a table is.
fn table(atom: &Atom<'_>) -> Sight {
    match atom.name {
        b"idat" | b"iprp" => Sight::Plain,
        b"hdlr" if is_handler(atom) => Sight::Plain,
        b"free" if atom.is_blank() => Sight::Plain,
        b"pitm" | b"iloc" | b"iinf" | b"iref" | b"grpl" => Sight::Profile(atom.data.to_vec()),
        b"dinf" if atom.data.len() <= 28 => Sight::Profile(atom.data.to_vec()),
        _ => Sight::Stranger("a table of it is unknown"),
    }
}

/// Reads the table of items.
fn entries<'a>(table: &Atom<'a>) -> Option<Items<'a>> {
    let skip = if table.data.first()? > &0 { 8 } else { 6 };
    let mut items = Items::new();
    for atom in within(table, skip)? {
        if atom.name != b"infe" {
            continue;
        }
        let mut rest = atom.data;
        let version = *split(&mut rest, 4)?.first()?;
        let id = number(&mut rest, if version > 2 { 4 } else { 2 })?;
        split(&mut rest, 2)?;
        let kind = match version {
            0 | 1 => b"free",
            _ => split(&mut rest, 4)?,
        };
        let item = Item {
            kind,
            words: rest.split(|byte| *byte == 0).collect(),
            pieces: Vec::new(),
        };
        if items.insert(id, item).is_some() {
            return None;
        }
    }
    Some(items)
}

/// Gives each item its bytes.
fn locate<'a>(
    bytes: &'a [u8],
    table: &Atom<'a>,
    idat: Option<Atom<'a>>,
    items: &mut Items<'a>,
    used: &mut Vec<Range<usize>>,
) -> Option<()> {
    let mut rest = table.data;
    let version = *split(&mut rest, 4)?.first()?;
    let sizes = number(&mut rest, 2)?;
    let nibble = |shift: u32| (sizes >> shift & 15) as usize;
    let index = if version > 0 { nibble(0) } else { 0 };
    let wide = if version > 1 { 4 } else { 2 };
    let mut budget = bytes.len().saturating_mul(4);
    for _ in 0..number(&mut rest, wide)? {
        let id = number(&mut rest, wide)?;
        let method = if version > 0 {
            number(&mut rest, 2)? & 15
        } else {
            0
        };
        split(&mut rest, 2)?;
        let base = number(&mut rest, nibble(4))?;
        let extents = number(&mut rest, 2)?;
        if index + nibble(12) + nibble(8) == 0 {
            continue;
        }
        for _ in 0..extents {
            split(&mut rest, index)?;
            let start = number(&mut rest, nibble(12))?.checked_add(base)?;
            let len = usize::try_from(number(&mut rest, nibble(8))?).ok()?;
            let start = usize::try_from(start).ok()?;
            let (room, from) = match method {
                0 => (bytes, 0),
                1 => (idat?.data, idat?.at),
                _ => return None,
            };
            // What lies past the end is no content of this file.
            let piece = start.checked_add(len).and_then(|end| room.get(start..end));
            if let (Some(piece), Some(item)) = (piece, items.get_mut(&id)) {
                budget = budget.checked_sub(len)?;
                item.pieces.push(piece);
                if item.kind != b"free" {
                    used.push(from + start..from + start + len);
                }
            }
        }
    }
    Some(())
}

/// That an item says something of others.
type Reference<'a> = (&'a [u8], u64, Vec<u64>);

fn references<'a>(table: &Atom<'a>) -> Option<Vec<Reference<'a>>> {
    let wide = if table.data.first()? > &0 { 4 } else { 2 };
    let mut found = Vec::new();
    for atom in within(table, 4)? {
        let mut rest = atom.data;
        let from = number(&mut rest, wide)?;
        let count = number(&mut rest, 2)?;
        let targets: Option<Vec<u64>> = (0..count).map(|_| number(&mut rest, wide)).collect();
        found.push((atom.name, from, targets?));
    }
    Some(found)
}

/// The properties, and which item has which.
struct Properties<'a> {
    all: Vec<Atom<'a>>,
    of: BTreeMap<u64, Vec<usize>>,
}

impl<'a> Properties<'a> {
    fn read(table: &Atom<'a>) -> Option<Self> {
        let atoms = within(table, 0)?;
        let all = within(&first(&atoms, b"ipco")?, 0)?;
        let mut of: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for atom in atoms.iter().filter(|atom| atom.name == b"ipma") {
            let mut rest = atom.data;
            let head = number(&mut rest, 4)?;
            let id_len = if head >> 24 > 0 { 4 } else { 2 };
            let len = if head & 1 == 1 { 2 } else { 1 };
            for _ in 0..number(&mut rest, 4)? {
                let id = number(&mut rest, id_len)?;
                for _ in 0..number(&mut rest, 1)? {
                    let value = number(&mut rest, len)? & !(0x80 << (8 * (len - 1)));
                    of.entry(id).or_default().push(usize::try_from(value).ok()?);
                }
            }
        }
        Some(Self { all, of })
    }

    fn of(&self, id: u64) -> impl Iterator<Item = &Atom<'a>> {
        let indices = self.of.get(&id).into_iter().flatten();
        indices.filter_map(|index| self.all.get(index.checked_sub(1)?))
    }
}

/// Finds the items that make up the picture that is shown.
fn closure(
    primary: u64,
    items: &Items<'_>,
    references: &[Reference<'_>],
    properties: &Properties<'_>,
) -> BTreeSet<u64> {
    let purposes: [&[u8]; 3] = [b"auxid:1", b"alpha", b"hdrgainmap"];
    let belongs = |id: &u64| {
        let is_map = items.get(id).is_some_and(|item| item.kind == b"tmap");
        let mut texts = properties.of(*id).filter(|atom| atom.name == b"auxC");
        is_map || texts.any(|atom| purposes.iter().any(|word| contains(atom.data, word)))
    };
    let beside: BTreeSet<u64> = references.iter().map(|r| r.1).filter(belongs).collect();
    let mut shown = BTreeSet::from([primary]);
    for _ in 0..16 {
        let before = shown.len();
        for (kind, from, targets) in references {
            let follows = matches!(*kind, b"dimg" | b"base" | b"exbl" | b"tbas" | b"pred");
            if follows && shown.contains(from) {
                shown.extend(targets);
            }
            let is_about = matches!(*kind, b"auxl" | b"dimg") && beside.contains(from);
            if is_about && targets.iter().any(|target| shown.contains(target)) {
                shown.insert(*from);
            }
        }
        if shown.len() == before {
            break;
        }
    }
    shown
}
