//! The table `watched_folders`: folders whose new files come in by themselves.

use std::path::{Path, PathBuf};

use super::read::Read;
use super::{Catalogue, CatalogueError};
use crate::clock::UnixMillis;
use crate::domain::asset::Place;
use crate::domain::ids::WatchedFolderId;

/// A folder that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedFolder {
    /// Its identity.
    pub id: WatchedFolderId,
    /// Where it is.
    pub path: PathBuf,
    /// Where its files go.
    pub place: Place,
}

impl Catalogue {
    /// Begins to watch a folder.
    ///
    /// # Errors
    /// [`CatalogueError::Taken`] when it is watched already,
    /// [`CatalogueError::Refused`] when its name is no text.
    pub async fn add_watched_folder(
        &self,
        path: &Path,
        place: &Place,
        at: UnixMillis,
    ) -> Result<WatchedFolder, CatalogueError> {
        let text = path.to_str().ok_or_else(|| {
            CatalogueError::Refused(format!("the name of {} is no text", path.display()))
        })?;
        let id = WatchedFolderId::new();
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into watched_folders (id, path, place, created_at) values (?1, ?2, ?3, ?4)",
        )
        .bind(id.to_string())
        .bind(text)
        .bind(serde_json::to_string(place)?)
        .bind(at.0)
        .execute(&mut *tx)
        .await
        .map_err(|error| {
            CatalogueError::from(error).about(|| format!("a watch on {}", path.display()))
        })?;
        tx.commit().await?;
        Ok(WatchedFolder {
            id,
            path: path.to_owned(),
            place: *place,
        })
    }

    /// Lists the watched folders in the order in which they were added.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn watched_folders(&self) -> Result<Vec<WatchedFolder>, CatalogueError> {
        sqlx::query("select * from watched_folders order by created_at, id")
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(|row| {
                Ok(WatchedFolder {
                    id: WatchedFolderId(row.uuid("id")?),
                    path: PathBuf::from(row.text("path")?),
                    place: row.json("place")?,
                })
            })
            .collect()
    }

    /// Stops watching a folder. What came in stays.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn remove_watched_folder(&self, id: WatchedFolderId) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query("delete from watched_folders where id = ?1")
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
