//! What somebody looks at, so that it comes first.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::domain::asset::AssetId;

/// The pictures that somebody looks at and whose variants are not made yet: the
/// last asked for comes before the others. Kept in memory only: who looks at
/// them again asks again.
#[derive(Debug, Default)]
pub struct Wanted(Mutex<Lists>);

#[derive(Debug, Default)]
struct Lists {
    shown: VecDeque<AssetId>,
    needed: VecDeque<AssetId>,
}

impl Wanted {
    /// How many pictures are remembered: about what a large window shows.
    const MOST: usize = 200;

    /// Notes that a picture is on screen, small.
    pub fn show(&self, asset: AssetId) {
        self.with(|lists| put_first(&mut lists.shown, asset));
    }

    /// Notes that somebody looks at a picture closely: all of its variants are
    /// needed.
    pub fn need(&self, asset: AssetId) {
        self.with(|lists| put_first(&mut lists.needed, asset));
    }

    /// Returns those on screen.
    pub(super) fn shown(&self) -> Vec<AssetId> {
        self.with(|lists| lists.shown.iter().copied().collect())
    }

    /// Returns those of which everything is needed.
    pub(super) fn needed(&self) -> Vec<AssetId> {
        self.with(|lists| lists.needed.iter().copied().collect())
    }

    /// Forgets a picture of which everything is being made.
    pub(super) fn forget(&self, asset: AssetId) {
        self.with(|lists| {
            lists.shown.retain(|one| *one != asset);
            lists.needed.retain(|one| *one != asset);
        });
    }

    /// Forgets a picture on screen whose thumbnail is being made.
    pub(super) fn forget_shown(&self, asset: AssetId) {
        self.with(|lists| lists.shown.retain(|one| *one != asset));
    }

    fn with<T>(&self, act: impl FnOnce(&mut Lists) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn put_first(list: &mut VecDeque<AssetId>, asset: AssetId) {
    if !list.contains(&asset) {
        list.push_front(asset);
        list.truncate(Wanted::MOST);
    }
}
