//! Opening: whole, ours, backed up, or refused in words.

use std::fs;

use sqlx::AssertSqlSafe;

use crate::catalogue::testing::{Desk, NOW, style};
use crate::catalogue::{Catalogue, CatalogueError, FILE_NAME};

async fn reopened(dir: &std::path::Path) -> Result<Catalogue, CatalogueError> {
    Catalogue::open(dir).await
}

async fn run(catalogue: &Catalogue, sql: &str) {
    sqlx::query(AssertSqlSafe(sql.to_owned()))
        .execute(&catalogue.writer)
        .await
        .expect("runs");
}

#[tokio::test]
async fn what_was_written_is_there_again() {
    let desk = Desk::new().await;
    desk.catalogue.clone().close().await;

    let again = reopened(desk.dir.path()).await.expect("opens again");

    assert_eq!(again.styles().await.expect("reads"), [desk.style]);
    assert!(again.bytes() > 0);
}

#[tokio::test]
async fn a_catalogue_that_was_not_closed_is_checked_and_opens() {
    let desk = Desk::new().await;

    let again = reopened(desk.dir.path()).await.expect("opens beside it");

    assert_eq!(again.styles().await.expect("reads").len(), 1);
}

#[tokio::test]
async fn an_older_catalogue_is_not_looked_at_before_it_is_brought_up_to_date() {
    let desk = Desk::new().await;
    run(
        &desk.catalogue,
        "delete from _sqlx_migrations
          where version = (select max(version) from _sqlx_migrations)",
    )
    .await;
    desk.catalogue.clone().close().await;

    let look = Catalogue::open_read_only(desk.dir.path())
        .await
        .expect_err("is older");

    let CatalogueError::Older { found, known } = look else {
        panic!("{look:?}");
    };
    assert!(found < known, "{found} {known}");
    assert!(look_says_what_to_do(&CatalogueError::Older {
        found,
        known
    }));
}

fn look_says_what_to_do(error: &CatalogueError) -> bool {
    error
        .to_string()
        .contains("copy the workspace to where you may write")
}

#[tokio::test]
async fn a_newer_catalogue_is_left_alone() {
    let desk = Desk::new().await;
    run(
        &desk.catalogue,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'from the future', 1, x'00', 0)",
    )
    .await;
    desk.catalogue.clone().close().await;
    let path = desk.dir.path().join(FILE_NAME);
    let before = fs::read(&path).expect("reads");

    let refusal = reopened(desk.dir.path()).await.expect_err("is newer");
    let look = Catalogue::open_read_only(desk.dir.path())
        .await
        .expect_err("is newer");

    assert!(matches!(refusal, CatalogueError::Newer { found: 9999, .. }));
    assert!(matches!(look, CatalogueError::Newer { found: 9999, .. }));
    assert_eq!(fs::read(&path).expect("reads"), before);
}

#[tokio::test]
async fn another_file_is_damaged_and_stays_as_it_is() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(FILE_NAME);
    fs::write(&path, b"a shopping list").expect("writes");

    let refusal = reopened(dir.path()).await.expect_err("is no catalogue");

    let words = refusal.to_string();
    assert!(matches!(refusal, CatalogueError::Damaged { .. }), "{words}");
    assert!(
        words.contains(FILE_NAME) && words.contains("backups"),
        "{words}"
    );
    assert_eq!(fs::read(&path).expect("reads"), b"a shopping list");
}

#[tokio::test]
async fn torn_pages_are_found_after_an_unclean_end() {
    let desk = Desk::new().await;
    desk.pictures(300).await;
    desk.catalogue.clone().close().await;
    let path = desk.dir.path().join(FILE_NAME);
    let mut bytes = fs::read(&path).expect("reads");
    let middle = bytes.len() / 2;
    bytes[4096..middle].fill(0x5a);
    fs::write(&path, &bytes).expect("tears");
    fs::write(desk.dir.path().join("catalogue.db-wal"), b"left behind").expect("writes");

    let refusal = reopened(desk.dir.path()).await.expect_err("is torn");

    assert!(
        matches!(&refusal, CatalogueError::Damaged { path: at, .. } if at == &path),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn a_backup_is_taken_before_the_tables_change() {
    let desk = Desk::new().await;
    run(
        &desk.catalogue,
        "delete from _sqlx_migrations where version >= 6",
    )
    .await;
    for table in [
        "settings",
        "history",
        "watched_folders",
        "looks",
        "told_apart",
        "tag_lists",
    ] {
        run(&desk.catalogue, &format!("drop table {table}")).await;
    }
    desk.catalogue.clone().close().await;

    let again = reopened(desk.dir.path()).await.expect("migrates");
    again
        .set_setting("policy", &"location")
        .await
        .expect("has its table");

    let backups: Vec<_> = fs::read_dir(desk.dir.path().join("backups"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string())
        .collect();
    let [Ok(backup)] = backups.as_slice() else {
        panic!("one backup, not {backups:?}");
    };
    assert!(backup.starts_with("catalogue-v5-"), "{backup}");
    let kept = tempfile::tempdir().expect("a folder");
    fs::copy(
        desk.dir.path().join("backups").join(backup),
        kept.path().join(FILE_NAME),
    )
    .expect("copies");
    let old = reopened(kept.path()).await.expect("the backup opens");
    assert_eq!(
        old.styles().await.expect("reads"),
        std::slice::from_ref(&desk.style)
    );
}

#[tokio::test]
async fn an_opening_without_news_takes_no_backup() {
    let desk = Desk::new().await;
    desk.catalogue.clone().close().await;

    reopened(desk.dir.path()).await.expect("opens");

    assert!(!desk.dir.path().join("backups").exists());
}

#[tokio::test]
async fn looking_only_never_writes() {
    let desk = Desk::new().await;
    let look = Catalogue::open_read_only(desk.dir.path())
        .await
        .expect("opens");

    let refusal = look
        .add_style(&style("nordic"))
        .await
        .expect_err("is read-only");

    assert_eq!(look.styles().await.expect("reads").len(), 1);
    assert!(
        matches!(refusal, CatalogueError::ReadOnly { .. }),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn looking_at_no_catalogue_makes_none() {
    let dir = tempfile::tempdir().expect("a folder");

    let refusal = Catalogue::open_read_only(dir.path())
        .await
        .expect_err("is none");

    assert!(matches!(refusal, CatalogueError::Missing { .. }));
    assert!(!dir.path().join(FILE_NAME).exists());
}

#[tokio::test]
async fn a_full_disk_keeps_what_was_there_and_says_so() {
    let desk = Desk::new().await;
    run(&desk.catalogue, "pragma max_page_count = 1").await;
    let files: Vec<_> = (0..300)
        .map(|n| desk.picture(&format!("{n}.jpg"), n))
        .collect();

    let refusal = desk
        .catalogue
        .record_import(&files)
        .await
        .expect_err("is full");

    assert!(matches!(refusal, CatalogueError::DiskFull), "{refusal:?}");
    let counts = desk.catalogue.status_counts().await.expect("reads");
    assert_eq!(counts.tables["style_images"], 0);
    assert_eq!(counts.tables["styles"], 1);
}

#[tokio::test]
async fn a_missing_folder_is_said() {
    let dir = tempfile::tempdir().expect("a folder");

    let refusal = reopened(&dir.path().join("gone"))
        .await
        .expect_err("is gone");

    assert!(
        matches!(refusal, CatalogueError::Missing { .. }),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn writers_of_two_programs_take_turns() {
    let desk = Desk::new().await;
    let other = reopened(desk.dir.path()).await.expect("opens beside it");

    let mut writes = Vec::new();
    for n in 0..20 {
        let catalogue = if n % 2 == 0 {
            desk.catalogue.clone()
        } else {
            other.clone()
        };
        writes.push(tokio::spawn(async move {
            catalogue.add_style(&style(&format!("style-{n}"))).await
        }));
    }
    for write in writes {
        write.await.expect("ends").expect("writes");
    }

    assert_eq!(other.styles().await.expect("reads").len(), 21);
    assert!(other.outbox_counts(NOW).await.expect("counts").waiting >= 21);
}
