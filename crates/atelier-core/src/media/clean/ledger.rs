//! What a cleaning found, until the receipt is written.

use std::collections::BTreeSet;

use crate::domain::receipt::{Carrier, Kept, Removed, RemovedKind, Warning};

/// A list of findings, each once.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) removed: BTreeSet<Removed>,
    pub(super) kept: BTreeSet<Kept>,
    pub(super) warnings: BTreeSet<Warning>,
}

impl Ledger {
    /// Records something that goes.
    pub(super) fn remove(&mut self, carrier: Carrier, kind: RemovedKind) {
        self.removed.insert(Removed { carrier, kind });
    }

    /// Records something that stays.
    pub(super) fn keep(&mut self, kept: Kept) {
        self.kept.insert(kept);
    }

    /// Takes over what was found in a part that stays.
    pub(super) fn adopt(&mut self, other: Self) {
        self.removed.extend(other.removed);
        self.kept.extend(other.kept);
        self.warnings.extend(other.warnings);
    }

    /// Takes over only the places that another cleaning found: what was looked
    /// at goes as a whole.
    pub(super) fn adopt_places(&mut self, other: &Self) {
        self.removed
            .extend(other.removed.iter().filter(|found| found.kind.is_place()));
    }

    /// Looks through words for coordinates and addresses.
    pub(super) fn read_words(&mut self, text: &str) {
        if super::words::has_coordinates(text) {
            self.warnings.insert(Warning::CoordinatesInWords);
        }
        if super::words::has_address(text) {
            self.warnings.insert(Warning::AddressInWords);
        }
    }
}
