//! `clean` and `convert` work on any files, need no workspace, and harm none.

use std::path::Path;

use serde_json::Value;

use crate::support::cli::{Shell, length, refused};
use crate::support::shapes;

/// A shell without a workspace, with a small tree of pictures.
fn shell_with_pictures() -> Shell {
    let shell = Shell::empty();
    shell.put_fixture("in/a.jpg", "photos/old-kitchen-door.jpg");
    shell.put_fixture("in/deep/b.png", "photos/japandi-rounded.png");
    shell
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn clean_mirrors_a_tree_with_a_receipt_each_and_leaves_the_inputs_alone() {
    let shell = shell_with_pictures();
    let before = bytes(&shell.path("in/a.jpg"));

    let cleaned = shell
        .run(["clean", "in", "--out", "out", "--json"])
        .ends_with(0)
        .json();
    let checked = shell
        .run(["clean", "out", "--check", "--json"])
        .ends_with(0)
        .json();

    shapes::insist("clean", &cleaned);
    shapes::insist("clean", &checked);
    assert_eq!(
        (length(&cleaned["cleaned"]), length(&checked["cleaned"])),
        (2, 2)
    );
    assert_eq!(bytes(&shell.path("in/a.jpg")), before);
    assert!(shell.path("out/deep/b.png").exists());
    let receipt: Value =
        serde_json::from_slice(&bytes(&shell.path("out/a.jpg.receipt.json"))).expect("JSON");
    shapes::insist("receipt", &receipt);
    assert_eq!(
        (&receipt["had_place"], &receipt["removed"][0]),
        (&true.into(), &"GPS position".into())
    );
    assert_eq!(
        receipt["sha256_after"],
        cleaned["cleaned"][0]["sha256_after"]
    );
    assert!(!shell.workspace().exists());
}

#[test]
fn check_guards_a_folder_and_writes_nothing() {
    let shell = shell_with_pictures();

    let found = shell
        .run(["clean", "in", "--check", "--json"])
        .ends_with(1)
        .json();

    assert_eq!(found["cleaned"][0]["had_place"], true, "{found:#}");
    assert!(found["cleaned"][0]["out"].is_null());
    let names: Vec<_> = std::fs::read_dir(shell.path("in"))
        .expect("a folder")
        .collect();
    assert_eq!(names.len(), 2);
}

#[test]
fn what_is_there_is_replaced_by_force_only_and_an_input_never() {
    let shell = shell_with_pictures();
    shell.run(["clean", "in", "--out", "out"]).ends_with(0);
    shell.run(["clean", "in", "--out", "out"]).ends_with(0);
    shell.put("out/a.jpg", b"somebody's own");

    let kept = shell
        .run(["clean", "in", "--out", "out", "--json"])
        .ends_with(1)
        .json();
    assert_eq!(refused(&kept), [("a.jpg".to_owned(), "exists".to_owned())]);
    assert_eq!(bytes(&shell.path("out/a.jpg")), b"somebody's own");

    shell
        .run(["clean", "in", "--out", "out", "--force"])
        .ends_with(0);
    assert_ne!(bytes(&shell.path("out/a.jpg")), b"somebody's own");

    let before = bytes(&shell.path("in/a.jpg"));
    let onto_itself = shell
        .run(["clean", "in", "--out", "in", "--force", "--json"])
        .ends_with(1)
        .json();
    let codes: Vec<String> = refused(&onto_itself)
        .into_iter()
        .map(|(_, code)| code)
        .collect();
    assert_eq!(codes, ["would_overwrite_input"; 2]);
    assert_eq!(bytes(&shell.path("in/a.jpg")), before);
}

#[test]
fn what_cannot_be_cleaned_is_refused_and_the_rest_is_done() {
    let shell = shell_with_pictures();
    shell.put("in/empty.jpg", b"");
    shell.put_fixture("in/letter.jpg", "bad/word-document.jpg");

    let cleaned = shell
        .run(["clean", "in", "gone.jpg", "--out", "out", "--json"])
        .ends_with(1)
        .json();

    assert_eq!(length(&cleaned["cleaned"]), 2, "{cleaned:#}");
    assert_eq!(length(&cleaned["refused"]), 3, "{cleaned:#}");
    assert!(!shell.path("out/in/empty.jpg").exists() && !shell.path("out/in/letter.jpg").exists());
}

#[test]
fn convert_makes_all_versions_under_their_names() {
    let shell = shell_with_pictures();

    let made = shell
        .run(["convert", "in", "--out", "web", "--json"])
        .ends_with(0)
        .json();

    shapes::insist("convert", &made);
    assert_eq!(length(&made["converted"]), 2);
    for picture in made["converted"].as_array().expect("a list") {
        for version in picture["versions"].as_array().expect("a list") {
            let out = Path::new(version["out"].as_str().expect("a path"));
            let name = out
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let size = format!("_{}x{}.", version["width"], version["height"]);
            assert!(name.contains(&size), "{name} has no {size}");
            assert_eq!(
                bytes(out).len(),
                version["bytes"].as_u64().expect("a size") as usize
            );
        }
    }
    let thumbnail = std::fs::read_dir(shell.path("web/deep"))
        .expect("a folder")
        .flatten();
    let thumbnails =
        thumbnail.filter(|entry| entry.file_name().to_string_lossy().starts_with("b_thumb_"));
    assert_eq!(thumbnails.count(), 1);
}

#[test]
fn what_a_decoder_trips_over_is_refused_in_our_words_alone() {
    let shell = shell_with_pictures();
    shell.put_fixture("in/tripped.tif", "bad/height-in-a-byte.tif");

    let made = shell.run(["convert", "in", "--out", "web"]).ends_with(1);

    assert!(
        made.out
            .contains("tripped.tif cannot be converted: the picture is damaged"),
        "{made:#?}"
    );
    assert!(
        made.err.lines().all(|line| !line.contains("panicked")),
        "{made:#?}"
    );
    assert!(shell.path("web/deep").is_dir());
}

#[test]
fn convert_makes_only_the_versions_that_are_asked_for() {
    let shell = shell_with_pictures();

    let made = shell.run([
        "convert",
        "in/a.jpg",
        "--out",
        "web",
        "--preset",
        "thumbnail",
        "--json",
    ]);

    let versions = &made.ends_with(0).json()["converted"][0]["versions"];
    assert_eq!(length(versions), 1);
    assert_eq!(
        (&versions[0]["preset"], &versions[0]["width"]),
        (&"thumbnail".into(), &300.into())
    );
}

#[test]
fn convert_finds_the_quality_that_a_floor_asks_for_and_says_the_score() {
    let shell = shell_with_pictures();
    let convert = |out: &str, more: &[&str]| {
        let begin = [
            "convert", "in/a.jpg", "--out", out, "--json", "--preset", "webp",
        ];
        let made = shell.run([&begin[..], more].concat()).ends_with(0).json();
        made["converted"][0]["versions"][0].clone()
    };

    let fixed = convert("fixed", &["--quality", "60"]);
    let aimed = convert("aimed", &["--floor", "70"]);
    let judged = convert("judged", &["--quality", "60", "--score"]);
    let capped = convert("capped", &["--floor", "70", "--cap-bytes", "12000"]);

    assert_eq!(
        (&fixed["score"], &fixed["quality"]),
        (&Value::Null, &60.into())
    );
    let score = aimed["score"].as_f64().expect("a score");
    assert!((70.0..73.0).contains(&score), "{aimed:#}");
    assert!(
        judged["score"].as_f64().is_some_and(|score| score > 30.0),
        "{judged:#}"
    );
    assert!(
        capped["bytes"]
            .as_u64()
            .is_some_and(|bytes| bytes <= 12_000),
        "{capped:#}"
    );
}

#[test]
fn convert_draws_the_first_page_of_a_plan() {
    let shell = Shell::empty();
    shell.put_fixture("flat.pdf", "plans/flat.pdf");
    shell.put_fixture("hatch.pdf", "plans/refused/hatch-without-end.pdf");

    let made = shell
        .run(["convert", "flat.pdf", "hatch.pdf", "--out", "web", "--json"])
        .ends_with(1)
        .json();

    shapes::insist("convert", &made);
    let plan = &made["converted"][0];
    assert_eq!(
        (&plan["width"], &plan["height"]),
        (&4096.into(), &2894.into())
    );
    assert_eq!(
        plan["notes"],
        serde_json::json!(["it has more pages; variants show its first"])
    );
    let widths: Vec<_> = plan["versions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|version| version["width"].as_u64().expect("a width"))
        .collect();
    assert_eq!(widths, [300, 1132, 1600, 2400]);
    assert!(shell.path("web/flat_avif_2400x1696.avif").exists());
    let reason = made["refused"][0]["reason"].as_str().expect("words");
    assert!(
        reason.contains("drawing it would take too long"),
        "{reason}"
    );
}

#[test]
fn convert_keeps_wide_colours_where_it_is_asked_to_and_there_are_any() {
    let shell = Shell::empty();
    shell.put_fixture("in/p3.jpg", "colour/display-p3.jpg");
    shell.put_fixture("in/srgb.jpg", "photos/old-kitchen-door.jpg");
    let convert = |out: &str, more: &[&str]| {
        let begin = ["convert", "in", "--out", out, "--json"];
        let made = shell.run([&begin[..], more].concat()).ends_with(0).json();
        let versions = |picture: &Value| {
            let versions = picture["versions"].as_array().expect("a list").clone();
            let file = |version: &Value| bytes(Path::new(version["out"].as_str().expect("a path")));
            versions.iter().map(file).collect::<Vec<_>>()
        };
        (
            versions(&made["converted"][0]),
            versions(&made["converted"][1]),
        )
    };

    let narrow = convert("narrow", &[]);
    let wide = convert("wide", &["--wide"]);

    // Thumbnail, optimized, webp, avif: the second and the last are AVIF.
    let differs: Vec<bool> = narrow.0.iter().zip(&wide.0).map(|(a, b)| a != b).collect();
    assert_eq!(differs, [false, true, false, true]);
    assert_eq!(narrow.1, wide.1, "sRGB is the same with and without");
}

#[test]
fn convert_refuses_what_no_encoder_can_be_asked_for() {
    let shell = shell_with_pictures();
    for wrong in [
        ["--quality", "0"],
        ["--floor", "99"],
        ["--cap-bytes", "10"],
        ["--effort", "none"],
    ] {
        let begin = ["convert", "in/a.jpg", "--out", "web"];

        shell
            .run([begin, [wrong[0], wrong[1], "--json", "--quiet"]].concat())
            .ends_with(2);
    }
    assert!(!shell.path("web").exists());
}

#[test]
fn two_pictures_never_share_one_output() {
    let shell = Shell::empty();
    shell.put_fixture("in/a.jpg", "photos/old-kitchen-door.jpg");
    shell.put_fixture("in/a.jpeg", "photos/old-kitchen-door.jpg");

    let made = shell.run([
        "convert", "in", "--out", "web", "--preset", "webp", "--force", "--json",
    ]);

    let made = made.ends_with(1).json();
    assert_eq!(refused(&made)[0].1, "same_output", "{made:#}");
    assert_eq!(length(&made["refused"]), 1);
}
