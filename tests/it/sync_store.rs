//! A sync and the other side: a store whose disk is away, and files that were
//! announced and never came.

use std::fs;
use std::path::Path;

use uuid::Uuid;

use crate::support::cli::Shell;
use crate::support::photos;
use crate::support::postgres::{Database, backend, cluster};
use crate::support::pushes::{a_room, all_done, photo};

/// A workspace with photos, connected to a database and to a folder store.
fn connected(database: &Database, photos: usize) -> Shell {
    let shell = Shell::with_a_style();
    photos::write(&shell.path("photos"), 0..photos);
    let store = format!("file://{}", shell.path("store").display());
    let url = database.url();
    shell
        .run(["backend", "set", "--database", &url, "--store", &store])
        .ends_with(0);
    shell
}

fn files_in(folder: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        files += match entry.file_type().expect("a type").is_dir() {
            true => files_in(&entry.path()),
            false => 1,
        };
    }
    files
}

#[tokio::test]
async fn a_store_whose_disk_is_away_is_not_made_anew() {
    let database = cluster().await.migrated().await;
    let shell = connected(&database, 6);
    let import = |from: &str| shell.run(["import", "style", "coastal", from]).ends_with(0);
    let sync = || shell.run(["sync", "--patience", "2", "--json"]);
    let store = shell.path("store");
    import("photos/photo_0000.jpg");
    sync().ends_with(0);
    assert_eq!(files_in(&store), 1);

    // Not mounted: the place of the disk is there and empty.
    fs::rename(&store, shell.path("disk")).expect("goes");
    fs::create_dir(&store).expect("a place");
    import("photos");
    let away = sync().ends_with(1).json();

    let said = away["offline"].as_str().expect("it is away");
    assert!(said.contains("mark is missing"), "{said}");
    assert_eq!(away["waiting"], 5, "{away:#}");
    assert_eq!(fs::read_dir(&store).expect("a folder").count(), 0);

    // Gone altogether: it is not made either.
    fs::remove_dir(&store).expect("removes");
    let gone = sync().ends_with(1).json();
    assert!(
        gone["offline"]
            .as_str()
            .expect("it is away")
            .contains("is not there"),
        "{gone:#}"
    );
    assert!(!store.exists());

    fs::rename(shell.path("disk"), &store).expect("comes back");
    sync().ends_with(0);
    assert_eq!(files_in(&store), 6);
    assert_eq!(database.one("select count(*) from style_images").await, "6");
}

#[tokio::test]
async fn a_store_that_was_emptied_on_purpose_is_set_again() {
    let database = cluster().await.migrated().await;
    let shell = connected(&database, 2);
    fs::remove_dir_all(shell.path("store")).expect("removes");
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);
    shell.run(["sync", "--patience", "2"]).ends_with(1);

    let store = format!("file://{}", shell.path("store").display());
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

    shell.run(["sync", "--patience", "30"]).ends_with(0);
    assert_eq!(files_in(&shell.path("store")), 2);
}

#[tokio::test]
async fn a_sync_sweeps_what_was_announced_and_never_came() {
    let (backend, database) = backend().await;
    let shell = connected(&database, 1);
    let (session, room) = a_room(&backend).await;
    let (late, soon) = (
        photo(Uuid::now_v7(), session, room, "late"),
        photo(Uuid::now_v7(), session, room, "soon"),
    );
    all_done(&backend, &[late.clone(), soon]).await;
    let half = format!("store/session_{session}/room_{room}/photos/1_late.jpg");
    shell.put(&half, b"half of it");
    database
        .run(&format!(
            "update atelier.uploads set requested_at = requested_at - interval '61 minutes'
              where row_id = '{}'",
            late.row_id
        ))
        .await;

    shell.run(["sync", "--patience", "10"]).ends_with(0);

    assert!(!shell.path(&half).exists(), "its file stayed");
    let left = database
        .all("select original_filename from room_assets")
        .await;
    assert_eq!(left, ["soon.JPG"]);
    assert_eq!(
        database.one("select count(*) from atelier.uploads").await,
        "1"
    );
}

#[tokio::test]
async fn a_sync_makes_what_a_lazy_queue_put_off_and_no_picture_is_ready_without_it() {
    let database = cluster().await.migrated().await;
    let shell = connected(&database, 3);
    shell
        .run(["session", "add", "--title", "Lindqvist apartment"])
        .ends_with(0);
    let room = ["room", "add", "--session", "Lindqvist apartment"];
    shell
        .run(room.into_iter().chain(["--name", "Kitchen"]))
        .ends_with(0);
    shell.run(["variants", "policy", "lazy"]).ends_with(0);
    shell
        .run(["import", "room", "Kitchen", "photos", "--as", "photo"])
        .ends_with(0);
    shell.run(["variants", "run"]).ends_with(0);
    let variants = "select count(*) from asset_variants where processing_status = 'ready'";
    let ready = "select count(*) from room_assets where status = 'ready'";

    // Thumbnails are made, but a picture is not there with its thumbnail alone.
    shell.run(["variants", "pause"]).ends_with(0);
    let held = shell
        .run(["sync", "--patience", "2", "--json"])
        .ends_with(1)
        .json();
    assert_eq!(held["waiting"], 3, "{held:#}");
    assert_eq!(database.one(variants).await, "0");
    assert_eq!(database.one(ready).await, "0");

    shell.run(["variants", "resume"]).ends_with(0);
    shell.run(["sync", "--patience", "30"]).ends_with(0);
    assert_eq!(database.one(variants).await, "12");
    assert_eq!(database.one(ready).await, "3");
}
