//! From a tree of files to another one beside it, for the commands that need no
//! workspace: what lies where below the output folder, and how it is written
//! without ever harming what is there.

mod crew;
mod out;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use atelier_core::domain::limits::MAX_READ_BYTES;
use atelier_core::import::Refusal;
use atelier_core::import::intake::{self, Source};

pub(crate) use crew::{Crew, each};
pub(crate) use out::{Out, Written, not_written, put, unfinished};

/// One file to work on.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// The path as shown.
    pub(crate) shown: String,
    /// The file, or why it is not taken.
    pub(crate) path: Result<PathBuf, Refusal>,
    /// Its path below the output folder.
    pub(crate) below: PathBuf,
    /// The folder that the person named, in which it was found.
    pub(crate) root: PathBuf,
}

/// Lists every file under the given paths. Their tree below the folder that all
/// paths have in common is the tree of the outputs.
///
/// What an earlier run put into `out`, and receipts, are passed over when a folder
/// around them is walked.
pub(crate) fn inputs(paths: &[PathBuf], out: Option<&Path>) -> Vec<Input> {
    let out = out.map(absolute);
    let root = common(paths.iter().map(|path| root_of(path)));
    let mut inputs = Vec::new();
    for given in paths {
        let given_root = root_of(given);
        let given_is_output = out
            .as_ref()
            .is_some_and(|out| absolute(given).starts_with(out));
        for entry in intake::list(std::slice::from_ref(given)) {
            let path = match &entry.source {
                Ok(Source::Path(path)) => path.clone(),
                _ => PathBuf::from(&entry.shown),
            };
            let full = absolute(&path);
            if path != *given && is_receipt(&path) {
                continue;
            }
            if !given_is_output && out.as_ref().is_some_and(|out| full.starts_with(out)) {
                continue;
            }
            let name = full.file_name().unwrap_or(OsStr::new("file"));
            let below = full
                .strip_prefix(&root)
                .map_or_else(|_| PathBuf::from(name), Path::to_owned);
            inputs.push(Input {
                shown: entry.shown,
                path: entry.source.map(|_| path),
                below,
                root: given_root.clone(),
            });
        }
    }
    inputs
}

/// What ends the name of a receipt, which lies beside the file it is about.
pub(crate) const RECEIPT: &str = ".receipt.json";

/// Returns the name of the receipt of a file.
pub(crate) fn receipt_of(file: &Path) -> PathBuf {
    let mut name = file.to_owned().into_os_string();
    name.push(RECEIPT);
    PathBuf::from(name)
}

fn is_receipt(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().ends_with(RECEIPT))
}

/// The folder that a given path stands for: itself, what is before the first
/// wildcard, or where the file lies.
fn root_of(given: &Path) -> PathBuf {
    let full = absolute(given);
    if given.is_dir() {
        return full;
    }
    let has_wildcard =
        |part: &Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let fixed: PathBuf = full
        .components()
        .take_while(|part| !has_wildcard(part))
        .collect();
    if fixed == full || given.symlink_metadata().is_ok() {
        return full.parent().map_or(fixed, Path::to_owned);
    }
    fixed
}

/// The deepest folder that holds all of these.
fn common(mut paths: impl Iterator<Item = PathBuf>) -> PathBuf {
    let first = paths.next().unwrap_or_default();
    paths.fold(first, |root, path| {
        let shared = root
            .components()
            .zip(path.components())
            .take_while(|(a, b)| a == b);
        shared.map(|(part, _)| part).collect()
    })
}

/// Returns the folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a path absolute and takes `.` and `..` out of it, so that no part of it
/// can climb. Links are not followed: this only decides where an output goes.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in full.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}

/// Reads a file once, as the import does.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let said = |error: io::Error| Refusal::from_io(&error);
    let facts = fs::metadata(path).map_err(said)?;
    if !facts.is_file() {
        return Err(Refusal::not_a_file());
    }
    if facts.len() > MAX_READ_BYTES {
        return Err(Refusal::too_large(MAX_READ_BYTES, false));
    }
    let bytes = fs::read(path).map_err(said)?;
    if bytes.is_empty() {
        return Err(Refusal::new(
            "empty",
            "is empty: it has no bytes at all. Copy it again.",
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
