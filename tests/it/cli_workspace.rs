//! A workspace that cannot be used says so, and nothing in it is touched.

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::support::cli::Shell;
use crate::support::shapes;

/// The code with which every command that needs the workspace ends.
fn refusals(shell: &Shell) -> Vec<String> {
    let commands = [
        &["status", "--json"][..],
        &["variants", "run", "--json"],
        &["import", "style", "coastal", "x.jpg", "--json"],
    ];
    let code = |words: &&[&str]| {
        let answer = shell.run(*words).ends_with(2).json();
        shapes::insist("error", &answer);
        answer["error"]["code"].as_str().expect("a code").to_owned()
    };
    commands.iter().map(code).collect()
}

async fn catalogue(shell: &Shell) -> SqliteConnection {
    let path = shell.workspace().join("catalogue.db");
    SqliteConnectOptions::new()
        .filename(path)
        .connect()
        .await
        .expect("opens")
}

#[tokio::test]
async fn a_catalogue_of_a_newer_version_is_left_alone() {
    use sqlx::Connection as _;
    let shell = Shell::with_a_style();
    let mut newer = catalogue(&shell).await;
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'of tomorrow', true, x'00', 0)",
    )
    .execute(&mut newer)
    .await
    .expect("writes");
    newer.close().await.expect("closes");
    let path = shell.workspace().join("catalogue.db");
    let before = std::fs::read(&path).expect("reads");

    let refused = refusals(&shell);

    assert_eq!(refused, ["catalogue_newer"; 3]);
    assert_eq!(std::fs::read(&path).expect("reads"), before);
}

#[test]
fn a_damaged_catalogue_is_told_with_the_way_back() {
    let shell = Shell::with_a_style();
    let path = shell.put("workspace/catalogue.db", b"a shopping list");

    let refused = refusals(&shell);
    let words = shell.run(["status"]).ends_with(2).err;

    assert_eq!(refused, ["catalogue_damaged"; 3]);
    assert!(words.contains("backups"), "{words}");
    assert_eq!(std::fs::read(&path).expect("reads"), b"a shopping list");
}

#[test]
fn colour_is_used_when_it_is_asked_for_and_not_otherwise() {
    let shell = Shell::with_a_style();
    shell.put_photos(1);
    let import = |colour| {
        shell.run([
            "import",
            "style",
            "coastal",
            "photos",
            "--dry-run",
            "--color",
            colour,
        ])
    };
    shell.put("photos/notes.jpg", b"notes");

    let plain = import("auto").ends_with(1);
    let coloured = import("always").ends_with(1);

    assert!(!plain.out.contains('\x1b'), "{plain:?}");
    assert!(coloured.out.contains("\x1b[31m"), "{coloured:?}");
}
