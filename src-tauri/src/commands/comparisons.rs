//! Pairs of before and after that were kept.

use atelier_core::domain::comparison::{Comparison, ComparisonType};
use atelier_core::domain::ids::RoomId;
use tauri::State;
use uuid::Uuid;

use crate::desk::Desk;
use crate::error::CommandError;

/// Lists the pairs of a room in the order in which they were kept.
#[tauri::command]
#[specta::specta]
pub async fn list_comparisons(
    desk: State<'_, Desk>,
    room: RoomId,
) -> Result<Vec<Comparison>, CommandError> {
    Ok(desk.workspace()?.catalogue().comparisons(room).await?)
}

/// Keeps a pair as it is looked at. One that is kept so already stays as it is.
#[tauri::command]
#[specta::specta]
pub async fn keep_comparison(
    desk: State<'_, Desk>,
    before: Uuid,
    after: Uuid,
    shown: ComparisonType,
) -> Result<Comparison, CommandError> {
    Ok(desk
        .workspace()?
        .keep_comparison(before, after, shown)
        .await?)
}
