//! `clean` as a tool by itself: replacing files and keeping their originals,
//! guarding a folder, showing a place to whoever asks.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::support::cli::{AtWork, Shell, length, refused};
use crate::support::shapes;

/// A photo with a position, the position as it is read out, and one without.
const TELLING: &str = "photos/old-kitchen-door.jpg";
const SILENT: &str = "cleaning/png-plain.png";

fn shell_with_photos() -> Shell {
    let shell = Shell::empty();
    shell.put_fixture("in/a.jpg", TELLING);
    shell.put_fixture("in/deep/b.jpg", TELLING);
    shell.put_fixture("in/silent.png", SILENT);
    shell
}

fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Names of everything in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    names.sort();
    names
}

/// What an answer says of one file.
fn of<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let cleaned = answer["cleaned"].as_array().expect("a list");
    cleaned
        .iter()
        .find(|file| file["path"].as_str().expect("a path").ends_with(name))
        .unwrap_or_else(|| panic!("{name} is not in {answer:#}"))
}

/// What a file is apart from its bytes: its permissions and when it was changed.
#[cfg(unix)]
fn facts(path: &Path) -> (u32, SystemTime) {
    use std::os::unix::fs::PermissionsExt as _;
    let facts = fs::metadata(path).expect("a file");
    (
        facts.permissions().mode() & 0o777,
        facts.modified().expect("a time"),
    )
}

fn made_long_ago(path: &Path) -> SystemTime {
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = fs::File::options().write(true).open(path).expect("a file");
    file.set_modified(then).expect("sets its time");
    then
}

#[cfg(unix)]
#[test]
fn in_place_keeps_the_original_its_permissions_and_its_time() {
    use std::os::unix::fs::PermissionsExt as _;
    let shell = shell_with_photos();
    let photo = shell.path("in/a.jpg");
    let came = bytes(&photo);
    let then = made_long_ago(&photo);
    fs::set_permissions(&photo, fs::Permissions::from_mode(0o640)).expect("sets them");

    let cleaned = shell
        .run(["clean", "in", "--in-place", "--json"])
        .ends_with(0)
        .json();

    shapes::insist("clean", &cleaned);
    assert_ne!(bytes(&photo), came);
    assert_eq!(facts(&photo), (0o640, then));
    assert_eq!(bytes(&shell.path("in/a.jpg.original")), came);
    assert_eq!(facts(&shell.path("in/a.jpg.original")), (0o640, then));
    assert_eq!(
        names(&shell.path("in")),
        ["a.jpg", "a.jpg.original", "deep", "silent.png"]
    );
    assert!(
        of(&cleaned, "a.jpg")["backup"]
            .as_str()
            .expect("a path")
            .ends_with("a.jpg.original")
    );
    shell.run(["clean", "in/a.jpg", "--check"]).ends_with(0);
    shell.run(["clean", "in", "--check"]).ends_with(1);
}

#[cfg(unix)]
#[test]
fn a_clean_file_is_not_touched_even_where_it_could_not_be_replaced() {
    use std::os::unix::fs::MetadataExt as _;
    let shell = Shell::empty();
    let silent = shell.put_fixture("in/silent.png", SILENT);
    fs::hard_link(&silent, shell.path("other-name.png")).expect("a link");
    let before = fs::metadata(&silent).expect("a file");

    let cleaned = shell
        .run(["clean", "in", "--in-place", "--json"])
        .ends_with(0)
        .json();

    let after = fs::metadata(&silent).expect("a file");
    assert_eq!(
        (after.ino(), after.ctime_nsec()),
        (before.ino(), before.ctime_nsec())
    );
    assert_eq!(of(&cleaned, "silent.png")["changed"], false);
    assert!(of(&cleaned, "silent.png")["backup"].is_null());
}

#[test]
fn a_second_run_passes_over_the_originals_and_overwrites_none() {
    let shell = shell_with_photos();
    let came = bytes(&shell.path("in/a.jpg"));
    shell.run(["clean", "in", "--in-place"]).ends_with(0);
    let clean = bytes(&shell.path("in/a.jpg"));

    let again = shell
        .run(["clean", "in", "--in-place", "--json"])
        .ends_with(0)
        .json();

    assert_eq!(
        (length(&again["cleaned"]), &again["passed_over"]),
        (3, &2.into())
    );
    assert_eq!(of(&again, "a.jpg")["changed"], false);

    // Somebody writes a place into it anew: that original has a name of its own.
    shell.put_fixture("in/a.jpg", "photos/hallway.jpg");
    let anew = bytes(&shell.path("in/a.jpg"));
    shell.run(["clean", "in", "--in-place"]).ends_with(0);

    assert_eq!(bytes(&shell.path("in/a.jpg.original")), came);
    assert_eq!(bytes(&shell.path("in/a.jpg.original.2")), anew);

    // Moved back, the original is the file that it was.
    fs::rename(shell.path("in/a.jpg.original"), shell.path("in/a.jpg")).expect("moves");
    shell
        .run(["clean", "in/a.jpg", "--in-place", "--no-backup"])
        .ends_with(0);
    assert_eq!(bytes(&shell.path("in/a.jpg")), clean);
    assert!(!shell.path("in/a.jpg.original").exists());
}

#[test]
fn originals_go_below_a_folder_of_their_own_or_nowhere() {
    let shell = shell_with_photos();
    let came = bytes(&shell.path("in/deep/b.jpg"));

    let cleaned = shell
        .run(["clean", "in", "--in-place", "--backup", "in/kept", "--json"])
        .ends_with(0)
        .json();

    assert_eq!(bytes(&shell.path("in/kept/deep/b.jpg")), came);
    assert_eq!(names(&shell.path("in/deep")), ["b.jpg"]);
    assert!(
        of(&cleaned, "b.jpg")["backup"]
            .as_str()
            .expect("a path")
            .ends_with("kept/deep/b.jpg")
    );
    let again = shell
        .run(["clean", "in", "--in-place", "--backup", "in/kept", "--json"])
        .ends_with(0)
        .json();
    assert_eq!(
        length(&again["cleaned"]),
        3,
        "the originals are no input: {again:#}"
    );

    shell.put_fixture("in/deep/b.jpg", TELLING);
    shell
        .run(["clean", "in/deep", "--in-place", "--no-backup"])
        .ends_with(0);
    assert_eq!(names(&shell.path("in/deep")), ["b.jpg"]);
    assert_ne!(bytes(&shell.path("in/deep/b.jpg")), came);
}

#[cfg(unix)]
#[test]
fn links_other_names_and_protected_files_are_refused_and_left_alone() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let shell = Shell::empty();
    let outside = shell.put_fixture("outside/a.jpg", TELLING);
    shell.put_fixture("in/two-names.jpg", TELLING);
    shell.put_fixture("in/protected.jpg", TELLING);
    let came = bytes(&outside);
    symlink(&outside, shell.path("in/link.jpg")).expect("a link");
    symlink(shell.path("outside"), shell.path("in/linked-folder")).expect("a link");
    fs::hard_link(shell.path("in/two-names.jpg"), shell.path("other.jpg")).expect("a link");
    fs::set_permissions(
        shell.path("in/protected.jpg"),
        fs::Permissions::from_mode(0o444),
    )
    .expect("protects it");

    let answer = shell
        .run(["clean", "in", "--in-place", "--json"])
        .ends_with(1)
        .json();

    let codes = refused(&answer);
    assert!(
        codes.contains(&("two-names.jpg".to_owned(), "several_names".to_owned())),
        "{codes:?}"
    );
    assert!(
        codes.contains(&("protected.jpg".to_owned(), "write_protected".to_owned())),
        "{codes:?}"
    );
    assert!(codes.iter().any(|(_, code)| code == "link"), "{codes:?}");
    assert_eq!(length(&answer["cleaned"]), 0, "{answer:#}");
    assert_eq!(bytes(&outside), came);
    assert_eq!(bytes(&shell.path("other.jpg")), came);
    assert_eq!(names(&shell.path("outside")), ["a.jpg"]);
}

#[test]
fn a_signal_stops_between_two_files_and_the_next_run_does_the_rest() {
    let shell = Shell::empty();
    shell.put_photos(300);
    let mut clean = AtWork::begin(&shell, &["clean", "photos", "--in-place"]);

    clean.hears("done");
    clean.signal("INT");
    let stopped = clean.end().ends_with(1).json();

    let done = length(&stopped["cleaned"]);
    assert!(done > 0 && done < 300, "{done}");
    assert_eq!(stopped["stopped"], 300 - done);
    assert_eq!(names(&shell.path("photos")).len(), 300 + done);
    shell.run(["clean", "photos", "--in-place"]).ends_with(0);
    let names = names(&shell.path("photos"));
    assert_eq!(names.len(), 600);
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
}

#[test]
fn a_place_is_shown_to_whoever_asks_and_written_nowhere() {
    let shell = shell_with_photos();

    let silent = shell.run(["clean", "in", "--check"]).ends_with(1);
    let asked = shell
        .run(["clean", "in", "--check", "--show-places"])
        .ends_with(1);
    let plain = shell
        .run(["clean", "in", "--out", "out", "--json"])
        .ends_with(0)
        .json();
    let told = shell
        .run(["clean", "in", "--check", "--show-places", "--json"])
        .ends_with(1)
        .json();

    shapes::insist("clean", &told);
    let places = of(&told, "a.jpg")["places"].as_array().expect("a list");
    let position = places
        .iter()
        .find(|place| place["name"] == "position")
        .and_then(|place| place["value"].as_str())
        .unwrap_or_else(|| panic!("no position in {places:?}"));
    assert!(asked.out.contains(position), "{asked:?}");
    assert!(!silent.out.contains(position), "{silent:?}");
    assert!(!plain.to_string().contains(position) && of(&plain, "a.jpg")["places"].is_null());
    let receipt = bytes(&shell.path("out/a.jpg.receipt.json"));
    assert!(!String::from_utf8_lossy(&receipt).contains(position));
}

#[test]
fn receipts_are_left_out_or_written_as_asked() {
    let shell = shell_with_photos();

    shell
        .run(["clean", "in", "--out", "out", "--receipts", "no"])
        .ends_with(0);
    shell
        .run([
            "clean",
            "in",
            "--in-place",
            "--no-backup",
            "--receipts",
            "yes",
        ])
        .ends_with(0);

    assert_eq!(names(&shell.path("out/deep")), ["b.jpg"]);
    assert_eq!(
        names(&shell.path("in/deep")),
        ["b.jpg", "b.jpg.receipt.json"]
    );
    assert_eq!(
        bytes(&shell.path("out/deep/b.jpg")),
        bytes(&shell.path("in/deep/b.jpg"))
    );
    let receipt: Value =
        serde_json::from_slice(&bytes(&shell.path("in/deep/b.jpg.receipt.json"))).expect("JSON");
    shapes::insist("receipt", &receipt);
}

#[test]
fn quiet_says_only_what_went_wrong_or_was_asked_for() {
    let shell = shell_with_photos();

    let quiet = shell
        .run(["clean", "in", "--out", "out", "-q"])
        .ends_with(0);
    let found = shell.run(["clean", "in", "--check", "-q"]).ends_with(1);

    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    assert!(found.out.contains("GPS position"), "{found:?}");
}

#[test]
fn a_contradiction_is_a_wrong_usage() {
    let shell = shell_with_photos();

    for words in [
        vec!["clean", "in"],
        vec!["clean", "in", "--out", "out", "--in-place"],
        vec!["clean", "in", "--check", "--in-place"],
        vec!["clean", "in", "--out", "out", "--backup", "kept"],
        vec![
            "clean",
            "in",
            "--in-place",
            "--backup",
            "kept",
            "--no-backup",
        ],
        vec!["clean", "in", "--check", "--receipts", "yes"],
        vec!["clean", "in", "--in-place", "--force"],
    ] {
        shell.run(words).ends_with(2);
    }
    assert_eq!(names(&shell.path("in")), ["a.jpg", "deep", "silent.png"]);
}
