//! What a rewritten file leaves behind: older versions of it, and objects that
//! nothing leads to. They go in any case; here they are only looked at, so that
//! the receipt can say what was in them.

use std::collections::BTreeSet;

use super::rules;
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::clean::carriers::Carriers;
use crate::media::clean::{Broken, xmp};
use crate::media::pdf::file::File;
use crate::media::pdf::filters;
use crate::media::pdf::object::{Dict, Object, Reference, Thing, words};
use crate::media::pdf::xref::Place;

/// Looks at what was not reached.
pub(super) fn look(
    file: &File<'_>,
    reached: &BTreeSet<Reference>,
    carriers: &mut Carriers,
) -> Result<(), Broken> {
    let contents = file.contents();
    if !contents.replaced.is_empty() {
        carriers.drop(Carrier::Trailer, RemovedKind::OlderVersion);
    }
    // Whatever went for a reason of its own leaves its objects behind.
    let is_explained = !carriers.ledger.removed.is_empty();
    let mut seen = BTreeSet::new();
    for (number, entry) in &contents.entries {
        file.check_work()?;
        let reference = Reference {
            number: *number,
            generation: entry.generation,
        };
        if !reached.contains(&reference)
            && let Ok(thing) = file.get(reference)
            && look_at(&thing, file, carriers)
            && !is_explained
        {
            carriers.drop(Carrier::Trailer, RemovedKind::LeftoverBytes);
        }
    }
    for entry in &contents.replaced {
        file.check_work()?;
        if let Place::At(at) = entry.place
            && seen.insert(at)
            && let Ok(thing) = file.at(at, |_| true)
        {
            look_at(&thing, file, carriers);
        }
    }
    Ok(())
}

/// Records the places of an object; tells whether it is more than a part of
/// the file's own structure.
fn look_at(thing: &Thing<'_>, file: &File<'_>, carriers: &mut Carriers) -> bool {
    match thing {
        Thing::Value(Object::Dict(dict)) => {
            look_at_keys(dict, carriers);
            !dict.has(b"Linearized")
        }
        Thing::Value(Object::Array(_) | Object::Text(_)) => true,
        Thing::Value(_) => false,
        Thing::Stream(stream) => {
            look_at_keys(&stream.dict, carriers);
            if stream.dict.is(b"Type", b"Metadata")
                && let Ok(plain) = filters::undo(stream, file, file.room())
            {
                carriers.look_at_xmp(&plain.bytes, Carrier::Trailer);
            }
            // The hints of a linearised file have no type and a place of their own.
            let is_hint = stream.dict.has(b"S") && !stream.dict.has(b"Type");
            let is_table = stream.dict.is(b"Type", b"XRef") || stream.dict.is(b"Type", b"ObjStm");
            !is_hint && !is_table
        }
    }
}

fn look_at_keys(dict: &Dict<'_>, carriers: &mut Carriers) {
    for (key, _) in dict.iter() {
        let named = xmp::judge_name(&words(key)).map(|kind| (Carrier::Trailer, kind));
        let (carrier, kind) = named.unwrap_or(rules::loss(key));
        if kind.is_place() {
            carriers.drop(carrier, kind);
        }
    }
}
