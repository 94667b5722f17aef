//! Styles, sessions, rooms, and the navigation.

use crate::catalogue::CatalogueError;
use crate::catalogue::testing::{Desk, NOW, style};
use crate::domain::change::{ChangeKind, SyncTable};
use crate::domain::ids::{RoomId, SessionId, StyleId};
use crate::domain::session::{Room, Session};

#[tokio::test]
async fn a_place_goes_into_the_outbox_with_its_row() {
    let desk = Desk::new().await;

    let changes = desk.catalogue.due_changes(NOW, 10).await.expect("reads");

    // The room waits for its session.
    let tables: Vec<_> = changes.iter().map(|change| change.table).collect();
    assert_eq!(tables, [SyncTable::Styles, SyncTable::Sessions]);
    assert_eq!(
        changes[0].patch,
        format!(
            r#"{{"created_at":"2026-09-21T14:13:20Z","id":"{}","name":"coastal","slug":"coastal","updated_at":"2026-09-21T14:13:20Z"}}"#,
            desk.style.id
        )
    );
}

#[tokio::test]
async fn two_styles_never_share_a_slug() {
    let desk = Desk::new().await;

    let refusal = desk.catalogue.add_style(&style("coastal")).await;

    let refusal = refusal.expect_err("is taken");
    assert!(matches!(refusal, CatalogueError::Taken { .. }));
    assert!(refusal.to_string().contains("“coastal”"), "{refusal}");
    assert_eq!(
        desk.catalogue
            .outbox_counts(NOW)
            .await
            .expect("counts")
            .waiting,
        3
    );
}

#[tokio::test]
async fn a_style_is_found_by_what_names_it() {
    let desk = Desk::new().await;
    let style = &desk.style;

    let found = desk
        .catalogue
        .style_by_slug(&style.slug)
        .await
        .expect("reads");

    assert_eq!(found.as_ref(), Some(style));
    assert_eq!(
        desk.catalogue
            .style(style.id)
            .await
            .expect("reads")
            .as_ref(),
        Some(style)
    );
    assert_eq!(
        desk.catalogue.style(StyleId::new()).await.expect("reads"),
        None
    );
}

#[tokio::test]
async fn a_new_name_joins_the_change_that_waits() {
    let desk = Desk::new().await;

    desk.catalogue
        .rename_style(desk.style.id, "Coast", NOW.plus(1000))
        .await
        .expect("renames");

    let changes = desk.catalogue.due_changes(NOW, 10).await.expect("reads");
    assert_eq!(changes[0].kind, ChangeKind::Create);
    assert!(
        changes[0].patch.contains(r#""name":"Coast""#),
        "{}",
        changes[0].patch
    );
    let renamed = desk.catalogue.style(desk.style.id).await.expect("reads");
    assert_eq!(renamed.expect("is there").name, "Coast");
    let refusal = desk.catalogue.rename_style(StyleId::new(), "x", NOW).await;
    assert!(matches!(refusal, Err(CatalogueError::Missing { .. })));
}

#[tokio::test]
async fn a_room_needs_its_session() {
    let desk = Desk::new().await;
    let room = Room {
        id: RoomId::new(),
        session_id: SessionId::new(),
        ..desk.room.clone()
    };

    let refusal = desk.catalogue.add_room(&room).await;

    assert!(matches!(refusal, Err(CatalogueError::Missing { .. })));
    assert_eq!(desk.catalogue.room(room.id).await.expect("reads"), None);
}

#[tokio::test]
async fn people_name_sessions_and_rooms_as_they_like() {
    let desk = Desk::new().await;
    let twin = Session {
        id: SessionId::new(),
        ..desk.session.clone()
    };
    desk.catalogue.add_session(&twin).await.expect("adds");
    let catalogue = &desk.catalogue;

    let by_title = catalogue
        .sessions_named("Lindqvist apartment")
        .await
        .expect("reads");
    let by_id = catalogue
        .sessions_named(&twin.id.to_string())
        .await
        .expect("reads");
    let room = catalogue.rooms_named("Kitchen").await.expect("reads");

    assert_eq!(by_title, [desk.session.clone(), twin.clone()]);
    assert_eq!(by_id, std::slice::from_ref(&twin));
    assert_eq!(room, std::slice::from_ref(&desk.room));
    let by_id = catalogue
        .rooms_named(&desk.room.id.to_string())
        .await
        .expect("reads");
    assert_eq!(by_id, std::slice::from_ref(&desk.room));
    assert!(
        catalogue
            .rooms_named("Attic")
            .await
            .expect("reads")
            .is_empty()
    );
    assert_eq!(
        catalogue.sessions().await.expect("reads"),
        [twin, desk.session.clone()]
    );
    assert_eq!(
        catalogue.session(desk.session.id).await.expect("reads"),
        Some(desk.session.clone())
    );
    assert_eq!(
        catalogue.rooms(desk.session.id).await.expect("reads"),
        std::slice::from_ref(&desk.room)
    );
}

#[tokio::test]
async fn the_navigation_counts_what_is_not_in_the_trash() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let photo = desk.photo("kitchen.jpg", 0);
    desk.catalogue
        .record_import(std::slice::from_ref(&photo))
        .await
        .expect("records");
    desk.catalogue
        .trash_pictures(&[pictures[0].uuid()], "1 picture moved to Trash", NOW)
        .await
        .expect("trashes");

    let places = desk.catalogue.places().await.expect("reads");

    assert_eq!(places.styles[0].pictures, 2);
    assert_eq!(places.styles[0].cover_id, Some(pictures[1].uuid()));
    let session = &places.sessions[0];
    assert_eq!(session.cover_id, Some(photo.asset.id().uuid()));
    assert_eq!(
        (session.rooms[0].id, session.rooms[0].pictures),
        (desk.room.id, 1)
    );
}

#[tokio::test]
async fn styles_come_in_the_order_in_which_people_look_for_names() {
    let desk = Desk::new().await;
    for slug in ["oak-10", "oak-2", "birch"] {
        desk.catalogue
            .add_style(&style(slug))
            .await
            .expect("adds a style");
    }

    let styles = desk.catalogue.styles().await.expect("reads");
    let places = desk.catalogue.places().await.expect("reads");

    let names: Vec<&str> = styles.iter().map(|style| style.name.as_str()).collect();
    assert_eq!(names, ["birch", "coastal", "oak-2", "oak-10"]);
    assert!(
        places
            .styles
            .iter()
            .map(|style| style.name.as_str())
            .eq(names)
    );
}
