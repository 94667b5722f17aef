//! The mark of a store: an empty folder whose name holds the store's id.
//!
//! A disk that is not mounted leaves an empty folder at its place. Without the
//! mark it would be taken for an empty store and be filled. The mark is a
//! folder, because everything that is a file in a store is a row's file.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use crate::domain::ids::StoreId;

const PREFIX: &str = ".atelier-store-";

/// Tells whether this is the name of a mark.
pub(super) fn is_one(name: &OsStr) -> bool {
    named(name).is_some()
}

/// Tells whether a folder has the mark of this store.
pub(super) fn is_in(root: &Path, store: StoreId) -> bool {
    root.join(format!("{PREFIX}{store}")).is_dir()
}

/// Returns the store that a folder is, marking it if it is none yet.
pub(super) fn find_or_make(root: &Path) -> io::Result<StoreId> {
    let mut found: Vec<StoreId> = fs::read_dir(root)?
        .filter_map(|entry| named(&entry.ok()?.file_name()))
        .collect();
    // Two that set it up at once may both have marked it.
    found.sort_unstable();
    if let Some(store) = found.into_iter().next() {
        return Ok(store);
    }
    let store = StoreId::new();
    fs::create_dir(root.join(format!("{PREFIX}{store}")))?;
    Ok(store)
}

fn named(name: &OsStr) -> Option<StoreId> {
    name.to_str()?.strip_prefix(PREFIX)?.parse().ok()
}
