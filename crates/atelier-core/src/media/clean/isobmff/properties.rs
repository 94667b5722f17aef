//! The properties of items: those that a picture needs stay; the others become
//! empty boxes, and no item is associated with them any more.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::Broken;
use super::canvas::Canvas;
use super::items::Items;
use super::tables::Cursor;
use super::{level, verdict};
use crate::domain::receipt::Kept;
use crate::media::boxes::{Level, Part};
use crate::media::bytes::slice;

/// That an item has a property.
struct Association {
    item: u32,
    /// Counted from one; zero is no property.
    property: usize,
    is_essential: bool,
    /// Where this is written.
    at: Range<usize>,
}

/// Reads one table of associations; returns what follows it as well.
fn associations(bytes: &[u8], table: &Part) -> Result<(Vec<Association>, Range<usize>), Broken> {
    let mut cursor = Cursor::new(bytes, &table.body);
    let (version, flags) = cursor.version()?;
    let (len, mark) = if flags & 1 == 1 {
        (2, 1 << 15)
    } else {
        (1, 1 << 7)
    };
    let count = cursor.id(true)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let item = cursor.id(version > 0)?;
        for _ in 0..cursor.number(1)? {
            let start = cursor.at;
            let value = cursor.number(len)?;
            found.push(Association {
                item,
                property: usize::try_from(value & (mark - 1)).unwrap_or(0),
                is_essential: value & mark != 0,
                at: start..cursor.at,
            });
        }
    }
    Ok((found, cursor.rest()))
}

fn container(bytes: &[u8], level: &Level) -> Result<Level, Broken> {
    let part = level
        .first(b"ipco")
        .ok_or(Broken("the properties of its picture are missing"))?;
    super::level(bytes, part.body.clone())
}

/// Reads what each auxiliary picture is for.
pub(super) fn purposes(bytes: &[u8], table: &Part) -> Result<BTreeMap<u32, Vec<u8>>, Broken> {
    let inner = level(bytes, table.body.clone())?;
    let properties = container(bytes, &inner)?;
    let mut found = BTreeMap::new();
    for table in inner.parts.iter().filter(|part| part.name == *b"ipma") {
        for association in associations(bytes, table)?.0 {
            let at = association.property.checked_sub(1);
            let property = at.and_then(|at| properties.parts.get(at));
            if let Some(part) = property.filter(|part| part.name == *b"auxC") {
                let text = slice(bytes, part.body.start, part.body.len().min(512));
                found.insert(association.item, text.unwrap_or_default().to_vec());
            }
        }
    }
    Ok(found)
}

/// Frees the properties that go.
pub(super) fn clean(canvas: &mut Canvas<'_>, items: &Items, table: &Part) -> Result<(), Broken> {
    let inner = level(canvas.bytes, table.body.clone())?;
    let properties = container(canvas.bytes, &inner)?;
    let mut gone = Vec::with_capacity(properties.parts.len());
    for part in &properties.parts {
        let stays = stays(canvas, part);
        gone.push(!stays);
        if !stays {
            canvas.free(part);
        }
    }
    canvas.wipe(properties.rest.clone());
    let mut containers = 0;
    for part in &inner.parts {
        match &part.name {
            b"ipco" if containers == 0 => containers += 1,
            b"ipma" => dissociate(canvas, items, part, &gone)?,
            _ => canvas.free(part),
        }
    }
    canvas.wipe(inner.rest);
    Ok(())
}

/// Decides about one property.
fn stays(canvas: &mut Canvas<'_>, part: &Part) -> bool {
    let most = verdict::property(part.name, canvas.carriers.keeps_least());
    if most.is_none_or(|most| part.body.len() > most) {
        return false;
    }
    let body = canvas.came(&part.body);
    match &part.name {
        b"colr" => {
            if !matches!(body.get(..4), Some(b"nclx" | b"prof" | b"rICC")) {
                return false;
            }
            canvas.carriers.ledger.keep(Kept::ColourProfile);
        }
        b"irot" | b"imir" => canvas.carriers.ledger.keep(Kept::Orientation),
        b"udes" | b"altt" => {
            canvas.carriers.ledger.keep(Kept::Description);
            let text = String::from_utf8_lossy(body).replace('\0', " ");
            canvas.carriers.ledger.read_words(&text);
        }
        _ => {}
    }
    true
}

/// Ends the associations with properties that went.
fn dissociate(
    canvas: &mut Canvas<'_>,
    items: &Items,
    table: &Part,
    gone: &[bool],
) -> Result<(), Broken> {
    let (found, rest) = associations(canvas.bytes, table)?;
    for association in found {
        let at = association.property.checked_sub(1);
        if !at.and_then(|at| gone.get(at)).is_some_and(|gone| *gone) {
            continue;
        }
        if association.is_essential && items.is_picture(association.item) {
            return Err(Broken("its picture needs something that nobody knows"));
        }
        canvas.fill(association.at, 0);
    }
    canvas.wipe(rest);
    Ok(())
}
