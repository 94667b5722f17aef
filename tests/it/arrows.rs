//! Arrows between the rooms of the core point down only.
//!
//! Verbs may know tools and nouns, tools may know nouns, nouns know nouns.
//! Tools do not know each other, verbs do not call verbs, and nothing in the
//! core knows the window. The `use` lines are read as they stand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms of the core by their height. What stands in none of these rows is
/// a floor that everybody stands on.
const NOUNS: &[&str] = &["domain"];
const TOOLS: &[&str] = &[
    "media",
    "library",
    "catalogue",
    "store",
    "backend",
    "secrets",
    "net",
    "power",
];
const VERBS: &[&str] = &[
    "import",
    "variants",
    "sync",
    "review",
    "documents",
    "steward",
];
const TOP: &[&str] = &["workspace"];
const FLOOR: &[&str] = &["clock", "progress", "config", "error"];

/// Pairs of tools of which the first may know the second, and why.
const ALLOWED: &[(&str, &str)] = &[
    // The library takes nothing but files that the cleaner made.
    ("library", "media"),
    // A store that speaks TLS stands on the one place that sets it up.
    ("store", "net"),
    ("backend", "net"),
];

fn height(room: &str) -> Option<u8> {
    let rows: [(&[&str], u8); 4] = [(NOUNS, 1), (TOOLS, 2), (VERBS, 3), (TOP, 4)];
    rows.iter()
        .find(|(rooms, _)| rooms.contains(&room))
        .map(|(_, height)| *height)
}

fn may_know(from: &str, to: &str) -> bool {
    if from == to || FLOOR.contains(&to) || ALLOWED.contains(&(from, to)) {
        return true;
    }
    match (height(from), height(to)) {
        (Some(from), Some(to)) => from > to,
        // The floor knows only itself and nouns, such as a setting's type.
        (None, Some(to)) => to == 1,
        (_, None) => false,
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The rooms that a source file names with `crate::`.
fn named(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut rooms = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let group = part
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .map(|(group, _)| group);
        let names = group.map_or_else(|| vec![part], |group| group.split(',').collect());
        for name in names {
            let word: String = name
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if word.chars().next().is_some_and(char::is_lowercase) {
                rooms.insert(word);
            }
        }
    }
    rooms
}

fn room_of(file: &Path, src: &Path) -> String {
    let inside = file.strip_prefix(src).expect("a file of the core");
    let first = inside
        .components()
        .next()
        .expect("a name")
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn arrows_between_rooms_point_down() {
    let src = root().join("crates/atelier-core/src");
    let mut wrong = Vec::new();
    for file in sources(&src) {
        let from = room_of(&file, &src);
        if from == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a source file");
        for to in named(&text) {
            if !may_know(&from, &to) {
                wrong.push(format!(
                    "{} names crate::{to}",
                    file.strip_prefix(&src).expect("inside").display()
                ));
            }
        }
    }

    assert!(
        wrong.is_empty(),
        "arrows that point up or across:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_wrong_arrow_would_be_found() {
    assert_eq!(
        named("use crate::store::Store;\n// crate::sync\nuse crate::{domain::ids, sync};").len(),
        3
    );
    assert!(!may_know("catalogue", "store"));
    assert!(!may_know("import", "sync"));
    assert!(!may_know("domain", "catalogue"));
    assert!(may_know("sync", "store"));
    assert!(may_know("workspace", "sync"));
}

#[test]
fn every_room_of_the_core_has_its_height() {
    let src = root().join("crates/atelier-core/src");
    let rooms: BTreeSet<String> = sources(&src)
        .iter()
        .map(|file| room_of(file, &src))
        .collect();
    let unknown: Vec<&String> = rooms
        .iter()
        .filter(|room| height(room).is_none() && !FLOOR.contains(&room.as_str()) && *room != "lib")
        .collect();

    assert!(unknown.is_empty(), "rooms that no row lists: {unknown:?}");
}

#[test]
fn the_core_does_not_know_the_window_and_sql_stays_in_its_rooms() {
    let src = root().join("crates/atelier-core/src");
    let manifest =
        std::fs::read_to_string(root().join("crates/atelier-core/Cargo.toml")).expect("a manifest");
    assert!(
        !manifest.contains("tauri"),
        "the core depends on the window"
    );

    let mut wrong = Vec::new();
    for file in sources(&src) {
        let room = room_of(&file, &src);
        let text = std::fs::read_to_string(&file).expect("a source file");
        let sql = text.contains("sqlx::query") && !matches!(room.as_str(), "catalogue" | "backend");
        let http = (text.contains("reqwest::") || text.contains("object_store::"))
            && !matches!(room.as_str(), "store" | "net");
        let time =
            text.contains("SystemTime::now") && room != "clock" && !text.contains("#[cfg(test)]");
        if sql || http || time {
            wrong.push(file.display().to_string());
        }
    }

    assert!(
        wrong.is_empty(),
        "SQL, HTTP or the wall clock outside their rooms:\n{}",
        wrong.join("\n")
    );
}
