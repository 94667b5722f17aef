//! Promises about whole files: what is in `bad/` never becomes pixels, and what
//! is in `odd/` and `heif/` always does.

use std::path::Path;

use super::*;
use crate::media::render::preview;

fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let entries = std::fs::read_dir(fixtures.join(folder)).expect("a folder");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).expect("a fixture"))
        })
        .collect();
    files.sort();
    assert!(files.len() > 10, "{folder}");
    files
}

/// Tells what becomes of a file on its way to the eye.
fn outcome(file: &[u8]) -> Result<Vec<u8>, String> {
    let found = inspect(file).map_err(|error| error.to_string())?;
    preview(file, found.media_type, 64).map_err(|error| error.to_string())
}

#[test]
fn no_bad_file_becomes_a_picture_and_each_says_why() {
    for (name, file) in files("bad") {
        let refused = outcome(&file);

        assert!(refused.is_err_and(|reason| !reason.is_empty()), "{name}");
    }
}

#[test]
fn every_odd_file_becomes_a_picture() {
    for folder in ["odd", "heif", "photos", "plans"] {
        for (name, file) in files(folder) {
            let shown = outcome(&file).map(|_| ());

            assert_eq!(shown, Ok(()), "{folder}/{name}");
        }
    }
}
