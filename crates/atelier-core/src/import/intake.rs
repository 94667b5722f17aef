//! From whatever a person gave (files, folders, globs) to a list of files in a
//! settled order. Nothing is opened here.
//!
//! What cannot be taken is in the list too, with its reason, so that a report
//! names every file that a person can see.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::refusal::Refusal;
use crate::domain::natural_order::NaturalKey;

/// How deep folders are followed.
const MAX_DEPTH: usize = 64;

/// Where the bytes of one file come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file of the person's. It is read, never written.
    Path(PathBuf),
    /// Bytes without a file: from the clipboard or an address.
    Memory {
        /// The name to import it under.
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
        /// The address that it came from.
        source_url: Option<String>,
    },
}

impl Source {
    /// Returns the name that people know it by.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => last_part(path),
            Self::Memory { name, .. } => name.clone(),
        }
    }

    /// Reads its bytes once more, for a preview. None when it cannot be read.
    /// Blocking.
    #[must_use]
    pub fn read_again(&self) -> Option<Arc<[u8]>> {
        super::examine::read(self).ok().map(|raw| raw.bytes)
    }

    /// Returns the path as shown in reports.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Path(path) => path.to_string_lossy().into_owned(),
            Self::Memory {
                name, source_url, ..
            } => source_url.clone().unwrap_or_else(|| name.clone()),
        }
    }
}

/// One thing that a person gave: a file to look at, or a reason not to.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The path as shown in reports.
    pub shown: String,
    /// The file, or why it is not taken.
    pub source: Result<Source, Refusal>,
}

impl Entry {
    /// Wraps a source that can be read.
    #[must_use]
    pub fn of(source: Source) -> Self {
        Self {
            shown: source.shown(),
            source: Ok(source),
        }
    }

    fn refused(path: &Path, refusal: Refusal) -> Self {
        Self {
            shown: path.to_string_lossy().into_owned(),
            source: Err(refusal),
        }
    }
}

/// Lists every file under the given paths, folders walked, globs expanded.
///
/// A folder's files come in the natural order of their names (`2` before
/// `10`). Hidden files and the litter of file managers are passed over in
/// folders, but not when they are named themselves.
#[must_use]
pub fn list(paths: &[PathBuf]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for path in paths {
        for path in expand(path) {
            walk(&path, &mut entries);
        }
    }
    entries
}

/// Expands a glob. A path that exists is never taken for one.
fn expand(path: &Path) -> Vec<PathBuf> {
    let Some(text) = path.to_str() else {
        return vec![path.to_owned()];
    };
    if !text.contains(['*', '?', '[']) || path.symlink_metadata().is_ok() {
        return vec![path.to_owned()];
    }
    let mut found: Vec<PathBuf> = glob::glob(text)
        .map(|paths| paths.filter_map(Result::ok).collect())
        .unwrap_or_default();
    found.sort_by_cached_key(|path| natural(path));
    if found.is_empty() {
        vec![path.to_owned()]
    } else {
        found
    }
}

fn walk(root: &Path, entries: &mut Vec<Entry>) {
    let walker = WalkDir::new(root)
        .follow_links(true)
        .max_depth(MAX_DEPTH)
        .sort_by_key(|found| natural(Path::new(found.file_name())))
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_litter(entry));
    for step in walker {
        match step {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_file() => entries.push(take(entry.into_path())),
            Ok(entry) => entries.push(Entry::refused(entry.path(), Refusal::not_a_file())),
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                entries.push(Entry::refused(&path, Refusal::from_walk(&error)));
            }
        }
    }
}

/// Takes a file whose name can be written down.
fn take(path: PathBuf) -> Entry {
    if path.file_name().is_some_and(|name| name.to_str().is_none()) {
        return Entry::refused(&path, Refusal::name_not_utf8());
    }
    Entry::of(Source::Path(path))
}

fn is_litter(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || matches!(&*name, "Thumbs.db" | "desktop.ini" | "__MACOSX")
}

fn last_part(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Orders paths as people do.
fn natural(path: &Path) -> (NaturalKey, PathBuf) {
    (NaturalKey::of(&path.to_string_lossy()), path.to_owned())
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

    fn codes(entries: &[Entry]) -> Vec<&'static str> {
        entries
            .iter()
            .filter_map(|e| e.source.as_ref().err())
            .map(|r| r.code)
            .collect()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = dir.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, b"x").expect("a file");
        }
        dir
    }

    #[test]
    fn a_folder_is_walked_in_the_order_people_expect() {
        let dir = folder(&[
            "img10.jpg",
            "img2.jpg",
            "sub/a.jpg",
            ".hidden/b.jpg",
            "Thumbs.db",
        ]);

        assert_eq!(
            names(&list(&[dir.path().to_owned()])),
            ["img2.jpg", "img10.jpg", "a.jpg"]
        );
    }

    #[test]
    fn a_glob_is_expanded_unless_a_file_has_that_name() {
        let dir = folder(&["a.jpg", "b.jpg", "c.png", "odd[1].jpg"]);

        assert_eq!(
            names(&list(&[dir.path().join("[ab].jpg")])),
            ["a.jpg", "b.jpg"]
        );
        assert_eq!(
            names(&list(&[dir.path().join("odd[1].jpg")])),
            ["odd[1].jpg"]
        );
    }

    #[test]
    fn a_missing_path_is_refused_and_the_rest_goes_on() {
        let dir = folder(&["a.jpg"]);

        let found = list(&[dir.path().join("gone.jpg"), dir.path().to_owned()]);

        assert_eq!(codes(&found), ["vanished"]);
        assert_eq!(names(&found), ["a.jpg"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends_in_a_refusal() {
        let dir = folder(&["sub/a.jpg"]);
        std::os::unix::fs::symlink(dir.path(), dir.path().join("sub/back")).expect("a link");
        std::os::unix::fs::symlink("self", dir.path().join("self")).expect("a link");

        let found = list(&[dir.path().to_owned()]);

        assert_eq!(names(&found), ["a.jpg"]);
        assert_eq!(codes(&found), ["link_loop", "link_loop"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_refused() {
        use std::os::unix::ffi::OsStrExt as _;
        let dir = folder(&["a.jpg"]);
        let odd = dir.path().join(std::ffi::OsStr::from_bytes(b"b\xff.jpg"));
        std::fs::write(odd, b"x").expect("a file");

        let found = list(&[dir.path().to_owned()]);

        assert_eq!(names(&found), ["a.jpg"]);
        assert_eq!(codes(&found), ["name_not_utf8"]);
    }

    #[test]
    fn a_name_of_three_hundred_letters_is_refused() {
        let found = list(&[PathBuf::from("x".repeat(300))]);

        assert_eq!(codes(&found), ["name_too_long"]);
    }
}
