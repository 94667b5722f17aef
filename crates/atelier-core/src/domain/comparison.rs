//! Pairs of before and after.

use serde::{Deserialize, Serialize};

use super::ids::{ComparisonId, RoomAssetId, RoomId, SessionId};
use super::text_enum::text_enum;
use crate::clock::UnixMillis;

text_enum! {
    /// How a pair is shown (`check_comparison_type`).
    ComparisonType {
        /// Next to each other.
        SideBySide = "side_by_side",
        /// Under a slider.
        Slider = "slider",
        /// One over the other.
        Overlay = "overlay",
    }
}

/// A pair of before and after in one room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Its identity.
    pub id: ComparisonId,
    /// The session of its room.
    pub session_id: SessionId,
    /// Its room.
    pub room_id: RoomId,
    /// The room as it was.
    pub before_asset_id: RoomAssetId,
    /// The room as it is or could be.
    pub after_asset_id: RoomAssetId,
    /// How the pair is shown.
    pub comparison_type: ComparisonType,
    /// Its name for people.
    pub title: Option<String>,
    /// When it was made.
    pub created_at: UnixMillis,
}
