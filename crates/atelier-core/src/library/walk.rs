//! Going through everything the library holds.

use walkdir::WalkDir;

use super::{Library, LibraryError, UNFINISHED, shard};
use crate::domain::content_hash::ContentHash;

/// A file that the library holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub hash: ContentHash,
    /// Its length.
    pub bytes: u64,
}

impl Library {
    /// Goes through every file. What Atelier did not put there is passed over.
    pub fn files(&self) -> impl Iterator<Item = Result<Kept, LibraryError>> + use<> {
        let root = self.root.clone();
        WalkDir::new(&self.root)
            .min_depth(2)
            .max_depth(2)
            .follow_links(false)
            .into_iter()
            .filter_entry(|entry| entry.file_name() != UNFINISHED)
            .filter_map(move |entry| {
                let failed = |cause: walkdir::Error| {
                    let path = cause.path().unwrap_or(&root).to_owned();
                    LibraryError::from_io(cause.into(), &path)
                };
                let entry = match entry {
                    Ok(entry) if entry.file_type().is_file() => entry,
                    Ok(_) => return None,
                    Err(cause) => return Some(Err(failed(cause))),
                };
                let hash: ContentHash = entry.file_name().to_str()?.parse().ok()?;
                let folder = entry.path().parent()?.file_name()?;
                if folder != shard(&hash) {
                    return None;
                }
                let facts = entry.metadata().map_err(failed);
                Some(facts.map(|facts| Kept {
                    hash,
                    bytes: facts.len(),
                }))
            })
    }

    /// Returns the name of every file, to ask the catalogue which are used.
    pub fn hashes(&self) -> Result<Vec<ContentHash>, LibraryError> {
        self.files()
            .map(|file| file.map(|kept| kept.hash))
            .collect()
    }

    /// Adds up what all files take.
    pub fn bytes(&self) -> Result<u64, LibraryError> {
        self.files().map(|file| file.map(|kept| kept.bytes)).sum()
    }
}
