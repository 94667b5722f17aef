//! Moving pictures inside a HEIF file. The frames of an image sequence stay,
//! with the tables that find them; films, sound and timed metadata go.

use std::ops::Range;

use super::super::Broken;
use super::canvas::Canvas;
use super::{level, meta, verdict};
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::boxes::{Level, Part};
use crate::media::bytes::{Order, slice};

/// What the sample entry of a picture says before its boxes.
const BEFORE_BOXES: usize = 78;
/// Where the name of its compressor stands, and how long it is.
const COMPRESSOR: Range<usize> = 42..74;
/// The most bytes of groups of samples.
const LONGEST_GROUPS: usize = 1 << 16;

const NO_TABLE: Broken = Broken("a table of its frames is missing");
const ODD_TABLE: Broken = Broken("a table of its frames contradicts itself");

/// Cleans the box of tracks, or frees it when no image sequence is in it.
pub(super) fn clean(canvas: &mut Canvas<'_>, moov: &Part) -> Result<(), Broken> {
    let inner = level(canvas.bytes, moov.body.clone())?;
    let is_sequence = |part: &&Part| part.name == *b"trak" && is_picture(canvas.bytes, part);
    if !inner.parts.iter().any(|part| is_sequence(&part)) {
        canvas.free(moov);
        return Ok(());
    }
    canvas.carriers.ledger.keep(Kept::Animation);
    for part in &inner.parts {
        match &part.name {
            b"mvhd" if part.body.len() <= 112 => times(canvas, part),
            b"trak" if is_picture(canvas.bytes, part) => track(canvas, part)?,
            b"mvex" => return Err(Broken("its frames lie in fragments")),
            _ => canvas.free(part),
        }
    }
    canvas.wipe(inner.rest);
    Ok(())
}

/// Finds a box inside boxes.
fn find(bytes: &[u8], part: &Part, path: &[&[u8; 4]]) -> Option<Part> {
    let mut part = part.clone();
    for name in path {
        let inner = level(bytes, part.body.clone()).ok()?;
        part = inner.first(name)?.clone();
    }
    Some(part)
}

/// Tells whether a track is an image sequence or what goes with one.
fn is_picture(bytes: &[u8], track: &Part) -> bool {
    let handler = find(bytes, track, &[b"mdia", b"hdlr"]);
    let kind = handler.and_then(|part| slice(bytes, part.body.start + 8, 4));
    matches!(kind, Some(b"pict" | b"auxv"))
}

fn track(canvas: &mut Canvas<'_>, part: &Part) -> Result<(), Broken> {
    each(canvas, part, |canvas, inner| {
        match &inner.name {
            b"tkhd" if inner.body.len() <= 104 => times(canvas, inner),
            b"edts" => {
                return each(canvas, inner, |canvas, part| {
                    if part.name != *b"elst" {
                        canvas.free(part);
                    }
                    Ok(())
                });
            }
            b"tref" => references(canvas, inner)?,
            b"mdia" => return each(canvas, inner, media),
            _ => canvas.free(inner),
        }
        Ok(())
    })
}

/// Zeroes when something was made and changed, if only the picture may stay.
fn times(canvas: &mut Canvas<'_>, part: &Part) {
    let start = part.body.start;
    let is_long = canvas.bytes.get(start).is_some_and(|version| *version > 0);
    let times = start + 4..start + if is_long { 20 } else { 12 };
    let is_said = canvas.came(&times).iter().any(|byte| *byte != 0);
    if canvas.carriers.keeps_least() && is_said && times.end <= part.body.end {
        let kind = RemovedKind::OtherMetadata;
        canvas.carriers.drop(Carrier::PrivateBlock, kind);
        canvas.fill(times, 0);
    }
}

/// Does something with each box of a level.
fn each(
    canvas: &mut Canvas<'_>,
    part: &Part,
    mut act: impl FnMut(&mut Canvas<'_>, &Part) -> Result<(), Broken>,
) -> Result<(), Broken> {
    let Level { parts, rest } = level(canvas.bytes, part.body.clone())?;
    for inner in &parts {
        act(canvas, inner)?;
    }
    canvas.wipe(rest);
    Ok(())
}

/// Keeps lists of tracks, which are numbers of four bytes.
fn references(canvas: &mut Canvas<'_>, part: &Part) -> Result<(), Broken> {
    each(canvas, part, |canvas, list| {
        if list.body.len() > 64 {
            canvas.free(list);
        }
        Ok(())
    })
}

fn media(canvas: &mut Canvas<'_>, part: &Part) -> Result<(), Broken> {
    match &part.name {
        b"mdhd" if part.body.len() <= 36 => times(canvas, part),
        b"hdlr" => meta::handler(canvas, part),
        b"minf" => return each(canvas, part, information),
        _ => canvas.free(part),
    }
    Ok(())
}

fn information(canvas: &mut Canvas<'_>, part: &Part) -> Result<(), Broken> {
    match &part.name {
        b"vmhd" | b"nmhd" if part.body.len() <= 12 => {}
        b"dinf" => meta::sources(canvas, part),
        b"stbl" => {
            for frames in samples(canvas.bytes, part)? {
                canvas.keep(frames)?;
            }
            return each(canvas, part, table);
        }
        _ => canvas.free(part),
    }
    Ok(())
}

fn table(canvas: &mut Canvas<'_>, part: &Part) -> Result<(), Broken> {
    match &part.name {
        b"stsz" | b"stsc" | b"stco" | b"co64" | b"stts" | b"ctts" | b"cslg" | b"stss" | b"sdtp"
        | b"stsh" => {}
        b"sbgp" | b"sgpd" | b"csgp" if part.body.len() <= LONGEST_GROUPS => {}
        b"stsd" => return descriptions(canvas, part),
        _ => canvas.free(part),
    }
    Ok(())
}

/// Keeps descriptions of pictures, without the compressor's name.
fn descriptions(canvas: &mut Canvas<'_>, part: &Part) -> Result<(), Broken> {
    let inner = level(canvas.bytes, part.body.start + 8..part.body.end)?;
    for entry in &inner.parts {
        if !verdict::is_coded(entry.name) {
            return Err(Broken("its frames are of a kind that nobody knows"));
        }
        let at = entry.body.start;
        let name = at + COMPRESSOR.start..at + COMPRESSOR.end;
        let boxes = at + BEFORE_BOXES;
        if boxes > entry.body.end {
            return Err(ODD_TABLE);
        }
        compressor(canvas, name);
        let settings = level(canvas.bytes, boxes..entry.body.end)?;
        for setting in &settings.parts {
            let most = match &setting.name {
                b"ccst" | b"btrt" | b"fiel" => Some(16),
                b"auxi" => Some(128),
                name => verdict::property(*name, true),
            };
            if most.is_none_or(|most| setting.body.len() > most) {
                canvas.free(setting);
            }
        }
        canvas.wipe(settings.rest);
    }
    canvas.wipe(inner.rest);
    Ok(())
}

fn compressor(canvas: &mut Canvas<'_>, place: Range<usize>) {
    let came = canvas.came(&place);
    let len = came.first().map_or(0, |len| usize::from(*len));
    let (name, behind) = came
        .get(1..)
        .and_then(|text| text.split_at_checked(len))
        .unwrap_or((came, &[]));
    if !verdict::is_plain_compressor(name) || behind.iter().any(|byte| *byte != 0) {
        canvas.carriers.drop(Carrier::Comment, RemovedKind::Comment);
        canvas.fill(place, 0);
    }
}

/// Finds where the frames of a track lie.
fn samples(bytes: &[u8], stbl: &Part) -> Result<Vec<Range<usize>>, Broken> {
    let inner = level(bytes, stbl.body.clone())?;
    let sizes = Sizes::read(bytes, &inner)?;
    let offsets = offsets(bytes, &inner)?;
    let runs = inner.first(b"stsc").ok_or(NO_TABLE)?.body.clone();
    let run = |index: usize| {
        let at = runs.start + 8 + index * 12;
        let is_inside = at + 12 <= runs.end;
        let first = Order::Big.u32(bytes, at).filter(|_| is_inside)?;
        Some((first as usize, Order::Big.u32(bytes, at + 4)? as usize))
    };
    let mut found = Vec::with_capacity(offsets.len());
    let (mut at_run, mut done) = (0, 0);
    for (index, offset) in offsets.into_iter().enumerate() {
        if run(at_run + 1).is_some_and(|(first, _)| first <= index + 1) {
            at_run += 1;
        }
        let (_, many) = run(at_run).ok_or(ODD_TABLE)?;
        let many = many.min(sizes.count - done);
        let len = sizes.sum(done, many).ok_or(ODD_TABLE)?;
        done += many;
        let end = offset.checked_add(len).ok_or(ODD_TABLE)?;
        if len > 0 {
            found.push(offset..end);
        }
    }
    if done < sizes.count {
        return Err(ODD_TABLE);
    }
    Ok(found)
}

/// How long each frame is.
struct Sizes<'a> {
    bytes: &'a [u8],
    /// The length of all of them, or zero.
    same: usize,
    count: usize,
    /// Where the lengths begin that are not the same.
    at: usize,
}

impl<'a> Sizes<'a> {
    fn read(bytes: &'a [u8], stbl: &Level) -> Result<Self, Broken> {
        let part = stbl.first(b"stsz").ok_or(NO_TABLE)?;
        let at = part.body.start;
        let number = |at| Order::Big.u32(bytes, at).map(|n| n as usize);
        let same = number(at + 4).ok_or(ODD_TABLE)?;
        let count = number(at + 8).ok_or(ODD_TABLE)?;
        let room = match same {
            0 => part.body.len().saturating_sub(12) / 4,
            same => bytes.len() / same,
        };
        if count > room {
            return Err(ODD_TABLE);
        }
        Ok(Self {
            bytes,
            same,
            count,
            at: at + 12,
        })
    }

    /// Adds the lengths of `many` frames.
    fn sum(&self, first: usize, many: usize) -> Option<usize> {
        if self.same > 0 {
            return self.same.checked_mul(many);
        }
        (first..first + many).try_fold(0_usize, |sum, index| {
            let one = Order::Big.u32(self.bytes, self.at + index * 4)?;
            sum.checked_add(one as usize)
        })
    }
}

/// Reads where the chunks of frames begin.
fn offsets(bytes: &[u8], stbl: &Level) -> Result<Vec<usize>, Broken> {
    let long = stbl.first(b"co64");
    let part = stbl.first(b"stco").or(long).ok_or(NO_TABLE)?;
    let size = if part.name == *b"stco" { 4 } else { 8 };
    let count = Order::Big
        .u32(bytes, part.body.start + 4)
        .ok_or(ODD_TABLE)? as usize;
    if count > part.body.len().saturating_sub(8) / size {
        return Err(ODD_TABLE);
    }
    let read = |index| {
        let at = part.body.start + 8 + index * size;
        match size {
            4 => Order::Big.u32(bytes, at).map(|n| n as usize),
            _ => usize::try_from(Order::Big.u64(bytes, at)?).ok(),
        }
    };
    (0..count).map(read).collect::<Option<_>>().ok_or(ODD_TABLE)
}
