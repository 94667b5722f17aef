//! What `clean` promises, judged by readers that are not ours: ExifTool finds no
//! place, ImageMagick finds the same pixels.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::cli::{Shell, fixture, length};

/// The invented place, as the fixtures spell it.
const SECRETS: [&str; 5] = ["Munich", "Hinterhof", "48.13", "11.57", "Bavaria"];

/// Every file of the table of carriers, cleaned into `out`.
fn cleaned() -> (Shell, Vec<String>) {
    let shell = Shell::empty();
    let table = std::fs::read_to_string(fixture("cleaning/carriers.tsv")).expect("the table");
    let files: Vec<String> = table
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').nth(2))
        .filter(|file| !file.starts_with("built:"))
        .map(str::to_owned)
        .collect();
    for file in &files {
        shell.put_fixture(format!("in/{file}"), &format!("cleaning/{file}"));
    }
    let answer = shell
        .run(["clean", "in", "--out", "out", "--json"])
        .ends_with(0)
        .json();
    assert_eq!(length(&answer["refused"]), 0);
    (shell, files)
}

/// What ExifTool reads in a folder, as deep as it can: by file name.
fn tags(folder: &Path) -> BTreeMap<String, Value> {
    let read = Command::new("exiftool")
        .args(["-q", "-q", "-json", "-ee3", "-a", "-G1", "-u", "-r"])
        .args(["-ext", "*", "--ext", "json"])
        .arg(folder)
        .output()
        .expect("exiftool runs: scripts/install.sh --test brings it");
    let found: Vec<Value> = serde_json::from_slice(&read.stdout).expect("JSON");
    let name = |file: &Value| {
        let path = Path::new(file["SourceFile"].as_str().expect("a path"));
        path.file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    found.into_iter().map(|file| (name(&file), file)).collect()
}

/// The tags of a file that say where it was taken.
fn places(file: &Value) -> Vec<String> {
    let names = [
        "GPSL",
        "GPSPos",
        "Latitude",
        "Longitude",
        "City",
        "Country",
        "Province",
        "Sub-location",
        "Location",
        "Landmark",
        "ModelTie",
        "GeoTiff",
    ];
    let tells = |tag: &str, value: &str| {
        let is_named = names.iter().any(|name| tag.contains(name));
        let says = SECRETS.iter().any(|secret| value.contains(secret));
        // An emptied field of a maker stays where it is.
        (is_named && !value.trim_matches(['.', ' ', '"']).is_empty()) || says
    };
    let all = file.as_object().expect("an object").iter();
    all.filter(|(tag, _)| !matches!(tag.as_str(), "SourceFile") && !tag.starts_with("System:"))
        .filter(|(tag, value)| tells(tag, &value.to_string()))
        .map(|(tag, value)| format!("{tag} = {value}"))
        .collect()
}

#[test]
fn exiftool_finds_no_place_in_any_carrier_that_was_cleaned() {
    let (shell, files) = cleaned();
    let (before, after) = (tags(&shell.path("in")), tags(&shell.path("out")));

    let told = files.iter().filter(|f| !places(&before[*f]).is_empty());
    let told = told.count();
    assert!(
        told * 2 > files.len(),
        "exiftool sees the place in only {told} of {} before",
        files.len()
    );
    for file in &files {
        assert_eq!(places(&after[file]), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn orientation_and_camera_are_those_that_came() {
    let (shell, _) = cleaned();
    let (before, after) = (tags(&shell.path("in")), tags(&shell.path("out")));
    let table = std::fs::read_to_string(fixture("cleaning/carriers.tsv")).expect("the table");

    let mut count = 0;
    for line in table.lines().filter(|line| line.contains("camera")) {
        let file = line.split('\t').nth(2).expect("five columns");
        if file.starts_with("built:") {
            continue;
        }
        for tag in ["IFD0:Orientation", "IFD0:Make", "IFD0:Model"] {
            let came = &before[file][tag];
            let is_known = came.is_string() || came.is_number();
            assert!(!is_known || after[file][tag] == *came, "{tag} of {file}");
            count += usize::from(is_known);
        }
    }
    assert!(count > 100, "only {count} tags could be compared");
}

#[test]
fn imagemagick_sees_the_same_pixels() {
    let (shell, files) = cleaned();
    let signatures = |folder: &str| {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let seen = Command::new("identify")
            .args(["-quiet", "-format", "%f\t%#\n"])
            .args(files.iter().map(|file| shell.path(folder).join(file)))
            .output()
            .expect("identify runs: scripts/install.sh --test brings it");
        for line in String::from_utf8_lossy(&seen.stdout).lines() {
            if let Some((file, signature)) = line.split_once('\t') {
                found
                    .entry(file.to_owned())
                    .or_default()
                    .push(signature.to_owned());
            }
        }
        found
    };

    let (before, after) = (signatures("in"), signatures("out"));

    assert!(before.len() > 80, "only {} files can be seen", before.len());
    for (file, pixels) in &before {
        // What its delegates make of AVIF, HEIC and PDF differs from run to run.
        let is_steady = ["jpg", "png", "webp", "gif", "tif", "tiff"]
            .iter()
            .any(|ending| file.ends_with(ending));
        if is_steady {
            assert_eq!(after[file].first(), pixels.first(), "{file}");
        }
    }
}
