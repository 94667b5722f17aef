//! A style that the backend already has under another identity: both machines
//! named it alike before they met. The backend's identity wins, and everything
//! that hangs on ours moves over.

use super::{Catalogue, CatalogueError};
use crate::domain::ids::StyleId;

/// Each takes our identity as `?1` and the backend's as `?2`.
const MOVES: [&str; 7] = [
    "update styles set id = ?2 where id = ?1",
    "update style_images set style_id = ?2 where style_id = ?1",
    // Nothing below a style is sent before the style itself has arrived, so no
    // patch that was sent once is changed here.
    "update outbox set patch = json_set(patch, '$.style_id', ?2)
      where parent_id = ?1 and json_extract(patch, '$.style_id') = ?1",
    "update outbox set parent_id = ?2 where parent_id = ?1",
    // Whoever made the style there first named it; our creation is settled.
    "delete from outbox where row_id = ?1 and table_name = 'styles'",
    "update batches set place = replace(place, ?1, ?2) where instr(place, ?1) > 0",
    "update watched_folders set place = replace(place, ?1, ?2) where instr(place, ?1) > 0",
];

impl Catalogue {
    /// Gives a style the identity that the backend knows it by.
    ///
    /// # Errors
    /// When the catalogue cannot be written; then nothing is changed.
    pub async fn adopt_style(&self, ours: StyleId, theirs: StyleId) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        // Rows point at the style while it changes its name.
        sqlx::query("pragma defer_foreign_keys = on")
            .execute(&mut *tx)
            .await?;
        for sql in MOVES {
            sqlx::query(sql)
                .bind(ours.to_string())
                .bind(theirs.to_string())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
