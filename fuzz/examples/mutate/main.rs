//! Cleans damaged copies of the fixtures by the ten thousand: `make mutate`.
//!
//! Each copy is cut, flipped, spliced or overwritten, the same ones in each
//! run of the same number. No copy may make the cleaner panic, take long or
//! take much memory, and what is accepted may not say any more where it was
//! taken: neither as text nor in the shape of positions.
//!
//! ```sh
//! cargo run --release --example mutate -- COUNT [FOLDER]
//! ```
//!
//! `FOLDER` gets what was accepted, for other readers to look at.

mod picture;

use std::alloc::{GlobalAlloc, Layout, System};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use atelier_fuzz::domain::receipt::Policy;
use atelier_fuzz::media::clean::{CleanError, clean};
use atelier_fuzz::mend_checksums;

/// The most memory that a cleaning may take beyond the file itself.
const MOST_MEMORY: usize = 64 << 20;
/// The longest that a cleaning may take: these files are far below a megabyte.
const LONGEST: Duration = Duration::from_secs(1);

/// Knows how much memory is taken, and how much was at most.
struct Counting;

static TAKEN: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let taken = TAKEN.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(taken, Ordering::Relaxed);
        // SAFETY: the caller promised what the system asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        TAKEN.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller promised what the system asks for.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static MEMORY: Counting = Counting;

/// Numbers that look random and come in the same order each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    /// Returns a range of at most `longest` bytes.
    fn range(&mut self, len: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(len);
        start..(start + 1 + self.below(longest)).min(len)
    }
}

/// Damages a file once.
fn damage(file: &mut Vec<u8>, other: &[u8], numbers: &mut Numbers) {
    if file.len() < 16 {
        return;
    }
    match numbers.below(9) {
        0 => file.truncate(numbers.below(file.len())),
        1 => {
            for _ in 0..=numbers.below(8) {
                let at = numbers.below(file.len());
                file[at] ^= 1 << numbers.below(8);
            }
        }
        2 => {
            let run = numbers.range(file.len(), 64);
            for byte in &mut file[run] {
                *byte = numbers.next().to_le_bytes()[0];
            }
        }
        3 => {
            let run = numbers.range(file.len(), 16);
            let byte = [0, 0xFF, 0x7F, 0x80][numbers.below(4)];
            file[run].fill(byte);
        }
        4 => {
            let run = numbers.range(file.len(), 400);
            file.drain(run);
        }
        5 => {
            let copy = file[numbers.range(file.len(), 400)].to_vec();
            let at = numbers.below(file.len());
            file.splice(at..at, copy);
        }
        6 => {
            let copy = other[numbers.range(other.len(), 1000)].to_vec();
            let at = numbers.below(file.len());
            file.splice(at..at, copy);
        }
        7 => {
            // A number of two or four bytes becomes an odd one.
            let at = numbers.below(file.len() - 4);
            let number = [0, 1, 0xFFFF, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x1_0000][numbers.below(6)];
            let bytes = u32::to_be_bytes(number);
            file[at..at + 4].copy_from_slice(&bytes);
        }
        _ => {
            // Two parts change places.
            let first = numbers.range(file.len(), 300);
            let cut: Vec<u8> = file.drain(first).collect();
            let at = numbers.below(file.len());
            file.splice(at..at, cut);
        }
    }
}

/// Shapes of positions and names of fields that no accepted file may have.
fn tells_a_place(bytes: &[u8]) -> Option<&'static str> {
    let bytes = picture::without_picture(bytes);
    let shapes: [(&[u8], &str); 8] = [
        (b"\x25\x88\x04\0\x01\0\0\0", "a reference to positions"),
        (b"\x88\x25\0\x04\0\0\0\x01", "a reference to positions"),
        (b"\x01\0\x02\0\x02\0\0\0N\0", "a latitude"),
        (b"\0\x01\0\x02\0\0\0\x02N\0", "a latitude"),
        (b"<exif:GPSLatitude", "a latitude in XMP"),
        (b"exif:GPSLatitude=\"4", "a latitude in XMP"),
        (b"Iptc4xmpCore:Location>H", "a street in XMP"),
        (b"photoshop:City>M", "a city in XMP"),
    ];
    let found = shapes
        .iter()
        .find(|(shape, _)| memchr::memmem::find(&bytes, shape).is_some());
    found.map(|(_, words)| *words)
}

fn fixtures() -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/cleaning");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_text = |e: &std::ffi::OsStr| e == "sh" || e == "md" || e == "tsv" || e == "py";
        if path.is_file() && !path.extension().is_some_and(is_text) {
            let bytes = std::fs::read(&path)?;
            files.push((path, bytes));
        }
    }
    files.sort();
    Ok(files)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().map_or(Ok(30_000), |text| text.parse())?;
    let folder = arguments.next().map(PathBuf::from);
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder)?;
    }
    let files = fixtures()?;
    let mut numbers = Numbers(7);
    let (mut accepted, mut slowest, mut largest) = (0, Duration::ZERO, 0);
    let mut failures = Vec::new();
    for number in 0..count {
        let (path, whole) = &files[number % files.len()];
        let (_, other) = &files[numbers.below(files.len())];
        let mut file = whole.clone();
        for _ in 0..=numbers.below(3) {
            damage(&mut file, other, &mut numbers);
        }
        if numbers.below(4) > 0 {
            mend_checksums(&mut file);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut fail = |what: &str| failures.push(format!("{number:06}-{name}: {what}"));
        let before = TAKEN.load(Ordering::Relaxed);
        MOST.store(before, Ordering::Relaxed);
        let start = Instant::now();
        let cleaned = clean(&file, Policy::Location);
        let took = start.elapsed();
        let memory = MOST.load(Ordering::Relaxed) - before;
        slowest = slowest.max(took);
        largest = largest.max(memory);
        if took > LONGEST {
            fail("it took long");
        }
        if memory > MOST_MEMORY {
            fail("it took much memory");
        }
        match cleaned {
            Ok(kept) => {
                accepted += 1;
                if let Some(words) = tells_a_place(kept.bytes()) {
                    fail(words);
                }
                let again = clean(kept.bytes(), Policy::Location);
                if !again.is_ok_and(|again| again.bytes() == kept.bytes()) {
                    fail("cleaning twice is not cleaning once");
                }
                if let Some(folder) = &folder {
                    std::fs::write(folder.join(format!("{number:06}-{name}")), kept.bytes())?;
                }
            }
            Err(CleanError::GaveUp) => fail("it panicked"),
            Err(_) => {}
        }
    }
    for failure in &failures {
        eprintln!("{failure}");
    }
    println!(
        "{count} damaged files: {accepted} accepted, {} refused, {} failures; \
         at most {} ms and {} kB each",
        count - accepted,
        failures.len(),
        slowest.as_millis(),
        largest / 1024
    );
    if failures.is_empty() {
        Ok(())
    } else {
        Err("some files failed".into())
    }
}
