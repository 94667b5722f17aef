//! The outbox in numbers, and why what failed has failed: one line a cause.

use uuid::Uuid;

use crate::catalogue::read::Read;
use crate::catalogue::{Catalogue, CatalogueError};
use crate::clock::UnixMillis;

/// How much is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// Changes in the outbox that nobody has to see to.
    pub waiting: u32,
    /// Changes that a person must see to.
    pub parked: u32,
    /// Changes whose time has come.
    pub due: u32,
    /// Changes of which a part was sent.
    pub under_way: u32,
    /// When the oldest change was made.
    pub oldest: Option<UnixMillis>,
    /// When the next change that was put off may be tried.
    pub next_not_before: Option<UnixMillis>,
}

/// Why changes failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its stable code.
    pub code: String,
    /// Its words, as of the last change that failed so.
    pub words: String,
    /// How many changes failed so.
    pub count: u32,
    /// How many of them wait for a person.
    pub parked: u32,
    /// At most three of the pictures concerned.
    pub pictures: Vec<Uuid>,
}

impl Catalogue {
    /// Counts the outbox.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn outbox_counts(&self, now: UnixMillis) -> Result<OutboxCounts, CatalogueError> {
        let row = sqlx::query(
            "select coalesce(sum(parked = 0), 0) as waiting,
                    coalesce(sum(parked), 0) as parked,
                    coalesce(sum(parked = 0 and not_before <= ?1), 0) as due,
                    coalesce(sum(parked = 0 and stage <> 'queued'), 0) as under_way,
                    min(created_at) as oldest,
                    min(case when parked = 0 and not_before > ?1 then not_before end)
                      as next_not_before
               from outbox",
        )
        .bind(now.0)
        .fetch_one(&self.reader)
        .await?;
        Ok(OutboxCounts {
            waiting: row.value("waiting")?,
            parked: row.value("parked")?,
            due: row.value("due")?,
            under_way: row.value("under_way")?,
            oldest: row.opt_millis("oldest")?,
            next_not_before: row.opt_millis("next_not_before")?,
        })
    }

    /// Lists why changes failed, the most frequent cause first.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn failures(&self) -> Result<Vec<Failure>, CatalogueError> {
        let rows = sqlx::query(
            "select error_code, max(seq) as newest, last_error, count(*) as n, sum(parked) as parked
               from outbox where error_code is not null
              group by error_code order by n desc, error_code",
        )
        .fetch_all(&self.reader)
        .await?;
        let mut failures = Vec::new();
        for row in &rows {
            let code = row.text("error_code")?;
            failures.push(Failure {
                words: row.opt_text("last_error")?.unwrap_or_default(),
                count: row.value("n")?,
                parked: row.value("parked")?,
                pictures: self.pictures_of_failure(&code).await?,
                code,
            });
        }
        Ok(failures)
    }

    async fn pictures_of_failure(&self, code: &str) -> Result<Vec<Uuid>, CatalogueError> {
        sqlx::query(
            "select distinct case when table_name in ('style_image_variants', 'asset_variants')
                                  then parent_id else row_id end as picture
               from outbox
              where error_code = ?1
                and table_name in ('style_images', 'room_assets', 'style_image_variants',
                                   'asset_variants')
                and kind <> 'delete'
              limit 3",
        )
        .bind(code)
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(|row| row.uuid("picture"))
        .collect()
    }
}
