//! Words, order, trash, other styles, and the way back.

use uuid::Uuid;

use super::sync::due;
use crate::catalogue::testing::{Desk, NOW};
use crate::catalogue::{CatalogueError, PictureFilter, PicturePatch};
use crate::domain::asset::{Asset, AssetId, Board};
use crate::domain::change::ChangeKind;
use crate::domain::style_image::StyleImage;

pub(super) async fn image(desk: &Desk, id: AssetId) -> StyleImage {
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

pub(super) async fn order(desk: &Desk) -> Vec<Uuid> {
    desk.catalogue
        .pictures(Board::Style(desk.style.id), &PictureFilter::default())
        .await
        .expect("reads")
        .iter()
        .map(|picture| picture.id.uuid())
        .collect()
}

pub(super) fn ids(pictures: &[AssetId]) -> Vec<Uuid> {
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
