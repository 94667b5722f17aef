//! Pairs of before and after that a person keeps.

use uuid::Uuid;

use super::{Workspace, WorkspaceError};
use crate::clock;
use crate::domain::asset::Asset;
use crate::domain::comparison::{Comparison, ComparisonType};
use crate::domain::ids::ComparisonId;
use crate::domain::room_asset::RoomAsset;

impl Workspace {
    /// Keeps a pair of before and after, as it was looked at, and sends it. A
    /// pair that is kept so already is not kept twice.
    ///
    /// # Errors
    /// [`WorkspaceError::NoPair`] unless both are pictures of one room.
    pub async fn keep_comparison(
        &self,
        before: Uuid,
        after: Uuid,
        shown: ComparisonType,
    ) -> Result<Comparison, WorkspaceError> {
        let (before, after) = (self.of_a_room(before).await?, self.of_a_room(after).await?);
        if before.room_id != after.room_id || before.id == after.id {
            return Err(WorkspaceError::NoPair);
        }
        let pair = Comparison {
            id: ComparisonId::new(),
            session_id: before.session_id,
            room_id: before.room_id,
            before_asset_id: before.id,
            after_asset_id: after.id,
            comparison_type: shown,
            title: None,
            created_at: clock::now(),
        };
        let same = |known: &Comparison| {
            (
                known.before_asset_id,
                known.after_asset_id,
                known.comparison_type,
            ) == (
                pair.before_asset_id,
                pair.after_asset_id,
                pair.comparison_type,
            )
        };
        let kept = self.catalogue.comparisons(pair.room_id).await?;
        if let Some(known) = kept.into_iter().find(same) {
            return Ok(known);
        }
        self.catalogue.add_comparison(&pair).await?;
        self.wake.sync.notify_one();
        Ok(pair)
    }

    async fn of_a_room(&self, id: Uuid) -> Result<RoomAsset, WorkspaceError> {
        let asset = match self.catalogue.asset_id(id).await? {
            Some(id) => self.catalogue.asset(id).await?,
            None => None,
        };
        match asset {
            Some(Asset::RoomAsset(asset)) if asset.trashed_at.is_none() => Ok(asset),
            _ => Err(WorkspaceError::NoPair),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::asset::AssetId;
    use crate::workspace::testing::{a_room, import};

    const BEFORE: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/photos/living-room-before.jpg"
    );
    const AFTER: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/photos/hallway.jpg"
    );

    #[tokio::test]
    async fn a_pair_is_kept_once_as_it_was_looked_at() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(dir.path(), "test").await.expect("opens");
        let room = a_room(&workspace).await;
        let before = import(&workspace, room, BEFORE).await.uuid();
        let after = import(&workspace, room, AFTER).await.uuid();
        let keep = |shown| workspace.keep_comparison(before, after, shown);

        let slider = keep(ComparisonType::Slider).await.expect("keeps");
        let again = keep(ComparisonType::Slider).await.expect("is kept");
        keep(ComparisonType::Overlay).await.expect("keeps");

        assert_eq!(again, slider);
        let kept = workspace
            .catalogue()
            .comparisons(room)
            .await
            .expect("lists");
        let shown: Vec<_> = kept.iter().map(|pair| pair.comparison_type).collect();
        assert_eq!(shown, [ComparisonType::Slider, ComparisonType::Overlay]);
    }

    #[tokio::test]
    async fn pictures_of_two_rooms_or_one_alone_are_no_pair() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(dir.path(), "test").await.expect("opens");
        let (here, there) = (a_room(&workspace).await, a_room(&workspace).await);
        let one = import(&workspace, here, BEFORE).await;
        let other = import(&workspace, there, AFTER).await;
        let keep = |after: AssetId| {
            workspace.keep_comparison(one.uuid(), after.uuid(), ComparisonType::Slider)
        };

        for refused in [keep(other).await, keep(one).await] {
            assert!(matches!(refused, Err(WorkspaceError::NoPair)));
        }
    }
}
