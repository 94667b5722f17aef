//! Scores that are measured after a variant was made.

use crate::catalogue::testing::{Desk, NOW, ready_file};
use crate::domain::change::{ChangeKind, SyncTable};
use crate::domain::variant::{Variant, VariantFile, VariantState};

/// A picture whose variants are made, and the first of them.
async fn made(desk: &Desk) -> (Variant, VariantFile) {
    desk.pictures(1).await;
    let job = desk.catalogue.claim_variants(&[]).await.expect("claims");
    let job = job.expect("a job");
    desk.make(&job).await;
    again(desk, &job.variants[0]).await
}

async fn again(desk: &Desk, variant: &Variant) -> (Variant, VariantFile) {
    let found = desk.catalogue.variant(variant.id).await.expect("reads");
    let found = found.expect("is there");
    let VariantState::Ready(file) = found.state.clone() else {
        panic!("it is made: {found:?}");
    };
    (found, file)
}

#[tokio::test]
async fn a_score_that_was_measured_later_is_kept_with_how_the_making_turned_out() {
    let desk = Desk::new().await;
    let (variant, file) = made(&desk).await;
    let before = variant.outcome().expect("an outcome");

    let kept = desk.catalogue.keep_score(&variant, &file, 71.5, NOW).await;

    assert!(kept.expect("keeps"));
    let (now, _) = again(&desk, &variant).await;
    let outcome = now.outcome().expect("an outcome");
    assert_eq!(outcome.score, Some(71.5));
    assert_eq!(
        (outcome.quality, outcome.encodes),
        (before.quality, before.encodes)
    );
}

#[tokio::test]
async fn a_score_goes_up_with_its_variant_or_after_it() {
    let desk = Desk::new().await;
    let (variant, file) = made(&desk).await;
    let sent = |patch: &str| {
        let row: serde_json::Value = serde_json::from_str(patch).expect("reads");
        row["processing_config"]["result"]["score"].as_f64()
    };
    let keep = |score| desk.catalogue.keep_score(&variant, &file, score, NOW);

    // Its row has not gone up yet: there is still one change, and it says the score.
    keep(71.5).await.expect("keeps");
    desk.everything_before_is_there().await;
    let original = desk.catalogue.due_changes(NOW, 1).await.expect("reads");
    desk.catalogue
        .complete(original[0].op_id, NOW)
        .await
        .expect("completes");
    let due = desk.catalogue.due_changes(NOW, 10).await.expect("reads");
    let of_it: Vec<_> = due
        .iter()
        .filter(|one| one.row_id == variant.id.0)
        .collect();
    assert_eq!(of_it.len(), 1);
    assert_eq!(of_it[0].kind, ChangeKind::Create);
    assert_eq!(sent(&of_it[0].patch), Some(71.5));

    // It has: the score is a change of its own.
    desk.everything_is_there().await;
    keep(72.5).await.expect("keeps");
    let due = desk.catalogue.due_changes(NOW, 10).await.expect("reads");
    assert_eq!(due.len(), 1);
    assert_eq!(
        (due[0].table, due[0].kind),
        (SyncTable::StyleImageVariants, ChangeKind::Edit)
    );
    assert_eq!(sent(&due[0].patch), Some(72.5));
}

#[tokio::test]
async fn a_score_of_another_file_is_not_kept() {
    let desk = Desk::new().await;
    let (variant, _) = made(&desk).await;

    let kept = desk
        .catalogue
        .keep_score(&variant, &ready_file("another"), 71.5, NOW)
        .await;

    assert!(!kept.expect("says so"));
    let (now, _) = again(&desk, &variant).await;
    assert_eq!(now.outcome().expect("an outcome").score, None);
}
