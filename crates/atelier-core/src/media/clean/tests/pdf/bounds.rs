//! Promises about documents made to take long: small ones whose parts unpack to
//! much, or are referred to again and again.

use super::*;

const FORM: &str = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter";
const PAGES: CleanError = CleanError::NotProved("its pages take too long to look through");
const PARTS: CleanError = CleanError::Broken("it takes too long to read through");

/// A page that refers to these objects by so many names.
fn named(objects: &[Vec<u8>], names: usize) -> Vec<u8> {
    let name = |at: usize| format!("/A{at} {} 0 R", 6 + at % objects.len());
    let names: String = (0..names).map(name).collect();
    page("", &format!("/Resources<</XObject<<{names}>>>>"), objects)
}

fn drawing_of(packed: &[u8]) -> Vec<u8> {
    stream(&format!("{FORM}/FlateDecode"), packed)
}

/// So many times 64 kB of lines, packed and never held.
fn lines(count: usize) -> Vec<u8> {
    use std::io::Write;
    let some = b"0 0 m 9 9 l S\n\n\n".repeat(1 << 12);
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..count {
        packer.write_all(&some).expect("packs");
    }
    packer.finish().expect("packs")
}

/// Thousands of objects, each of which begins in the stream of the one before.
fn streams_in_streams() -> Vec<u8> {
    const COUNT: usize = 5000;
    let names = (0..COUNT).map(|at| format!("/A{at} {} 0 R", 6 + at));
    let names = format!("/Resources<</XObject<<{}>>>>", names.collect::<String>());
    let whole = page("", &names, &[]);
    let table = memchr::memmem::find(&whole, b"xref\n0").expect("has a table");
    let mut lines = whole[table + 9..table + 9 + 6 * 20].to_vec();
    let mut out = whole[..table].to_vec();
    for at in 0..COUNT {
        lines.extend(format!("{:010} 00000 n \n", out.len()).bytes());
        let head = format!("{} 0 obj\n<</Length 9999999>>\nstream\n", 6 + at);
        out.extend(head.bytes());
    }
    out.extend(b"\nendstream\nendobj\n");
    let (start, count) = (out.len(), COUNT + 6);
    out.extend(format!("xref\n0 {count}\n").bytes());
    out.extend(lines);
    let trailer = format!("<</Size {count}/Root 1 0 R>>");
    out.extend(format!("trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

type Bomb = (&'static str, fn() -> Vec<u8>, Option<CleanError>);

/// Documents that were made to take much, and why they are refused, if they are.
const BOMBS: [Bomb; 10] = [
    (
        "a long drawing",
        || named(&[drawing_of(&lines(960))], 1),
        None,
    ),
    (
        "a longer drawing",
        || named(&[drawing_of(&lines(1600))], 1),
        Some(PAGES),
    ),
    (
        "a drawing by many names",
        || named(&[drawing_of(&lines(256))], 10_000),
        None,
    ),
    (
        "many drawings",
        || named(&vec![drawing_of(&lines(4)); 2000], 2000),
        Some(PAGES),
    ),
    (
        "a drawing packed twice",
        || {
            let keys = format!("{FORM}[/FlateDecode/FlateDecode]");
            named(&[stream(&keys, &zip(&lines(1600)))], 1)
        },
        Some(PAGES),
    ),
    (
        "many profiles",
        || {
            named(
                &vec![stream("/N 3/Filter/FlateDecode", &lines(192)); 40],
                40,
            )
        },
        Some(PARTS),
    ),
    (
        "much metadata",
        || {
            let keys = "/Type/Metadata/Filter/FlateDecode";
            named(&vec![stream(keys, &lines(192)); 40], 200)
        },
        Some(PARTS),
    ),
    (
        "many objects",
        || {
            let object = |at| format!("<</Type/Font/Name/F1/Subtype/Type1/Next {} 0 R>>", 7 + at);
            let objects: Vec<_> = (0..65_000).map(|at| object(at).into_bytes()).collect();
            named(&objects, 1)
        },
        None,
    ),
    (
        "a long note by many references",
        || {
            let notes = format!("/Annots[{}]", "6 0 R ".repeat(50_000));
            page("", &notes, &[[&b"("[..], &[b'x'; 500_000], b")"].concat()])
        },
        Some(PARTS),
    ),
    (
        "streams in streams",
        streams_in_streams,
        Some(CleanError::Broken("parts of it lie over each other")),
    ),
];

/// Names the document for the process that cleans one.
const WHICH: &str = "ATELIER_TEST_PDF_BOMB";

/// Alone it takes one of the smallest; the other test starts it with each.
#[test]
fn one_is_refused_or_is_not_long() {
    let which = std::env::var(WHICH).map_or(Ok(9), |which| which.parse());
    let (name, make, refusal) = &BOMBS[which.expect("a number")];
    let bytes = make();
    let before = peak_kib();

    let cleaned = clean(&bytes, Policy::Location);

    // The peak is counted loosely while other threads work: beside other tests it can
    // seem to fall. The process that tells what it took works alone.
    let own = peak_kib().saturating_sub(before);
    assert_eq!(cleaned.err().as_ref(), refusal.as_ref(), "{name}");
    println!("took {own} of {}", bytes.len() >> 10);
}

/// The most that this process ever held, where the system says.
fn peak_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.map_or(0, |number| number.parse().expect("a number"))
}

/// The most that a cleaning may hold beside a copy of the file to prove and one
/// to prove it by.
const MOST_KIB: usize = 64 << 10;

#[test]
fn what_was_made_to_take_much_is_refused_or_takes_little() {
    for (which, (name, ..)) in BOMBS.iter().enumerate() {
        let output = std::process::Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "--nocapture"])
            .arg("media::clean::tests::pdf::bounds::one_is_refused_or_is_not_long")
            .env(WHICH, which.to_string())
            .output()
            .expect("it starts");

        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}: {said}");
        let numbers = said.lines().find_map(|line| {
            let (own, file) = line.split_once("took ")?.1.split_once(" of ")?;
            Some((own.parse::<usize>().ok()?, file.parse::<usize>().ok()?))
        });
        let (own, file) = numbers.expect("it says what it took");
        assert!(own < MOST_KIB + 2 * file, "{name}: {own} kB for {file} kB");
    }
}
