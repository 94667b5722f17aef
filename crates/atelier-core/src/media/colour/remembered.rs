//! Ways that were found already: the photos of a folder mostly share one profile,
//! and finding its way takes longer than walking it with a thumbnail.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Space, ToScreen};
use crate::media::pixels::Channels;

/// How many ways are remembered.
const KEPT: usize = 4;

/// Bytes up to which a profile is remembered; those of presses have more.
const LARGEST: usize = 16 << 10;

/// The ways of this process.
pub(super) static WAYS: Ways = Ways::new();

/// A few ways, the latest first.
pub(super) struct Ways(Mutex<Vec<Found>>);

struct Found {
    channels: Channels,
    space: Space,
    way: ToScreen,
}

impl Ways {
    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Returns the way of these channels and this space, found now or before.
    pub(super) fn way(
        &self,
        channels: Channels,
        space: &Space,
        find: impl FnOnce(Channels, &Space) -> ToScreen,
    ) -> ToScreen {
        if matches!(space, Space::Profile(bytes) if bytes.len() > LARGEST) {
            return find(channels, space);
        }
        if let Some(way) = self.recall(channels, space) {
            return way;
        }
        let way = find(channels, space);
        let mut all = self.all();
        all.truncate(KEPT - 1);
        all.insert(
            0,
            Found {
                channels,
                space: space.clone(),
                way: way.clone(),
            },
        );
        way
    }

    fn recall(&self, channels: Channels, space: &Space) -> Option<ToScreen> {
        let mut all = self.all();
        let at = all
            .iter()
            .position(|found| found.channels == channels && found.space == *space)?;
        all.get_mut(..=at)?.rotate_right(1);
        all.first().map(|found| found.way.clone())
    }

    fn all(&self) -> MutexGuard<'_, Vec<Found>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile of so many bytes, which nobody can use.
    fn broken(bytes: usize) -> Space {
        Space::Profile(vec![1; bytes])
    }

    fn knows(ways: &Ways, channels: Channels, space: &Space) -> bool {
        let mut known = true;
        ways.way(channels, space, |channels, space| {
            known = false;
            ToScreen::search(channels, space)
        });
        known
    }

    #[test]
    fn a_way_is_found_once_for_its_channels() {
        let ways = Ways::new();
        let space = broken(700);

        assert!(!knows(&ways, Channels::Rgb, &space));
        assert!(knows(&ways, Channels::Rgb, &space));
        assert!(!knows(&ways, Channels::Rgba, &space));
        assert!(
            ways.way(Channels::Rgb, &space, ToScreen::search)
                .ignored_profile()
        );
    }

    #[test]
    fn the_one_that_was_longest_not_asked_for_is_forgotten() {
        let ways = Ways::new();
        for bytes in 1..=KEPT {
            ways.way(Channels::Rgb, &broken(bytes), ToScreen::search);
        }

        assert!(knows(&ways, Channels::Rgb, &broken(1)));
        ways.way(Channels::Rgb, &broken(KEPT + 1), ToScreen::search);

        assert!(knows(&ways, Channels::Rgb, &broken(1)));
        assert!(!knows(&ways, Channels::Rgb, &broken(2)));
    }

    #[test]
    fn a_large_profile_is_not_kept() {
        let ways = Ways::new();
        let large = broken(LARGEST + 1);

        assert!(!knows(&ways, Channels::Rgb, &large));
        assert!(!knows(&ways, Channels::Rgb, &large));
    }
}
