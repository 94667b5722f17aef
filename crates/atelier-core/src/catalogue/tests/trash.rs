//! The trash, moves between styles, and what the backend hears of them.

use super::edits::{ids, image, order};
use super::sync::due;
use crate::catalogue::PicturePatch;
use crate::catalogue::testing::{Desk, NOW, style};
use crate::domain::change::{ChangeKind, SyncTable};

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

    let outcome = catalogue
        .empty_trash(NOW.plus(5), 10)
        .await
        .expect("empties");

    assert_eq!((outcome.vanished, outcome.freed.len()), (1, 1));
    assert_eq!(catalogue.asset(pictures[0]).await.expect("reads"), None);
    assert!(catalogue.asset(pictures[1]).await.expect("reads").is_some());
}

#[tokio::test]
async fn a_full_trash_is_emptied_bit_by_bit_the_oldest_first() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let catalogue = &desk.catalogue;
    for (age, picture) in pictures.iter().enumerate() {
        let at = NOW.plus(-(age as i64));
        catalogue
            .trash_pictures(&ids(&[*picture]), "Moved to Trash", at)
            .await
            .expect("trashes");
    }

    let outcome = catalogue
        .empty_trash(NOW.plus(1), 2)
        .await
        .expect("empties");

    assert_eq!(outcome.vanished, 2);
    assert!(catalogue.asset(pictures[0]).await.expect("reads").is_some());
    assert_eq!(catalogue.asset(pictures[2]).await.expect("reads"), None);
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
