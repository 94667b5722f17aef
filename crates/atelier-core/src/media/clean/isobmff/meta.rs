//! The box that describes the items: what may lie in it.

use super::super::Broken;
use super::canvas::Canvas;
use super::items::Items;
use super::{level, properties, verdict};
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::boxes::Part;
use crate::media::bytes::{Order, slice};

/// What a handler says before its name.
const BEFORE_NAME: usize = 24;
/// How long a list of one place in the same file is.
const PLAIN_SOURCES: usize = 28;

/// Frees whatever the items do not need.
pub(super) fn clean(canvas: &mut Canvas<'_>, items: &Items, meta: &Part) -> Result<(), Broken> {
    let inner = level(canvas.bytes, meta.body.start + 4..meta.body.end)?;
    for part in &inner.parts {
        match &part.name {
            b"pitm" | b"iloc" | b"iinf" | b"iref" | b"idat" => {}
            b"hdlr" => handler(canvas, part),
            b"iprp" => properties::clean(canvas, items, part)?,
            b"grpl" => groups(canvas, part)?,
            b"dinf" => sources(canvas, part),
            _ => canvas.free(part),
        }
    }
    canvas.wipe(inner.rest);
    Ok(())
}

/// Blanks the name of a handler, unless programs write it.
pub(super) fn handler(canvas: &mut Canvas<'_>, part: &Part) {
    let start = part.body.start + BEFORE_NAME;
    let name = start.min(part.body.end)..part.body.end;
    let came = canvas.came(&name);
    let text = came.split(|byte| *byte == 0).next().unwrap_or_default();
    let behind = came.get(text.len()..).unwrap_or_default();
    if !verdict::is_plain_name(text) || behind.iter().any(|byte| *byte != 0) {
        canvas.carriers.drop(Carrier::Comment, RemovedKind::Comment);
        canvas.fill(name, 0);
    }
}

/// Keeps groups that are lists of items and hardly more.
fn groups(canvas: &mut Canvas<'_>, part: &Part) -> Result<(), Broken> {
    let inner = level(canvas.bytes, part.body.clone())?;
    for group in &inner.parts {
        let count = Order::Big
            .u32(canvas.bytes, group.body.start + 8)
            .unwrap_or(0) as usize;
        let needed = count.saturating_mul(4).saturating_add(12);
        // Some kinds of group have a few numbers of their own.
        let most = needed.saturating_add(8);
        if group.name == *b"free" || !(needed..=most).contains(&group.body.len()) {
            canvas.free(group);
        }
    }
    canvas.wipe(inner.rest);
    Ok(())
}

/// Keeps a list of sources that names none but the file itself.
pub(super) fn sources(canvas: &mut Canvas<'_>, part: &Part) {
    let list = canvas.came(&part.body);
    let is_plain = list.len() == PLAIN_SOURCES
        && slice(list, 4, 4) == Some(b"dref")
        && matches!(
            slice(list, 20, 8),
            Some(b"url \0\0\0\x01" | b"urn \0\0\0\x01")
        );
    if !is_plain {
        canvas.free(part);
    }
}
