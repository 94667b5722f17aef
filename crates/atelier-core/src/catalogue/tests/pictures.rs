//! What the grid and the inspector show.

use std::time::{Duration, Instant};

use crate::catalogue::testing::{Desk, NOW};
use crate::catalogue::{PictureFilter, PicturePatch, SyncState, VariantsState};
use crate::domain::asset::Board;
use crate::domain::change::Stage;
use crate::domain::room_asset::AssetType;

async fn board(desk: &Desk) -> Vec<crate::catalogue::PictureRow> {
    desk.catalogue
        .pictures(Board::Style(desk.style.id), &PictureFilter::default())
        .await
        .expect("reads")
}

#[tokio::test]
async fn a_tile_says_how_far_its_picture_has_come() {
    let desk = Desk::new().await;
    desk.pictures(1).await;
    let picture = board(&desk).await.remove(0);
    assert_eq!(
        (picture.sync, picture.variants),
        (SyncState::Waiting, VariantsState::Making)
    );
    assert_eq!(
        (picture.position, picture.cleaned, picture.bytes),
        (1, true, 1000)
    );

    desk.everything_before_is_there().await;
    let change = desk
        .catalogue
        .due_changes(NOW, 1)
        .await
        .expect("reads")
        .remove(0);
    desk.catalogue
        .advance(change.op_id, Stage::Requested)
        .await
        .expect("advances");
    assert_eq!(board(&desk).await[0].sync, SyncState::GoingUp);

    desk.catalogue
        .park(change.op_id, "refused", "No.")
        .await
        .expect("parks");
    assert_eq!(board(&desk).await[0].sync, SyncState::Failed);

    desk.catalogue
        .complete(change.op_id, NOW)
        .await
        .expect("completes");
    assert_eq!(board(&desk).await[0].sync, SyncState::Synced);

    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;
    let picture = board(&desk).await.remove(0);
    assert_eq!(
        (picture.sync, picture.variants),
        (SyncState::Waiting, VariantsState::Ready)
    );
}

#[tokio::test]
async fn a_failed_variant_shows_on_its_tile() {
    let desk = Desk::new().await;
    desk.pictures(1).await;
    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");

    desk.catalogue
        .variant_failed(&job.variants[0].id, "no", NOW)
        .await
        .expect("records");

    assert_eq!(board(&desk).await[0].variants, VariantsState::Failed);
}

#[tokio::test]
async fn a_filter_narrows_and_places_stay_true() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let patch = PicturePatch {
        caption: Some(Some("Öland light".into())),
        room_type: Some(Some("kitchen".into())),
        ..PicturePatch::default()
    };
    desk.catalogue
        .patch_pictures(&[pictures[2].uuid()], &patch, "Edited", NOW)
        .await
        .expect("edits");
    let of = |filter: PictureFilter| {
        let catalogue = desk.catalogue.clone();
        let board = Board::Style(desk.style.id);
        async move { catalogue.pictures(board, &filter).await.expect("reads") }
    };

    let by_words = of(PictureFilter {
        words: Some("öland".into()),
        ..PictureFilter::default()
    })
    .await;
    let by_room = of(PictureFilter {
        room_type: Some("kitchen".into()),
        ..PictureFilter::default()
    })
    .await;
    let renders = of(PictureFilter {
        asset_type: Some(AssetType::Render),
        ..PictureFilter::default()
    })
    .await;

    assert_eq!(
        (by_words.len(), by_words[0].id, by_words[0].position),
        (1, pictures[2], 3)
    );
    assert_eq!(by_room, by_words);
    assert!(renders.is_empty());
}

#[tokio::test]
async fn pictures_are_found_wherever_they_lie() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let photo = desk.photo("picture of the kitchen.jpg", 0);
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
        .await
        .expect("records");

    let all = desk
        .catalogue
        .find_pictures("PICTURE", 10)
        .await
        .expect("finds");
    let one = desk
        .catalogue
        .find_pictures("picture1", 10)
        .await
        .expect("finds");
    let few = desk
        .catalogue
        .find_pictures("picture", 2)
        .await
        .expect("finds");

    assert_eq!(all.len(), 4);
    assert!(all.iter().any(|(picture, board)| {
        picture.id == photo.asset.id() && *board == Board::Room(desk.room.id)
    }));
    assert_eq!((one[0].0.id, one[0].0.position), (pictures[1], 2));
    assert_eq!(few.len(), 2);
}

#[tokio::test]
async fn the_inspector_knows_everything_of_a_picture() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    let id = photo.asset.id().uuid();
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
        .await
        .expect("records");
    desk.everything_is_there().await;

    let detail = desk
        .catalogue
        .picture(id)
        .await
        .expect("reads")
        .expect("is there");

    assert_eq!(detail.place_name, "Lindqvist apartment, Kitchen");
    assert_eq!(detail.receipt.as_ref(), Some(&photo.receipt));
    assert_eq!((detail.synced_at, detail.failure), (Some(NOW), None));
    assert_eq!(detail.picture.asset_type, AssetType::Photo);
    assert_eq!(detail.asset.file(), photo.asset.file());
    assert_eq!(
        desk.catalogue
            .picture(uuid::Uuid::nil())
            .await
            .expect("reads"),
        None
    );
}

#[tokio::test]
async fn ten_thousand_pictures_come_in_and_are_listed_without_waiting() {
    let desk = Desk::new().await;
    for chunk in 0..20 {
        let files: Vec<_> = (0..500)
            .map(|n| desk.picture(&format!("picture{chunk}_{n}.jpg"), chunk * 500 + n))
            .collect();
        desk.catalogue.record_import(&files).await.expect("records");
    }
    board(&desk).await;

    let start = Instant::now();
    let listed = board(&desk).await;
    let took = start.elapsed();

    assert_eq!(listed.len(), 10_000);
    // The code of this test is not optimised and shares its machine; a look-up
    // that lost its index takes minutes.
    println!("10 000 pictures listed in {took:?}");
    assert!(took < Duration::from_secs(3), "{took:?}");
}
