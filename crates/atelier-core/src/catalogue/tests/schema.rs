//! The tables say the same as the nouns.

use std::collections::BTreeSet;

use crate::catalogue::testing::Desk;
use crate::domain::change::{ChangeKind, Stage, SyncTable};
use crate::domain::comparison::ComparisonType;
use crate::domain::document::{DocumentType, GeneratedBy};
use crate::domain::limits::{MAX_IMAGE_BYTES, MAX_PDF_BYTES};
use crate::domain::room_asset::{AssetSource, AssetStatus, AssetType};
use crate::domain::variant::{ProcessingStatus, VariantFormat, VariantType};

/// Takes the words of a CHECK list out of a table's definition.
fn check_list(table: &str, constraint: &str) -> Vec<String> {
    let (_, after) = table.split_once(constraint).expect("the constraint");
    let (_, after) = after.split_once("in (").expect("a list");
    let (inside, _) = after.split_once(')').expect("its end");
    inside
        .split(',')
        .map(|word| word.trim().trim_matches('\'').to_owned())
        .collect()
}

async fn definition(desk: &Desk, table: &str) -> String {
    sqlx::query_scalar("select sql from sqlite_master where type = 'table' and name = ?1")
        .bind(table)
        .fetch_one(&desk.catalogue.reader)
        .await
        .expect("the table")
}

#[tokio::test]
async fn every_check_list_has_the_words_of_its_noun() {
    let desk = Desk::new().await;
    macro_rules! same {
        ($table:literal, $constraint:literal, $noun:ty) => {
            let words: Vec<String> = <$noun>::ALL.iter().map(ToString::to_string).collect();
            let table = definition(&desk, $table).await;
            assert_eq!(check_list(&table, $constraint), words, "{}", $constraint);
        };
    }

    same!("room_assets", "check_asset_type", AssetType);
    same!("room_assets", "check_asset_status", AssetStatus);
    same!("room_assets", "check_asset_source", AssetSource);
    same!("asset_variants", "check_variant_type", VariantType);
    same!("asset_variants", "check_variant_format", VariantFormat);
    same!("asset_variants", "check_variant_status", ProcessingStatus);
    same!("style_image_variants", "check_variant_type", VariantType);
    same!(
        "style_image_variants",
        "check_variant_format",
        VariantFormat
    );
    same!(
        "style_image_variants",
        "check_variant_status",
        ProcessingStatus
    );
    same!("document_artifacts", "check_document_type", DocumentType);
    same!("document_artifacts", "check_generated_by", GeneratedBy);
    same!("asset_comparisons", "check_comparison_type", ComparisonType);
    same!("outbox", "check_sync_table", SyncTable);
    same!("outbox", "check_change_kind", ChangeKind);
    same!("outbox", "check_stage", Stage);
}

#[tokio::test]
async fn the_size_limits_are_those_of_the_import() {
    let desk = Desk::new().await;

    for table in ["room_assets", "style_images"] {
        let sql = definition(&desk, table).await;
        let limit = format!("'application/pdf' then {MAX_PDF_BYTES} else {MAX_IMAGE_BYTES} end");
        assert!(sql.contains(&limit), "{table}");
    }
}

#[tokio::test]
async fn the_tables_are_the_documents_and_ours() {
    let desk = Desk::new().await;

    let tables: BTreeSet<String> = sqlx::query_scalar(
        "select name from sqlite_master
          where type = 'table' and name not like 'sqlite_%' and name not like '_sqlx_%'",
    )
    .fetch_all(&desk.catalogue.reader)
    .await
    .expect("tables")
    .into_iter()
    .collect();

    let wanted = "asset_comparisons asset_variants base batches conflict cursor document_artifacts \
        history looks outbox receipts renovation_rooms renovation_sessions room_assets settings \
        style_image_variants style_images styles tag_lists told_apart uploads watched_folders";
    assert_eq!(
        tables,
        wanted.split_whitespace().map(str::to_owned).collect()
    );
}

#[tokio::test]
async fn a_write_survives_a_power_cut() {
    let desk = Desk::new().await;
    for pool in [&desk.catalogue.reader, &desk.catalogue.writer] {
        let journal: String = sqlx::query_scalar("pragma journal_mode")
            .fetch_one(pool)
            .await
            .expect("a mode");
        let synchronous: i64 = sqlx::query_scalar("pragma synchronous")
            .fetch_one(pool)
            .await
            .expect("a level");
        let foreign_keys: i64 = sqlx::query_scalar("pragma foreign_keys")
            .fetch_one(pool)
            .await
            .expect("a switch");

        assert_eq!((journal.as_str(), synchronous, foreign_keys), ("wal", 2, 1));
    }
}
