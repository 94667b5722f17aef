//! Scores that were measured after a variant was made.

use serde_json::json;

use super::{of_kind, read, table};
use crate::catalogue::{Catalogue, CatalogueError, outbox};
use crate::clock::UnixMillis;
use crate::domain::variant::{Variant, VariantFile};

impl Catalogue {
    /// Keeps the score of a variant's file with how its making turned out, and
    /// records its way to the backend. Returns whether it was kept: not when the
    /// variant has another file by now, and not when it is so old that nothing
    /// is known of its making.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn keep_score(
        &self,
        variant: &Variant,
        file: &VariantFile,
        score: f64,
        at: UnixMillis,
    ) -> Result<bool, CatalogueError> {
        let mut tx = self.write().await?;
        let kept = sqlx::query(of_kind(
            variant.parent,
            "update {variants}
                set processing_config = json_set(processing_config, '$.result.score', json(?3))
              where id = ?1 and content_hash = ?2 and processing_status = 'ready'
                and json_type(processing_config, '$.result') = 'object'",
        ))
        .bind(variant.id.to_string())
        .bind(file.content_hash.as_str())
        .bind(serde_json::to_string(&score)?)
        .execute(&mut *tx)
        .await?;
        if kept.rows_affected() == 0 {
            return Ok(false);
        }
        let now = sqlx::query("select * from variants where id = ?1")
            .bind(variant.id.to_string())
            .fetch_one(&mut *tx)
            .await?;
        let config: serde_json::Value = serde_json::from_str(&read(&now)?.processing_config)?;
        let patch = json!({ "processing_config": config }).to_string();
        outbox::edit(&mut tx, table(variant.parent), variant.id.0, &patch, at).await?;
        tx.commit().await?;
        Ok(true)
    }
}
