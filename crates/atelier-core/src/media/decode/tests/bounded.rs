//! Whatever a file is, dealing with it ends soon and holds little memory: each
//! fixture is given to a process of its own, whose greatest size Linux keeps.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::domain::media_type::MediaType;
use crate::media::decode::{Scale, Source};
use crate::media::inspect::inspect;
use crate::media::render;

/// Names the file for the process that looks at one.
const FILE: &str = "ATELIER_TEST_BOUNDED_FILE";
/// The most that a process may hold, its program and the file included.
const MOST_KIB: u64 = 200 * 1024;
const LONGEST: Duration = Duration::from_secs(5);

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

/// Inspects a file and makes a preview of it. Alone it takes a good picture;
/// the other test starts it with every bad one.
#[test]
fn one_file_ends_in_a_picture_or_a_reason() {
    let given = std::env::var_os(FILE).map(PathBuf::from);
    let good = given.is_none();
    let path = given.unwrap_or_else(|| fixtures().join("photos/hallway.jpg"));
    let file = std::fs::read(path).expect("a file");

    let preview = inspect(&file)
        .map_err(|error| error.to_string())
        .and_then(|found| {
            if found.media_type == MediaType::Pdf {
                // Whoever needs a page large draws it large.
                let source = Source::open(&file, MediaType::Pdf);
                drop(source.and_then(|source| source.decode(Scale::Full)));
            }
            let made = render::preview(&file, found.media_type, 300);
            made.map_err(|error| error.to_string())
        });

    assert!(preview.is_ok() || !good, "{preview:?}");
    if let Err(reason) = &preview {
        assert!(!reason.is_empty());
    }
    println!("peak {}", peak_kib());
}

/// The most that this process ever held.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

#[test]
fn bad_and_odd_files_take_little_time_and_memory() {
    let own = tempfile::tempdir().expect("a folder");
    for path in files(own.path()) {
        let began = Instant::now();
        let output = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "--nocapture"])
            .arg("media::decode::tests::bounded::one_file_ends_in_a_picture_or_a_reason")
            .env(FILE, &path)
            .output()
            .expect("it starts");
        let took = began.elapsed();

        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {said}", path.display());
        let peak = said
            .lines()
            .find_map(|line| line.split_once("peak ")?.1.parse().ok());
        let peak: u64 = peak.expect("it says its peak");
        assert!(peak < MOST_KIB, "{}: {} MiB", path.display(), peak / 1024);
        assert!(took < LONGEST, "{}: {took:?}", path.display());
    }
}

/// Every bad and odd fixture, each odd one cut in half, and what is too large
/// to lie in a repository.
fn files(own: &Path) -> Vec<PathBuf> {
    let list = |folder: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(fixtures().join(folder)).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    };
    let documents = |folder: &str| -> Vec<PathBuf> {
        let mut documents = list(folder);
        documents.retain(|path| path.extension().is_some_and(|end| end == "pdf"));
        documents
    };
    let (plans, refused) = (documents("plans"), documents("plans/refused"));
    let mut files = [
        list("bad"),
        list("odd"),
        list("heif"),
        plans.clone(),
        refused,
    ]
    .concat();
    for whole in [list("odd"), list("heif"), plans].concat() {
        let bytes = std::fs::read(&whole).expect("a fixture");
        let half = own.join(whole.file_name().expect("a name"));
        std::fs::write(&half, &bytes[..bytes.len() / 2]).expect("written");
        files.push(half);
    }
    let huge = own.join("280-megapixels.jpg");
    std::fs::write(&huge, flat_jpeg(20_000, 14_000)).expect("written");
    files.push(huge);
    assert!(files.len() > 120, "{}", files.len());
    files
}

/// A gray JPEG of any size in a quarter of a byte a block: all of its tables
/// say "no change" in one bit.
fn flat_jpeg(width: u16, height: u16) -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
        [&[0xFF, marker], &length[..], body].concat()
    };
    let one_code = |class: u8| [&[class, 1][..], &[0; 15], &[0]].concat();
    let frame = [
        &[8][..],
        &height.to_be_bytes(),
        &width.to_be_bytes(),
        &[1, 1, 0x11, 0],
    ];
    let blocks = usize::from(width.div_ceil(8)) * usize::from(height.div_ceil(8));
    [
        vec![0xFF, 0xD8],
        segment(0xDB, &[&[0][..], &[16; 64]].concat()),
        segment(0xC4, &one_code(0x00)),
        segment(0xC4, &one_code(0x10)),
        segment(0xC0, &frame.concat()),
        segment(0xDA, &[1, 1, 0, 0, 0x3F, 0]),
        vec![0; blocks.div_ceil(4)],
        vec![0xFF, 0xD9],
    ]
    .concat()
}
