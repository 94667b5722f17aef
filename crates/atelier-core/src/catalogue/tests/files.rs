//! The files that changes carry.

use super::sync::{a_lone_photo, due, only};
use crate::catalogue::CatalogueError;
use crate::catalogue::testing::{Desk, NOW};
use crate::domain::change::{Change, ChangeKind, Stage};
use crate::domain::ids::OperationId;

#[tokio::test]
async fn uploads_in_parts_are_remembered_until_they_are_done() {
    let desk = Desk::new().await;
    a_lone_photo(&desk).await;
    let op = only(&desk).await.op_id;
    let catalogue = &desk.catalogue;

    catalogue
        .put_upload_state(op, r#"{"part":1}"#)
        .await
        .expect("keeps");
    catalogue
        .put_upload_state(op, r#"{"part":2}"#)
        .await
        .expect("keeps");
    assert_eq!(
        catalogue.upload_state(op).await.expect("reads").as_deref(),
        Some(r#"{"part":2}"#)
    );
    catalogue.clear_upload_state(op).await.expect("forgets");
    assert_eq!(catalogue.upload_state(op).await.expect("reads"), None);
    catalogue.put_upload_state(op, "{}").await.expect("keeps");
    catalogue.complete(op, NOW).await.expect("completes");
    assert_eq!(catalogue.upload_state(op).await.expect("reads"), None);
    let stray = catalogue.put_upload_state(op, "{}").await;
    assert!(matches!(stray, Err(CatalogueError::Missing { .. })));
}

#[tokio::test]
async fn a_creation_carries_its_file_and_an_edit_none() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
        .await
        .expect("records");
    let room = due(&desk).await.remove(0);
    assert_eq!(desk.catalogue.file_of(&room).await.expect("reads"), None);
    desk.everything_before_is_there().await;
    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;

    let original = only(&desk).await;
    let file = desk
        .catalogue
        .file_of(&original)
        .await
        .expect("reads")
        .expect("has a file");
    assert_eq!(&file.path, photo.asset.storage_path());
    assert_eq!(file.content_hash, photo.asset.file().content_hash);
    assert_eq!(
        (file.bytes, file.content_type.as_str()),
        (1000, "image/jpeg")
    );

    desk.catalogue
        .complete(original.op_id, NOW)
        .await
        .expect("completes");
    let variant = due(&desk).await.remove(0);
    let file = desk
        .catalogue
        .file_of(&variant)
        .await
        .expect("reads")
        .expect("has a file");
    assert_eq!(
        (file.path, file.content_type.as_str()),
        (job.variants[0].storage_path.clone(), "image/webp")
    );
    let edit = Change {
        kind: ChangeKind::Edit,
        ..original
    };
    assert_eq!(desk.catalogue.file_of(&edit).await.expect("reads"), None);
}

#[tokio::test]
async fn a_file_moves_aside_with_its_variants_when_its_path_is_occupied() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    let id = photo.asset.id();
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
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
    let change = only(&desk).await;
    desk.catalogue
        .advance(change.op_id, Stage::Requested)
        .await
        .expect("advances");
    let aside = photo
        .asset
        .storage_path()
        .with_hash(&photo.asset.file().content_hash);

    desk.catalogue
        .rename_path(change.op_id, &aside)
        .await
        .expect("renames");

    let again = only(&desk).await;
    assert_eq!((again.op_id, again.stage), (change.op_id, Stage::Queued));
    assert!(again.patch.contains(aside.as_str()), "{}", again.patch);
    assert_eq!(
        desk.catalogue
            .original(id)
            .await
            .expect("reads")
            .expect("is there")
            .storage_path,
        aside
    );
    desk.catalogue
        .complete(again.op_id, NOW)
        .await
        .expect("completes");
    for (change, variant) in due(&desk).await.iter().zip(&job.variants) {
        let beside = aside.variant(
            variant.variant_type.suffix(),
            variant.width,
            variant.height,
            variant.format,
        );
        assert!(change.patch.contains(beside.as_str()), "{}", change.patch);
        let file = desk
            .catalogue
            .file_of(change)
            .await
            .expect("reads")
            .expect("has a file");
        assert_eq!(file.path, beside);
    }
    let gone = desk.catalogue.rename_path(OperationId::new(), &aside).await;
    assert!(!gone.expect("asks"), "a change that was taken back");
}
