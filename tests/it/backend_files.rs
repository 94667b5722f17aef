//! Request, upload, confirm: no reader of the backend meets a row whose file is
//! missing and which does not say so.

use std::time::Duration;

use atelier_core::backend::{Push, PushStep, Pushed, Refusal, StaleRequest};
use atelier_core::domain::change::SyncTable;
use atelier_core::domain::ids::OperationId;
use serde_json::json;
use uuid::Uuid;

use crate::support::postgres::backend;
use crate::support::pushes::{
    a_room, a_style, all_done, confirmed, photo, pushed, refusal, row, style_image, then, variant,
};

#[tokio::test]
async fn a_photo_is_pending_then_uploaded_then_ready_with_its_variants() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let id = Uuid::now_v7();
    let asked = photo(id, session, room, "sink");
    let status = "select status from room_assets";

    all_done(&backend, std::slice::from_ref(&asked)).await;
    assert_eq!(database.one(status).await, "pending");

    all_done(&backend, &[confirmed(&asked)]).await;
    assert_eq!(database.one(status).await, "uploaded");

    let variants = [1, 2].map(|n| {
        variant(
            SyncTable::AssetVariants,
            Uuid::now_v7(),
            id,
            &format!("v/{n}.webp"),
        )
    });
    all_done(&backend, &variants).await;
    assert_eq!(
        database
            .one("select distinct processing_status || ' ' || file_size from asset_variants")
            .await,
        "pending 0"
    );

    all_done(&backend, &[confirmed(&variants[0])]).await;
    assert_eq!(
        database.one(status).await,
        "uploaded",
        "one variant is still to come"
    );

    all_done(&backend, &[confirmed(&variants[1])]).await;
    assert_eq!(database.one(status).await, "ready");
    assert_eq!(
        database
            .one("select distinct processing_status || ' ' || file_size || ' ' || processed_at from asset_variants")
            .await,
        "ready 1234 2026-02-13 10:00:01"
    );
}

#[tokio::test]
async fn a_confirmation_may_say_that_nothing_more_is_to_come() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let asked = photo(Uuid::now_v7(), session, room, "plan");
    let mut confirm = confirmed(&asked);
    confirm.patch = json!({ "status": "ready" }).to_string();

    all_done(&backend, &[asked, confirm]).await;

    assert_eq!(
        database.one("select status from room_assets").await,
        "ready"
    );
}

#[tokio::test]
async fn a_style_image_is_shown_only_when_its_file_is_there() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let id = Uuid::now_v7();
    let asked = style_image(id, style, "sea");

    all_done(&backend, std::slice::from_ref(&asked)).await;
    assert_eq!(database.one("select count(*) from style_images").await, "0");
    assert_eq!(
        database
            .one("select storage_path || ' ' || bytes from atelier.uploads")
            .await,
        "styles/coastal/sea.jpg 1234"
    );

    all_done(&backend, &[confirmed(&asked)]).await;
    assert_eq!(
        database.one("select storage_path || ' ' || file_size || ' ' || width || ' ' || tags from style_images").await,
        r#"styles/coastal/sea.jpg 1234 640 ["sea"]"#
    );

    let small = variant(
        SyncTable::StyleImageVariants,
        Uuid::now_v7(),
        id,
        "styles/coastal/variants/sea.webp",
    );
    all_done(&backend, &[small.clone(), confirmed(&small)]).await;
    assert_eq!(
        database
            .one("select processing_status from style_image_variants")
            .await,
        "ready"
    );
}

#[tokio::test]
async fn every_step_may_be_repeated_in_any_order_that_a_crash_makes() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let asked = photo(Uuid::now_v7(), session, room, "sink");
    let confirm = confirmed(&asked);

    for _ in 0..2 {
        all_done(&backend, std::slice::from_ref(&asked)).await;
    }
    for step in [&confirm, &asked, &confirm, &confirm] {
        all_done(&backend, std::slice::from_ref(step)).await;
    }

    assert_eq!(
        database.one("select status from room_assets").await,
        "uploaded"
    );
    assert_eq!(
        database
            .one("select count(*) from atelier.operations where kind in ('request', 'confirm')")
            .await,
        "2"
    );
}

#[tokio::test]
async fn a_new_request_for_the_very_file_that_is_there_takes_nothing_back() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let asked = photo(Uuid::now_v7(), session, room, "sink");
    all_done(&backend, &[asked.clone(), confirmed(&asked)]).await;
    let again = Push {
        op_id: OperationId::new(),
        ..asked
    };

    all_done(&backend, std::slice::from_ref(&again)).await;
    assert_eq!(
        database.one("select status from room_assets").await,
        "uploaded"
    );

    all_done(&backend, &[confirmed(&again)]).await;
    assert_eq!(
        database.one("select status from room_assets").await,
        "uploaded"
    );
}

#[tokio::test]
async fn a_confirmation_without_a_request_is_refused() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let confirm = confirmed(&style_image(Uuid::now_v7(), style, "sea"));

    assert_eq!(
        refusal(&pushed(&backend, &confirm).await),
        Some(Refusal::NoRequest)
    );

    assert_eq!(database.one("select count(*) from style_images").await, "0");
}

#[tokio::test]
async fn a_confirmation_of_a_row_that_the_platform_deleted_says_so() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let asked = photo(Uuid::now_v7(), session, room, "sink");
    all_done(&backend, std::slice::from_ref(&asked)).await;
    database.run("delete from room_assets").await;

    assert_eq!(
        refusal(&pushed(&backend, &confirmed(&asked)).await),
        Some(Refusal::RowMissing)
    );

    assert_eq!(
        database
            .one("select confirmed_at from atelier.uploads")
            .await,
        "∅",
        "its file will be swept"
    );
}

#[tokio::test]
async fn a_receipt_is_kept_with_its_row() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let asked = style_image(Uuid::now_v7(), style, "sea");
    let receipt = Some(r#"{"hadPlace": true}"#.to_owned());
    let confirm = then(&asked, PushStep::Confirm { receipt });

    all_done(&backend, &[asked, confirm]).await;

    assert_eq!(
        database
            .one("select table_name || ' ' || (receipt->>'hadPlace') from atelier.receipts")
            .await,
        "style_images true"
    );
}

#[tokio::test]
async fn a_request_that_nobody_confirms_is_swept_with_its_row() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let (late, done) = (
        photo(Uuid::now_v7(), session, room, "late"),
        photo(Uuid::now_v7(), session, room, "done"),
    );
    all_done(&backend, &[late.clone(), done.clone(), confirmed(&done)]).await;
    assert_eq!(
        backend
            .sweep_requests(Duration::from_secs(3600))
            .await
            .expect("sweeps"),
        []
    );
    database
        .run("update atelier.uploads set requested_at = requested_at - interval '61 minutes'")
        .await;

    let stale = backend
        .sweep_requests(Duration::from_secs(3600))
        .await
        .expect("sweeps");
    let path = format!("session_{session}/room_{room}/photos/1_late.jpg")
        .parse()
        .expect("a path");
    assert_eq!(
        stale,
        [StaleRequest {
            table: SyncTable::RoomAssets,
            row_id: late.row_id,
            path
        }]
    );
    assert_eq!(
        refusal(&pushed(&backend, &confirmed(&late)).await),
        Some(Refusal::NoRequest),
        "its file may be gone at any moment"
    );
    assert_eq!(
        backend
            .sweep_requests(Duration::from_secs(3600))
            .await
            .expect("sweeps"),
        stale
    );

    backend.forget_request(&stale[0]).await.expect("forgets");
    assert_eq!(
        database
            .one("select original_filename from room_assets")
            .await,
        "done.JPG"
    );
    assert_eq!(
        backend
            .sweep_requests(Duration::ZERO)
            .await
            .expect("sweeps"),
        []
    );
}

#[tokio::test]
async fn a_swept_request_can_be_made_again_by_the_same_operation() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let asked = photo(Uuid::now_v7(), session, room, "slow");
    all_done(&backend, std::slice::from_ref(&asked)).await;
    let stale = backend
        .sweep_requests(Duration::ZERO)
        .await
        .expect("sweeps");

    all_done(&backend, std::slice::from_ref(&asked)).await;
    backend
        .forget_request(&stale[0])
        .await
        .expect("comes too late");
    all_done(&backend, &[confirmed(&asked)]).await;

    assert_eq!(
        database.one("select status from room_assets").await,
        "uploaded"
    );
}

#[tokio::test]
async fn a_row_without_a_file_cannot_be_announced() {
    let (backend, _) = backend().await;
    let mut asked = style_image(Uuid::now_v7(), Uuid::now_v7(), "sea");
    asked.table = SyncTable::Styles;
    asked.patch = "{}".to_owned();

    assert_eq!(
        refusal(&pushed(&backend, &asked).await),
        Some(Refusal::BadPatch)
    );
}

#[tokio::test]
async fn size_and_hash_of_a_photo_find_their_place_in_its_metadata() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let id = Uuid::now_v7();
    all_done(&backend, &[photo(id, session, room, "sink")]).await;

    let edit = row(
        SyncTable::RoomAssets,
        id,
        json!({ "width": 100, "height": 50, "content_hash": "def", "source_hash": "local" }),
    );

    assert_eq!(pushed(&backend, &edit).await, Pushed::Done);
    assert_eq!(
        database.one("select metadata from room_assets").await,
        r#"{"width": 100, "height": 50, "contentHash": "def"}"#
    );
}

#[tokio::test]
async fn what_the_platform_writes_during_an_upload_stays() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let asked = photo(Uuid::now_v7(), session, room, "sink");
    all_done(&backend, std::slice::from_ref(&asked)).await;
    database
        .run("update room_assets set caption = 'written on the website'")
        .await;

    all_done(&backend, &[confirmed(&asked)]).await;

    assert_eq!(
        database
            .one("select caption || ', ' || status from room_assets")
            .await,
        "written on the website, uploaded"
    );
}
