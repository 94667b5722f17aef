//! Settings, watched folders, numbers.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::catalogue::testing::{Desk, NOW};
use crate::catalogue::{ActivityNumbers, CatalogueError, WaitingCounts};
use crate::domain::asset::Place;
use crate::domain::change::Stage;
use crate::domain::content_hash::ContentHash;
use crate::domain::room_asset::AssetType;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Window {
    width: u32,
    dark: bool,
}

#[tokio::test]
async fn a_setting_keeps_its_shape() {
    let desk = Desk::new().await;
    let window = Window {
        width: 1440,
        dark: true,
    };
    let catalogue = &desk.catalogue;
    assert_eq!(
        catalogue
            .get_setting::<Window>("window")
            .await
            .expect("reads"),
        None
    );

    catalogue
        .set_setting(
            "window",
            &Window {
                width: 800,
                dark: false,
            },
        )
        .await
        .expect("keeps");
    catalogue
        .set_setting("window", &window)
        .await
        .expect("keeps");

    assert_eq!(
        catalogue.get_setting("window").await.expect("reads"),
        Some(window)
    );
    let refusal = catalogue.get_setting::<u32>("window").await;
    assert!(matches!(refusal, Err(CatalogueError::Unreadable { .. })));
    catalogue.clear_setting("window").await.expect("forgets");
    assert_eq!(
        catalogue
            .get_setting::<Window>("window")
            .await
            .expect("reads"),
        None
    );
}

#[tokio::test]
async fn a_folder_is_watched_once() {
    let desk = Desk::new().await;
    let place = Place::Room {
        room_id: desk.room.id,
        asset_type: AssetType::Render,
    };
    let path = Path::new("/home/ana/Renders");

    let folder = desk
        .catalogue
        .add_watched_folder(path, &place, NOW)
        .await
        .expect("adds");
    let twice = desk.catalogue.add_watched_folder(path, &place, NOW).await;

    assert!(matches!(twice, Err(CatalogueError::Taken { .. })));
    assert_eq!(
        desk.catalogue.watched_folders().await.expect("lists"),
        std::slice::from_ref(&folder)
    );
    desk.catalogue
        .remove_watched_folder(folder.id)
        .await
        .expect("removes");
    assert!(
        desk.catalogue
            .watched_folders()
            .await
            .expect("lists")
            .is_empty()
    );
}

#[tokio::test]
async fn activity_counts_pictures_by_how_far_the_last_of_each_is() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(4).await;
    desk.everything_before_is_there().await;
    let changes = desk.catalogue.due_changes(NOW, 3).await.expect("reads");
    desk.catalogue
        .complete(changes[0].op_id, NOW.plus(5))
        .await
        .expect("completes");
    desk.catalogue
        .advance(changes[1].op_id, Stage::Requested)
        .await
        .expect("advances");
    desk.catalogue
        .park(changes[2].op_id, "refused", "No.")
        .await
        .expect("parks");
    let job = desk
        .catalogue
        .claim_variants(&pictures[..1])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;
    desk.catalogue
        .rename_style(desk.style.id, "Coast", NOW)
        .await
        .expect("renames");

    let numbers = desk.catalogue.activity(NOW).await.expect("counts");

    let expected = ActivityNumbers {
        kept: 4,
        // The first is there, but its variants wait.
        waiting: 2,
        going_up: 1,
        there: 0,
        failed: 1,
        waiting_by: WaitingCounts {
            pictures: 1,
            variants: 2,
            words: 1,
        },
        oldest_waiting_at: Some(NOW),
        last_sync_at: Some(NOW.plus(5)),
        imported_today: 4,
        cleaned_today: 4,
    };
    assert_eq!(numbers, expected);
    let tomorrow = desk.catalogue.activity(NOW.plus(1)).await.expect("counts");
    assert_eq!((tomorrow.imported_today, tomorrow.cleaned_today), (0, 0));
}

#[tokio::test]
async fn status_counts_rows_and_bytes() {
    let desk = Desk::new().await;
    desk.pictures(2).await;
    let twin = desk.photo("picture0.jpg", 0);
    desk.catalogue
        .record_import(&[twin])
        .await
        .expect("records");

    let counts = desk.catalogue.status_counts().await.expect("counts");

    assert_eq!(counts.tables["style_images"], 2);
    assert_eq!(counts.tables["room_assets"], 1);
    assert_eq!(counts.asset_status["pending"], 1);
    assert_eq!(counts.variant_status["pending"], 6);
    assert_eq!((counts.outbox, counts.last_sync_at), (6, None));
    // The twin is the same file, and one file lies in the library once.
    assert_eq!(counts.library_bytes, 2000);
}

#[tokio::test]
async fn every_file_is_named_once_a_page_at_a_time() {
    let desk = Desk::new().await;
    desk.pictures(3).await;
    let twin = desk.photo("picture0.jpg", 0);
    desk.catalogue
        .record_import(&[twin])
        .await
        .expect("records");
    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;
    let mut hashes: Vec<ContentHash> = Vec::new();

    loop {
        let page = desk
            .catalogue
            .content_hashes(hashes.last(), 2)
            .await
            .expect("reads");
        if page.is_empty() {
            break;
        }
        hashes.extend(page);
    }

    assert_eq!(hashes.len(), 5);
    assert!(hashes.windows(2).all(|two| two[0] < two[1]));
}
