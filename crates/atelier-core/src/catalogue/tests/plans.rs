//! The hot queries go by an index, however many rows there are.

use crate::catalogue::import::KNOWN;
use crate::catalogue::outbox::queue::DUE;
use crate::catalogue::pictures::{Kind, ON_BOARD, select};
use crate::catalogue::testing::Desk;
use crate::catalogue::variants::queue::{NEWEST_PENDING, NEWEST_THUMBNAIL};
use sqlx::SqlSafeStr as _;

/// The steps of a plan that go through a whole table or a whole index.
fn scans(plan: &str) -> Vec<&str> {
    plan.lines()
        .filter(|line| line.starts_with("SCAN"))
        .filter(|line| !line.contains("VIRTUAL TABLE") && !line.contains("(subquery"))
        .collect()
}

#[tokio::test]
async fn what_is_known_is_looked_up_and_never_gone_through() {
    let desk = Desk::new().await;

    let plan = desk.plan(KNOWN).await;

    assert_eq!(scans(&plan), Vec::<&str>::new(), "{plan}");
    for index in [
        "idx_style_images_source",
        "idx_style_images_content",
        "idx_room_assets_source_hash",
        "idx_room_assets_content",
    ] {
        assert!(plan.contains(index), "{index}: {plan}");
    }
}

#[tokio::test]
async fn a_board_is_read_in_its_order_without_sorting() {
    let desk = Desk::new().await;
    let boards = [
        (Kind::StyleImage, "idx_style_images_board"),
        (Kind::RoomAsset, "idx_room_assets_board"),
    ];
    for (kind, index) in boards {
        let sql = select(kind, ON_BOARD).into_sql_str();
        let plan = desk.plan(sql.as_str()).await;

        assert_eq!(scans(&plan), Vec::<&str>::new(), "{plan}");
        assert!(plan.contains(index), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        let only_index = plan.matches("USING COVERING INDEX").count();
        assert_eq!(only_index, 3, "changes and variants: {plan}");
    }
}

#[tokio::test]
async fn the_next_variant_is_found_by_its_status() {
    let desk = Desk::new().await;

    for next in [NEWEST_PENDING, NEWEST_THUMBNAIL] {
        let plan = desk.plan(next).await;

        assert_eq!(scans(&plan), Vec::<&str>::new(), "{plan}");
        assert!(
            plan.contains("idx_style_variants_status") && plan.contains("idx_variants_status"),
            "{plan}"
        );
    }
}

#[tokio::test]
async fn what_stands_behind_another_change_is_looked_up() {
    let desk = Desk::new().await;

    let plan = desk.plan(DUE).await;

    for index in [
        "idx_outbox_row",
        "idx_outbox_parent",
        "idx_style_variants_",
        "idx_variants_",
    ] {
        assert!(plan.contains(index), "{index}: {plan}");
    }
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}
