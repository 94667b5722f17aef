//! Files that ExifTool and ImageMagick wrote, one a carrier; how each was made
//! stands in `tests/fixtures/cleaning/README.md`.

use std::path::{Path, PathBuf};

use super::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|above| above.join("tests/fixtures/cleaning"))
        .find(|folder| folder.is_dir())
        .expect("the fixtures are there")
}

#[test]
fn every_fixture_loses_its_place_and_keeps_what_people_need() {
    let mut count = 0;
    for entry in std::fs::read_dir(folder()).expect("the fixtures are there") {
        let path = entry.expect("can be listed").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("has a name");
        if !matches!(
            path.extension().and_then(|e| e.to_str()),
            Some("jpg" | "png" | "webp" | "gif")
        ) {
            continue;
        }
        count += 1;
        let bytes = std::fs::read(&path).expect("can be read");
        let file = clean(&bytes, Policy::Location).expect(name);
        let receipt = file.receipt();

        // Words of a comment go unread.
        let says_where = !name.contains("plain") && !name.contains("comment");
        assert_eq!(receipt.had_place, says_where, "{name}: {receipt:?}");
        assert_no_place(file.bytes());
        for secret in [b"Munich".as_slice(), b"48.13743", b"11.57549"] {
            assert!(
                !holds(file.bytes(), secret),
                "{name} still tells {secret:?}"
            );
        }
        let before = inspect(&bytes).expect(name);
        assert_eq!(
            file.inspection().displayed_size(),
            before.displayed_size(),
            "{name}"
        );
        if name.contains("exif") {
            assert!(
                holds(file.bytes(), b"Acme Cameras"),
                "{name} keeps its camera"
            );
            assert_eq!(
                file.inspection().orientation,
                6,
                "{name} keeps its orientation"
            );
        }
        let again = clean(file.bytes(), Policy::Location).expect(name);
        assert_eq!(again.bytes(), file.bytes(), "{name} twice");
    }
    assert!(count >= 18, "only {count} fixtures");
}
