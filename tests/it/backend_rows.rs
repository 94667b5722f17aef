//! Rows reach the backend exactly once, many at a time, and a bad one does not
//! keep the others back.

use std::time::Instant;

use atelier_core::backend::{PushStep, Pushed, Refusal};
use atelier_core::domain::change::SyncTable;
use serde_json::json;
use uuid::Uuid;

use crate::support::postgres::{backend, cluster};
use crate::support::pushes::{
    a_room, a_style, all_done, confirmed, mark_deleted, photo, pushed, refusal, row, style,
    style_image, then,
};

#[tokio::test]
async fn rows_without_files_go_up_in_one_push() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let (before, after) = (Uuid::now_v7(), Uuid::now_v7());
    let pair = Uuid::now_v7();

    all_done(
        &backend,
        &[
            photo(before, session, room, "before"),
            photo(after, session, room, "after"),
            row(
                SyncTable::Comparisons,
                pair,
                json!({
                    "session_id": session, "room_id": room, "before_asset_id": before, "after_asset_id": after,
                    "comparison_type": "overlay", "annotations": [{ "x": 0.5 }], "title": "Sink",
                }),
            ),
        ],
    )
    .await;

    let kept = database
        .one("select comparison_type || ' ' || annotations::text || ' ' || title from asset_comparisons")
        .await;
    assert_eq!(kept, r#"overlay [{"x": 0.5}] Sink"#);
    assert_eq!(
        database.one("select name from renovation_rooms").await,
        "Kitchen"
    );
}

#[tokio::test]
async fn moments_are_kept_in_utc_whichever_way_they_are_written() {
    let (backend, database) = backend().await;
    let id = Uuid::now_v7();

    all_done(
        &backend,
        &[row(
            SyncTable::Sessions,
            id,
            json!({ "title": "Attic", "created_at": 1_770_976_800_123_i64, "updated_at": "2026-02-13T11:00:00.5Z" }),
        )],
    )
    .await;

    assert_eq!(
        database
            .one("select created_at::text || ' ' || updated_at from renovation_sessions")
            .await,
        "2026-02-13 10:00:00.123 2026-02-13 11:00:00.5"
    );
}

#[tokio::test]
async fn an_edit_changes_only_the_columns_that_it_names() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let id = Uuid::now_v7();
    all_done(&backend, &[photo(id, session, room, "sink")]).await;
    database.run("update room_assets set alt_text = 'the platform wrote this', metadata = metadata || '{\"tint\": 1}'").await;

    all_done(
        &backend,
        &[row(
            SyncTable::RoomAssets,
            id,
            json!({ "caption": "The sink", "metadata": { "width": 1 } }),
        )],
    )
    .await;

    assert_eq!(
        database
            .one("select caption || ', ' || alt_text || ', ' || status from room_assets")
            .await,
        "The sink, the platform wrote this, pending"
    );
    assert_eq!(
        database.one("select metadata from room_assets").await,
        r#"{"tint": 1, "width": 1, "height": 480, "contentHash": "abc"}"#
    );
    assert_ne!(
        database.one("select updated_at from room_assets").await,
        "2026-02-13 10:00:00.123"
    );
}

#[tokio::test]
async fn a_repetition_is_answered_and_not_applied() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let edit = row(SyncTable::Styles, style, json!({ "name": "Ours" }));
    all_done(&backend, std::slice::from_ref(&edit)).await;
    database
        .run("update styles set name = 'Theirs, later'")
        .await;

    all_done(&backend, &[edit.clone(), edit]).await;

    assert_eq!(
        database.one("select name from styles").await,
        "Theirs, later"
    );
    assert_eq!(
        database
            .one("select count(*) from atelier.operations")
            .await,
        "2"
    );
}

#[tokio::test]
async fn the_same_operation_from_two_sides_is_applied_once() {
    let (backend, database) = backend().await;
    let other = database.backend().await;
    database
        .run(
            "create table noise (at timestamptz default clock_timestamp());
             create function noisy() returns trigger language plpgsql as
               $$ begin insert into noise default values; perform pg_sleep(0.05); return new; end $$;
             create trigger noisy before insert or update on renovation_sessions
               for each row execute function noisy()",
        )
        .await;
    let pushes: Vec<_> = (0..5)
        .map(|_| {
            row(
                SyncTable::Sessions,
                Uuid::now_v7(),
                json!({ "title": "Attic" }),
            )
        })
        .collect();
    let mut reversed = pushes.clone();
    reversed.reverse();

    tokio::join!(all_done(&backend, &pushes), all_done(&other, &reversed));

    assert_eq!(
        database
            .one("select count(*) from renovation_sessions")
            .await,
        "5"
    );
    assert_eq!(database.one("select count(*) from noise").await, "5");
}

#[tokio::test]
async fn a_bad_row_is_refused_and_its_batch_goes_on() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let mut pushes: Vec<_> = (0..40)
        .map(|n| photo(Uuid::now_v7(), session, room, &format!("p{n}")))
        .collect();
    pushes[7] = photo(Uuid::now_v7(), session, Uuid::now_v7(), "nowhere");
    pushes[23].patch = pushes[23].patch.replace(r#""photo""#, r#""video""#);
    pushes[31].patch = "{".to_owned();
    pushes[39] = photo(Uuid::now_v7(), session, room, "p0");

    let answers = backend.push(&pushes).await.expect("answers");

    let refused: Vec<_> = answers
        .iter()
        .enumerate()
        .filter_map(|(at, answer)| Some((at, refusal(answer)?)))
        .collect();
    assert_eq!(
        refused,
        [
            (7, Refusal::ParentMissing),
            (23, Refusal::Constraint),
            (31, Refusal::BadPatch),
            (39, Refusal::Duplicate),
        ]
    );
    assert_eq!(database.one("select count(*) from room_assets").await, "36");
    assert_eq!(
        database
            .one("select count(*) from atelier.operations where kind = 'request'")
            .await,
        "36",
        "a refusal is not remembered"
    );
}

#[tokio::test]
async fn what_was_refused_succeeds_once_its_cause_is_mended() {
    let (backend, _) = backend().await;
    let (style_id, image) = (Uuid::now_v7(), Uuid::now_v7());
    let asked = style_image(image, style_id, "sea");
    all_done(&backend, std::slice::from_ref(&asked)).await;
    let confirm = confirmed(&asked);
    assert_eq!(
        refusal(&pushed(&backend, &confirm).await),
        Some(Refusal::ParentMissing)
    );

    all_done(&backend, &[style(style_id, "coastal")]).await;

    assert_eq!(pushed(&backend, &confirm).await, Pushed::Done);
}

#[tokio::test]
async fn a_style_that_the_platform_has_is_adopted() {
    let database = cluster().await.platform().await;
    let backend = database.backend().await;
    backend.migrate().await.expect("migrates");
    let theirs: Uuid = "00000000-0000-4000-8000-00000000c003"
        .parse()
        .expect("an id");
    let before = database
        .one("select s::text from styles s where slug = 'coastal'")
        .await;
    let new = Uuid::now_v7();
    let known = style(Uuid::now_v7(), "coastal");

    let answers = backend
        .push(&[known.clone(), style(new, "japandi")])
        .await
        .expect("answers");

    assert_eq!(
        answers,
        [Pushed::Adopted { existing: theirs }, Pushed::Done]
    );
    assert_eq!(
        pushed(&backend, &known).await,
        Pushed::Adopted { existing: theirs },
        "a repetition is answered the same"
    );
    assert_eq!(
        database
            .one("select s::text from styles s where slug = 'coastal'")
            .await,
        before
    );
    assert_eq!(
        database.one("select name || ' ' || is_active || ' ' || description from styles where slug = 'japandi'").await,
        "japandi true "
    );
}

#[tokio::test]
async fn a_slug_that_two_machines_give_at_once_is_given_once() {
    let (backend, database) = backend().await;
    let other = database.backend().await;
    let pushes = [
        style(Uuid::now_v7(), "coastal"),
        style(Uuid::now_v7(), "coastal"),
    ];

    let (one, two) = tokio::join!(pushed(&backend, &pushes[0]), pushed(&other, &pushes[1]));

    let adopted = [one, two]
        .into_iter()
        .filter(|a| matches!(a, Pushed::Adopted { .. }))
        .count();
    assert_eq!(adopted, 1);
    assert_eq!(database.one("select count(*) from styles").await, "1");
}

#[tokio::test]
async fn a_value_that_only_the_platform_has_is_asked_for_by_name() {
    let database = cluster().await.platform().await;
    let backend = database.backend().await;
    backend.migrate().await.expect("migrates");

    let answer = pushed(
        &backend,
        &row(
            SyncTable::Sessions,
            Uuid::now_v7(),
            json!({ "title": "Attic" }),
        ),
    )
    .await;

    let Pushed::Refused { code, words } = answer else {
        panic!("the platform's sessions belong to a user");
    };
    assert_eq!(code, Refusal::ValueNeeded);
    assert!(words.contains("user_id"), "{words}");
}

#[tokio::test]
async fn rooms_and_photos_of_the_platforms_sessions_fit_its_tables() {
    let database = cluster().await.platform().await;
    let backend = database.backend().await;
    backend.migrate().await.expect("migrates");
    let session: Uuid = "00000000-0000-4000-8000-00000000d001"
        .parse()
        .expect("an id");
    let (room, asset) = (Uuid::now_v7(), Uuid::now_v7());
    let asked = photo(asset, session, room, "hall");

    all_done(
        &backend,
        &[
            row(
                SyncTable::Rooms,
                room,
                json!({ "session_id": session, "name": "Hall", "room_type": null }),
            ),
            row(
                SyncTable::Sessions,
                session,
                json!({ "title": "Lindqvist flat" }),
            ),
            asked.clone(),
            confirmed(&asked),
        ],
    )
    .await;

    assert_eq!(
        database
            .one(&format!(
                "select room_type || ' ' || position from renovation_rooms where id = '{room}'"
            ))
            .await,
        "other 0",
        "the platform's own defaults"
    );
    assert_eq!(
        database.one(&format!("select title || ' ' || current_phase from renovation_sessions where id = '{session}'")).await,
        "Lindqvist flat RENDER"
    );
    assert_eq!(
        database
            .one(&format!(
                "select status || ' ' || is_favorite from room_assets where id = '{asset}'"
            ))
            .await,
        "uploaded false"
    );
}

#[tokio::test]
async fn a_column_that_the_platform_lacks_keeps_its_value_here() {
    let database = cluster().await.platform().await;
    database
        .run("alter table renovation_rooms drop column room_type")
        .await;
    let backend = database.backend().await;
    let report = backend.migrate().await.expect("migrates");
    let session: Uuid = "00000000-0000-4000-8000-00000000d001"
        .parse()
        .expect("an id");

    let answer = pushed(
        &backend,
        &row(
            SyncTable::Rooms,
            Uuid::now_v7(),
            json!({ "session_id": session, "name": "Hall", "room_type": "hall" }),
        ),
    )
    .await;

    assert_eq!(answer, Pushed::Done);
    assert_eq!(report.absent_columns, ["renovation_rooms.room_type"]);
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_with_its_reason() {
    let database = cluster().await.platform().await;
    let backend = database.backend().await;
    backend.migrate().await.expect("migrates");

    let long = style(Uuid::now_v7(), &"a".repeat(90));
    assert_eq!(
        refusal(&pushed(&backend, &long).await),
        Some(Refusal::BadValue)
    );

    let unknown = row(
        SyncTable::Styles,
        Uuid::now_v7(),
        json!({ "colour": "blue" }),
    );
    assert_eq!(
        refusal(&pushed(&backend, &unknown).await),
        Some(Refusal::BadPatch)
    );
}

#[tokio::test]
async fn an_edit_of_a_picture_that_is_gone_says_so() {
    let (backend, _) = backend().await;

    let edit = row(
        SyncTable::StyleImages,
        Uuid::now_v7(),
        json!({ "caption": "Sea" }),
    );

    assert_eq!(
        refusal(&pushed(&backend, &edit).await),
        Some(Refusal::RowMissing)
    );
}

#[tokio::test]
async fn five_hundred_pictures_are_a_handful_of_statements() {
    let (backend, database) = backend().await;
    let style = a_style(&backend).await;
    let pushes: Vec<_> = (0..500)
        .map(|n| style_image(Uuid::now_v7(), style, &format!("sea_{n}")))
        .collect();
    let confirms: Vec<_> = pushes.iter().map(confirmed).collect();
    let started = Instant::now();

    all_done(&backend, &pushes).await;
    all_done(&backend, &confirms).await;

    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    assert_eq!(
        database.one("select count(*) from style_images").await,
        "500"
    );
    // All rows of one statement have one command id.
    assert_eq!(
        database
            .one("select count(distinct cmin::text) from style_images")
            .await,
        "1"
    );
}

#[tokio::test]
async fn a_pair_is_linked_for_the_platforms_pages_as_long_as_it_is_there() {
    let (backend, database) = backend().await;
    let (session, room) = a_room(&backend).await;
    let (before, after) = (Uuid::now_v7(), Uuid::now_v7());
    let pair = row(
        SyncTable::Comparisons,
        Uuid::now_v7(),
        json!({
            "session_id": session, "room_id": room, "before_asset_id": before, "after_asset_id": after,
            "comparison_type": "slider",
        }),
    );
    let links = "select coalesce(metadata->>'beforeAssetId', metadata->>'afterAssetId', 'no link')
                   || ' ' || coalesce(metadata->>'comparisonType', '') || ' ' || (metadata->>'width')
                   from room_assets order by original_filename desc";

    all_done(
        &backend,
        &[
            photo(before, session, room, "before"),
            photo(after, session, room, "after"),
            pair.clone(),
        ],
    )
    .await;
    assert_eq!(
        database.all(links).await,
        [
            format!("{after} slider 640"),
            format!("{before} slider 640")
        ]
    );

    let mark = mark_deleted(SyncTable::Comparisons, pair.row_id, &[]);
    all_done(&backend, &[mark.clone(), then(&mark, PushStep::RemoveRow)]).await;
    assert_eq!(database.all(links).await, ["no link  640", "no link  640"]);
}
