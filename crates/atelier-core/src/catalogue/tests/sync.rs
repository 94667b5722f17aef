//! The outbox as the sync meets it.

use crate::catalogue::testing::{Desk, NOW};
use crate::catalogue::{CatalogueError, OutboxCounts, Unpark};
use crate::domain::asset::{Asset, AssetId};
use crate::domain::change::{Change, ChangeKind, Stage, SyncTable};
use crate::domain::comparison::{Comparison, ComparisonType};
use crate::domain::ids::{ComparisonId, OperationId, RoomAssetId};
use crate::domain::room_asset::AssetStatus;

pub(super) async fn due(desk: &Desk) -> Vec<Change> {
    desk.catalogue.due_changes(NOW, 100).await.expect("reads")
}

pub(super) async fn only(desk: &Desk) -> Change {
    let mut due = due(desk).await;
    assert_eq!(due.len(), 1, "{due:?}");
    due.remove(0)
}

async fn status(desk: &Desk, id: AssetId) -> AssetStatus {
    match desk
        .catalogue
        .asset(id)
        .await
        .expect("reads")
        .expect("is there")
    {
        Asset::RoomAsset(asset) => asset.status,
        Asset::StyleImage(_) => panic!("no room asset"),
    }
}

/// A photo without variants, and everything before it up.
pub(super) async fn a_lone_photo(desk: &Desk) -> AssetId {
    let mut photo = desk.photo("kitchen.jpg", 0);
    photo.variants.clear();
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
        .await
        .expect("records");
    desk.everything_before_is_there().await;
    photo.asset.id()
}

#[tokio::test]
async fn parents_go_before_children() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    desk.catalogue
        .record_import(&[photo])
        .await
        .expect("records");
    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;
    let mut order = Vec::new();

    loop {
        let changes = due(&desk).await;
        if changes.is_empty() {
            break;
        }
        for change in changes {
            order.push((change.table, change.kind));
            desk.catalogue
                .complete(change.op_id, NOW)
                .await
                .expect("completes");
        }
    }

    use ChangeKind::{Create, Edit};
    assert_eq!(
        order,
        [
            (SyncTable::Styles, Create),
            (SyncTable::Sessions, Create),
            (SyncTable::Rooms, Create),
            (SyncTable::RoomAssets, Create),
            (SyncTable::AssetVariants, Create),
            (SyncTable::AssetVariants, Create),
            (SyncTable::RoomAssets, Edit),
        ]
    );
}

#[tokio::test]
async fn a_room_asset_is_uploaded_with_its_file_and_ready_with_its_last_variant() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    let id = photo.asset.id();
    desk.catalogue
        .record_import(&[photo])
        .await
        .expect("records");
    desk.everything_before_is_there().await;
    let original = only(&desk).await;

    desk.catalogue
        .complete(original.op_id, NOW)
        .await
        .expect("completes");
    assert_eq!(status(&desk, id).await, AssetStatus::Uploaded);

    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&job).await;
    let variants = due(&desk).await;
    desk.catalogue
        .complete(variants[0].op_id, NOW)
        .await
        .expect("completes");
    assert_eq!(status(&desk, id).await, AssetStatus::Uploaded);

    desk.catalogue
        .complete(variants[1].op_id, NOW)
        .await
        .expect("completes");
    assert_eq!(status(&desk, id).await, AssetStatus::Ready);
    let ready = only(&desk).await;
    assert_eq!((ready.kind, ready.row_id), (ChangeKind::Edit, id.uuid()));
    assert!(
        ready.patch.contains(r#""status":"ready""#),
        "{}",
        ready.patch
    );
    assert_eq!(ready.base_version, 1);
}

#[tokio::test]
async fn a_failed_variant_keeps_its_asset_from_being_ready() {
    let desk = Desk::new().await;
    let photo = desk.photo("kitchen.jpg", 0);
    let id = photo.asset.id();
    desk.catalogue
        .record_import(&[photo])
        .await
        .expect("records");
    let mut job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    let failed = job.variants.pop().expect("two variants");
    desk.catalogue
        .variant_failed(&failed.id, "no", NOW)
        .await
        .expect("records");
    desk.make(&job).await;

    desk.everything_is_there().await;

    assert_eq!(status(&desk, id).await, AssetStatus::Uploaded);
}

#[tokio::test]
async fn a_room_asset_without_variants_is_ready_at_once() {
    let desk = Desk::new().await;
    let id = a_lone_photo(&desk).await;

    desk.catalogue
        .complete(only(&desk).await.op_id, NOW)
        .await
        .expect("completes");

    assert_eq!(status(&desk, id).await, AssetStatus::Ready);
    assert!(only(&desk).await.patch.contains("ready"));
}

#[tokio::test]
async fn completing_twice_is_completing_once() {
    let desk = Desk::new().await;
    a_lone_photo(&desk).await;
    let change = only(&desk).await;
    desk.catalogue
        .complete(change.op_id, NOW)
        .await
        .expect("completes");
    desk.catalogue
        .complete(change.op_id, NOW)
        .await
        .expect("again");

    let ready = only(&desk).await;

    assert_eq!(ready.base_version, 1);
}

#[tokio::test]
async fn a_change_is_tried_when_its_time_has_come() {
    let desk = Desk::new().await;
    a_lone_photo(&desk).await;
    let change = only(&desk).await;

    desk.catalogue
        .defer(change.op_id, "unreachable", "No network.", NOW.plus(500))
        .await
        .expect("defers");

    assert!(due(&desk).await.is_empty());
    let counts = desk.catalogue.outbox_counts(NOW).await.expect("counts");
    let expected = OutboxCounts {
        waiting: 1,
        oldest: Some(NOW),
        next_not_before: Some(NOW.plus(500)),
        ..OutboxCounts::default()
    };
    assert_eq!(counts, expected);
    let later = desk
        .catalogue
        .due_changes(NOW.plus(500), 10)
        .await
        .expect("reads");
    assert_eq!((later[0].op_id, later[0].attempts), (change.op_id, 1));
    assert_eq!(later[0].patch, change.patch);

    desk.catalogue
        .advance(change.op_id, Stage::Requested)
        .await
        .expect("advances");
    let further = only(&desk).await;
    assert_eq!((further.attempts, further.stage), (0, Stage::Requested));
    assert_eq!((further.error_code, further.last_error), (None, None));
}

#[tokio::test]
async fn a_parked_change_waits_for_a_person_and_names_its_cause() {
    let desk = Desk::new().await;
    let id = a_lone_photo(&desk).await;
    let change = only(&desk).await;

    desk.catalogue
        .park(change.op_id, "store_full", "The store is full.")
        .await
        .expect("parks");

    assert!(due(&desk).await.is_empty());
    let failures = desk.catalogue.failures().await.expect("reads");
    assert_eq!(
        (
            failures[0].code.as_str(),
            failures[0].count,
            failures[0].parked
        ),
        ("store_full", 1, 1)
    );
    assert_eq!(
        (failures[0].words.as_str(), &failures[0].pictures),
        ("The store is full.", &vec![id.uuid()])
    );
    let detail = desk
        .catalogue
        .picture(id.uuid())
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(detail.failure.as_deref(), Some("The store is full."));

    for other in [Unpark::Code("other".into()), Unpark::Op(OperationId::new())] {
        assert_eq!(desk.catalogue.unpark(&other).await.expect("unparks"), 0);
    }
    let code = Unpark::Code("store_full".into());
    assert_eq!(desk.catalogue.unpark(&code).await.expect("unparks"), 1);
    assert_eq!(only(&desk).await.attempts, 0);
    assert_eq!(
        desk.catalogue.unpark(&Unpark::All).await.expect("unparks"),
        0
    );
}

#[tokio::test]
async fn a_patch_that_was_taken_is_never_touched_again() {
    let desk = Desk::new().await;
    let id = a_lone_photo(&desk).await;
    let caption = |text: &str| crate::catalogue::PicturePatch {
        caption: Some(Some(text.into())),
        ..Default::default()
    };
    let ids = [id.uuid()];
    desk.catalogue
        .patch_pictures(&ids, &caption("first"), "Caption changed", NOW)
        .await
        .expect("edits");

    let taken = only(&desk).await;
    assert!(
        taken.patch.contains(r#""caption":"first""#),
        "a queued change takes the edit in"
    );
    desk.catalogue
        .patch_pictures(&ids, &caption("second"), "Caption changed", NOW)
        .await
        .expect("edits");

    assert_eq!(only(&desk).await.patch, taken.patch);
    desk.catalogue
        .complete(taken.op_id, NOW)
        .await
        .expect("completes");
    let next = only(&desk).await;
    assert_eq!(next.kind, ChangeKind::Edit);
    assert!(
        next.patch.contains(r#""caption":"second""#),
        "{}",
        next.patch
    );
}

#[tokio::test]
async fn a_whole_batch_goes_further_at_once() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    desk.everything_before_is_there().await;
    let ops: Vec<OperationId> = due(&desk).await.iter().map(|change| change.op_id).collect();
    desk.catalogue
        .enqueue_delete(&pictures[..1], NOW)
        .await
        .expect("deletes");

    let wanted = desk
        .catalogue
        .advance_all(&ops, Stage::Requested)
        .await
        .expect("advances");
    desk.catalogue
        .complete_all(&wanted, NOW)
        .await
        .expect("completes");

    assert_eq!(wanted, ops[1..]);
    let deletion = only(&desk).await;
    assert_eq!(deletion.row_id, pictures[0].uuid());
}

#[tokio::test]
async fn a_pair_waits_for_both_of_its_assets() {
    let desk = Desk::new().await;
    let mut photos = [desk.photo("before.jpg", 0), desk.photo("after.jpg", 1)];
    for photo in &mut photos {
        photo.variants.clear();
    }
    desk.catalogue
        .record_import(&photos)
        .await
        .expect("records");
    let pair = Comparison {
        id: ComparisonId::new(),
        session_id: desk.session.id,
        room_id: desk.room.id,
        before_asset_id: RoomAssetId(photos[0].asset.id().uuid()),
        after_asset_id: RoomAssetId(photos[1].asset.id().uuid()),
        comparison_type: ComparisonType::Slider,
        title: Some("The window".into()),
        created_at: NOW,
    };
    desk.catalogue.add_comparison(&pair).await.expect("adds");
    desk.everything_before_is_there().await;

    let assets = due(&desk).await;
    assert!(
        assets
            .iter()
            .all(|change| change.table == SyncTable::RoomAssets)
    );
    desk.catalogue
        .complete(assets[0].op_id, NOW)
        .await
        .expect("completes");
    assert!(
        due(&desk)
            .await
            .iter()
            .all(|change| change.table == SyncTable::RoomAssets)
    );
    desk.catalogue
        .complete(assets[1].op_id, NOW)
        .await
        .expect("completes");
    assert!(
        due(&desk)
            .await
            .iter()
            .any(|change| change.table == SyncTable::Comparisons)
    );
    assert_eq!(
        desk.catalogue
            .comparisons(desk.room.id)
            .await
            .expect("reads"),
        std::slice::from_ref(&pair)
    );
    let lonely = Comparison {
        id: ComparisonId::new(),
        after_asset_id: RoomAssetId::new(),
        ..pair
    };
    let refusal = desk.catalogue.add_comparison(&lonely).await;
    assert!(matches!(refusal, Err(CatalogueError::Missing { .. })));
}
