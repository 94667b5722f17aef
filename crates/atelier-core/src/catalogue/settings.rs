//! The table `settings`: what a person chose, one value a key.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::read::Read;
use super::{Catalogue, CatalogueError};

impl Catalogue {
    /// Returns a setting, if it was ever set.
    ///
    /// # Errors
    /// [`CatalogueError::Unreadable`] when it has another shape.
    pub async fn get_setting<T: DeserializeOwned>(
        &self,
        key: &str,
    ) -> Result<Option<T>, CatalogueError> {
        sqlx::query("select value from settings where key = ?1")
            .bind(key)
            .fetch_optional(&self.reader)
            .await?
            .map(|row| row.json("value"))
            .transpose()
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn set_setting<T: Serialize + Sync>(
        &self,
        key: &str,
        value: &T,
    ) -> Result<(), CatalogueError> {
        let value = serde_json::to_string(value)?;
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into settings (key, value) values (?1, ?2)
             on conflict (key) do update set value = excluded.value",
        )
        .bind(key)
        .bind(value)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets a setting.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn clear_setting(&self, key: &str) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query("delete from settings where key = ?1")
            .bind(key)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
