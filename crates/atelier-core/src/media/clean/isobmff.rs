//! HEIC and AVIF: boxes by a list of what may stay. The file keeps its length,
//! so that no offset in it moves: metadata is overwritten where it lies, and
//! what goes becomes an empty box of the same size.
//!
//! An item that goes stays in the tables as a hidden one of no known kind,
//! without a name and with zeros for its content: readers pass it by, and no
//! table has to be written anew.

mod canvas;
mod items;
mod meta;
mod metadata;
mod properties;
mod tables;
mod tracks;
mod verdict;

use self::canvas::Canvas;
use self::items::Items;
use super::Broken;
use super::carriers::Carriers;
use super::xmp::GainMapWords;
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::boxes::{Fault, Level, Part, inside, of_file, own_and_behind};

/// The longest list of brands.
const LONGEST_BRANDS: usize = 256;

/// Returns the file without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    // The gain map stays, and so does what is said of it.
    carriers.gain_map = GainMapWords::Stay;
    let file = of_file(bytes).map_err(broken)?;
    let (own, behind) = own_and_behind(&file);
    let items = match own.iter().find(|part| part.name == *b"meta") {
        Some(meta) => Some((meta, Items::read(bytes, meta)?)),
        None => None,
    };
    let small = items.as_ref().and_then(|(_, items)| items.idat.clone());
    let data = own.iter().filter(|part| part.name == *b"mdat");
    let areas = data.map(|part| part.body.clone()).chain(small);
    let mut canvas = Canvas::new(bytes, carriers, areas.collect());
    // Frames first: items may share their bytes.
    for moov in own.iter().filter(|part| part.name == *b"moov") {
        tracks::clean(&mut canvas, moov)?;
    }
    if let Some((meta, items)) = &items {
        items::clean(&mut canvas, items)?;
        meta::clean(&mut canvas, items, meta)?;
    }
    for (index, part) in own.iter().enumerate() {
        match &part.name {
            b"ftyp" if index == 0 => brands(part)?,
            b"mdat" | b"moov" => {}
            b"meta" if items.as_ref().is_some_and(|(meta, _)| *meta == part) => {}
            b"moof" => return Err(Broken("its frames lie in fragments")),
            _ => canvas.free(part),
        }
    }
    for part in behind {
        canvas.free(part);
    }
    if canvas.kept().is_empty() {
        return Err(Broken("it has no picture in it"));
    }
    canvas.sweep();
    Ok(end(canvas, &file))
}

fn brands(part: &Part) -> Result<(), Broken> {
    if part.body.len() > LONGEST_BRANDS {
        return Err(Broken("its list of brands is too long"));
    }
    Ok(())
}

/// Makes an empty box of what follows the last one, or cuts it off where it is
/// too short for that.
fn end(mut canvas: Canvas<'_>, file: &Level) -> Vec<u8> {
    let rest = file.rest.clone();
    if rest.is_empty() {
        return canvas.out;
    }
    let content = canvas.bytes.get(rest.clone()).unwrap_or_default();
    if content.iter().any(|byte| *byte != 0) {
        canvas.carriers.drop_outside(content);
    } else {
        let kind = RemovedKind::LeftoverBytes;
        canvas.carriers.drop(Carrier::Trailer, kind);
    }
    let len = u32::try_from(rest.len()).ok().filter(|len| *len >= 8);
    canvas.fill(rest.clone(), 0);
    match len {
        Some(len) => {
            canvas.put(rest.start, &len.to_be_bytes());
            canvas.put(rest.start + 4, b"free");
        }
        None => canvas.out.truncate(rest.start),
    }
    canvas.out
}

fn broken(fault: Fault) -> Broken {
    Broken(match fault {
        Fault::NoLength => "a box of it has no length",
        Fault::CutShort => "a box of it is cut short",
        Fault::TooMany => "it has more boxes than a picture needs",
    })
}

/// Lists the boxes of a level.
fn level(bytes: &[u8], within: std::ops::Range<usize>) -> Result<Level, Broken> {
    inside(bytes, within).map_err(broken)
}
