//! TIFF, classic and big: cleaned where it lies, so that no offset moves.
//!
//! A walk over all pages first decides about every entry and changes nothing
//! (`walk`); then the lists are closed up, blocks are written anew in their
//! old room, and what nothing refers to any more is zeroed (`plan`). Strips and
//! tiles are the picture and stay as they are.

mod blocks;
mod gone;
mod ground;
mod jpeg_part;
mod page;
mod plan;
mod tags;
mod walk;

use super::Broken;
use super::carriers::Carriers;
use crate::domain::receipt::{Policy, Warning};

/// Why a file is not cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Its structure cannot be followed.
    Broken(&'static str),
    /// Parts of it lie over each other, so that changing one breaks another.
    Tangled,
}

const CUT: Fault = Fault::Broken("a part of it lies behind its end");

/// Returns the file without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    if carriers.keeps_least() {
        // What goes as a whole is looked at first, for the receipt.
        let mut seen = Carriers::new(Policy::Location);
        let _ = rewrite(bytes, &mut seen);
        carriers.ledger.adopt_places(&seen.ledger);
    }
    let cleaned = match rewrite(bytes, carriers) {
        Err(Fault::Tangled) if !carriers.keeps_least() => {
            let mut least = Carriers::new(Policy::Everything);
            least.ledger.adopt_places(&carriers.ledger);
            least.ledger.warnings.insert(Warning::MetadataGivenUp);
            let cleaned = rewrite(bytes, &mut least);
            *carriers = least;
            cleaned
        }
        other => other,
    };
    cleaned.map_err(|fault| match fault {
        Fault::Broken(how) => Broken(how),
        Fault::Tangled => Broken("parts of it lie over each other"),
    })
}

fn rewrite(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Fault> {
    let plan = walk::walk(bytes, carriers)?;
    plan.write(bytes, carriers)
}
