//! A HEIC or AVIF as the second reader sees it: its boxes, its items, its
//! tracks, and whether anything lies where nothing should.

mod items;
mod tracks;

use std::ops::Range;

use super::{Sight, View, examine_raw, split};

/// The most boxes that one level may have.
const MOST: usize = 20_000;
/// The most pictures beside the one that is shown, tiles of them counted.
const MOST_BEHIND: usize = 10_000;

/// A box, and where its content begins in the file.
#[derive(Debug, Clone, Copy)]
struct Atom<'a> {
    name: &'a [u8],
    data: &'a [u8],
    at: usize,
}

impl Atom<'_> {
    fn is_blank(&self) -> bool {
        is_zero(self.data)
    }
}

/// Walks the file; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let (atoms, behind) = atoms(bytes, 0)?;
    let mut view = View::default();
    if !behind.is_empty() {
        view.beside
            .push(Sight::Stranger("something follows its end"));
    }
    let second = atoms.iter().skip(1).position(|atom| atom.name == b"ftyp");
    let own = second.map_or(atoms.len(), |at| at + 1);
    let meta = atoms.iter().position(|atom| atom.name == b"meta");
    let mut used: Vec<Range<usize>> = Vec::new();
    let mut rooms = Vec::new();
    for (index, atom) in atoms.iter().enumerate() {
        match atom.name {
            // Whatever another file behind this one has, it is not its picture.
            b"meta" | b"mdat" | b"moov" if index >= own => {
                view.beside
                    .push(Sight::Stranger("another file follows its end"));
            }
            b"ftyp" if index == 0 && atom.data.len() <= 256 => view.beside.push(Sight::Plain),
            b"meta" if Some(index) == meta => {
                rooms.extend(items::look(bytes, *atom, &mut view, &mut used)?);
            }
            b"mdat" => rooms.push(*atom),
            b"moov" => tracks::look(bytes, *atom, &mut view, &mut used)?,
            b"free" if atom.is_blank() => {}
            _ => view.beside.push(Sight::Stranger("a box of it is unknown")),
        }
    }
    let used = joined(used);
    if !rooms.iter().all(|room| is_accounted_for(*room, &used)) {
        view.beside
            .push(Sight::Stranger("bytes lie in it that nothing refers to"));
    }
    if view.behind.len() > MOST_BEHIND {
        view.beside
            .push(Sight::Stranger("it has more pictures than anybody needs"));
    }
    let mut pieces = view.picture.iter().chain(view.behind.iter().flatten());
    if pieces.any(|piece| examine_raw(piece).is_err()) {
        view.beside
            .push(Sight::Stranger("its picture hides metadata"));
    }
    Some(view)
}

/// Cuts bytes into boxes; what is left behind them comes back too.
fn atoms(bytes: &[u8], start: usize) -> Option<(Vec<Atom<'_>>, &[u8])> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while rest.len() >= 8 && found.len() < MOST {
        let before = rest;
        let short = big(split(&mut rest, 4)?);
        let name = split(&mut rest, 4)?;
        let len = match short {
            0 if start == 0 => Some(rest.len()),
            1 => usize::try_from(big(split(&mut rest, 8).unwrap_or_default()))
                .ok()
                .and_then(|len| len.checked_sub(16)),
            len => usize::try_from(len).ok().and_then(|len| len.checked_sub(8)),
        };
        let at = start + bytes.len() - rest.len();
        match len.and_then(|len| split(&mut rest, len)) {
            Some(data) => found.push(Atom { name, data, at }),
            None => {
                rest = before;
                break;
            }
        }
    }
    Some((found, rest))
}

/// Cuts the content of a box into boxes, nothing left behind.
fn within<'a>(atom: &Atom<'a>, skip: usize) -> Option<Vec<Atom<'a>>> {
    let (found, behind) = atoms(atom.data.get(skip..)?, atom.at + skip)?;
    is_zero(behind).then_some(found)
}

fn first<'a>(atoms: &[Atom<'a>], name: &[u8]) -> Option<Atom<'a>> {
    atoms.iter().find(|atom| atom.name == name).copied()
}

/// Reads a number of up to eight bytes.
fn big(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// Takes a number of `len` bytes off the front.
fn number(rest: &mut &[u8], len: usize) -> Option<u64> {
    split(rest, len).map(big)
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// Tells whether whatever nothing uses of a room is zero. What is used is
/// sorted, without overlaps.
fn is_accounted_for(room: Atom<'_>, used: &[Range<usize>]) -> bool {
    let end = room.at + room.data.len();
    let mut at = room.at;
    let first = used.partition_point(|range| range.end <= room.at);
    for range in used
        .iter()
        .skip(first)
        .take_while(|range| range.start < end)
    {
        if !is_zero(part_of(room, at..range.start)) {
            return false;
        }
        at = range.end;
    }
    is_zero(part_of(room, at..end))
}

fn part_of(room: Atom<'_>, range: Range<usize>) -> &[u8] {
    let start = range.start.saturating_sub(room.at);
    let end = range.end.saturating_sub(room.at);
    room.data.get(start..end).unwrap_or_default()
}

/// Sorts ranges and joins those that meet.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if let Some(last) = joined.last_mut().filter(|last| last.end >= range.start) {
            last.end = last.end.max(range.end);
        } else {
            joined.push(range);
        }
    }
    joined
}

/// A handler's name may be one that a program writes: letters, and few.
fn is_handler(atom: &Atom<'_>) -> bool {
    atom.data.get(24..).is_none_or(is_short_word)
}

fn is_short_word(name: &[u8]) -> bool {
    let mut words = name.splitn(2, |byte| *byte == 0);
    let word = words.next().unwrap_or_default();
    word.len() <= 16
        && word.iter().all(u8::is_ascii_alphabetic)
        && is_zero(words.next().unwrap_or_default())
}
