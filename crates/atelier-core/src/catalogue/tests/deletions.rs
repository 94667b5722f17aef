//! What is taken back leaves the outbox, or the backend and the store.

use super::sync::{a_lone_photo, due, only};
use crate::catalogue::testing::{Desk, NOW};
use crate::domain::change::{ChangeKind, Stage};

#[tokio::test]
async fn a_change_that_was_taken_back_says_so() {
    let desk = Desk::new().await;
    let id = a_lone_photo(&desk).await;
    let change = only(&desk).await;
    desk.catalogue
        .put_upload_state(change.op_id, r#"{"id":"x"}"#)
        .await
        .expect("keeps");

    desk.catalogue
        .enqueue_delete(&[id], NOW)
        .await
        .expect("deletes");

    assert!(
        !desk
            .catalogue
            .advance(change.op_id, Stage::Requested)
            .await
            .expect("asks")
    );
    assert_eq!(
        desk.catalogue
            .upload_state(change.op_id)
            .await
            .expect("reads"),
        None
    );
    // It may have been on the wire, so the deletion follows it.
    assert_eq!(only(&desk).await.kind, ChangeKind::Delete);
}

#[tokio::test]
async fn deleting_what_was_never_sent_leaves_nothing_to_send() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;

    let outcome = desk
        .catalogue
        .enqueue_delete(&pictures, NOW)
        .await
        .expect("deletes");

    assert_eq!(
        (outcome.sent, outcome.vanished, outcome.freed.len()),
        (0, 2, 2)
    );
    assert_eq!(
        desk.catalogue
            .outbox_counts(NOW)
            .await
            .expect("counts")
            .waiting,
        3
    );
}

#[tokio::test]
async fn deleting_what_was_sent_names_every_file() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;
    desk.everything_is_there().await;

    let outcome = desk
        .catalogue
        .enqueue_delete(&pictures, NOW)
        .await
        .expect("deletes");

    assert_eq!(
        (outcome.sent, outcome.vanished, outcome.freed.len()),
        (1, 0, 3)
    );
    let change = only(&desk).await;
    assert_eq!(
        (change.kind, change.row_id),
        (ChangeKind::Delete, pictures[0].uuid())
    );
    let patch: serde_json::Value = serde_json::from_str(&change.patch).expect("reads");
    let paths: Vec<&str> = patch["paths"]
        .as_array()
        .expect("paths")
        .iter()
        .filter_map(|path| path.as_str())
        .collect();
    assert_eq!(paths.first(), Some(&job.storage_path.as_str()));
    assert!(
        job.variants
            .iter()
            .all(|variant| paths.contains(&variant.storage_path.as_str()))
    );

    desk.catalogue
        .complete(change.op_id, NOW)
        .await
        .expect("completes");
    let left: i64 =
        sqlx::query_scalar("select count(*) from base where table_name like 'style_image%'")
            .fetch_one(&desk.catalogue.reader)
            .await
            .expect("counts");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_deletion_waits_for_what_is_under_way_below_it() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    let id = photo.asset.id();
    desk.catalogue
        .record_import(&[photo])
        .await
        .expect("records");
    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;
    desk.everything_before_is_there().await;
    desk.catalogue
        .complete(only(&desk).await.op_id, NOW)
        .await
        .expect("completes");
    let variants = due(&desk).await;
    desk.catalogue
        .advance(variants[0].op_id, Stage::Requested)
        .await
        .expect("advances");

    desk.catalogue
        .enqueue_delete(&[id], NOW)
        .await
        .expect("deletes");

    let under_way = only(&desk).await;
    assert_eq!(under_way.op_id, variants[0].op_id);
    desk.catalogue
        .complete(under_way.op_id, NOW)
        .await
        .expect("completes");
    assert_eq!(only(&desk).await.kind, ChangeKind::Delete);
}
