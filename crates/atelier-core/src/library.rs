//! Files kept on this machine, each under the hash of its content.
//!
//! A file lies at `ab/abcdef…`, without an extension: rows know what it is. It
//! is written beside its place and moved there when it is safely on the disk,
//! so a file that has its name is whole. Nothing outside the library is read
//! or written, and no link is followed. Which files are used is for the
//! catalogue to say; this room only keeps them.
//!
//! Calls block on the disk: make them on a thread that may wait.

mod error;
mod walk;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use error::LibraryError;
pub use walk::Kept;

use crate::domain::content_hash::ContentHash;
use crate::media::clean::CleanFile;

/// Where unfinished files lie until they are whole.
const UNFINISHED: &str = "unfinished";

/// The files kept on this machine.
#[derive(Debug, Clone)]
pub struct Library {
    root: PathBuf,
}

/// Bytes and the name they go by, as the library takes them.
type Named<'a> = (&'a [u8], &'a ContentHash);

/// Returns how many bytes the disk of a folder has left for us.
///
/// # Errors
/// When the folder cannot be looked at.
pub fn free_bytes(folder: &Path) -> Result<u64, LibraryError> {
    fs4::available_space(folder).map_err(|cause| LibraryError::from_io(cause, folder))
}

impl Library {
    /// Opens the library in a folder, which is made if it is not there.
    pub fn open(folder: &Path) -> Result<Self, LibraryError> {
        let at = |cause| LibraryError::from_io(cause, folder);
        fs::create_dir_all(folder.join(UNFINISHED)).map_err(at)?;
        let root = folder.canonicalize().map_err(at)?;
        Ok(Self { root })
    }

    /// Removes what a crash left unfinished. Call it once at the start, while
    /// no other process has the workspace open.
    pub fn sweep_temporary(&self) -> Result<usize, LibraryError> {
        let folder = self.root.join(UNFINISHED);
        let at = |cause| LibraryError::from_io(cause, &folder);
        let mut swept = 0;
        for entry in fs::read_dir(&folder).map_err(at)? {
            let entry = entry.map_err(at)?;
            if entry.file_type().map_err(at)?.is_file() {
                fs::remove_file(entry.path()).map_err(at)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Keeps a file. When this returns, a power cut cannot take it away.
    pub fn keep(&self, file: &CleanFile) -> Result<(), LibraryError> {
        self.keep_many([file])
    }

    /// Keeps files, sooner than one at a time. When one fails, those before it
    /// are kept.
    pub fn keep_many<'a>(
        &self,
        files: impl IntoIterator<Item = &'a CleanFile>,
    ) -> Result<(), LibraryError> {
        let files = files.into_iter();
        self.keep_named(files.map(|file| (file.bytes(), file.content_hash())))
    }

    /// Writes files that are not there yet, then makes their names safe too.
    ///
    /// A folder is flushed once, however many files went into it. When one
    /// file fails, those before it are kept: keeping is repeatable.
    fn keep_named<'a>(
        &self,
        files: impl IntoIterator<Item = Named<'a>>,
    ) -> Result<(), LibraryError> {
        let mut touched = BTreeSet::new();
        let mut outcome = Ok(());
        for (bytes, hash) in files {
            outcome = self.write(bytes, hash, &mut touched);
            if outcome.is_err() {
                break;
            }
        }
        for folder in &touched {
            sync_folder(folder)?;
        }
        outcome
    }

    /// Writes one file to the disk and moves it to its place.
    fn write(
        &self,
        bytes: &[u8],
        hash: &ContentHash,
        touched: &mut BTreeSet<PathBuf>,
    ) -> Result<(), LibraryError> {
        let folder = self.folder(hash);
        let path = folder.join(hash.as_str());
        let at = |cause| LibraryError::from_io(cause, &path);
        match self.look(hash) {
            Ok(bytes_there) if bytes_there == bytes.len() as u64 => return Ok(()),
            // Another size under this name is what a failing disk leaves.
            Ok(_) | Err(LibraryError::Missing { .. }) => {}
            Err(other) => return Err(other),
        }
        let mut unfinished = tempfile::Builder::new()
            .tempfile_in(self.root.join(UNFINISHED))
            .map_err(at)?;
        unfinished.write_all(bytes).map_err(at)?;
        unfinished.as_file().sync_all().map_err(at)?;
        match fs::create_dir(&folder) {
            Ok(()) => drop(touched.insert(self.root.clone())),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(at(cause)),
        }
        unfinished
            .persist(&path)
            .map_err(|failed| LibraryError::from_io(failed.error, &path))?;
        touched.insert(folder);
        Ok(())
    }

    /// Returns where a file lies, or would lie.
    #[must_use]
    pub fn path(&self, hash: &ContentHash) -> PathBuf {
        self.folder(hash).join(hash.as_str())
    }

    /// Opens a file for reading. Its content is not checked: see [`Self::check`].
    pub fn open_file(&self, hash: &ContentHash) -> Result<File, LibraryError> {
        self.look(hash)?;
        File::open(self.path(hash)).map_err(|cause| self.failed(cause, hash))
    }

    /// Reads a whole file and proves that it is what its name says.
    pub fn read(&self, hash: &ContentHash) -> Result<Vec<u8>, LibraryError> {
        let mut bytes = Vec::new();
        self.open_file(hash)?
            .read_to_end(&mut bytes)
            .map_err(|cause| self.failed(cause, hash))?;
        if ContentHash::of(&bytes) == *hash {
            Ok(bytes)
        } else {
            Err(LibraryError::Damaged { hash: hash.clone() })
        }
    }

    /// Proves that a file is what its name says, without holding it in memory.
    /// Returns its length.
    pub fn check(&self, hash: &ContentHash) -> Result<u64, LibraryError> {
        let mut file = self.open_file(hash)?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 256 * 1024];
        let mut length = 0;
        loop {
            let read = file
                .read(&mut buffer)
                .map_err(|cause| self.failed(cause, hash))?;
            let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
                break;
            };
            digest.update(part);
            length += part.len() as u64;
        }
        if ContentHash::from_digest(&digest.finalize()) == *hash {
            Ok(length)
        } else {
            Err(LibraryError::Damaged { hash: hash.clone() })
        }
    }

    /// Tells whether a file is there, without reading it.
    pub fn has(&self, hash: &ContentHash) -> Result<bool, LibraryError> {
        match self.look(hash) {
            Ok(_) => Ok(true),
            Err(LibraryError::Missing { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Removes a file. Returns false when it was not there.
    pub fn remove(&self, hash: &ContentHash) -> Result<bool, LibraryError> {
        match self.look(hash) {
            Err(LibraryError::Missing { .. }) => return Ok(false),
            Err(other) => return Err(other),
            Ok(_) => {}
        }
        fs::remove_file(self.path(hash)).map_err(|cause| self.failed(cause, hash))?;
        sync_folder(&self.folder(hash))?;
        Ok(true)
    }

    /// Returns the length of a file that is there and is a file.
    fn look(&self, hash: &ContentHash) -> Result<u64, LibraryError> {
        let facts =
            |path: &Path| fs::symlink_metadata(path).map_err(|cause| self.failed(cause, hash));
        let (folder, path) = (self.folder(hash), self.path(hash));
        if !facts(&folder)?.is_dir() {
            return Err(LibraryError::NotOurs { path: folder });
        }
        let file = facts(&path)?;
        if !file.is_file() {
            return Err(LibraryError::NotOurs { path });
        }
        Ok(file.len())
    }

    fn folder(&self, hash: &ContentHash) -> PathBuf {
        self.root.join(shard(hash))
    }

    fn failed(&self, cause: std::io::Error, hash: &ContentHash) -> LibraryError {
        if cause.kind() == ErrorKind::NotFound {
            LibraryError::Missing { hash: hash.clone() }
        } else {
            LibraryError::from_io(cause, &self.path(hash))
        }
    }
}

/// The folder of a hash: its first two digits, so that no folder grows long.
fn shard(hash: &ContentHash) -> &str {
    hash.as_str().get(..2).unwrap_or_default()
}

/// Makes the names in a folder outlast a power cut.
fn sync_folder(folder: &Path) -> Result<(), LibraryError> {
    // Windows keeps names without being asked and cannot open a folder.
    if cfg!(unix) {
        File::open(folder)
            .and_then(|open| open.sync_all())
            .map_err(|cause| LibraryError::from_io(cause, folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
