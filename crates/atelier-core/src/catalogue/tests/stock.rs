//! What taking stock asks: whose a file is, which import was the latest, whether
//! the file of the catalogue is whole.

use crate::catalogue::CatalogueError;
use crate::catalogue::testing::{Desk, NOW, in_batch};
use crate::domain::asset::Place;
use crate::domain::content_hash::ContentHash;

#[tokio::test]
async fn a_file_is_known_by_the_paths_of_its_rows() {
    let desk = Desk::new().await;
    let picture = desk.picture("kitchen.jpg", 0);
    let hash = picture.asset.file().content_hash.clone();
    let path = picture.asset.storage_path().clone();
    desk.catalogue
        .record_import(&[picture])
        .await
        .expect("records");

    let of = |hash: ContentHash| {
        let catalogue = desk.catalogue.clone();
        async move { catalogue.paths_of(&hash).await.expect("paths") }
    };

    assert_eq!(of(hash).await, [path]);
    assert!(of(ContentHash::of(b"another")).await.is_empty());
}

#[tokio::test]
async fn the_latest_import_is_the_one_that_still_has_a_file() {
    let desk = Desk::new().await;
    let place = Place::Style {
        style_id: desk.style.id,
    };
    assert_eq!(desk.catalogue.latest_batch().await.expect("reads"), None);
    let mut batches = Vec::new();
    for (number, name) in ["one.jpg", "two.jpg"].into_iter().enumerate() {
        let at = NOW.plus(number as i64);
        let batch = desk
            .catalogue
            .begin_batch(&place, at)
            .await
            .expect("begins");
        let file = in_batch(desk.picture(name, number as i32), batch);
        desk.catalogue
            .record_import(&[file])
            .await
            .expect("records");
        batches.push(batch);
    }
    assert_eq!(
        desk.catalogue.latest_batch().await.expect("reads"),
        Some(batches[1])
    );

    desk.catalogue
        .undo_batch(batches[1], NOW)
        .await
        .expect("takes back");

    assert_eq!(
        desk.catalogue.latest_batch().await.expect("reads"),
        Some(batches[0])
    );
}

#[tokio::test]
async fn a_damaged_page_is_found_when_every_page_is_looked_at() {
    let desk = Desk::new().await;
    desk.pictures(200).await;
    desk.catalogue.check_pages().await.expect("is whole");
    let path = desk.dir.path().join(crate::catalogue::FILE_NAME);
    desk.catalogue.clone().close().await;
    let mut bytes = std::fs::read(&path).expect("reads");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xa5);
    std::fs::write(&path, bytes).expect("writes");

    let found = crate::catalogue::Catalogue::open_read_only(desk.dir.path()).await;

    let found = match found {
        Ok(catalogue) => catalogue.check_pages().await.expect_err("is damaged"),
        Err(error) => error,
    };
    assert!(matches!(found, CatalogueError::Damaged { .. }), "{found}");
}
