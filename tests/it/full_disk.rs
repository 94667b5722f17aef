//! A disk that fills up: it is said, nothing is left half-written, and the work
//! goes on where it was once there is room.

use std::process::Command;

use serde_json::Value;

use crate::support::cli::{Ran, Shell, length};
use crate::support::photos;
use crate::support::postgres::cluster;
use crate::support::small_disk::SmallDisk;

const ENOUGH: u32 = 256 * 1024;

/// A shell whose workspace lies on a small disk, with photos elsewhere.
struct Tight {
    shell: Shell,
    disk: SmallDisk,
}

impl Tight {
    fn new(kilobytes: u32) -> Self {
        let shell = Shell::empty();
        let disk = SmallDisk::mount(&shell.workspace(), kilobytes);
        let tight = Self { shell, disk };
        tight.run(&["init"]).ends_with(0);
        tight
            .run(&["style", "add", "coastal", "--name", "Coastal"])
            .ends_with(0);
        tight
    }

    fn run(&self, words: &[&str]) -> Ran {
        self.disk.run(&self.shell.command(words))
    }

    /// Insists that every row has its file, whole, and no file is without a row.
    fn nothing_is_half_written(&self) -> Value {
        let verified = self.run(&["verify", "--json"]).ends_with(0).json();
        for list in ["missing", "damaged", "strays"] {
            assert_eq!(length(&verified[list]), 0, "{verified:#}");
        }
        verified
    }
}

fn says_that_the_disk_is_full(ran: &Ran) {
    let said = format!("{}{}", ran.out, ran.err).to_lowercase();
    assert!(said.contains("disk") && said.contains("full"), "{ran:#?}");
}

#[test]
fn an_import_onto_a_full_disk_says_so_and_goes_on_when_there_is_room() {
    let tight = Tight::new(6 * 1024);
    tight.shell.put_photos(400);

    let full = tight.run(&["import", "style", "coastal", "photos"]);

    assert!(full.code == 1 || full.code == 2, "{full:#?}");
    says_that_the_disk_is_full(&full);
    tight.disk.resize(ENOUGH);
    let kept = tight.nothing_is_half_written();
    let kept = kept["checked"].as_u64().expect("a number");
    assert!(kept < 400, "the disk was not full: {kept}");
    let rest = tight
        .run(&["import", "style", "coastal", "photos", "--json"])
        .ends_with(0)
        .json();
    assert_eq!(length(&rest["imported"]) + length(&rest["duplicates"]), 400);
    assert_eq!(tight.nothing_is_half_written()["checked"], 400);
}

#[test]
fn variants_for_which_there_is_no_room_are_made_when_there_is() {
    let tight = Tight::new(ENOUGH);
    tight.shell.put_photos(30);
    tight
        .run(&["import", "style", "coastal", "photos"])
        .ends_with(0);
    tight.disk.resize(2 * 1024);

    let full = tight.run(&["variants", "run"]);

    assert!(full.code == 1 || full.code == 2, "{full:#?}");
    says_that_the_disk_is_full(&full);
    tight.disk.resize(ENOUGH);
    tight.nothing_is_half_written();
    tight.run(&["variants", "retry", "--run"]).ends_with(0);
    let status = tight.run(&["status", "--json"]).ends_with(0).json();
    assert_eq!(status["variants"]["ready"], 30 * 4, "{status:#}");
    assert_eq!(status["variants"]["failed"], 0, "{status:#}");
}

#[tokio::test]
async fn a_store_without_room_is_filled_when_there_is() {
    let database = cluster().await.migrated().await;
    let shell = Shell::with_a_style();
    photos::write(&shell.path("photos"), 0..60);
    shell
        .run(["import", "style", "coastal", "photos"])
        .ends_with(0);
    let store = shell.path("store");
    let disk = SmallDisk::mount(&store, 64);
    let url = format!("file://{}", store.display());
    let run = |words: &[&str]| {
        let command: Command = shell.command(words);
        disk.run(&command)
    };
    run(&[
        "backend",
        "set",
        "--database",
        &database.url(),
        "--store",
        &url,
    ])
    .ends_with(0);

    let full = run(&["sync", "--patience", "3"]).ends_with(1);

    says_full_store(&full);
    disk.resize(ENOUGH);
    let ready = "select count(*) from style_images";
    assert_ne!(database.one(ready).await, "60");
    run(&["sync", "--patience", "60"]).ends_with(0);
    assert_eq!(database.one(ready).await, "60");
    let found = disk.run(Command::new("find").arg(&store).args(["-type", "f"]));
    assert_eq!(found.out.lines().count(), 60, "{}", found.out);
}

fn says_full_store(ran: &Ran) {
    assert!(ran.out.contains("store is full"), "{ran:#?}");
}
