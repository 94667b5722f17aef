//! Every answer under `--json` is one document of the shape that is documented.

use serde_json::Value;

use crate::support::cli::{Shell, fixture, length};
use crate::support::shapes;

/// Runs a command under `--json`, insists on its exit code and its shape.
fn answer(shell: &Shell, words: &[&str], code: i32, shape: &str) -> Value {
    let ran = shell
        .run(words.iter().copied().chain(["--json"]))
        .ends_with(code);
    for line in ran.err.lines() {
        let fact: Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("a JSON line: {line}"));
        assert!(fact["type"].is_string(), "{line}");
    }
    shapes::insist(shape, &ran.json());
    ran.json()
}

#[test]
fn places_answer_as_documented() {
    let shell = Shell::empty();

    let first = answer(&shell, &["init"], 0, "init");
    let again = answer(&shell, &["init"], 0, "init");
    answer(
        &shell,
        &["style", "add", "mid-century", "--name", "Mid-century"],
        0,
        "style add",
    );
    let taken = answer(
        &shell,
        &["style", "add", "mid-century", "--name", "Again"],
        2,
        "error",
    );
    answer(
        &shell,
        &["session", "add", "--title", "Berg"],
        0,
        "session add",
    );
    answer(
        &shell,
        &["room", "add", "--session", "Berg", "--name", "Bath"],
        0,
        "room add",
    );
    let styles = answer(&shell, &["style", "list"], 0, "style list");
    let sessions = answer(&shell, &["session", "list"], 0, "session list");
    let rooms = answer(&shell, &["room", "list"], 0, "room list");

    assert_eq!(
        (&first["created"], &again["created"]),
        (&Value::from(true), &Value::from(false))
    );
    assert_eq!(taken["error"]["code"], "taken");
    assert_eq!(
        (length(&styles["styles"]), length(&sessions["sessions"])),
        (1, 1)
    );
    assert_eq!(rooms["rooms"][0]["session"], "Berg");
}

#[test]
fn a_name_that_means_nothing_or_too_much_is_told() {
    let shell = Shell::with_a_style();
    for title in ["One", "Two"] {
        shell.run(["session", "add", "--title", title]).ends_with(0);
        shell
            .run(["room", "add", "--session", title, "--name", "Kitchen"])
            .ends_with(0);
    }
    let code = |words: &[&str]| answer(&shell, words, 2, "error")["error"]["code"].clone();

    assert_eq!(
        code(&["import", "style", "costal", "x.jpg"]),
        "no_such_style"
    );
    assert_eq!(
        code(&["import", "room", "Kitchen", "x.jpg", "--as", "photo"]),
        "ambiguous_room"
    );
    assert_eq!(
        code(&["import", "room", "Bath", "x.jpg", "--as", "photo"]),
        "no_such_room"
    );
    assert_eq!(
        code(&["room", "add", "--session", "Three", "--name", "Bath"]),
        "no_such_session"
    );
    assert_eq!(code(&["import", "undo"]), "no_such_import");
    assert_eq!(code(&["sync"]), "no_backend");
    assert_eq!(code(&["sync", "--pull-only"]), "comes_later");
    answer(
        &shell,
        &["import", "room", "Two/Kitchen", "x.jpg", "--as", "photo"],
        1,
        "import",
    );
}

#[test]
fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let shell = Shell::with_a_style();
    shell.put_photos(3);
    shell.put("photos/notes.jpg", b"notes");

    let planned = answer(
        &shell,
        &["import", "style", "coastal", "photos", "--dry-run"],
        1,
        "import",
    );
    let status = answer(&shell, &["status"], 0, "status");

    assert_eq!(
        (length(&planned["imported"]), length(&planned["refused"])),
        (3, 1),
        "{planned:#}"
    );
    assert!(planned["imported"][0]["id"].is_null() && planned["batch"].is_null());
    assert_eq!(status["tables"]["style_images"], 0);
    assert_eq!(status["library_bytes"], 0);
}

#[test]
fn an_import_is_taken_back_as_a_whole() {
    let shell = Shell::with_a_style();
    shell.put_photos(3);
    let imported = answer(
        &shell,
        &["import", "style", "coastal", "photos"],
        0,
        "import",
    );

    let undone = answer(&shell, &["import", "undo"], 0, "import undo");
    let verified = answer(&shell, &["verify"], 0, "verify");

    assert_eq!(
        (&undone["batch"], &undone["removed"]),
        (&imported["batch"], &Value::from(3))
    );
    assert_eq!(
        (&verified["checked"], length(&verified["strays"])),
        (&Value::from(0), 0)
    );
}

#[test]
fn variants_are_run_listed_and_made_again() {
    let shell = Shell::with_a_style();
    shell.put_fixture("photos/a.jpg", "photos/old-kitchen-door.jpg");
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);

    let waiting = answer(
        &shell,
        &["variants", "list", "--status", "pending"],
        0,
        "variants list",
    );
    let made = answer(&shell, &["variants", "run"], 0, "variants run");
    let ready = answer(
        &shell,
        &["variants", "list", "--status", "ready"],
        0,
        "variants list",
    );
    let retried = answer(&shell, &["variants", "retry"], 0, "variants retry");
    let again = answer(
        &shell,
        &["variants", "regenerate", "--run"],
        0,
        "variants retry",
    );

    assert_eq!(
        (length(&waiting["variants"]), length(&ready["variants"])),
        (4, 4)
    );
    assert_eq!(made["made"], 4);
    assert_eq!(
        (&retried["queued"], &again["queued"]),
        (&Value::from(0), &Value::from(0))
    );
}

#[test]
fn a_lazy_queue_puts_off_what_nobody_needs_until_all_is_asked_for() {
    let shell = Shell::with_a_style();
    shell.put_photos(2);
    let policy = answer(&shell, &["variants", "policy", "lazy"], 0, "variants queue");
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);

    let thumbnails = answer(&shell, &["variants", "run"], 0, "variants run");
    let all = answer(&shell, &["variants", "run", "--all"], 0, "variants run");
    let asked = answer(&shell, &["variants", "policy"], 0, "variants queue");

    assert_eq!(policy["policy"], "lazy");
    assert_eq!(
        (
            &thumbnails["made"],
            &thumbnails["waiting"],
            &thumbnails["put_off"]
        ),
        (&Value::from(2), &Value::from(0), &Value::from(6))
    );
    assert_eq!(
        (&all["made"], &all["put_off"]),
        (&Value::from(6), &Value::from(0))
    );
    assert_eq!(
        (&asked["policy"], &asked["waiting"]),
        (&Value::from("lazy"), &Value::from(0))
    );
    answer(&shell, &["variants", "policy", "soon"], 2, "error");
}

#[test]
fn paused_variants_wait_until_they_are_resumed() {
    let shell = Shell::with_a_style();
    shell.put_photos(1);
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);

    let paused = answer(&shell, &["variants", "pause"], 0, "variants queue");
    let held = answer(&shell, &["variants", "run"], 1, "variants run");
    let told = shell.run(["variants", "run"]).ends_with(1).out;
    let resumed = answer(&shell, &["variants", "resume"], 0, "variants queue");
    let made = answer(&shell, &["variants", "run"], 0, "variants run");

    assert_eq!(
        (&paused["paused"], &paused["waiting"], &paused["pictures"]),
        (&Value::from(true), &Value::from(4), &Value::from(1))
    );
    assert_eq!(
        (&held["made"], &held["waiting"], &held["paused"]),
        (&Value::from(0), &Value::from(4), &Value::from(true))
    );
    assert!(told.contains("atelier variants resume"), "{told}");
    assert_eq!(resumed["paused"], false);
    assert_eq!(made["made"], 4);
}

#[test]
fn verify_finds_what_is_missing_damaged_or_nobodys() {
    let shell = Shell::with_a_style();
    shell.put_photos(3);
    let imported = shell
        .run(["import", "style", "coastal", "photos", "--json"])
        .ends_with(0)
        .json();
    let kept = |index: usize| {
        let hash = imported["imported"][index]["content_hash"]
            .as_str()
            .expect("a hash")
            .to_owned();
        shell
            .workspace()
            .join("library")
            .join(&hash[..2])
            .join(hash)
    };
    std::fs::remove_file(kept(0)).expect("removes");
    std::fs::write(kept(1), b"damaged").expect("writes");
    let stray = "ab".repeat(32);
    shell.put(format!("workspace/library/ab/{stray}"), b"stray");

    let found = answer(&shell, &["verify"], 1, "verify");
    let repaired = answer(&shell, &["verify", "--repair"], 1, "verify");
    let after = answer(&shell, &["verify"], 1, "verify");

    assert_eq!(
        (length(&found["missing"]), length(&found["damaged"])),
        (1, 1),
        "{found:#}"
    );
    assert_eq!(
        found["missing"][0]["storage_paths"][0],
        imported["imported"][0]["storage_path"]
    );
    assert_eq!(found["strays"][0], stray);
    assert_eq!(
        (&found["removed_strays"], &repaired["removed_strays"]),
        (&Value::from(0), &Value::from(1))
    );
    assert_eq!(length(&after["strays"]), 0);
}

#[test]
fn conflicts_do_not_arise_yet_and_that_is_what_is_said() {
    let shell = Shell::with_a_style();
    let id = "0199c2a4-5a50-7cc1-9d9e-0f3a2c6c1f10";

    answer(&shell, &["conflicts", "list"], 0, "conflicts list");
    answer(
        &shell,
        &["conflicts", "resolve", id, "--keep", "mine"],
        1,
        "conflicts resolve",
    );
}

#[test]
fn the_doctor_looks_at_everything() {
    let shell = Shell::with_a_style();

    let healthy = answer(&shell, &["doctor"], 0, "doctor");
    let unset = answer(&shell, &["backend", "unset"], 0, "backend unset");

    assert!(length(&healthy["checks"]) >= 6, "{healthy:#}");
    assert_eq!(unset["was_set"], false);
}

#[test]
fn a_quiet_command_says_nothing_when_all_is_done() {
    let shell = Shell::with_a_style();
    let photo = fixture("photos/hallway.jpg");

    let ran = shell
        .run([
            "import",
            "style",
            "coastal",
            "-q",
            photo.to_str().expect("a path"),
        ])
        .ends_with(0);

    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}
