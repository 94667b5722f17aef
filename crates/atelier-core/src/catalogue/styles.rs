//! The table `styles`.

use serde_json::json;
use sqlx::sqlite::SqliteRow;

use super::read::{Read, rfc3339};
use super::{Catalogue, CatalogueError, outbox};
use crate::clock::UnixMillis;
use crate::domain::change::SyncTable;
use crate::domain::ids::StyleId;
use crate::domain::natural_order::NaturalKey;
use crate::domain::style::{Style, StyleSlug};

impl Catalogue {
    /// Records a style and its way to the backend.
    ///
    /// # Errors
    /// [`CatalogueError::Taken`] when another style has the slug.
    pub async fn add_style(&self, style: &Style) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        sqlx::query(
            "insert into styles (id, slug, name, created_at, updated_at) values (?1, ?2, ?3, ?4, ?5)",
        )
        .bind(style.id.to_string())
        .bind(style.slug.as_str())
        .bind(&style.name)
        .bind(style.created_at.0)
        .bind(style.updated_at.0)
        .execute(&mut *tx)
        .await
        .map_err(|error| {
            CatalogueError::from(error).about(|| format!("a style with the slug “{}”", style.slug))
        })?;
        let patch = patch(style);
        outbox::create(
            &mut tx,
            SyncTable::Styles,
            style.id.0,
            None,
            &patch,
            style.created_at,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lists all styles by name.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn styles(&self) -> Result<Vec<Style>, CatalogueError> {
        let rows = sqlx::query("select * from styles")
            .fetch_all(&self.reader)
            .await?;
        let mut styles: Vec<Style> = rows.iter().map(read).collect::<Result<_, _>>()?;
        styles.sort_by_cached_key(|style| (NaturalKey::of(&style.name), style.slug.clone()));
        Ok(styles)
    }

    /// Returns a style.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn style(&self, id: StyleId) -> Result<Option<Style>, CatalogueError> {
        sqlx::query("select * from styles where id = ?1")
            .bind(id.to_string())
            .fetch_optional(&self.reader)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Returns the style of a slug.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn style_by_slug(&self, slug: &StyleSlug) -> Result<Option<Style>, CatalogueError> {
        sqlx::query("select * from styles where slug = ?1")
            .bind(slug.as_str())
            .fetch_optional(&self.reader)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Gives a style another name for people. Its slug stays: paths hold it.
    ///
    /// # Errors
    /// [`CatalogueError::Missing`] when there is no such style.
    pub async fn rename_style(
        &self,
        id: StyleId,
        name: &str,
        at: UnixMillis,
    ) -> Result<(), CatalogueError> {
        let mut tx = self.write().await?;
        let renamed = sqlx::query("update styles set name = ?2, updated_at = ?3 where id = ?1")
            .bind(id.to_string())
            .bind(name)
            .bind(at.0)
            .execute(&mut *tx)
            .await?;
        if renamed.rows_affected() == 0 {
            return Err(CatalogueError::missing("the style"));
        }
        let patch = json!({ "name": name, "updated_at": rfc3339(at) }).to_string();
        outbox::edit(&mut tx, SyncTable::Styles, id.0, &patch, at).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn patch(style: &Style) -> String {
    json!({
        "id": style.id,
        "slug": style.slug,
        "name": style.name,
        "created_at": rfc3339(style.created_at),
        "updated_at": rfc3339(style.updated_at),
    })
    .to_string()
}

fn read(row: &SqliteRow) -> Result<Style, CatalogueError> {
    Ok(Style {
        id: StyleId(row.uuid("id")?),
        slug: row.word("slug")?,
        name: row.text("name")?,
        created_at: row.millis("created_at")?,
        updated_at: row.millis("updated_at")?,
    })
}
