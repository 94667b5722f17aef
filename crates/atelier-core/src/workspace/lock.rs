//! One program at a time has a workspace open. The second is told who.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::clock::{self, UnixMillis};

/// Who has a workspace open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The person's login name.
    pub person: String,
    /// The program, such as `atelier` or `atelier-desktop`.
    pub program: String,
    /// Its process.
    pub pid: u32,
    /// Since when.
    pub since: UnixMillis,
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let since = self.since.to_datetime();
        let Self {
            person,
            program,
            pid,
            ..
        } = self;
        write!(
            f,
            "{program} (started by {person} at {:02}:{:02} UTC, process {pid})",
            since.hour(),
            since.minute()
        )
    }
}

/// Why a workspace cannot be held.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another program has it: close it there.
    #[error("{} has this workspace open. Close it there, then try again", .0.as_ref().map_or_else(|| "another Atelier".to_owned(), ToString::to_string))]
    Held(Option<Holder>),
    /// The lock file cannot be written.
    #[error("the workspace cannot be locked: {0}")]
    Io(#[from] io::Error),
}

/// A workspace held by this process. The operating system lets go of it when
/// the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
    /// Whether the last holder ended without letting go.
    unclean: bool,
    /// Whether this holder broke off in the middle of something.
    broke_off: AtomicBool,
}

impl Lock {
    /// Takes the lock and writes down who holds it.
    ///
    /// # Errors
    /// When another process holds it, or the folder cannot be written.
    pub fn take(path: &Path, program: &str) -> Result<Self, LockError> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Held(read(&mut file))),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let unclean = read(&mut file).is_some();
        let mut lock = Self {
            file,
            unclean,
            broke_off: AtomicBool::new(false),
        };
        lock.write(&serde_json::to_vec(&me(program)).map_err(io::Error::from)?)?;
        Ok(lock)
    }

    /// Returns whether the last holder was killed or lost its power.
    #[must_use]
    pub fn was_unclean(&self) -> bool {
        self.unclean
    }

    /// Lets the next holder look around as after a kill: something broke off, such
    /// as by a full disk, and may have left files without rows.
    pub fn broke_off(&self) {
        self.broke_off.store(true, Ordering::Relaxed);
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.rewind()?;
        self.file.set_len(0)?;
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.broke_off.load(Ordering::Relaxed) {
            return;
        }
        // An empty file tells the next holder that this one ended well. If it
        // cannot be emptied, the next one only looks around more carefully.
        let _ = self.write(b"");
    }
}

fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn me(program: &str) -> Holder {
    let person = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    Holder {
        person: person.unwrap_or_else(|| "someone".to_owned()),
        program: program.to_owned(),
        pid: std::process::id(),
        since: clock::now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_has_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("lock");
        let _first = Lock::take(&path, "atelier").expect("free");

        let refused = Lock::take(&path, "atelier-desktop").expect_err("held");

        let LockError::Held(Some(holder)) = refused else {
            panic!("{refused}")
        };
        assert_eq!(
            (holder.program.as_str(), holder.pid),
            ("atelier", std::process::id())
        );
    }

    #[test]
    fn a_clean_end_is_told_from_a_kill() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("lock");
        drop(Lock::take(&path, "atelier").expect("free"));
        assert!(!Lock::take(&path, "atelier").expect("free").was_unclean());

        let lock = Lock::take(&path, "atelier").expect("free");
        lock.broke_off();
        drop(lock);
        assert!(Lock::take(&path, "atelier").expect("free").was_unclean());

        let killed = serde_json::to_vec(&me("atelier")).expect("json");
        std::fs::write(&path, killed).expect("a file");

        assert!(Lock::take(&path, "atelier").expect("free").was_unclean());
    }
}
