//! HEIC and AVIF headers: the picture that is shown, how large it is, which
//! way is up. Only the file's own tables count; Exif has no say in it.

use super::{Facts, Reason};
use crate::media::boxes::{Fault, Level, Part, inside, of_file, own_and_behind};
use crate::media::bytes::{Order, slice};

/// The most bits that a channel may have.
const MOST_BITS: u8 = 16;

const NO_SIZE: Reason = Reason::Damaged("its size is missing");
const NO_PICTURE: Reason = Reason::Damaged("it has no picture in it");

/// Reads what the boxes of a HEIF file say.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    let file = of_file(bytes).map_err(reason)?;
    let (own, _) = own_and_behind(&file);
    let first = |name: &[u8; 4]| own.iter().find(|part| part.name == *name);
    let sequence = first(b"moov").and_then(|moov| sequence(bytes, moov));
    let animated = sequence.as_ref().is_some_and(|found| found.frames > 1);
    let Some(meta) = first(b"meta") else {
        let (width, height) = sequence.ok_or(NO_PICTURE)?.size;
        return Ok(Facts {
            width,
            height,
            orientation: 1,
            animated,
        });
    };
    let meta = level(bytes, meta, 4)?;
    let primary = meta.first(b"pitm").and_then(|part| primary(bytes, part));
    let primary = primary.ok_or(NO_PICTURE)?;
    let properties = level(bytes, meta.first(b"iprp").ok_or(NO_SIZE)?, 0)?;
    let all = level(bytes, properties.first(b"ipco").ok_or(NO_SIZE)?, 0)?;
    let mut shown = Shown::default();
    for table in properties.parts.iter().filter(|part| part.name == *b"ipma") {
        for index in associated(bytes, table, primary).unwrap_or_default() {
            if let Some(property) = index.checked_sub(1).and_then(|at| all.parts.get(at)) {
                shown.apply(
                    property.name,
                    bytes.get(property.body.clone()).unwrap_or_default(),
                );
            }
        }
    }
    let (width, height) = shown.size.ok_or(NO_SIZE)?;
    if shown.bits > MOST_BITS {
        return Err(Reason::Unsupported(
            "a picture with more than 16 bits a channel",
        ));
    }
    Ok(Facts {
        width,
        height,
        orientation: shown.turn.orientation(),
        animated,
    })
}

fn reason(fault: Fault) -> Reason {
    match fault {
        Fault::CutShort => Reason::CutShort(None),
        Fault::NoLength => Reason::Damaged("a box of it has no length"),
        Fault::TooMany => Reason::Damaged("it has more boxes than a picture needs"),
    }
}

/// Lists the boxes in a box, `skip` bytes into it.
fn level(bytes: &[u8], part: &Part, skip: usize) -> Result<Level, Reason> {
    inside(bytes, part.body.start + skip..part.body.end).map_err(reason)
}

/// Reads the number of the picture that is shown.
fn primary(bytes: &[u8], part: &Part) -> Option<u32> {
    let body = bytes.get(part.body.clone())?;
    match body.first()? {
        0 => Order::Big.u16(body, 4).map(u32::from),
        _ => Order::Big.u32(body, 4),
    }
}

/// Reads which properties an item has, counted from one, in their order.
fn associated(bytes: &[u8], table: &Part, item: u32) -> Option<Vec<usize>> {
    let body = bytes.get(table.body.clone())?;
    let is_long = *body.first()? > 0;
    let is_wide = body.get(3)? & 1 == 1;
    let mut found = Vec::new();
    let mut at = 8;
    for _ in 0..Order::Big.u32(body, 4)? {
        let (id, after) = if is_long {
            (Order::Big.u32(body, at)?, at + 4)
        } else {
            (u32::from(Order::Big.u16(body, at)?), at + 2)
        };
        let count = usize::from(*body.get(after)?);
        at = after + 1;
        let size = if is_wide { 2 } else { 1 };
        if id == item {
            for index in slice(body, at, count * size)?.chunks_exact(size) {
                found.push(match *index {
                    [high, low] => usize::from(high & 0x7F) << 8 | usize::from(low),
                    [only] => usize::from(only & 0x7F),
                    _ => 0,
                });
            }
        }
        at += count * size;
    }
    Some(found)
}

/// What the properties of the picture come to, one after the other.
#[derive(Debug, Default)]
struct Shown {
    size: Option<(u32, u32)>,
    turn: Turn,
    bits: u8,
}

impl Shown {
    fn apply(&mut self, name: [u8; 4], body: &[u8]) {
        let first = body.first().copied().unwrap_or(0);
        match &name {
            b"ispe" => self.size = Order::Big.u32(body, 4).zip(Order::Big.u32(body, 8)),
            b"clap" => self.crop(body),
            b"irot" => self.turn = self.turn.anticlockwise(first & 3),
            b"imir" => self.turn = self.turn.mirrored(first & 1 == 0),
            b"pixi" => {
                let channels = usize::from(body.get(4).copied().unwrap_or(0));
                let bits = body.iter().skip(5).take(channels);
                self.bits = bits.copied().max().unwrap_or(0);
            }
            _ => {}
        }
    }

    /// Takes the size of the part that is shown, when it is one.
    fn crop(&mut self, body: &[u8]) {
        let side = |at| {
            let (top, bottom) = (Order::Big.u32(body, at)?, Order::Big.u32(body, at + 4)?);
            top.checked_div(bottom).filter(|side| *side > 0)
        };
        if let (Some((width, height)), Some(wide), Some(high)) = (self.size, side(0), side(8)) {
            let is_swapped = self.turn.quarters % 2 == 1;
            let (wide, high) = if is_swapped {
                (high, wide)
            } else {
                (wide, high)
            };
            self.size = Some((width.min(wide), height.min(high)));
        }
    }
}

/// A mirroring from left to right, or none, and then turns to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Turn {
    is_mirrored: bool,
    quarters: u8,
}

impl Turn {
    fn anticlockwise(self, quarters: u8) -> Self {
        Self {
            quarters: (self.quarters + 4 - quarters) % 4,
            ..self
        }
    }

    /// Mirrors what was turned: a turn before a mirroring is the opposite turn
    /// behind it.
    fn mirrored(self, is_upside_down: bool) -> Self {
        let half = if is_upside_down { 2 } else { 0 };
        Self {
            is_mirrored: !self.is_mirrored,
            quarters: (4 - self.quarters + half) % 4,
        }
    }

    /// Returns the number that Exif has for it.
    fn orientation(self) -> u8 {
        match (self.is_mirrored, self.quarters) {
            (false, 1) => 6,
            (false, 2) => 3,
            (false, 3) => 8,
            (true, 0) => 2,
            (true, 1) => 7,
            (true, 2) => 4,
            (true, 3) => 5,
            _ => 1,
        }
    }
}

/// A track of pictures.
#[derive(Debug)]
struct Sequence {
    size: (u32, u32),
    frames: u32,
}

/// Finds the first track of pictures: a film has another handler.
fn sequence(bytes: &[u8], moov: &Part) -> Option<Sequence> {
    let tracks = level(bytes, moov, 0).unwrap_or_default().parts;
    let mut tracks = tracks.iter().filter(|part| part.name == *b"trak");
    tracks.find_map(|track| {
        let handler = find(bytes, track, &[b"mdia", b"hdlr"])?;
        let kind = slice(bytes, handler.body.start + 8, 4)?;
        let table = find(bytes, track, &[b"mdia", b"minf", b"stbl"])?;
        let sizes = find(bytes, &table, &[b"stsz"])?;
        let stsd = find(bytes, &table, &[b"stsd"])?;
        let entry = level(bytes, &stsd, 8).ok()?.parts.first()?.body.start;
        let side = |at| Order::Big.u16(bytes, entry + at).map(u32::from);
        (kind == b"pict").then_some(Sequence {
            size: (side(24)?, side(26)?),
            frames: Order::Big.u32(bytes, sizes.body.start + 8)?,
        })
    })
}

/// Finds a box inside boxes.
fn find(bytes: &[u8], part: &Part, path: &[&[u8; 4]]) -> Option<Part> {
    let mut part = part.clone();
    for name in path {
        part = level(bytes, &part, 0).ok()?.first(name)?.clone();
    }
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_and_mirrorings_come_to_the_orientation_of_exif() {
        let turn = |quarters| Turn::default().anticlockwise(quarters);
        let cases = [
            (turn(0), 1),
            (turn(3), 6),
            (turn(2), 3),
            (turn(1), 8),
            (turn(0).mirrored(false), 2),
            (turn(0).mirrored(true), 4),
            (turn(1).mirrored(true), 5),
            (turn(3).mirrored(false), 5),
            (turn(3).mirrored(true), 7),
            (turn(1).mirrored(false), 7),
            (turn(2).mirrored(true), 2),
            (turn(0).mirrored(true).anticlockwise(2), 2),
            (turn(0).mirrored(false).anticlockwise(1), 5),
        ];
        for (turn, orientation) in cases {
            assert_eq!(turn.orientation(), orientation, "{turn:?}");
        }
    }
}
