//! A workspace on its way to a real Postgres and a real S3 server, and the
//! question whether everything arrived, once, and nothing else did.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};

use atelier_core::domain::storage_path::StoragePath;
use atelier_core::store::{self, StoreUrl};
use futures::TryStreamExt as _;

use super::cli::Shell;
use super::photos;
use super::postgres::Database;
use super::s3::{self, S3Server};

/// Variants of each picture.
const VARIANTS: usize = 4;

/// A workspace with a style, a room and photos for each.
pub(crate) struct Journey {
    pub(crate) shell: Shell,
    pub(crate) photos: usize,
}

impl Journey {
    /// Makes photos, half of them for a style, half for a room.
    pub(crate) fn with_photos(photos: usize) -> Self {
        let shell = Shell::with_a_style();
        shell
            .run(["session", "add", "--title", "Lindqvist apartment"])
            .ends_with(0);
        let room = [
            "room",
            "add",
            "--session",
            "Lindqvist apartment",
            "--name",
            "Kitchen",
        ];
        shell.run(room).ends_with(0);
        photos::write(&shell.path("for-style"), 0..photos / 2);
        photos::write(&shell.path("for-room"), photos / 2..photos);
        Self { shell, photos }
    }

    /// Connects the workspace to a database and a store.
    pub(crate) fn connect(&self, database: &Database, store: &str) {
        let url = database.url();
        let set = ["backend", "set", "--database", &url, "--store", store];
        self.command(&set).ends_with(0);
    }

    /// The commands of the whole way, in order.
    pub(crate) fn steps(&self) -> [Vec<&'static str>; 4] {
        [
            vec!["import", "style", "coastal", "for-style", "-q"],
            vec![
                "import", "room", "Kitchen", "for-room", "--as", "photo", "-q",
            ],
            vec!["variants", "run", "-q"],
            vec!["sync", "-q", "--patience", "60"],
        ]
    }

    /// Runs a command with the keys of the store, to its end.
    pub(crate) fn command(&self, words: &[&str]) -> super::cli::Ran {
        self.with_keys(words)
            .output()
            .expect("the program runs")
            .into()
    }

    /// Starts a command with the keys of the store.
    pub(crate) fn start(&self, words: &[&str]) -> Child {
        self.with_keys(words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts")
    }

    fn with_keys(&self, words: &[&str]) -> Command {
        let mut command = self.shell.command(words);
        command.env("ATELIER_S3_ACCESS_KEY_ID", s3::KEY_ID);
        command.env("ATELIER_S3_SECRET_ACCESS_KEY", s3::SECRET);
        command
    }

    /// Insists that each original, variant and row is there exactly once, in
    /// the catalogue, Postgres and the store, and that nothing else is.
    pub(crate) async fn arrived_exactly_once(&self, database: &Database, server: &S3Server) {
        let status = self.command(&["status", "--json"]).ends_with(0).json();
        let half = self.photos / 2;
        assert_eq!(status["tables"]["style_images"], half, "{status:#}");
        assert_eq!(status["tables"]["room_assets"], half, "{status:#}");
        assert_eq!(
            status["variants"]["ready"],
            self.photos * VARIANTS,
            "{status:#}"
        );
        assert_eq!(status["outbox"]["length"], 0, "{status:#}");
        let verified = self.command(&["verify", "--json"]).ends_with(0).json();
        assert_eq!(
            verified["strays"].as_array().map(Vec::len),
            Some(0),
            "{verified:#}"
        );

        let rows = rows(database).await;
        assert_eq!(rows.len(), self.photos * (1 + VARIANTS), "rows in Postgres");
        assert_eq!(
            rows,
            files(server).await,
            "rows in Postgres against files in the store"
        );
        for unsettled in [
            "select count(*) from room_assets where status <> 'ready'",
            "select count(*) from style_image_variants where processing_status <> 'ready'",
            "select count(*) from asset_variants where processing_status <> 'ready'",
            "select count(*) from atelier.uploads where confirmed_at is null",
        ] {
            assert_eq!(database.one(unsettled).await, "0", "{unsettled}");
        }
        assert_eq!(server.unfinished_parts(), 0, "parts of unfinished uploads");
    }
}

/// Every path that Postgres names, with the size that it states. A path that
/// two rows name is found by its count.
async fn rows(database: &Database) -> BTreeMap<String, u64> {
    let mut rows = BTreeMap::new();
    for table in [
        "style_images",
        "room_assets",
        "style_image_variants",
        "asset_variants",
    ] {
        let sql = format!("select storage_path || ' ' || file_size from {table}");
        for row in database.all(&sql).await {
            let (path, bytes) = row.rsplit_once(' ').expect("a path and a size");
            let twice = rows.insert(path.to_owned(), bytes.parse().expect("a size"));
            assert_eq!(twice, None, "{path} is in Postgres twice");
        }
    }
    rows
}

/// Every file of the store, with its size.
async fn files(server: &S3Server) -> BTreeMap<String, u64> {
    let url: StoreUrl = server.url().parse().expect("an address");
    let store = store::open(&url, Some(s3::keys())).expect("a store");
    let mut files = BTreeMap::new();
    let mut found = store.list("");
    while let Some(file) = found.try_next().await.expect("a listing") {
        let path: StoragePath = file.path;
        files.insert(path.to_string(), file.bytes);
    }
    files
}
