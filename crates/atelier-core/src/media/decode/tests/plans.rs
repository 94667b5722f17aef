//! Promises about PDF: the first page is drawn as paper shows it, and what no
//! page needs is refused before it costs anything.

use std::path::PathBuf;
use std::process::Command;

use super::*;
use crate::domain::preset::{Fit, Preset};
use crate::domain::receipt::Policy;
use crate::media::clean;
use crate::media::render::{Note, Scores, glimpse, memory_cost, preview, render, render_and_look};
use crate::media::testing::never;

const KITCHEN: [u8; 3] = [255, 222, 173];
const BATH: [u8; 3] = [176, 214, 237];
const LIVING_ROOM: [u8; 3] = [189, 230, 184];
const WALL: [u8; 3] = [0, 0, 0];
const PAPER: [u8; 3] = [255, 255, 255];
const MARK: [u8; 3] = [219, 20, 61];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/plans")
        .join(name)
}

fn plan(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).expect("a fixture")
}

fn drawn(file: &[u8]) -> Pixels {
    open(file, MediaType::Pdf).expect("can be drawn")
}

fn refusal(name: &str) -> DecodeError {
    open(&plan(name), MediaType::Pdf).expect_err("is refused")
}

/// The colour at a share of the width and of the height, from the upper left.
fn at(pixels: &Pixels, across: f64, down: f64) -> [u8; 3] {
    let place = |share: f64, side: u32| (share * f64::from(side)) as usize;
    let (x, y) = (place(across, pixels.width()), place(down, pixels.height()));
    let first = (y * pixels.width() as usize + x) * 3;
    pixels.bytes()[first..first + 3].try_into().unwrap()
}

/// The colour at a place of the flat in points, from the lower left.
fn flat_at(pixels: &Pixels, x: f64, y: f64) -> [u8; 3] {
    at(pixels, x / 842.0, 1.0 - y / 595.0)
}

#[track_caller]
fn assert_near(found: [u8; 3], expected: [u8; 3]) {
    let is_near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 2);
    assert!(is_near, "{found:?} is not {expected:?}");
}

#[track_caller]
fn assert_is_the_flat(flat: &Pixels) {
    assert_near(flat_at(flat, 200.0, 100.0), KITCHEN);
    assert_near(flat_at(flat, 200.0, 350.0), BATH);
    assert_near(flat_at(flat, 600.0, 300.0), LIVING_ROOM);
    assert_near(flat_at(flat, 60.0, 200.0), WALL);
    assert_near(flat_at(flat, 30.0, 30.0), PAPER);
    assert_near(flat_at(flat, 10.0, 585.0), MARK);
}

#[test]
fn rooms_walls_and_paper_lie_where_they_were_drawn() {
    let file = plan("flat.pdf");
    let source = Source::open(&file, MediaType::Pdf).unwrap();

    for scale in Scale::ALL {
        let flat = source.decode(scale).unwrap();

        assert_eq!((flat.width(), flat.height()), source.size_at(scale));
        assert_eq!(flat.channels(), Channels::Rgb);
        assert_is_the_flat(&flat);
    }
    assert_eq!(source.stored_size(), (4096, 2894));
}

#[test]
fn letters_of_the_standard_fonts_are_drawn_though_no_file_has_them() {
    let flat = drawn(&plan("flat.pdf"));

    let mut dark = 0;
    for x in 80..180 {
        for y in 290..310 {
            let y = f64::from(y) - 54.0;
            let [r, ..] = flat_at(&flat, f64::from(x), y);
            dark += u32::from(r < 100);
        }
    }
    assert!(dark > 60, "{dark} dark places where “Kitchen” is written");
}

#[test]
fn a_page_is_turned_cut_and_measured_as_it_says() {
    // The upper left quarter of the flat: the bath, the mark in its corner.
    for (name, size, mark, bath) in [
        ("quarter.pdf", (4096, 2894), (0.02, 0.03), (0.5, 0.6)),
        ("quarter-right.pdf", (2894, 4096), (0.97, 0.02), (0.4, 0.5)),
        ("quarter-down.pdf", (4096, 2894), (0.98, 0.97), (0.5, 0.4)),
        ("quarter-left.pdf", (2894, 4096), (0.03, 0.98), (0.6, 0.5)),
    ] {
        let quarter = drawn(&plan(name));

        assert_eq!((quarter.width(), quarter.height()), size, "{name}");
        assert_near(at(&quarter, mark.0, mark.1), MARK);
        assert_near(at(&quarter, bath.0, bath.1), BATH);
    }
}

#[test]
fn every_page_has_4096_pixels_whatever_its_paper_measures() {
    for (name, size) in [
        ("stamp.pdf", (4096, 2458)),
        ("survey-a0.pdf", (4096, 2898)),
        ("strip.pdf", (4096, 2)),
        ("empty.pdf", (4096, 2894)),
    ] {
        let page = drawn(&plan(name));

        assert_eq!((page.width(), page.height()), size, "{name}");
    }
    assert_near(at(&drawn(&plan("stamp.pdf")), 0.25, 0.75), [51, 102, 204]);
    assert_near(at(&drawn(&plan("stamp.pdf")), 0.75, 0.25), PAPER);
}

#[test]
fn scans_show_what_was_scanned() {
    let scan = drawn(&plan("scanned.pdf"));
    let fax = drawn(&plan("one-bit.pdf"));

    for (x, y, colour) in [
        (200.0, 100.0, KITCHEN),
        (200.0, 350.0, BATH),
        (600.0, 300.0, LIVING_ROOM),
    ] {
        let found = flat_at(&scan, x, y);
        let apart = found.iter().zip(colour).map(|(a, b)| a.abs_diff(b)).max();
        assert!(apart < Some(6), "{found:?} is not {colour:?}");
    }
    assert_near(at(&fax, 0.25, 0.5), WALL);
    assert_near(at(&fax, 0.75, 0.5), PAPER);
}

#[test]
fn hatches_gradients_panes_and_layers_are_drawn() {
    let layered = drawn(&plan("layered.pdf"));

    // Half a red pane over the living room, and a picture that fades out.
    assert_near(flat_at(&layered, 650.0, 300.0), [222, 115, 92]);
    assert_near(flat_at(&layered, 620.0, 440.0), [0, 0, 0]);
    assert_near(flat_at(&layered, 740.0, 440.0), LIVING_ROOM);
    let [red, ..] = flat_at(&layered, 600.0, 110.0);
    assert!(
        (100..156).contains(&red),
        "{red} in the middle of a gradient"
    );
    let hatched = (70..190).filter(|x| flat_at(&layered, f64::from(*x), 133.0)[0] < 200);
    assert!((6..30).contains(&hatched.count()));
}

#[test]
fn a_document_without_a_table_and_one_of_packed_objects_are_read() {
    for name in ["lost-table.pdf", "flat-packed.pdf"] {
        assert_is_the_flat(&drawn(&plan(name)));
    }
}

#[test]
fn what_the_cleaner_wrote_is_drawn_as_the_original() {
    for name in [
        "flat.pdf",
        "quarter-right.pdf",
        "layered.pdf",
        "scanned.pdf",
        "flat-packed.pdf",
    ] {
        let file = plan(name);
        let cleaned = clean::clean(&file, Policy::Location).unwrap();

        assert!(drawn(cleaned.bytes()) == drawn(&file), "{name}");
    }
}

#[test]
fn further_pages_are_not_in_the_variants_and_that_is_said() {
    let presets = [Preset {
        fit: Fit::within(200, 200),
        ..Preset::defaults().remove(0)
    }];
    let notes = |name: &str| {
        let made = render(
            &plan(name),
            MediaType::Pdf,
            &presets,
            Scores::WhereNeeded,
            &never,
        );
        made.unwrap().notes
    };

    assert_eq!(notes("flat.pdf"), [Note::FirstPageOnly]);
    assert_eq!(notes("survey-a0.pdf"), []);
}

#[test]
fn all_presets_are_made_of_a_plan_and_none_is_enlarged() {
    let file = plan("stamp.pdf");
    let presets = Preset::defaults();

    let made = render_and_look(&file, MediaType::Pdf, &presets, &never).unwrap();

    let sizes: Vec<_> = made
        .variants
        .iter()
        .map(|variant| variant.as_ref().unwrap())
        .map(|variant| (variant.width, variant.height))
        .collect();
    assert_eq!(sizes, [(300, 200), (1200, 720), (1600, 960), (2400, 1440)]);
    assert!(made.thumbhash.is_some() && made.look.is_some());
    let cost = memory_cost(&file, MediaType::Pdf, &presets, Scores::WhereNeeded).unwrap();
    assert!((100 << 20..400 << 20).contains(&cost), "{cost}");
}

#[test]
fn a_plan_has_a_preview_and_a_look() {
    let file = plan("flat.pdf");

    let small = preview(&file, MediaType::Pdf, 300).unwrap();

    let source = Source::open(&small, MediaType::Jpeg).unwrap();
    assert_eq!(source.stored_size(), (300, 212));
    assert!(glimpse(&file, MediaType::Pdf).is_some());
}

#[test]
fn what_no_page_needs_is_refused_with_its_reason() {
    for (name, reason) in [
        ("no-pages.pdf", "it has no pages"),
        (
            "ten-kilometres.pdf",
            "its page has a size that no paper has",
        ),
        ("no-number.pdf", "its page has a size that no paper has"),
        (
            "beyond-numbers.pdf",
            "its page has a size that no paper has",
        ),
        (
            "picture-of-3600-megapixels.pdf",
            "a picture of it has more pixels than can be handled",
        ),
        (
            "jpeg-of-280-megapixels.pdf",
            "a picture of it cannot be followed",
        ),
        ("broken-jpeg.pdf", "a picture of it cannot be followed"),
        (
            "picture-without-end.pdf",
            "a part of it unpacks without end",
        ),
        (
            "content-without-end.pdf",
            "a part of it unpacks without end",
        ),
        ("forms-in-forms.pdf", "drawing it would take too long"),
        ("dashes-without-end.pdf", "drawing it would take too long"),
        ("hatch-without-end.pdf", "drawing it would take too long"),
        ("line-without-end.pdf", "a line of it has too many points"),
        ("a-million-diagonals.pdf", "drawing it would take too long"),
        ("fifty-thousand-panes.pdf", "drawing it would take too long"),
        ("slow-colours.pdf", "drawing it would take too long"),
    ] {
        let refused = refusal(&format!("refused/{name}"));

        assert_eq!(refused, DecodeError::Page(reason), "{name}");
    }
}

#[test]
fn protected_and_cut_documents_are_refused_as_everywhere() {
    let locked = std::fs::read(path("../bad/password-protected.pdf")).unwrap();
    let flat = plan("flat.pdf");

    let refused = open(&locked, MediaType::Pdf);

    assert_eq!(
        refused,
        Err(DecodeError::Refused(Reason::PasswordProtected.into()))
    );
    for hundredths in [5, 30, 60, 90] {
        let cut = &flat[..flat.len() * hundredths / 100];
        assert!(open(cut, MediaType::Pdf).is_err(), "{hundredths} %");
    }
}

/// Poppler knows nothing of us.
#[test]
fn poppler_draws_the_same() {
    for name in [
        "flat.pdf",
        "quarter-right.pdf",
        "quarter-down.pdf",
        "layered.pdf",
        "scanned.pdf",
        "one-bit.pdf",
        "survey-a0.pdf",
    ] {
        let ours = drawn(&plan(name));
        let is_turned = name == "quarter-right.pdf";
        let size = (ours.width(), ours.height());
        let size = if is_turned { (size.1, size.0) } else { size };
        let theirs = poppler(&path(name), size);

        let apart = difference(&ours, &theirs);
        println!("{name}: {apart:.3}");
        assert!(apart < 2.0, "{name}: {apart}");
    }
}

/// Draws the first page with poppler, which scales before it turns.
fn poppler(file: &std::path::Path, (width, height): (u32, u32)) -> Pixels {
    let output = Command::new("pdftoppm")
        .args(["-f", "1", "-l", "1", "-cropbox", "-scale-to-x"])
        .args([&width.to_string(), "-scale-to-y", &height.to_string()])
        .arg(file)
        .output()
        .expect("pdftoppm runs: scripts/install.sh --test brings it");
    let mut lines = output.stdout.splitn(4, |byte| *byte == b'\n');
    let [magic, size, depth, rows] = [(); 4].map(|()| lines.next().expect("a picture"));
    assert_eq!((magic, depth), (&b"P6"[..], &b"255"[..]));
    let size = std::str::from_utf8(size).unwrap();
    let (width, height) = size.split_once(' ').unwrap();
    let (width, height) = (width.parse().unwrap(), height.parse().unwrap());
    Pixels::new(width, height, Channels::Rgb, rows.to_vec()).expect("rows")
}
