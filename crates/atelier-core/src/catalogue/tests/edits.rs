//! Words, order, trash, other styles, and the way back.

use uuid::Uuid;

use crate::catalogue::testing::{Desk, NOW, style};
use crate::catalogue::{CatalogueError, PictureFilter, PicturePatch};
use crate::domain::asset::{Asset, AssetId, Board};
use crate::domain::change::{Change, ChangeKind, SyncTable};
use crate::domain::style_image::StyleImage;

async fn image(desk: &Desk, id: AssetId) -> StyleImage {
    match desk
        .catalogue
        .asset(id)
        .await
        .expect("reads")
        .expect("is there")
    {
        Asset::StyleImage(image) => image,
        Asset::RoomAsset(_) => panic!("no picture of a style"),
    }
}

async fn order(desk: &Desk) -> Vec<Uuid> {
    desk.catalogue
        .pictures(Board::Style(desk.style.id), &PictureFilter::default())
        .await
        .expect("reads")
        .iter()
        .map(|picture| picture.id.uuid())
        .collect()
}

async fn due(desk: &Desk) -> Vec<Change> {
    desk.catalogue.due_changes(NOW, 100).await.expect("reads")
}

fn ids(pictures: &[AssetId]) -> Vec<Uuid> {
    pictures.iter().map(|picture| picture.uuid()).collect()
}

#[tokio::test]
async fn words_change_and_come_back() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;
    desk.everything_is_there().await;
    let patch: PicturePatch = serde_json::from_str(
        r#"{"caption":"Sea light","addTags":["light","sea"],"roomType":"kitchen"}"#,
    )
    .expect("reads");

    let step = desk
        .catalogue
        .patch_pictures(&ids(&pictures), &patch, "2 captions changed", NOW.plus(1))
        .await
        .expect("edits");

    let edited = image(&desk, pictures[1]).await;
    assert_eq!(edited.caption.as_deref(), Some("Sea light"));
    assert_eq!(edited.tags, ["light", "sea"]);
    assert_eq!(edited.updated_at, NOW.plus(1));
    let changes = due(&desk).await;
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0].kind, ChangeKind::Edit);
    assert_eq!(
        changes[0].patch,
        r#"{"caption":"Sea light","room_type":"kitchen","tags":["light","sea"],"updated_at":"2026-09-21T14:13:20.001Z"}"#
    );

    let undone = desk
        .catalogue
        .undo(Some(step.id), NOW)
        .await
        .expect("undoes")
        .expect("a step");
    assert_eq!(undone.step, step);
    let back = image(&desk, pictures[1]).await;
    assert_eq!(
        (back.caption, back.room_type, back.tags.len()),
        (None, None, 0)
    );
    desk.catalogue
        .redo(NOW)
        .await
        .expect("redoes")
        .expect("a step");
    assert_eq!(
        image(&desk, pictures[0]).await.caption.as_deref(),
        Some("Sea light")
    );
    desk.catalogue
        .undo(None, NOW)
        .await
        .expect("undoes")
        .expect("a step");
    assert_eq!(image(&desk, pictures[0]).await.caption, None);
}

#[tokio::test]
async fn a_null_clears_and_absence_leaves() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    let say = |json: &str| serde_json::from_str::<PicturePatch>(json).expect("reads");
    let ids = ids(&pictures);
    let catalogue = &desk.catalogue;
    catalogue
        .patch_pictures(
            &ids,
            &say(r#"{"caption":"a","altText":"b","addTags":["x","y"]}"#),
            "Edited",
            NOW,
        )
        .await
        .expect("edits");

    catalogue
        .patch_pictures(
            &ids,
            &say(r#"{"caption":null,"removeTags":["x"]}"#),
            "Edited",
            NOW,
        )
        .await
        .expect("edits");

    let edited = image(&desk, pictures[0]).await;
    assert_eq!(
        (edited.caption, edited.alt_text.as_deref()),
        (None, Some("b"))
    );
    assert_eq!(edited.tags, ["y"]);
    desk.everything_before_is_there().await;
    let change = due(&desk).await.remove(0);
    assert_eq!(change.kind, ChangeKind::Create);
    assert!(
        change.patch.contains(r#""caption":null"#) && change.patch.contains(r#""alt_text":"b""#)
    );
}

#[tokio::test]
async fn files_of_a_room_have_a_caption_and_no_tags() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    let id = photo.asset.id().uuid();
    desk.catalogue
        .record_import(&[photo])
        .await
        .expect("records");
    let caption = PicturePatch {
        caption: Some(Some("Window".into())),
        ..PicturePatch::default()
    };
    let tags = PicturePatch {
        add_tags: vec!["x".into()],
        ..PicturePatch::default()
    };

    desk.catalogue
        .patch_pictures(&[id], &caption, "Caption changed", NOW)
        .await
        .expect("edits");
    let refusal = desk
        .catalogue
        .patch_pictures(&[id], &tags, "Tags changed", NOW)
        .await;

    assert!(matches!(refusal, Err(CatalogueError::Refused(_))));
    let detail = desk
        .catalogue
        .picture(id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(detail.picture.caption.as_deref(), Some("Window"));
    let gone = desk
        .catalogue
        .patch_pictures(&[Uuid::nil()], &caption, "Caption changed", NOW)
        .await;
    assert!(matches!(gone, Err(CatalogueError::Missing { .. })));
}

#[tokio::test]
async fn a_new_step_ends_what_could_be_done_again() {
    let desk = Desk::new().await;
    let pictures = ids(&desk.pictures(1).await);
    let caption = |text: &str| PicturePatch {
        caption: Some(Some(text.into())),
        ..PicturePatch::default()
    };
    let catalogue = &desk.catalogue;
    catalogue
        .patch_pictures(&pictures, &caption("a"), "First", NOW)
        .await
        .expect("edits");
    catalogue.undo(None, NOW).await.expect("undoes");

    catalogue
        .patch_pictures(&pictures, &caption("b"), "Second", NOW.plus(10))
        .await
        .expect("edits");

    assert_eq!(catalogue.redo(NOW).await.expect("reads"), None);
    let steps = catalogue.history(10).await.expect("reads");
    assert_eq!(
        steps
            .iter()
            .map(|step| step.sentence.as_str())
            .collect::<Vec<_>>(),
        ["Second"]
    );
    assert_eq!(
        catalogue.prune_history(NOW.plus(10)).await.expect("prunes"),
        0
    );
    assert_eq!(
        catalogue.prune_history(NOW.plus(11)).await.expect("prunes"),
        1
    );
    assert_eq!(catalogue.undo(None, NOW).await.expect("reads"), None);
}

#[tokio::test]
async fn pictures_are_put_where_they_are_wanted() {
    let desk = Desk::new().await;
    let p = ids(&desk.pictures(6).await);
    desk.everything_is_there().await;

    desk.catalogue
        .reorder(&[p[4], p[0]], Some(p[2]), "2 pictures moved", NOW)
        .await
        .expect("moves");

    assert_eq!(order(&desk).await, [p[1], p[4], p[0], p[2], p[3], p[5]]);
    assert!(due(&desk).await.len() <= 4, "the fewer side makes room");
    desk.catalogue
        .reorder(&[p[5]], Some(p[1]), "1 picture moved", NOW)
        .await
        .expect("moves");
    desk.catalogue
        .reorder(&[p[1]], None, "1 picture moved", NOW)
        .await
        .expect("moves");
    assert_eq!(order(&desk).await, [p[5], p[4], p[0], p[2], p[3], p[1]]);

    for _ in 0..3 {
        desk.catalogue
            .undo(None, NOW)
            .await
            .expect("undoes")
            .expect("a step");
    }
    assert_eq!(order(&desk).await, p);
}

#[tokio::test]
async fn order_is_kept_on_one_board() {
    let desk = Desk::new().await;
    let pictures = ids(&desk.pictures(2).await);
    let photo = desk.photo("kitchen.jpg", 0);
    let photo_id = photo.asset.id().uuid();
    desk.catalogue
        .record_import(&[photo])
        .await
        .expect("records");

    let mixed = desk
        .catalogue
        .reorder(&[pictures[0], photo_id], None, "Moved", NOW)
        .await;
    let strange = desk
        .catalogue
        .reorder(&[pictures[0]], Some(photo_id), "Moved", NOW)
        .await;

    assert!(matches!(mixed, Err(CatalogueError::Refused(_))));
    assert!(matches!(strange, Err(CatalogueError::Missing { .. })));
}

#[tokio::test]
async fn what_was_never_sent_goes_to_the_trash_and_back_quietly() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;
    let before = desk
        .catalogue
        .outbox_counts(NOW)
        .await
        .expect("counts")
        .waiting;

    desk.catalogue
        .trash_pictures(&ids(&pictures), "2 pictures moved to Trash", NOW)
        .await
        .expect("trashes");

    assert!(order(&desk).await.is_empty());
    let trash = desk.catalogue.trashed_pictures().await.expect("reads");
    assert_eq!(trash.len(), 2);
    assert_eq!(
        desk.catalogue
            .outbox_counts(NOW)
            .await
            .expect("counts")
            .waiting,
        before - 2
    );
    let hash = image(&desk, pictures[0]).await.file.source_hash;
    let known = desk
        .catalogue
        .known_by_source_hash(&[hash])
        .await
        .expect("reads");
    assert!(known[0].trashed);

    desk.catalogue
        .undo(None, NOW)
        .await
        .expect("undoes")
        .expect("a step");
    assert_eq!(order(&desk).await, ids(&pictures));
    assert_eq!(
        desk.catalogue
            .outbox_counts(NOW)
            .await
            .expect("counts")
            .waiting,
        before
    );
}

#[tokio::test]
async fn a_trashed_picture_leaves_the_backend_and_comes_back_whole() {
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
    desk.catalogue
        .trash_pictures(&ids(&pictures), "1 picture moved to Trash", NOW)
        .await
        .expect("trashes");
    let deletion = due(&desk).await.remove(0);
    assert_eq!(deletion.kind, ChangeKind::Delete);
    desk.catalogue
        .complete(deletion.op_id, NOW)
        .await
        .expect("completes");
    assert!(due(&desk).await.is_empty());

    desk.catalogue
        .restore_pictures(&ids(&pictures), "1 picture put back", NOW)
        .await
        .expect("restores");

    let original = due(&desk).await.remove(0);
    assert_eq!(
        (original.kind, original.table, original.base_version),
        (ChangeKind::Create, SyncTable::StyleImages, 0)
    );
    desk.catalogue
        .complete(original.op_id, NOW)
        .await
        .expect("completes");
    let variants = due(&desk).await;
    assert_eq!(variants.len(), 2);
    assert!(
        variants
            .iter()
            .all(|change| change.kind == ChangeKind::Create)
    );
}

#[tokio::test]
async fn a_deletion_that_nobody_began_is_taken_back_with_the_edits_it_displaced() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    desk.everything_is_there().await;
    let caption = PicturePatch {
        caption: Some(Some("Sea".into())),
        ..PicturePatch::default()
    };
    desk.catalogue
        .patch_pictures(&ids(&pictures), &caption, "Caption changed", NOW)
        .await
        .expect("edits");
    desk.catalogue
        .trash_pictures(&ids(&pictures), "1 picture moved to Trash", NOW)
        .await
        .expect("trashes");

    desk.catalogue
        .undo(None, NOW)
        .await
        .expect("undoes")
        .expect("a step");

    let changes = due(&desk).await;
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].kind, ChangeKind::Edit);
    assert!(
        changes[0].patch.contains(r#""caption":"Sea""#),
        "{}",
        changes[0].patch
    );
}

#[tokio::test]
async fn a_deletion_under_way_is_followed_by_a_new_creation() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    desk.everything_is_there().await;
    desk.catalogue
        .trash_pictures(&ids(&pictures), "1 picture moved to Trash", NOW)
        .await
        .expect("trashes");
    let deletion = due(&desk).await.remove(0);

    desk.catalogue
        .undo(None, NOW)
        .await
        .expect("undoes")
        .expect("a step");

    assert_eq!(due(&desk).await[0].op_id, deletion.op_id);
    desk.catalogue
        .complete(deletion.op_id, NOW)
        .await
        .expect("completes");
    let next = due(&desk).await.remove(0);
    assert_eq!(
        (next.kind, next.row_id),
        (ChangeKind::Create, pictures[0].uuid())
    );
}

#[tokio::test]
async fn the_trash_is_emptied_of_what_is_old() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;
    let catalogue = &desk.catalogue;
    catalogue
        .trash_pictures(&ids(&pictures[..1]), "Moved to Trash", NOW)
        .await
        .expect("trashes");
    catalogue
        .trash_pictures(&ids(&pictures[1..]), "Moved to Trash", NOW.plus(10))
        .await
        .expect("trashes");

    let outcome = catalogue.empty_trash(NOW.plus(5)).await.expect("empties");

    assert_eq!((outcome.vanished, outcome.freed.len()), (1, 1));
    assert_eq!(catalogue.asset(pictures[0]).await.expect("reads"), None);
    assert!(catalogue.asset(pictures[1]).await.expect("reads").is_some());
}

#[tokio::test]
async fn a_picture_moves_to_another_style_with_its_paths() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;
    let nordic = style("nordic");
    desk.catalogue.add_style(&nordic).await.expect("adds");
    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;

    desk.catalogue
        .move_to_style(
            &[pictures[1].uuid()],
            nordic.id,
            "1 picture moved to nordic",
            NOW,
        )
        .await
        .expect("moves");

    let moved = image(&desk, pictures[1]).await;
    assert_eq!(moved.storage_path.as_str(), "styles/nordic/picture1.jpg");
    assert_eq!((moved.style_id, moved.display_order), (nordic.id, 0));
    let detail = desk
        .catalogue
        .picture(pictures[1].uuid())
        .await
        .expect("reads")
        .expect("is there");
    assert!(detail.variants.iter().all(|variant| {
        variant
            .storage_path
            .as_str()
            .starts_with("styles/nordic/variants/")
    }));
    assert_eq!(detail.place_name, "nordic");

    desk.catalogue
        .undo(None, NOW)
        .await
        .expect("undoes")
        .expect("a step");
    let back = image(&desk, pictures[1]).await;
    assert_eq!(
        (back.storage_path.as_str(), back.display_order),
        ("styles/coastal/picture1.jpg", 1)
    );
}

#[tokio::test]
async fn a_sent_picture_is_sent_anew_from_its_new_style_and_no_file_stays_behind() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    let nordic = style("nordic");
    let oak = style("oak");
    desk.catalogue.add_style(&nordic).await.expect("adds");
    desk.catalogue.add_style(&oak).await.expect("adds");
    desk.everything_is_there().await;
    let id = [pictures[0].uuid()];

    desk.catalogue
        .move_to_style(&id, nordic.id, "1 picture moved to nordic", NOW)
        .await
        .expect("moves");
    desk.catalogue
        .move_to_style(&id, oak.id, "1 picture moved to oak", NOW)
        .await
        .expect("moves");

    let deletion = due(&desk).await.remove(0);
    assert_eq!(deletion.kind, ChangeKind::Delete);
    assert!(
        deletion.patch.contains("styles/coastal/picture0.jpg"),
        "{}",
        deletion.patch
    );
    desk.catalogue
        .complete(deletion.op_id, NOW)
        .await
        .expect("completes");
    let creation = due(&desk).await.remove(0);
    assert_eq!(creation.kind, ChangeKind::Create);
    assert!(
        creation.patch.contains("styles/oak/picture0.jpg"),
        "{}",
        creation.patch
    );
}
