//! From a folder of photos to rows in a real Postgres and files in a store, at
//! the command line, with counts that agree everywhere.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::cli::{AtWork, Shell, fixture, length};
use crate::support::postgres::{Database, cluster};
use crate::support::shapes;

const PHOTOS: [&str; 3] = ["hallway.jpg", "old-kitchen-door.jpg", "window-seat.webp"];

/// A shell whose workspace has a backend, and photos to import.
async fn studio() -> (Shell, Database) {
    let shell = Shell::with_a_style();
    for photo in PHOTOS {
        shell.put_fixture(format!("photos/{photo}"), &format!("photos/{photo}"));
    }
    let database = cluster().await.empty().await;
    let store = format!("file://{}", shell.path("store").display());
    let set = shell.run([
        "backend",
        "set",
        "--json",
        "--database",
        &database.url(),
        "--store",
        &store,
    ]);
    let set = set.ends_with(0).json();
    shapes::insist("backend set", &set);
    assert_eq!(
        set["created_folder"],
        shell.path("store").display().to_string()
    );
    (shell, database)
}

/// The files of a store, as paths below it.
fn stored(shell: &Shell) -> Vec<String> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else {
                files.push(path);
            }
        }
    }
    let (root, mut files) = (shell.path("store"), Vec::new());
    walk(&root, &mut files);
    let below = |path: &PathBuf| {
        path.strip_prefix(&root)
            .expect("below")
            .display()
            .to_string()
    };
    let mut files: Vec<String> = files.iter().map(below).collect();
    files.sort();
    files
}

fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|item| item[key].as_str().expect("a text"))
        .collect()
}

#[tokio::test]
async fn what_is_imported_arrives_in_postgres_and_the_store_exactly_once() {
    let (shell, database) = studio().await;
    let migrated = shell
        .run(["backend", "migrate", "--json"])
        .ends_with(0)
        .json();
    let checked = shell
        .run(["backend", "check", "--json"])
        .ends_with(0)
        .json();
    let imported = shell
        .run(["import", "style", "coastal", "photos", "--json"])
        .ends_with(0)
        .json();
    let made = shell.run(["variants", "run", "--json"]).ends_with(0).json();
    let sent = shell.run(["sync", "--json"]).ends_with(0).json();
    let status = shell.run(["status", "--json"]).ends_with(0).json();

    for (name, answer) in [
        ("backend migrate", &migrated),
        ("backend check", &checked),
        ("import", &imported),
        ("variants run", &made),
        ("sync", &sent),
        ("status", &status),
    ] {
        shapes::insist(name, answer);
    }
    let pictures = PHOTOS.len();
    let variants = pictures * 4;
    assert_eq!(length(&imported["imported"]), pictures, "{imported:#}");
    assert_eq!(made["made"], variants, "{made:#}");
    assert_eq!(sent["files"], pictures + variants, "{sent:#}");
    assert_eq!(status["tables"]["style_images"], pictures);
    assert_eq!(status["variants"]["ready"], variants);
    assert_eq!(status["outbox"]["length"], 0);
    assert_eq!(
        database.one("select count(*) from style_images").await,
        pictures.to_string()
    );
    let ready = "select count(*) from style_image_variants where processing_status = 'ready'";
    assert_eq!(database.one(ready).await, variants.to_string());
    let mut rows = database.all("select storage_path from style_images").await;
    rows.extend(
        database
            .all("select storage_path from style_image_variants")
            .await,
    );
    rows.sort();
    assert_eq!(rows, stored(&shell));
}

#[tokio::test]
async fn a_second_sync_and_a_second_import_do_nothing() {
    let (shell, _database) = studio().await;
    shell.run(["backend", "migrate"]).ends_with(0);
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);
    shell.run(["sync"]).ends_with(0);

    let sent = shell.run(["sync", "--json"]).ends_with(0).json();
    let imported = shell
        .run(["import", "style", "coastal", "photos", "--json"])
        .ends_with(0)
        .json();

    assert_eq!(
        (&sent["changes"], &sent["files"]),
        (&Value::from(0), &Value::from(0))
    );
    assert_eq!(length(&imported["imported"]), 0);
    assert_eq!(length(&imported["duplicates"]), PHOTOS.len());
    shapes::insist("import", &imported);
}

#[tokio::test]
async fn an_import_that_was_sent_is_not_taken_back() {
    let (shell, _database) = studio().await;
    shell.run(["backend", "migrate"]).ends_with(0);
    shell
        .run(["import", "style", "coastal", "photos/hallway.jpg"])
        .ends_with(0);
    shell.run(["sync"]).ends_with(0);

    let undone = shell.run(["import", "undo", "--json"]).ends_with(1).json();

    shapes::insist("import undo", &undone);
    assert_eq!(
        (&undone["removed"], &undone["stayed"]),
        (&Value::from(0), &Value::from(1))
    );
}

#[tokio::test]
async fn without_a_network_everything_waits_and_goes_later() {
    let (shell, database) = studio().await;
    shell.run(["backend", "migrate"]).ends_with(0);
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);
    let store = format!("file://{}", shell.path("store").display());
    let nowhere = "postgres://platform@127.0.0.1:1/nowhere";
    shell
        .run(["backend", "set", "--database", nowhere, "--store", &store])
        .ends_with(0);

    let offline = shell
        .run(["sync", "--patience", "0", "--json"])
        .ends_with(1)
        .json();
    shell
        .run([
            "backend",
            "set",
            "--database",
            &database.url(),
            "--store",
            &store,
        ])
        .ends_with(0);
    let online = shell.run(["sync", "--json"]).ends_with(0).json();

    shapes::insist("sync", &offline);
    assert!(offline["offline"].is_string(), "{offline:#}");
    // The style and its pictures.
    assert_eq!(offline["waiting"], 1 + PHOTOS.len());
    assert_eq!(online["changes"], 1 + PHOTOS.len());
}

#[tokio::test]
async fn a_watching_sync_sends_what_waits_and_ends_when_it_is_told_to() {
    let (shell, database) = studio().await;
    shell.run(["backend", "migrate"]).ends_with(0);
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);
    let mut sync = AtWork::begin(&shell, &["sync", "--watch"]);

    for _ in 0..=PHOTOS.len() {
        sync.hears("arrived");
    }
    sync.signal("INT");
    let sent = sync.end().ends_with(0).json();

    assert_eq!(sent["changes"], 1 + PHOTOS.len());
    let pictures = database.one("select count(*) from style_images").await;
    assert_eq!(pictures, PHOTOS.len().to_string());
}

#[tokio::test]
async fn a_password_or_a_key_in_an_address_is_refused() {
    let shell = Shell::with_a_style();
    let file = "file:///tmp/never-made-by-a-test";

    for (database, store, variable) in [
        (
            "postgres://me:secret@db.example.org/platform",
            file,
            "ATELIER_DB_PASSWORD",
        ),
        (
            "postgres://me@db.example.org/platform?password=secret",
            file,
            "ATELIER_DB_PASSWORD",
        ),
        (
            "postgres://me@db.example.org/platform",
            "s3://key:secret@pictures?region=auto",
            "ATELIER_S3_SECRET_ACCESS_KEY",
        ),
    ] {
        let ran = shell
            .run([
                "backend",
                "set",
                "--json",
                "--database",
                database,
                "--store",
                store,
            ])
            .ends_with(2);
        assert_eq!(ran.json()["error"]["code"], "holds_secret", "{ran:?}");
        assert!(ran.out.contains(variable), "{ran:?}");
        assert!(
            !ran.out.contains("secret@") && !ran.out.contains("=secret"),
            "{ran:?}"
        );
    }
    assert!(!Path::new("/tmp/never-made-by-a-test").exists());
}

#[test]
fn files_of_a_room_lie_exactly_where_the_platform_expects_them() {
    let shell = Shell::with_a_style();
    let session = shell
        .run(["session", "add", "--title", "Lindqvist apartment", "--json"])
        .ends_with(0)
        .json();
    let room = [
        "room",
        "add",
        "--session",
        "Lindqvist apartment",
        "--name",
        "Kitchen",
        "--json",
    ];
    let room = shell.run(room).ends_with(0).json();
    shapes::insist("session add", &session);
    shapes::insist("room add", &room);
    let photo = fixture("photos/hallway.jpg");
    let render = fixture("renders/living-room-coastal.png");

    let photo = shell.run(words(
        &["import", "room", "Kitchen", "--as", "photo", "--json"],
        &photo,
    ));
    let as_render = [
        "import",
        "room",
        "Lindqvist apartment/Kitchen",
        "--as",
        "render",
        "--style",
        "coastal",
        "--json",
    ];
    let render = shell.run(words(&as_render, &render));

    let folder = format!(
        "session_{}/room_{}",
        session["id"].as_str().expect("an id"),
        room["id"].as_str().expect("an id")
    );
    let path = |answer: &Value| texts(&answer["imported"], "storage_path")[0].to_owned();
    let photo = path(&photo.ends_with(0).json());
    let render = path(&render.ends_with(0).json());
    assert_timed(&photo, &format!("{folder}/photos/"), "_hallway.jpg");
    assert_timed(&render, &format!("{folder}/renders/"), "_ai_coastal.png");
}

fn words(words: &[&str], path: &Path) -> Vec<String> {
    words
        .iter()
        .map(|word| (*word).to_owned())
        .chain([path.display().to_string()])
        .collect()
}

/// Insists that between beginning and end there is a time in milliseconds.
fn assert_timed(path: &str, begins: &str, ends: &str) {
    let time = path
        .strip_prefix(begins)
        .and_then(|rest| rest.strip_suffix(ends));
    let time = time.unwrap_or_else(|| panic!("{path} is not {begins}…{ends}"));
    assert!(
        time.len() == 13 && time.bytes().all(|b| b.is_ascii_digit()),
        "{path}"
    );
}
