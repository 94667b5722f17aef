//! What an import asks and writes, and how it is taken back.

use std::collections::HashSet;

use crate::catalogue::testing::{Desk, NOW, in_batch};
use crate::catalogue::{CatalogueError, UndoOutcome};
use crate::domain::asset::{Asset, Board, Place};
use crate::domain::change::{ChangeKind, Stage};
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::BatchId;

#[tokio::test]
async fn a_file_is_known_by_the_bytes_that_came_and_by_those_that_were_kept() {
    let desk = Desk::new().await;
    let picture = desk.picture("kitchen.jpg", 0);
    let photo = desk.photo("kitchen.jpg", 0);
    desk.catalogue
        .record_import(&[picture.clone(), photo.clone()])
        .await
        .expect("records");
    let file = picture.asset.file();
    let stranger = ContentHash::of(b"never seen");

    let known = desk
        .catalogue
        .known_by_source_hash(&[
            file.source_hash.clone(),
            file.content_hash.clone(),
            stranger,
        ])
        .await
        .expect("reads");

    let by = |hash: &ContentHash| -> Vec<_> {
        let mut found: Vec<_> = known.iter().filter(|known| &known.hash == hash).collect();
        found.sort_by_key(|known| known.asset);
        found
            .into_iter()
            .map(|known| (known.asset, known.board, known.place_name.as_str()))
            .collect()
    };
    let both = [
        (picture.asset.id(), Board::Style(desk.style.id), "coastal"),
        (
            photo.asset.id(),
            Board::Room(desk.room.id),
            "Lindqvist apartment, Kitchen",
        ),
    ];
    assert_eq!(by(&file.source_hash), both);
    assert_eq!(by(&file.content_hash), both);
    assert_eq!(known.len(), 4);
    assert!(known.iter().all(|known| !known.trashed));
}

#[tokio::test]
async fn a_thousand_files_are_asked_for_at_once() {
    let desk = Desk::new().await;
    desk.pictures(600).await;
    let hashes: Vec<_> = (0..1200)
        .map(|n| ContentHash::of(format!("picture{n}.jpg").as_bytes()))
        .collect();

    let known = desk
        .catalogue
        .known_by_source_hash(&hashes)
        .await
        .expect("reads");

    assert_eq!(known.len(), 600);
}

#[tokio::test]
async fn an_import_is_recorded_as_a_whole() {
    let desk = Desk::new().await;
    let picture = desk.picture("kitchen.jpg", 0);
    let photo = desk.photo("kitchen.jpg", 0);
    let catalogue = &desk.catalogue;

    catalogue
        .record_import(&[picture.clone(), photo.clone()])
        .await
        .expect("records");

    for file in [&picture, &photo] {
        let id = file.asset.id();
        assert_eq!(
            catalogue.asset(id).await.expect("reads").as_ref(),
            Some(&file.asset)
        );
        assert_eq!(
            catalogue.receipt(id).await.expect("reads").as_ref(),
            Some(&file.receipt)
        );
        assert_eq!(
            catalogue.asset_id(id.uuid()).await.expect("reads"),
            Some(id)
        );
        let detail = catalogue
            .picture(id.uuid())
            .await
            .expect("reads")
            .expect("is there");
        assert_eq!(detail.variants, file.variants);
    }
    let counts = catalogue.status_counts().await.expect("counts");
    assert_eq!(counts.variant_status["pending"], 4);
    assert_eq!(counts.outbox, 5);
}

#[tokio::test]
async fn the_whole_row_travels_under_the_columns_of_the_backend() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 7);
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
        .await
        .expect("records");
    desk.everything_before_is_there().await;

    let changes = desk.catalogue.due_changes(NOW, 10).await.expect("reads");

    let [change] = changes.as_slice() else {
        panic!("one change, not {changes:?}");
    };
    assert_eq!(change.kind, ChangeKind::Create);
    let row: serde_json::Value = serde_json::from_str(&change.patch).expect("reads");
    let columns: HashSet<&str> = row
        .as_object()
        .expect("a row")
        .keys()
        .map(String::as_str)
        .collect();
    let wanted = "id session_id room_id uploaded_by asset_type storage_path source status \
        original_filename content_type file_size display_order caption alt_text metadata \
        created_at updated_at width height content_hash";
    assert_eq!(columns, wanted.split_whitespace().collect());
    assert_eq!(row["status"], "pending");
    assert_eq!(row["display_order"], 7);
    assert_eq!(row["metadata"]["width"], 1600);
}

#[tokio::test]
async fn one_taken_path_and_nothing_is_recorded() {
    let desk = Desk::new().await;
    let first = desk.picture("kitchen.jpg", 0);
    let twin = desk.picture("kitchen.jpg", 1);

    let refusal = desk.catalogue.record_import(&[first, twin]).await;

    assert!(matches!(refusal, Err(CatalogueError::Taken { .. })));
    let counts = desk.catalogue.status_counts().await.expect("counts");
    assert_eq!((counts.tables["style_images"], counts.outbox), (0, 3));
}

#[tokio::test]
async fn taken_paths_are_those_of_originals_and_variants() {
    let desk = Desk::new().await;
    let picture = desk.picture("kitchen.jpg", 0);
    let free = desk.picture("hall.jpg", 0);
    desk.catalogue
        .record_import(std::slice::from_ref(&picture))
        .await
        .expect("records");
    let original = picture.asset.storage_path().clone();
    let variant = picture.variants[0].storage_path.clone();

    let taken = desk
        .catalogue
        .taken_paths(&[
            original.clone(),
            variant.clone(),
            free.asset.storage_path().clone(),
        ])
        .await
        .expect("reads");

    assert_eq!(taken, HashSet::from([original, variant]));
}

#[tokio::test]
async fn the_next_picture_goes_to_the_end() {
    let desk = Desk::new().await;
    let board = Board::Style(desk.style.id);
    assert_eq!(desk.catalogue.next_order(board).await.expect("reads"), 0);

    desk.pictures(3).await;

    assert_eq!(desk.catalogue.next_order(board).await.expect("reads"), 3);
    let room = Board::Room(desk.room.id);
    assert_eq!(desk.catalogue.next_order(room).await.expect("reads"), 0);
}

async fn an_import(desk: &Desk, names: &[&str]) -> (BatchId, Vec<Asset>) {
    let place = Place::Style {
        style_id: desk.style.id,
    };
    let batch = desk
        .catalogue
        .begin_batch(&place, NOW)
        .await
        .expect("begins");
    let files: Vec<_> = names
        .iter()
        .zip(0..)
        .map(|(name, order)| in_batch(desk.picture(name, order), batch))
        .collect();
    desk.catalogue.record_import(&files).await.expect("records");
    (batch, files.into_iter().map(|file| file.asset).collect())
}

#[tokio::test]
async fn an_import_that_was_not_sent_leaves_nothing_behind() {
    let desk = Desk::new().await;
    let (batch, assets) = an_import(&desk, &["a.jpg", "b.jpg"]).await;

    let outcome = desk.catalogue.undo_batch(batch, NOW).await.expect("undoes");

    let hashes: HashSet<_> = assets
        .iter()
        .map(|asset| asset.file().content_hash.clone())
        .collect();
    assert_eq!((outcome.removed, outcome.stayed), (2, 0));
    assert_eq!(
        outcome.freed.iter().cloned().collect::<HashSet<_>>(),
        hashes
    );
    let counts = desk.catalogue.status_counts().await.expect("counts");
    assert_eq!((counts.tables["style_images"], counts.outbox), (0, 3));
    assert!(counts.variant_status.is_empty());
    assert_eq!(
        desk.catalogue.receipt(assets[0].id()).await.expect("reads"),
        None
    );
}

#[tokio::test]
async fn a_file_that_another_row_has_is_not_freed() {
    let desk = Desk::new().await;
    let (batch, assets) = an_import(&desk, &["a.jpg"]).await;
    let twin = desk.photo("a.jpg", 0);
    desk.catalogue
        .record_import(&[twin])
        .await
        .expect("records");

    let outcome = desk.catalogue.undo_batch(batch, NOW).await.expect("undoes");

    assert_eq!(
        outcome,
        UndoOutcome {
            removed: 1,
            ..UndoOutcome::default()
        }
    );
    let hash = &assets[0].file().content_hash;
    assert!(desk.catalogue.is_hash_used(hash).await.expect("reads"));
    let stranger = ContentHash::of(b"?");
    assert!(!desk.catalogue.is_hash_used(&stranger).await.expect("reads"));
}

#[tokio::test]
async fn what_was_sent_stays_when_an_import_is_taken_back() {
    let desk = Desk::new().await;
    let (batch, assets) = an_import(&desk, &["a.jpg", "b.jpg"]).await;
    desk.everything_before_is_there().await;
    let changes = desk.catalogue.due_changes(NOW, 1).await.expect("reads");
    desk.catalogue
        .advance(changes[0].op_id, Stage::Requested)
        .await
        .expect("advances");

    let outcome = desk.catalogue.undo_batch(batch, NOW).await.expect("undoes");

    assert_eq!((outcome.removed, outcome.stayed), (1, 1));
    assert!(
        desk.catalogue
            .asset(assets[0].id())
            .await
            .expect("reads")
            .is_some()
    );
    assert!(
        desk.catalogue
            .asset(assets[1].id())
            .await
            .expect("reads")
            .is_none()
    );
}

#[tokio::test]
async fn an_import_is_a_step_of_the_history() {
    let desk = Desk::new().await;
    let (batch, assets) = an_import(&desk, &["a.jpg", "b.jpg"]).await;

    let step = desk
        .catalogue
        .finish_batch(batch, "2 photos imported", NOW)
        .await
        .expect("ends");
    let undone = desk
        .catalogue
        .undo(None, NOW)
        .await
        .expect("undoes")
        .expect("a step");

    assert_eq!(Some(&undone.step), step.as_ref());
    assert_eq!(undone.step.sentence, "2 photos imported");
    assert_eq!((undone.stayed, undone.freed.len()), (0, 2));
    assert_eq!(
        desk.catalogue.asset(assets[0].id()).await.expect("reads"),
        None
    );
    assert_eq!(desk.catalogue.redo(NOW).await.expect("reads"), None);
    assert!(desk.catalogue.history(10).await.expect("reads").is_empty());
}

#[tokio::test]
async fn an_import_that_brought_nothing_is_no_step() {
    let desk = Desk::new().await;
    let (batch, _) = an_import(&desk, &[]).await;

    let step = desk
        .catalogue
        .finish_batch(batch, "Nothing imported", NOW)
        .await
        .expect("ends");

    assert_eq!(step, None);
    let refusal = desk.catalogue.undo_batch(BatchId::new(), NOW).await;
    assert!(matches!(refusal, Err(CatalogueError::Missing { .. })));
}
