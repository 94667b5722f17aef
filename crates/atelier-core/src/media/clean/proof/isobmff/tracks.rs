//! The tracks of an image sequence as the second reader sees them.

use std::ops::Range;

use super::super::{Sight, View};
use super::{Atom, first, is_handler, number, within};

/// How deep the boxes of a track nest.
const DEEPEST: u8 = 6;
/// What no table of frames has any reason to contain.
const SHAPES: [&[u8]; 4] = [b"\xA9xyz", b"loci", b"ISO6709", b"com.apple.quicktime"];

/// Looks at the tracks; those that are no pictures are strangers.
pub(super) fn look<'a>(
    bytes: &'a [u8],
    moov: Atom<'a>,
    view: &mut View<'a>,
    used: &mut Vec<Range<usize>>,
) -> Option<()> {
    let tracks = within(&moov, 0)?;
    for atom in &tracks {
        if atom.name == b"trak"
            && let Some(frames) = pictures(bytes, atom)
        {
            for range in frames? {
                view.picture.push(bytes.get(range.clone())?);
                used.push(range);
            }
        }
    }
    walk(&moov, view, DEEPEST);
    let hides = SHAPES
        .iter()
        .any(|shape| super::super::contains(moov.data, shape));
    view.beside.push(match hides {
        true => Sight::Stranger("its tracks name a place"),
        false => Sight::Profile(moov.data.to_vec()),
    });
    Some(())
}

/// Looks for boxes that the frames do not need.
fn walk(atom: &Atom<'_>, view: &mut View<'_>, depth: u8) {
    let Some(inner) = within(atom, 0).filter(|_| depth > 0) else {
        view.beside.push(UNKNOWN);
        return;
    };
    for atom in inner {
        match atom.name {
            b"trak" if handler(&atom).is_none_or(|kind| !is_picture(kind)) => {
                view.beside.push(UNKNOWN);
            }
            b"trak" | b"mdia" | b"minf" | b"stbl" | b"edts" => walk(&atom, view, depth - 1),
            b"hdlr" if is_handler(&atom) => {}
            b"free" if atom.is_blank() => {}
            b"dinf" if atom.data.len() <= 28 => {}
            b"stsd" if described(&atom).is_some() => {}
            b"mvhd" | b"tkhd" | b"mdhd" | b"vmhd" | b"nmhd" if atom.data.len() <= 120 => {}
            b"tref" | b"elst" | b"stsz" | b"stsc" | b"stco" | b"co64" | b"stts" | b"ctts"
            | b"cslg" | b"stss" | b"sdtp" | b"stsh" | b"sbgp" | b"sgpd" | b"csgp" => {}
            _ => view.beside.push(UNKNOWN),
        }
    }
}

const UNKNOWN: Sight = Sight::Stranger("a box of its tracks is unknown");

/// Reads a description of frames: known settings and a compressor's name.
fn described(stsd: &Atom<'_>) -> Option<()> {
    for entry in within(stsd, 8)? {
        let name = entry.data.get(42..74)?;
        let is_word = |byte: &u8| *byte <= b' ' || byte.is_ascii_alphanumeric();
        if !name.iter().all(is_word) {
            return None;
        }
        for setting in within(&entry, 78)? {
            let is_known = setting.name.ends_with(b"C")
                || setting.name == b"free" && setting.is_blank()
                || matches!(
                    setting.name,
                    b"ccst"
                        | b"btrt"
                        | b"fiel"
                        | b"auxi"
                        | b"colr"
                        | b"pasp"
                        | b"clap"
                        | b"pixi"
                        | b"clli"
                        | b"mdcv"
                        | b"cclv"
                        | b"amve"
                );
            if !is_known {
                return None;
            }
        }
    }
    Some(())
}

fn handler<'a>(track: &Atom<'a>) -> Option<&'a [u8]> {
    let media = within(&first(&within(track, 0)?, b"mdia")?, 0)?;
    first(&media, b"hdlr")?.data.get(8..12)
}

fn is_picture(kind: &[u8]) -> bool {
    matches!(kind, b"pict" | b"auxv")
}

/// Finds the frames of a track of pictures; `Some(None)` when its tables
/// contradict each other.
fn pictures(bytes: &[u8], track: &Atom<'_>) -> Option<Option<Vec<Range<usize>>>> {
    handler(track).filter(|kind| is_picture(kind))?;
    Some(frames(bytes, track))
}

fn frames(bytes: &[u8], track: &Atom<'_>) -> Option<Vec<Range<usize>>> {
    let media = within(&first(&within(track, 0)?, b"mdia")?, 0)?;
    let info = within(&first(&media, b"minf")?, 0)?;
    let tables = within(&first(&info, b"stbl")?, 0)?;
    let mut sizes = sizes(bytes, &tables)?.into_iter();
    let mut runs = Vec::new();
    let stsc = first(&tables, b"stsc")?.data.get(8..)?;
    for run in stsc.chunks_exact(12) {
        let mut run = run;
        runs.push((number(&mut run, 4)?, number(&mut run, 4)?));
    }
    let (offsets, len) = match first(&tables, b"stco") {
        Some(table) => (table.data, 4),
        None => (first(&tables, b"co64")?.data, 8),
    };
    let count = number(&mut offsets.get(4..)?, 4)?;
    let mut offsets = offsets.get(8..)?;
    let mut found = Vec::new();
    let mut current = runs.first()?.1;
    let mut runs = runs.into_iter().skip(1).peekable();
    for chunk in 1..=count {
        let mut at = usize::try_from(number(&mut offsets, len)?).ok()?;
        if let Some((_, many)) = runs.next_if(|(first, _)| *first <= chunk) {
            current = many;
        }
        for size in sizes.by_ref().take(usize::try_from(current).ok()?) {
            let end = at.checked_add(size)?;
            bytes.get(at..end)?;
            found.push(at..end);
            at = end;
        }
    }
    sizes.next().is_none().then_some(found)
}

/// The most frames that a sequence may have.
const MOST_FRAMES: usize = 1 << 20;

/// Reads how long each frame is.
fn sizes(bytes: &[u8], tables: &[Atom<'_>]) -> Option<Vec<usize>> {
    let mut rest = first(tables, b"stsz")?.data.get(4..)?;
    let same = usize::try_from(number(&mut rest, 4)?).ok()?;
    let count = usize::try_from(number(&mut rest, 4)?).ok()?;
    if count > MOST_FRAMES {
        return None;
    }
    if let Some(room) = bytes.len().checked_div(same) {
        return (count <= room).then(|| vec![same; count]);
    }
    if count > rest.len() / 4 {
        return None;
    }
    (0..count)
        .map(|_| usize::try_from(number(&mut rest, 4)?).ok())
        .collect()
}
