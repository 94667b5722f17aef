//! Watches a folder and hands over files once they stand still.
//!
//! A copy in progress looks like a file from its first byte, so a file counts
//! when its size and time are the same over two looks. The operating system's
//! notices only bring the next look forward; a look by the clock finds what
//! they missed (network drives often send none).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use notify::{RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use crate::progress::Cancel;

use super::intake::{self, Entry, Source};

/// Time between two looks.
pub const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Time after a notice until the next look: files come in groups.
const SETTLE: Duration = Duration::from_millis(400);

/// Why a folder cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// It is not there, or is no folder.
    #[error("{0} is no folder that can be watched; is its drive connected?")]
    NoFolder(PathBuf),
}

/// What a look remembers of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Glance {
    bytes: u64,
    modified: Option<SystemTime>,
}

/// Remembers what was seen in a folder, and tells what has come to rest.
#[derive(Debug, Default)]
pub struct Stillness {
    seen: HashMap<PathBuf, Glance>,
    handed: HashMap<PathBuf, Glance>,
}

impl Stillness {
    /// Takes one look at a folder. Returns the files that are as they were at
    /// the last look and were not handed over as they are before.
    pub fn look(&mut self, folder: &Path) -> Vec<Entry> {
        let mut now = HashMap::new();
        let mut ready = Vec::new();
        for entry in intake::list(&[folder.to_owned()]) {
            let Ok(Source::Path(path)) = &entry.source else {
                continue;
            };
            let Some(glance) = glance(path) else { continue };
            let still = self.seen.get(path) == Some(&glance);
            if still && self.handed.get(path) != Some(&glance) {
                self.handed.insert(path.clone(), glance);
                ready.push(entry.clone());
            }
            now.insert(path.clone(), glance);
        }
        self.handed.retain(|path, _| now.contains_key(path));
        self.seen = now;
        ready
    }

    /// Returns whether every file that was seen has been handed over.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.seen.len() == self.handed.len()
    }
}

fn glance(path: &Path) -> Option<Glance> {
    let facts = std::fs::metadata(path).ok()?;
    Some(Glance {
        bytes: facts.len(),
        modified: facts.modified().ok(),
    })
}

/// Watches a folder until cancelled; sends each group of files that came to rest.
///
/// A folder that vanishes is waited for.
///
/// # Errors
/// When the folder is not there at the start.
pub async fn watch(
    folder: PathBuf,
    found: mpsc::Sender<Vec<Entry>>,
    cancel: Cancel,
) -> Result<(), WatchError> {
    if !folder.is_dir() {
        return Err(WatchError::NoFolder(folder));
    }
    let (notice, mut notices) = mpsc::channel::<()>(1);
    // Without notices the clock alone drives the looks.
    let _watcher = notify::recommended_watcher(move |_| {
        // A full channel already says that there is something to see.
        let _ = notice.try_send(());
    })
    .and_then(|mut watcher| {
        watcher
            .watch(&folder, RecursiveMode::Recursive)
            .map(|()| watcher)
    })
    .inspect_err(
        |error| tracing::warn!(%error, "no notices from this folder; it is looked at by the clock"),
    )
    .ok();
    let mut stillness = Stillness::default();
    loop {
        let (look, folder) = (std::mem::take(&mut stillness), folder.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let mut look = look;
            let ready = look.look(&folder);
            (look, ready)
        });
        let Ok((after, ready)) = looked.await else {
            return Ok(());
        };
        stillness = after;
        if !ready.is_empty() && found.send(ready).await.is_err() {
            return Ok(());
        }
        let quiet = stillness.is_quiet();
        tokio::select! {
            () = cancel.cancelled() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
            Some(()) = notices.recv(), if quiet => tokio::time::sleep(SETTLE).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(entries: &[Entry]) -> Vec<String> {
        entries
            .iter()
            .filter_map(|e| e.source.as_ref().ok())
            .map(Source::name)
            .collect()
    }

    #[test]
    fn a_file_counts_when_it_stands_still_over_two_looks() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("a.jpg");
        let mut stillness = Stillness::default();

        std::fs::write(&file, b"half").expect("a file");
        assert!(names(&stillness.look(dir.path())).is_empty());
        std::fs::write(&file, b"half and the rest").expect("a file");
        assert!(names(&stillness.look(dir.path())).is_empty());

        assert_eq!(names(&stillness.look(dir.path())), ["a.jpg"]);
        assert!(names(&stillness.look(dir.path())).is_empty());
        assert!(stillness.is_quiet());
    }

    #[test]
    fn a_file_that_changes_later_counts_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("a.jpg");
        let mut stillness = Stillness::default();
        std::fs::write(&file, b"one").expect("a file");
        stillness.look(dir.path());
        stillness.look(dir.path());

        std::fs::write(&file, b"another").expect("a file");
        stillness.look(dir.path());

        assert_eq!(names(&stillness.look(dir.path())), ["a.jpg"]);
    }

    #[tokio::test]
    async fn a_watched_folder_hands_over_what_is_copied_into_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let (sender, mut found) = mpsc::channel(4);
        let cancel = Cancel::new();
        let watching = tokio::spawn(watch(dir.path().to_owned(), sender, cancel.clone()));

        std::fs::write(dir.path().join("a.jpg"), b"x").expect("a file");
        let files = tokio::time::timeout(Duration::from_secs(30), found.recv())
            .await
            .expect("in time")
            .expect("files");
        cancel.cancel();

        assert_eq!(names(&files), ["a.jpg"]);
        watching.await.expect("ends").expect("without an error");
    }
}
