//! PDF: the document is written anew from its root, object by object, so older
//! versions and whatever nothing leads to stay behind. Drawings, fonts and
//! pictures keep their packed bytes; what a picture of its own says beside the
//! picture goes by the rules of its format.
//!
//! Objects are read and written by `media::pdf`.

mod leftovers;
mod pictures;
mod rewrite;
mod rules;

use memchr::memmem::{find, rfind};

use self::rewrite::OVERLAP;
use super::Broken;
use super::carriers::Carriers;
use super::ledger::Ledger;
use crate::media::pdf::file::{File, TOO_LONG};
use crate::media::pdf::writer::Writer;
use crate::media::pdf::xref::Contents;
use crate::media::pdf::{rebuild, xref};

/// Returns the document without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    let trusting = xref::read(bytes).and_then(|contents| attempt(bytes, contents, carriers));
    let Err(first) = trusting else {
        return trusting;
    };
    if [TOO_LONG, OVERLAP].contains(&first) {
        // A second try would take as long.
        return Err(first);
    }
    // Its table leads astray: look for the objects themselves, once.
    carriers.ledger = Ledger::default();
    rebuild::scan(bytes)
        .and_then(|contents| attempt(bytes, contents, carriers))
        .map_err(|_| first)
}

fn attempt<'a>(
    bytes: &'a [u8],
    contents: Contents<'a>,
    carriers: &mut Carriers,
) -> Result<Vec<u8>, Broken> {
    let file = File::open(bytes, contents)?;
    // Most documents grow a little.
    let writer = Writer::new(version(bytes), bytes.len() + bytes.len() / 16 + 1024);
    let clean = rewrite::rewrite(&file, writer, carriers)?;
    let (before, after) = outside(bytes);
    carriers.drop_outside(before);
    carriers.drop_outside(after);
    Ok(clean)
}

/// Returns the version that the header names.
fn version(bytes: &[u8]) -> &[u8] {
    let start = find(bytes, b"%PDF-").map(|at| at + 5);
    match start.and_then(|at| bytes.get(at..at + 3)) {
        Some(version @ [b'1' | b'2', b'.', b'0'..=b'9']) => version,
        _ => b"1.7",
    }
}

/// Returns what lies before the header and behind the last end mark.
fn outside(bytes: &[u8]) -> (&[u8], &[u8]) {
    let start = find(bytes, b"%PDF-").unwrap_or_default();
    let end = rfind(bytes, b"%%EOF").map_or(bytes.len(), |at| at + 5);
    let behind = bytes.get(end..).unwrap_or_default();
    let before = bytes.get(..start).unwrap_or_default();
    (before.trim_ascii(), behind.trim_ascii())
}
