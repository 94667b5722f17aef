//! A style that the backend knows by another identity.

use super::sync::due;
use crate::catalogue::testing::{Desk, NOW};
use crate::domain::asset::{Board, Place};
use crate::domain::change::SyncTable;
use crate::domain::ids::StyleId;
use std::path::Path;

#[tokio::test]
async fn everything_of_a_style_moves_over_to_the_identity_of_the_backend() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(2).await;
    let ours = Place::Style {
        style_id: desk.style.id,
    };
    let path = Path::new("/home/ana/Coast");
    desk.catalogue
        .add_watched_folder(path, &ours, NOW)
        .await
        .expect("adds");
    let theirs = StyleId::new();

    desk.catalogue
        .adopt_style(desk.style.id, theirs)
        .await
        .expect("adopts");

    let style = desk.catalogue.style_by_slug(&desk.style.slug).await;
    assert_eq!(style.expect("reads").map(|style| style.id), Some(theirs));
    let asset = desk.catalogue.asset(pictures[0]).await.expect("reads");
    assert_eq!(asset.map(|asset| asset.board()), Some(Board::Style(theirs)));
    let folders = desk.catalogue.watched_folders().await.expect("lists");
    assert_eq!(folders[0].place, Place::Style { style_id: theirs });
    // The style is there, so its pictures can go up at once.
    let changes = due(&desk).await;
    let pictures: Vec<_> = changes
        .iter()
        .filter(|change| change.table == SyncTable::StyleImages)
        .collect();
    assert_eq!(pictures.len(), 2);
    assert!(pictures[0].patch.contains(&theirs.to_string()));
    assert!(
        changes
            .iter()
            .all(|change| change.table != SyncTable::Styles)
    );
}
