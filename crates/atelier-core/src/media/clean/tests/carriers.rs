//! The table of carriers: each row of `tests/fixtures/cleaning/carriers.tsv`
//! is cleaned here, and `docs/privacy.md` shows the same table.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::*;
use crate::domain::receipt::Kept;

/// The formats in the order in which the document shows them.
const FORMATS: [&str; 8] = ["JPEG", "PNG", "WebP", "HEIC", "AVIF", "TIFF", "GIF", "PDF"];

/// The invented place, as the fixtures write it.
const SECRETS: [&str; 7] = [
    "Munich",
    "Hinterhofgasse",
    "48.137",
    "11.575",
    "Bavaria",
    "48,8.2",
    "11,34.5",
];

/// One row: a carrier in a format, and what becomes of it.
struct Row {
    carrier: String,
    format: String,
    /// A fixture's name, or `built:` and the test that builds one.
    file: String,
    /// `emptied`: its places go; `goes`: all of it goes.
    becomes: String,
    /// What a receipt has to name as kept.
    keeps: Vec<Kept>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .find(|above| above.join("tests/fixtures/cleaning").is_dir())
        .expect("the fixtures are there")
        .to_path_buf()
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("tests/fixtures/cleaning/carriers.tsv"))
        .expect("the table is there");
    text.lines().skip(1).map(row).collect()
}

fn row(line: &str) -> Row {
    let [carrier, format, file, becomes, keeps]: [&str; 5] = line
        .split('\t')
        .collect::<Vec<_>>()
        .try_into()
        .unwrap_or_else(|_| panic!("five columns: {line}"));
    assert!(FORMATS.contains(&format), "a format: {line}");
    assert!(["emptied", "goes"].contains(&becomes), "a fate: {line}");
    let kept = |word: &str| {
        serde_json::from_value(word.into()).unwrap_or_else(|_| panic!("{word} is kept: {line}"))
    };
    Row {
        carrier: carrier.to_owned(),
        format: format.to_owned(),
        file: file.to_owned(),
        becomes: becomes.to_owned(),
        keeps: keeps.split(' ').filter(|w| *w != "-").map(kept).collect(),
    }
}

/// Everything a stranger could read in a file: its bytes, whatever unpacks
/// in them, and whatever is written in hexadecimal digits.
fn everything_in(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut layers = vec![bytes.to_vec()];
    for at in memchr::memchr_iter(0x78, bytes) {
        let mut plain = Vec::new();
        let mut packed = flate2::read::ZlibDecoder::new(&bytes[at..]).take(4 << 20);
        // What unpacks before an error is as readable as the rest.
        let _ = packed.read_to_end(&mut plain);
        if plain.len() > 4 {
            layers.push(plain);
        }
    }
    let digits: Vec<Vec<u8>> = layers.iter().map(|layer| from_digits(layer)).collect();
    layers.extend(digits);
    layers
}

/// Reads pairs of hexadecimal digits, whatever stands between them.
fn from_digits(text: &[u8]) -> Vec<u8> {
    let lines = text.split(|byte| *byte == b'\n').filter(|line| {
        line.len() >= 2 && line.len() % 2 == 0 && line.iter().all(u8::is_ascii_hexdigit)
    });
    let digits: Vec<u8> = lines.flatten().copied().collect();
    digits
        .chunks_exact(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// The invented place in every spelling that bytes can have.
fn spellings() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for secret in SECRETS {
        all.push(secret.as_bytes().to_vec());
        all.push(secret.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(secret.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    for (degrees, minutes) in [(48_u32, 8_u32), (11, 34)] {
        let rationals = [degrees, 1, minutes, 1];
        all.push(rationals.iter().flat_map(|n| n.to_le_bytes()).collect());
        all.push(rationals.iter().flat_map(|n| n.to_be_bytes()).collect());
    }
    all
}

/// Tells which spellings of the place a file still has.
fn traces(bytes: &[u8]) -> Vec<String> {
    let layers = everything_in(bytes);
    let has = |what: &Vec<u8>| layers.iter().any(|layer| holds(layer, what));
    let found = spellings().into_iter().filter(has);
    found
        .map(|what| String::from_utf8_lossy(&what).into_owned())
        .collect()
}

#[test]
fn every_carrier_of_the_table_loses_its_place_and_keeps_what_people_need() {
    let evidence = [
        (Kept::Camera, "Acme Cameras"),
        (Kept::Creator, "Jo Maker"),
        (Kept::ColourProfile, "acsp"),
    ];
    for row in rows() {
        if row.file.starts_with("built:") {
            continue;
        }
        let name = &row.file;
        let bytes = std::fs::read(root().join("tests/fixtures/cleaning").join(name)).expect(name);
        assert!(!traces(&bytes).is_empty(), "{name} has a place to lose");
        let before = inspect(&bytes).expect(name);

        let file = clean(&bytes, Policy::Location).expect(name);

        let receipt = file.receipt();
        assert_eq!(traces(file.bytes()), Vec::<String>::new(), "{name}");
        // What goes as a whole is not always read first.
        assert!(
            receipt.had_place || row.becomes == "goes",
            "{name}: {receipt:?}"
        );
        assert_ne!(receipt.removed, [], "{name}");
        assert_eq!(receipt.warnings, [], "{name}");
        assert_eq!(file.inspection().size, before.size, "{name}");
        let after = file.inspection().orientation;
        // Written as text it turned nothing yet.
        let turned = before.orientation == 1 && name.contains("raw");
        assert!(turned || after == before.orientation, "{name}: {after}");
        for kept in &row.keeps {
            assert!(receipt.kept.contains(kept), "{name} keeps its {kept:?}");
        }
        let layers = everything_in(file.bytes());
        for (kept, proof) in evidence {
            assert!(
                !row.keeps.contains(&kept) || layers.iter().any(|l| holds(l, proof.as_bytes())),
                "{name} keeps {proof}"
            );
        }
        let again = clean(file.bytes(), Policy::Location).expect(name);
        assert_eq!(again.bytes(), file.bytes(), "{name} twice");
        let least = clean(&bytes, Policy::Everything).expect(name);
        assert_eq!(traces(least.bytes()), Vec::<String>::new(), "{name}");
        assert_eq!(
            least.inspection().orientation,
            after,
            "{name} with nothing but its picture"
        );
    }
}

#[test]
fn what_fuzzing_found_stays_mended() {
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("fuzz/regressions")).expect("is there") {
        let path = entry.expect("can be listed").path();
        let bytes = std::fs::read(&path).expect("can be read");
        count += 1;
        for policy in [Policy::Location, Policy::Everything] {
            let file = match clean(&bytes, policy) {
                Ok(file) => file,
                Err(error) => {
                    assert_ne!(error, CleanError::GaveUp, "{}", path.display());
                    continue;
                }
            };
            let latitudes: [&[u8]; 2] = [b"\x01\0\x02\0\x02\0\0\0N", b"\0\x01\0\x02\0\0\0\x02N"];
            for shape in latitudes {
                assert!(!holds(file.bytes(), shape), "{}", path.display());
            }
            let again = clean(file.bytes(), policy).expect("is taken again");
            assert_eq!(again.bytes(), file.bytes(), "{}", path.display());
        }
    }
    assert!(count >= 3, "only {count} files");
}

#[test]
fn files_without_a_place_stay_as_they_are() {
    for entry in std::fs::read_dir(root().join("tests/fixtures/cleaning")).expect("is there") {
        let path = entry.expect("can be listed").path();
        let name = path.file_name().expect("has a name").to_string_lossy();
        if name.contains("-plain.") {
            let bytes = std::fs::read(&path).expect("can be read");

            let file = clean(&bytes, Policy::Location).expect(&name);

            assert!(!file.receipt().had_place, "{name}: {:?}", file.receipt());
        }
    }
}

#[test]
fn every_row_of_the_table_names_a_file_or_a_test() {
    let mut sources = String::new();
    gather(
        &root().join("crates/atelier-core/src/media/clean"),
        &mut sources,
    );
    let mut seen = BTreeSet::new();
    for row in rows() {
        if let Some(test) = row.file.strip_prefix("built:") {
            assert!(sources.contains(&format!("fn {test}(")), "there is {test}");
        }
        assert!(
            seen.insert((row.carrier.clone(), row.format.clone())),
            "{} in {} comes once",
            row.carrier,
            row.format
        );
    }
}

fn gather(folder: &Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).expect("is there") {
        let path = entry.expect("can be listed").path();
        if path.is_dir() {
            gather(&path, sources);
        } else {
            sources.push_str(&std::fs::read_to_string(&path).expect("can be read"));
        }
    }
}

/// `ATELIER_WRITE_TABLE=1 cargo test the_document` writes it anew.
#[test]
fn the_document_shows_the_same_table() {
    let path = root().join("docs/privacy.md");
    let text = std::fs::read_to_string(&path).expect("the document is there");
    let (start, end) = (
        "<!-- carriers.tsv: begin -->\n",
        "<!-- carriers.tsv: end -->",
    );
    let (before, rest) = text.split_once(start).expect("the table begins");
    let (_, after) = rest.split_once(end).expect("the table ends");
    let right = format!("{before}{start}{}{end}{after}", as_document(&rows()));

    if std::env::var_os("ATELIER_WRITE_TABLE").is_some() {
        std::fs::write(&path, &right).expect("can be written");
    } else {
        assert!(
            text == right,
            "docs/privacy.md is stale: run ATELIER_WRITE_TABLE=1 cargo test the_document"
        );
    }
}

/// One line a carrier, one column a format.
fn as_document(rows: &[Row]) -> String {
    let mut carriers: Vec<&str> = Vec::new();
    for row in rows {
        if !carriers.contains(&row.carrier.as_str()) {
            carriers.push(&row.carrier);
        }
    }
    let mut text = format!("| carrier | {} |\n|---|", FORMATS.join(" | "));
    text.push_str(&"---|".repeat(FORMATS.len()));
    text.push('\n');
    for carrier in carriers {
        let cell = |format: &&str| {
            let found = rows
                .iter()
                .find(|row| row.carrier == carrier && row.format == *format);
            found.map_or("", |row| row.becomes.as_str())
        };
        let cells: Vec<&str> = FORMATS.iter().map(cell).collect();
        text.push_str(&format!("| {carrier} | {} |\n", cells.join(" | ")));
    }
    text
}
