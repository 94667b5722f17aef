//! Deleting: the row is marked, the files go, the row goes, the id stays.

use atelier_core::backend::{Push, Pushed, Refusal};
use atelier_core::domain::change::SyncTable;
use atelier_core::domain::ids::OperationId;
use serde_json::json;
use uuid::Uuid;

use crate::support::postgres::{backend, cluster};
use crate::support::pushes::{
    a_room, a_style, all_done, confirmed, mark_deleted, photo, pushed, refusal, row, style_image,
    then, variant,
};
use atelier_core::backend::PushStep::RemoveRow;

#[tokio::test]
async fn a_style_image_leaves_the_catalogue_before_its_files_do() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let id = Uuid::now_v7();
    let asked = style_image(id, style, "sea");
    let small = variant(
        SyncTable::StyleImageVariants,
        Uuid::now_v7(),
        id,
        "styles/coastal/variants/sea.webp",
    );
    all_done(
        &backend,
        &[
            asked.clone(),
            confirmed(&asked),
            small.clone(),
            confirmed(&small),
        ],
    )
    .await;
    let mark = mark_deleted(
        SyncTable::StyleImages,
        id,
        &["styles/coastal/variants/other_machine.avif"],
    );

    all_done(&backend, &[mark.clone(), mark.clone()]).await;

    assert_eq!(database.one("select count(*) from style_images").await, "0");
    let going = backend.deletions().await.expect("lists");
    let paths: Vec<&str> = going[0].paths.iter().map(|path| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "styles/coastal/sea.jpg",
            "styles/coastal/variants/other_machine.avif",
            "styles/coastal/variants/sea.webp"
        ],
        "what the caller knows and what the backend knows"
    );

    let remove = then(&mark, RemoveRow);
    all_done(&backend, &[remove.clone(), remove]).await;

    assert_eq!(backend.deletions().await.expect("lists"), []);
    assert_eq!(
        database.one("select row_id || ' ' || table_name || ' ' || storage_paths::text from atelier.deletions").await,
        format!("{id} style_images {{}}")
    );
    assert_eq!(
        database.one("select count(*) from atelier.uploads").await,
        "0",
        "no name of a file stays"
    );
}

#[tokio::test]
async fn a_photo_fails_first_and_takes_its_pairs_and_variants_with_it() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let (before, after) = (
        photo(Uuid::now_v7(), session, room, "before"),
        photo(Uuid::now_v7(), session, room, "after"),
    );
    let small = variant(
        SyncTable::AssetVariants,
        Uuid::now_v7(),
        before.row_id,
        "v/before.webp",
    );
    let pair = json!({
        "session_id": session, "room_id": room, "comparison_type": "slider",
        "before_asset_id": before.row_id, "after_asset_id": after.row_id,
    });
    all_done(
        &backend,
        &[
            before.clone(),
            after.clone(),
            confirmed(&before),
            confirmed(&after),
            small.clone(),
            confirmed(&small),
            row(SyncTable::Comparisons, Uuid::now_v7(), pair),
        ],
    )
    .await;
    let mark = mark_deleted(SyncTable::RoomAssets, before.row_id, &[]);

    all_done(&backend, std::slice::from_ref(&mark)).await;
    assert_eq!(
        database.one(&format!("select status || ' ' || (metadata->>'failureReason') from room_assets where id = '{}'", before.row_id)).await,
        "failed deleted"
    );
    assert_eq!(backend.deletions().await.expect("lists")[0].paths.len(), 2);

    all_done(&backend, &[then(&mark, RemoveRow)]).await;
    let counts = backend.counts().await.expect("counts");
    assert_eq!(
        [
            SyncTable::RoomAssets,
            SyncTable::AssetVariants,
            SyncTable::Comparisons
        ]
        .map(|table| counts[&table]),
        [1, 0, 0]
    );
}

#[tokio::test]
async fn a_row_that_goes_takes_no_more_changes() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let asked = style_image(Uuid::now_v7(), style, "sea");
    let mark = mark_deleted(SyncTable::StyleImages, asked.row_id, &[]);
    all_done(&backend, &[asked.clone(), mark]).await;

    let again = Push {
        op_id: OperationId::new(),
        ..asked.clone()
    };

    assert_eq!(
        refusal(&pushed(&backend, &again).await),
        Some(Refusal::BeingDeleted)
    );
    assert_eq!(
        refusal(&pushed(&backend, &confirmed(&asked)).await),
        Some(Refusal::BeingDeleted)
    );
    let edit = row(
        SyncTable::StyleImages,
        asked.row_id,
        json!({ "caption": "Sea" }),
    );
    assert_eq!(
        refusal(&pushed(&backend, &edit).await),
        Some(Refusal::RowMissing)
    );
    assert_eq!(database.one("select count(*) from style_images").await, "0");
}

#[tokio::test]
async fn a_row_that_is_gone_can_come_back_by_a_new_act_only() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let asked = style_image(Uuid::now_v7(), style, "sea");
    let mark = mark_deleted(SyncTable::StyleImages, asked.row_id, &[]);
    all_done(
        &backend,
        &[
            asked.clone(),
            confirmed(&asked),
            mark.clone(),
            then(&mark, RemoveRow),
        ],
    )
    .await;

    all_done(&backend, &[asked.clone(), confirmed(&asked)]).await;
    assert_eq!(
        database.one("select count(*) from style_images").await,
        "0",
        "an old act is answered from memory"
    );

    let again = Push {
        op_id: OperationId::new(),
        ..asked
    };
    all_done(&backend, &[again.clone(), confirmed(&again)]).await;
    assert_eq!(database.one("select count(*) from style_images").await, "1");
    assert_eq!(
        database.one("select count(*) from atelier.deletions").await,
        "0"
    );
}

#[tokio::test]
async fn a_room_lists_every_file_that_goes_with_it() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let asked = photo(Uuid::now_v7(), session, room, "sink");
    let small = variant(
        SyncTable::AssetVariants,
        Uuid::now_v7(),
        asked.row_id,
        "v/sink.webp",
    );
    all_done(&backend, &[asked, small]).await;
    database
        .run(&format!(
            "insert into document_artifacts (session_id, room_id, document_type, phase, storage_path, filename)
             values ('{session}', '{room}', 'plan_pdf', 'PLAN', 'artifacts/plan.pdf', 'plan.pdf')"
        ))
        .await;
    let mark = mark_deleted(SyncTable::Rooms, room, &[]);

    all_done(&backend, std::slice::from_ref(&mark)).await;
    assert_eq!(backend.deletions().await.expect("lists")[0].paths.len(), 3);

    all_done(&backend, &[then(&mark, RemoveRow)]).await;
    assert_eq!(
        database
            .one("select count(*) from document_artifacts")
            .await,
        "0"
    );
    assert_eq!(database.one("select count(*) from room_assets").await, "0");
}

#[tokio::test]
async fn what_the_platform_still_needs_is_not_deleted() {
    let database = cluster().await.platform().await;
    let backend = database.backend().await;
    backend.migrate().await.expect("migrates");
    let favourite: Uuid = "00000000-0000-4000-8000-00000000b001"
        .parse()
        .expect("an id");
    let free: Uuid = "00000000-0000-4000-8000-00000000b002"
        .parse()
        .expect("an id");

    let answers = backend
        .push(&[
            mark_deleted(SyncTable::StyleImages, favourite, &[]),
            mark_deleted(SyncTable::StyleImages, free, &[]),
        ])
        .await
        .expect("answers");

    assert_eq!(refusal(&answers[0]), Some(Refusal::InUse));
    assert_eq!(answers[1], Pushed::Done);
    assert_eq!(backend.deletions().await.expect("lists").len(), 1);
}
