//! What presets made of pictures while somebody tries them out: in memory, one
//! for each side of each picture, and the newest few of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use atelier_core::progress::Cancel;
use uuid::Uuid;

use crate::view::settings::TrialSide;

/// How many are kept: both sides of the four pictures that the page shows.
const MOST: usize = 8;

/// What trials made.
#[derive(Default)]
pub struct Trials(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u64,
    entries: HashMap<(Uuid, TrialSide), Entry>,
}

struct Entry {
    number: u64,
    cancel: Cancel,
    made: Option<Made>,
}

/// A picture that was made, and what it is.
#[derive(Clone)]
pub struct Made {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its content type.
    pub content_type: &'static str,
    number: u64,
}

/// A trial that has begun.
pub struct Begun {
    picture: Uuid,
    side: TrialSide,
    number: u64,
    /// Stops it.
    pub cancel: Cancel,
}

impl Trials {
    /// Begins a trial, and calls off the one before of the same side of the same
    /// picture. What that made can be shown until this one is done.
    pub fn begin(&self, picture: Uuid, side: TrialSide) -> Begun {
        self.with(|kept| {
            kept.last += 1;
            let number = kept.last;
            let cancel = Cancel::new();
            let entry = Entry {
                number,
                cancel: cancel.clone(),
                made: None,
            };
            if let Some(before) = kept.entries.insert((picture, side), entry) {
                before.cancel.cancel();
                if let Some(entry) = kept.entries.get_mut(&(picture, side)) {
                    entry.made = before.made;
                }
            }
            kept.drop_oldest();
            Begun {
                picture,
                side,
                number,
                cancel,
            }
        })
    }

    /// Keeps what a trial made, and returns its name. None when nobody waits for
    /// it any more.
    pub fn keep(
        &self,
        begun: &Begun,
        bytes: Vec<u8>,
        content_type: &'static str,
    ) -> Option<String> {
        self.with(|kept| {
            let entry = kept.entries.get_mut(&(begun.picture, begun.side))?;
            if entry.number != begun.number {
                return None;
            }
            entry.made = Some(Made {
                bytes: bytes.into(),
                content_type,
                number: begun.number,
            });
            let side = begun.side.as_str();
            Some(format!("{}.{side}.{}", begun.picture, begun.number))
        })
    }

    /// Returns what a trial made, by its name.
    pub fn made(&self, name: &str) -> Option<Made> {
        let mut parts = name.splitn(3, '.');
        let picture: Uuid = parts.next()?.parse().ok()?;
        let side = match parts.next()? {
            "saved" => TrialSide::Saved,
            "edited" => TrialSide::Edited,
            _ => return None,
        };
        let number: u64 = parts.next()?.parse().ok()?;
        self.with(|kept| {
            let made = kept.entries.get(&(picture, side))?.made.clone()?;
            (made.number == number).then_some(made)
        })
    }

    /// Calls everything off and forgets what was made.
    pub fn forget_all(&self) {
        self.with(|kept| {
            for (_, entry) in kept.entries.drain() {
                entry.cancel.cancel();
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Kept {
    fn drop_oldest(&mut self) {
        while self.entries.len() > MOST {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.number);
            let Some(key) = oldest.map(|(key, _)| *key) else {
                return;
            };
            if let Some(entry) = self.entries.remove(&key) {
                entry.cancel.cancel();
            }
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::expect_used,
    reason = "a test fails by not finding what it expects"
)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_trial_calls_the_older_one_off_and_only_its_picture_is_kept() {
        let trials = Trials::default();
        let picture = Uuid::now_v7();
        let first = trials.begin(picture, TrialSide::Edited);
        let other_side = trials.begin(picture, TrialSide::Saved);

        let second = trials.begin(picture, TrialSide::Edited);

        assert!(first.cancel.is_cancelled());
        assert!(!other_side.cancel.is_cancelled());
        assert_eq!(trials.keep(&first, vec![1], "image/webp"), None);
        let name = trials.keep(&second, vec![2], "image/webp").expect("kept");
        assert_eq!(&*trials.made(&name).expect("there").bytes, [2]);
        trials.forget_all();
        assert!(trials.made(&name).is_none());
        assert!(other_side.cancel.is_cancelled());
    }

    #[test]
    fn only_what_the_page_can_show_is_kept() {
        let trials = Trials::default();
        let names: Vec<String> = (0..=MOST)
            .map(|_| {
                let begun = trials.begin(Uuid::now_v7(), TrialSide::Saved);
                trials.keep(&begun, vec![0], "image/webp").expect("kept")
            })
            .collect();

        let there = names.iter().filter(|name| trials.made(name).is_some());

        assert_eq!(there.count(), MOST);
        assert!(trials.made("no such thing").is_none());
    }
}
