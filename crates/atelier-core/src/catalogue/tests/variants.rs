//! The durable queue of variants.

use std::collections::HashSet;

use crate::catalogue::testing::{Desk, NOW, encoded_once, ready_file};
use crate::catalogue::{Made, VariantCounts, VariantFilter, VariantJob};
use crate::domain::asset::AssetId;
use crate::domain::change::{ChangeKind, SyncTable};
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::VariantId;
use crate::domain::variant::{Outcome, ProcessingStatus, Variant, VariantState, VariantType};

async fn claim(desk: &Desk) -> VariantJob {
    desk.catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job")
}

#[tokio::test]
async fn what_is_on_screen_comes_first_and_then_the_newest() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let catalogue = &desk.catalogue;

    let seen = catalogue
        .claim_variants(&[pictures[1]])
        .await
        .expect("claims")
        .expect("a job");
    let newest = catalogue
        .claim_variants(&[pictures[1]])
        .await
        .expect("claims")
        .expect("a job");
    let oldest = claim(&desk).await;

    assert_eq!(
        [seen.asset, newest.asset, oldest.asset],
        [pictures[1], pictures[2], pictures[0]]
    );
    assert_eq!(seen.variants.len(), 2);
    assert_eq!((seen.width, seen.height), (Some(1600), Some(1200)));
    assert_eq!(
        catalogue.claim_variants(&pictures).await.expect("claims"),
        None
    );
}

#[tokio::test]
async fn no_two_workers_get_the_same() {
    let desk = Desk::new().await;
    desk.pictures(20).await;

    let mut workers = Vec::new();
    for _ in 0..4 {
        let catalogue = desk.catalogue.clone();
        workers.push(tokio::spawn(async move {
            let mut claimed = Vec::new();
            while let Some(job) = catalogue.claim_variants(&[]).await.expect("claims") {
                claimed.push(job.asset);
            }
            claimed
        }));
    }
    let mut claimed = Vec::new();
    for worker in workers {
        claimed.extend(worker.await.expect("ends"));
    }

    assert_eq!(claimed.len(), 20);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 20);
}

#[tokio::test]
async fn what_was_being_made_when_the_program_stopped_waits_again() {
    let desk = Desk::new().await;
    desk.pictures(1).await;
    claim(&desk).await;

    let released = desk.catalogue.release_claims().await.expect("releases");

    assert_eq!(released, 2);
    assert_eq!(claim(&desk).await.variants.len(), 2);
}

#[tokio::test]
async fn trashed_pictures_wait_with_their_variants() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    let ids = [pictures[0].uuid()];
    desk.catalogue
        .trash_pictures(&ids, "1 picture moved to Trash", NOW)
        .await
        .expect("trashes");

    assert_eq!(
        desk.catalogue.claim_variants(&[]).await.expect("claims"),
        None
    );
    assert!(
        desk.catalogue
            .originals(None, 10)
            .await
            .expect("reads")
            .is_empty()
    );
}

#[tokio::test]
async fn a_made_variant_has_a_file_and_a_way_to_the_backend() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    let job = claim(&desk).await;
    let thumbnail = &job.variants[0];
    let outcome = Outcome {
        quality: 71,
        score: Some(75.25),
        encodes: 2,
        copied: false,
    };
    let file = ready_file("thumb");
    let made = Made {
        id: thumbnail.id,
        file: file.clone(),
        width: 300,
        height: 200,
        storage_path: thumbnail.storage_path.clone(),
        outcome,
    };

    let wanted = desk.catalogue.variants_ready(&[made]).await;

    assert_eq!(wanted.expect("records"), 1);
    let filter = VariantFilter {
        status: Some(ProcessingStatus::Ready),
        ..VariantFilter::default()
    };
    let ready = desk
        .catalogue
        .list_variants(&filter, None, 10)
        .await
        .expect("lists");
    assert_eq!(ready.len(), 1);
    assert_eq!(ready[0].state, VariantState::Ready(file.clone()));
    assert_eq!((ready[0].outcome(), ready[0].quality), (Some(outcome), 71));
    let shown = desk
        .catalogue
        .kept_file(pictures[0].uuid(), Some(VariantType::Thumbnail))
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (shown.content_hash, shown.content_type.as_str()),
        (file.content_hash, "image/webp")
    );
    let original = desk
        .catalogue
        .kept_file(pictures[0].uuid(), None)
        .await
        .expect("reads");
    assert_eq!(original.expect("is there").content_type, "image/jpeg");

    desk.everything_before_is_there().await;
    let original = desk.catalogue.due_changes(NOW, 10).await.expect("reads");
    assert_eq!(original.len(), 1, "the variant waits for its original");
    desk.catalogue
        .complete(original[0].op_id, NOW)
        .await
        .expect("completes");
    let changes = desk.catalogue.due_changes(NOW, 10).await.expect("reads");
    assert_eq!(changes, [], "it waits for the others of its picture");
    desk.catalogue
        .variant_failed(&job.variants[1].id, "no", NOW)
        .await
        .expect("records");
    let changes = desk.catalogue.due_changes(NOW, 10).await.expect("reads");
    assert_eq!(changes[0].table, SyncTable::StyleImageVariants);
    let row: serde_json::Value = serde_json::from_str(&changes[0].patch).expect("reads");
    assert_eq!(row["parent_style_image_id"], pictures[0].to_string());
    assert_eq!(row["processing_config"]["max_width"], 300);
    assert_eq!(row["processing_status"], "ready");
}

#[tokio::test]
async fn a_variant_whose_picture_is_gone_is_not_wanted() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;
    let job = claim(&desk).await;
    desk.catalogue
        .enqueue_delete(&pictures, NOW)
        .await
        .expect("deletes");
    let made: Vec<Made> = job
        .variants
        .iter()
        .map(|variant| Made {
            id: variant.id,
            file: ready_file("x"),
            width: variant.width,
            height: variant.height,
            storage_path: variant.storage_path.clone(),
            outcome: encoded_once(),
        })
        .collect();

    assert_eq!(
        desk.catalogue.variants_ready(&made).await.expect("records"),
        0
    );
}

#[tokio::test]
async fn a_failure_keeps_its_reason_and_can_be_tried_again() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;
    let job = claim(&desk).await;
    let catalogue = &desk.catalogue;

    catalogue
        .variant_failed(&job.variants[0].id, "the encoder ran out of memory", NOW)
        .await
        .expect("records");

    let counts = catalogue.variant_counts().await.expect("counts");
    assert_eq!(
        counts,
        VariantCounts {
            pending: 2,
            processing: 1,
            ready: 0,
            failed: 1
        }
    );
    let filter = VariantFilter {
        assets: Some(vec![pictures[1]]),
        status: Some(ProcessingStatus::Failed),
    };
    let failed = catalogue
        .list_variants(&filter, None, 10)
        .await
        .expect("lists");
    let reason = VariantState::Failed {
        reason: "the encoder ran out of memory".into(),
    };
    assert_eq!(failed[0].state, reason);
    assert_eq!(
        catalogue
            .retry_failed(Some(&pictures[..1]))
            .await
            .expect("retries"),
        0
    );
    assert_eq!(catalogue.retry_failed(None).await.expect("retries"), 1);
    assert_eq!(catalogue.variant_counts().await.expect("counts").failed, 0);
}

#[tokio::test]
async fn variants_are_listed_a_page_at_a_time() {
    let desk = Desk::new().await;
    desk.pictures(3).await;
    let mut seen: Vec<VariantId> = Vec::new();

    loop {
        let page = desk
            .catalogue
            .list_variants(&VariantFilter::default(), seen.last().copied(), 4)
            .await
            .expect("lists");
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|variant| variant.id));
    }

    assert_eq!(seen.len(), 6);
    assert!(seen.windows(2).all(|two| two[0] < two[1]));
}

#[tokio::test]
async fn a_stand_in_is_kept() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(1).await;

    desk.catalogue
        .set_thumbhash(pictures[0], &[1, 2, 3])
        .await
        .expect("keeps");

    let detail = desk
        .catalogue
        .picture(pictures[0].uuid())
        .await
        .expect("reads");
    assert_eq!(
        detail.expect("is there").picture.thumbhash,
        Some(vec![1, 2, 3])
    );
}

#[tokio::test]
async fn originals_come_a_page_at_a_time_in_their_order() {
    let desk = Desk::new().await;
    let mut all: Vec<AssetId> = desk.pictures(3).await;
    let photo = desk.photo("kitchen.jpg", 0);
    all.push(photo.asset.id());
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
        .await
        .expect("records");

    let first = desk.catalogue.originals(None, 2).await.expect("reads");
    let rest = desk
        .catalogue
        .originals(Some(first[1].asset), 10)
        .await
        .expect("reads");

    let seen: Vec<_> = first
        .iter()
        .chain(&rest)
        .map(|original| original.asset)
        .collect();
    assert_eq!(seen, all);
    assert_eq!(rest[1].storage_path, *photo.asset.storage_path());
    let one = desk.catalogue.original(all[3]).await.expect("reads");
    assert_eq!(one.as_ref(), Some(&rest[1]));
}

fn again(old: &Variant, config: &str) -> Variant {
    Variant {
        id: VariantId::new(),
        state: VariantState::Pending,
        processing_config: config.into(),
        ..old.clone()
    }
}

#[tokio::test]
async fn only_what_a_preset_changes_is_made_again() {
    let desk = Desk::new().await;
    desk.pictures(1).await;
    let job = claim(&desk).await;
    desk.make(&job).await;
    let thumbnail = again(&job.variants[0], r#"{ "max_width": 300 }"#);
    let optimized = again(&job.variants[1], r#"{"max_width":1600}"#);

    let outcome = desk
        .catalogue
        .regenerate(&[thumbnail, optimized.clone()], NOW)
        .await
        .expect("regenerates");

    assert_eq!((outcome.pending, outcome.kept), (1, 1));
    assert_eq!(outcome.freed.len(), 1);
    let next = claim(&desk).await;
    assert_eq!(next.variants.len(), 1);
    assert_eq!(next.variants[0].id, optimized.id);
    // Nothing of the old one was sent, and nothing of it is left to send.
    assert_eq!(
        desk.catalogue
            .outbox_counts(NOW)
            .await
            .expect("counts")
            .waiting,
        5
    );
}

#[tokio::test]
async fn a_sent_variant_goes_before_its_successor_and_keeps_its_path_to_itself() {
    let desk = Desk::new().await;
    desk.pictures(1).await;
    let job = claim(&desk).await;
    desk.make(&job).await;
    desk.everything_is_there().await;
    let old = &job.variants[0];
    let wanted = again(old, r#"{"max_width":300,"quality":60}"#);

    desk.catalogue
        .regenerate(std::slice::from_ref(&wanted), NOW)
        .await
        .expect("regenerates");

    let changes = desk.catalogue.due_changes(NOW, 10).await.expect("reads");
    assert_eq!(
        (changes[0].kind, changes[0].row_id),
        (ChangeKind::Delete, old.id.0)
    );
    assert_eq!(
        changes[0].patch,
        format!(r#"{{"paths":["{}"]}}"#, old.storage_path)
    );
    let next = claim(&desk).await;
    let mark = ContentHash::of(wanted.processing_config.as_bytes());
    assert_eq!(
        next.variants[0].storage_path,
        old.storage_path.with_hash(&mark)
    );
}

#[tokio::test]
async fn thumbnails_are_claimed_alone_and_the_rest_when_it_is_needed() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let catalogue = &desk.catalogue;
    let types = |job: &VariantJob| -> Vec<VariantType> {
        job.variants.iter().map(|one| one.variant_type).collect()
    };

    let seen = catalogue
        .claim_thumbnails(&[pictures[0]])
        .await
        .expect("claims")
        .expect("a job");
    let newest = catalogue
        .claim_thumbnails(&[pictures[0]])
        .await
        .expect("claims")
        .expect("a job");
    let needed = catalogue
        .claim_variants_of(&[pictures[0], pictures[1]])
        .await
        .expect("claims")
        .expect("a job");

    assert_eq!(
        (seen.asset, types(&seen)),
        (pictures[0], vec![VariantType::Thumbnail])
    );
    assert_eq!(
        (newest.asset, types(&newest)),
        (pictures[2], vec![VariantType::Thumbnail])
    );
    assert_eq!(
        (needed.asset, types(&needed)),
        (pictures[0], vec![VariantType::Optimized])
    );
    assert_eq!(catalogue.thumbnails_waiting().await.expect("counts"), 4);
    assert!(
        catalogue
            .has_pending_variants(pictures[2])
            .await
            .expect("reads")
    );
    assert_eq!(
        catalogue.claim_variants_of(&[]).await.expect("claims"),
        None
    );
}

#[tokio::test]
async fn variants_of_a_picture_go_together_once_all_are_dealt_with() {
    let desk = Desk::new().await;
    let picture = desk.pictures(1).await[0];
    let catalogue = &desk.catalogue;
    let thumbnail = catalogue
        .claim_thumbnails(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.make(&thumbnail).await;
    desk.everything_is_there().await;
    let waiting = catalogue.outbox_counts(NOW).await.expect("counts").waiting;
    assert_eq!(waiting, 1, "only the thumbnail waits, for the others");

    let rest = claim(&desk).await;
    desk.make(&rest).await;

    let due = catalogue.due_changes(NOW, 10).await.expect("reads");
    let rows: HashSet<_> = due.iter().map(|change| change.row_id).collect();
    let both = [thumbnail.variants[0].id.0, rest.variants[0].id.0];
    assert_eq!(rows, HashSet::from(both));
    assert_eq!(rest.asset, picture);
}

#[tokio::test]
async fn a_trashed_picture_holds_nothing_back() {
    let desk = Desk::new().await;
    let picture = desk.pictures(1).await[0];
    let catalogue = &desk.catalogue;
    let thumbnail = catalogue
        .claim_thumbnails(&[])
        .await
        .expect("claims")
        .expect("a job");
    desk.everything_is_there().await;
    desk.make(&thumbnail).await;
    catalogue
        .trash_pictures(&[picture.uuid()], "1 picture moved to Trash", NOW)
        .await
        .expect("trashes");

    desk.everything_is_there().await;

    let left = catalogue.outbox_counts(NOW).await.expect("counts");
    assert_eq!(left.waiting, 0, "its deletion is not stuck");
}

#[tokio::test]
async fn the_queue_is_told_in_numbers_and_failures_by_their_reasons() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let catalogue = &desk.catalogue;
    let (made, failed) = (claim(&desk).await, claim(&desk).await);
    desk.make(&made).await;
    let long_ago = NOW.plus(-90_000_000);
    let reasons = [("cut short", long_ago), ("no memory", NOW)];
    for (variant, (reason, at)) in failed.variants.iter().zip(reasons) {
        catalogue
            .variant_failed(&variant.id, reason, at)
            .await
            .expect("records");
    }

    let backlog = catalogue
        .variant_backlog(NOW.plus(-86_400_000))
        .await
        .expect("counts");

    assert_eq!(
        (backlog.waiting, backlog.waiting_first, backlog.pictures),
        (2, 1, 1)
    );
    assert_eq!((backlog.lately.made, backlog.lately.failed), (2, 1));
    assert_eq!((backlog.ever.made, backlog.ever.failed), (2, 2));
    let why = catalogue.variant_failures().await.expect("reads");
    let why: Vec<_> = why
        .iter()
        .map(|one| (one.reason.as_str(), one.count, one.pictures.clone()))
        .collect();
    let picture = vec![pictures[1].uuid()];
    assert_eq!(
        why,
        [("cut short", 1, picture.clone()), ("no memory", 1, picture)]
    );

    let again = catalogue.retry_failed_for("no memory").await;
    assert_eq!(again.expect("retries"), 1);
    let left = catalogue.variant_failures().await.expect("reads");
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn sizes_are_known_in_the_mean_and_trashed_pictures_count_nowhere() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;
    let job = claim(&desk).await;
    desk.make(&job).await;
    let catalogue = &desk.catalogue;

    let means = catalogue.mean_variant_bytes().await.expect("reads");

    let found: Vec<_> = means
        .iter()
        .map(|mean| (mean.variant_type, mean.ready, mean.mean_bytes))
        .collect();
    assert_eq!(
        found,
        [
            (VariantType::Optimized, 1, 100.0),
            (VariantType::Thumbnail, 1, 100.0)
        ]
    );
    assert_eq!(catalogue.pictures_with_variants().await.expect("counts"), 2);
    catalogue
        .trash_pictures(&[pictures[0].uuid()], "1 picture moved to Trash", NOW)
        .await
        .expect("trashes");
    let backlog = catalogue.variant_backlog(NOW).await.expect("counts");
    assert_eq!((backlog.waiting, backlog.pictures), (0, 0));
    assert_eq!(catalogue.pictures_with_variants().await.expect("counts"), 1);
}
