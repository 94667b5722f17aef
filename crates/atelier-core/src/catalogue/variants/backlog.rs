//! The queue in numbers: how much waits, how much failed and why, and how large
//! what was made is.

use uuid::Uuid;

use crate::catalogue::read::Read;
use crate::catalogue::{Catalogue, CatalogueError};
use crate::clock::UnixMillis;
use crate::domain::variant::VariantType;

/// How many causes are told one by one.
const CAUSES: u32 = 8;

/// How much waits to be made and how it went so far. Trashed pictures count
/// nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Variants that wait or are being made.
    pub waiting: u32,
    /// Of them, thumbnails and what is being made: under a lazy policy the
    /// others wait until somebody needs them.
    pub waiting_first: u32,
    /// The pictures that they are of.
    pub pictures: u32,
    /// How it went since a moment.
    pub lately: Rate,
    /// How it went with all that there is.
    pub ever: Rate,
}

/// How the making went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Variants that were made.
    pub made: u32,
    /// Variants that could not be made.
    pub failed: u32,
}

/// Variants that failed for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedFor {
    /// Why, in words.
    pub reason: String,
    /// How many.
    pub count: u32,
    /// At most two of the pictures that they are of.
    pub pictures: Vec<Uuid>,
}

/// How large the variants of one purpose are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanBytes {
    /// What they are for.
    pub variant_type: VariantType,
    /// How many are made.
    pub ready: u32,
    /// Their bytes in the mean.
    pub mean_bytes: f64,
}

impl Catalogue {
    /// Counts what waits to be made, and what was made or failed, ever and since
    /// a moment.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn variant_backlog(&self, since: UnixMillis) -> Result<Backlog, CatalogueError> {
        let row = sqlx::query(NUMBERS)
            .bind(since.0)
            .fetch_one(&self.reader)
            .await?;
        Ok(Backlog {
            waiting: row.value("waiting")?,
            waiting_first: row.value("waiting_first")?,
            pictures: row.value("pictures")?,
            lately: Rate {
                made: row.value("made_lately")?,
                failed: row.value("failed_lately")?,
            },
            ever: Rate {
                made: row.value("made")?,
                failed: row.value("failed")?,
            },
        })
    }

    /// Tells why variants failed, the most frequent reasons first.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn variant_failures(&self) -> Result<Vec<FailedFor>, CatalogueError> {
        sqlx::query(WHY)
            .bind(CAUSES)
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(|row| {
                let mut pictures = vec![row.uuid("newest")?, row.uuid("oldest")?];
                pictures.dedup();
                Ok(FailedFor {
                    reason: row.text("reason")?,
                    count: row.value("n")?,
                    pictures,
                })
            })
            .collect()
    }

    /// Returns how large the variants of each purpose are in the mean; nothing of
    /// a purpose that has none.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn mean_variant_bytes(&self) -> Result<Vec<MeanBytes>, CatalogueError> {
        sqlx::query(
            "select variant_type, count(*) as n, avg(file_size) as mean from variants
              where processing_status = 'ready' group by 1 order by 1",
        )
        .fetch_all(&self.reader)
        .await?
        .iter()
        .map(|row| {
            Ok(MeanBytes {
                variant_type: row.word("variant_type")?,
                ready: row.value("n")?,
                mean_bytes: row.value("mean")?,
            })
        })
        .collect()
    }

    /// Counts the pictures that variants are made of.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn pictures_with_variants(&self) -> Result<u32, CatalogueError> {
        sqlx::query(
            "select (select count(*) from style_images where trashed_at is null and width is not null)
                  + (select count(*) from room_assets where trashed_at is null and width is not null) as n",
        )
        .fetch_one(&self.reader)
        .await?
        .value("n")
    }
}

/// Every variant whose picture is not in the trash, with how far it has come.
macro_rules! here {
    () => {
        "with here as (
           select v.parent_style_image_id as parent, v.variant_type, v.processing_status as status,
                  v.processing_error as reason, v.processed_at
             from style_image_variants v join style_images a on a.id = v.parent_style_image_id
            where a.trashed_at is null
           union all
           select v.parent_asset_id, v.variant_type, v.processing_status, v.processing_error,
                  v.processed_at
             from asset_variants v join room_assets a on a.id = v.parent_asset_id
            where a.trashed_at is null)"
    };
}

const NUMBERS: &str = concat!(
    here!(),
    " select coalesce(sum(status in ('pending', 'processing')), 0) as waiting,
             coalesce(sum(status = 'processing'
                          or (status = 'pending' and variant_type = 'thumbnail')), 0) as waiting_first,
             count(distinct case when status in ('pending', 'processing') then parent end) as pictures,
             coalesce(sum(status = 'ready' and processed_at >= ?1), 0) as made_lately,
             coalesce(sum(status = 'failed' and processed_at >= ?1), 0) as failed_lately,
             coalesce(sum(status = 'ready'), 0) as made,
             coalesce(sum(status = 'failed'), 0) as failed
        from here"
);

const WHY: &str = concat!(
    here!(),
    " select reason, count(*) as n, max(parent) as newest, min(parent) as oldest
        from here where status = 'failed'
       group by reason order by n desc, reason limit ?1"
);
