//! The catalogue in numbers: what Activity shows, and what `status` prints.

use std::collections::BTreeMap;

use super::read::Read;
use super::{Catalogue, CatalogueError};
use crate::clock::UnixMillis;

/// The numbers of Activity. Trashed pictures count nowhere.
///
/// A picture is where the last of it is: while one of its variants waits, it
/// waits. So `kept` is the sum of the four that follow it, and each tile of the
/// grid says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActivityNumbers {
    /// Pictures kept on this computer.
    pub kept: u32,
    /// Pictures of which something waits to go up.
    pub waiting: u32,
    /// Pictures of which something is going up.
    pub going_up: u32,
    /// Pictures that are in the store as a whole, size and hash checked.
    pub there: u32,
    /// Pictures of which something failed and waits for a person.
    pub failed: u32,
    /// What waits, by its kind.
    pub waiting_by: WaitingCounts,
    /// When the oldest change that waits was made.
    pub oldest_waiting_at: Option<UnixMillis>,
    /// When the backend last took anything.
    pub last_sync_at: Option<UnixMillis>,
    /// Pictures that came in today.
    pub imported_today: u32,
    /// How many of them a place was taken out of.
    pub cleaned_today: u32,
}

/// What waits, by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitingCounts {
    /// Originals.
    pub pictures: u32,
    /// Variants.
    pub variants: u32,
    /// Edits, places and deletions.
    pub words: u32,
}

/// How many rows are where.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct StatusCounts {
    /// Rows of each table.
    pub tables: BTreeMap<String, u64>,
    /// Room assets of each status.
    pub asset_status: BTreeMap<String, u64>,
    /// Variants of each status.
    pub variant_status: BTreeMap<String, u64>,
    /// Changes on their way.
    pub outbox: u64,
    /// When the backend last took anything.
    pub last_sync_at: Option<UnixMillis>,
    /// The bytes of all files of rows, each file once.
    pub library_bytes: u64,
}

impl Catalogue {
    /// Counts what Activity shows. `midnight` is when today began.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn activity(&self, midnight: UnixMillis) -> Result<ActivityNumbers, CatalogueError> {
        let pictures = sqlx::query(PICTURES)
            .bind(midnight.0)
            .fetch_one(&self.reader)
            .await?;
        let moving = sqlx::query(MOVING).fetch_one(&self.reader).await?;
        let changes = sqlx::query(CHANGES).fetch_one(&self.reader).await?;
        let (kept, sent): (u32, u32) = (pictures.value("kept")?, pictures.value("sent")?);
        let (failed, going_up, waiting): (u32, u32, u32) = (
            moving.value("failed")?,
            moving.value("going_up")?,
            moving.value("waiting")?,
        );
        // One that never went up and is not on its way waits for a backend.
        let unsent: u32 = moving.value("unsent")?;
        let idle = kept.saturating_sub(sent).saturating_sub(unsent);
        let waiting = waiting + idle;
        Ok(ActivityNumbers {
            kept,
            waiting,
            going_up,
            there: kept.saturating_sub(waiting + going_up + failed),
            failed,
            waiting_by: WaitingCounts {
                pictures: changes.value("originals")?,
                variants: changes.value("variants")?,
                words: changes.value("words")?,
            },
            oldest_waiting_at: changes.opt_millis("oldest")?,
            last_sync_at: self.last_sync_at().await?,
            imported_today: pictures.value("imported")?,
            cleaned_today: pictures.value("cleaned")?,
        })
    }

    /// Returns when the backend last took anything.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn last_sync_at(&self) -> Result<Option<UnixMillis>, CatalogueError> {
        sqlx::query(
            "select max(at) as at from (
               select max(synced_at) as at from styles
               union all select max(synced_at) from renovation_sessions
               union all select max(synced_at) from renovation_rooms
               union all select max(synced_at) from style_images
               union all select max(synced_at) from room_assets
               union all select max(synced_at) from style_image_variants
               union all select max(synced_at) from asset_variants
               union all select max(synced_at) from asset_comparisons)",
        )
        .fetch_one(&self.reader)
        .await?
        .opt_millis("at")
    }

    /// Counts rows by table, status and variant status.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn status_counts(&self) -> Result<StatusCounts, CatalogueError> {
        Ok(StatusCounts {
            tables: self.counted(TABLES).await?,
            asset_status: self
                .counted("select status as name, count(*) as n from room_assets group by 1")
                .await?,
            variant_status: self
                .counted("select processing_status as name, count(*) as n from variants group by 1")
                .await?,
            outbox: sqlx::query("select count(*) as n from outbox")
                .fetch_one(&self.reader)
                .await?
                .count("n")?,
            last_sync_at: self.last_sync_at().await?,
            library_bytes: self.library_bytes().await?,
        })
    }

    async fn counted(&self, sql: &'static str) -> Result<BTreeMap<String, u64>, CatalogueError> {
        sqlx::query(sql)
            .fetch_all(&self.reader)
            .await?
            .iter()
            .map(|row| Ok((row.text("name")?, row.count("n")?)))
            .collect()
    }
}

/// The pictures by what is known of them alone.
const PICTURES: &str = "
    select count(*) as kept,
           coalesce(sum(synced_at is not null), 0) as sent,
           coalesce(sum(created_at >= ?1), 0) as imported,
           coalesce(sum(created_at >= ?1 and exists (
             select 1 from receipts r where r.asset_id = id and r.had_place = 1)), 0) as cleaned
      from (select id, synced_at, created_at from style_images where trashed_at is null
            union all
            select id, synced_at, created_at from room_assets where trashed_at is null)";

/// The pictures of which anything is on its way. It begins at the outbox and
/// looks each picture up by its key: it is asked four times a second while
/// things move, and no index would join ten thousand pictures the other way.
const MOVING: &str = "
    with moving as (
      select picture, max(state) as state
        from (select case when table_name in ('style_images', 'room_assets') then row_id
                          else parent_id end as picture,
                     case when parked = 1 then 3 when stage <> 'queued' then 2 else 1 end as state
                from outbox
               where table_name in ('style_images', 'room_assets', 'style_image_variants',
                                    'asset_variants', 'asset_comparisons'))
       group by picture),
    here as (
      select state,
             coalesce((select synced_at is not null from style_images
                        where id = picture and trashed_at is null),
                      (select synced_at is not null from room_assets
                        where id = picture and trashed_at is null)) as sent
        from moving)
    select coalesce(sum(state = 3), 0) as failed,
           coalesce(sum(state = 2), 0) as going_up,
           coalesce(sum(state = 1), 0) as waiting,
           coalesce(sum(sent = 0), 0) as unsent
      from here where sent is not null";

const CHANGES: &str = "
    select coalesce(sum(original and parked = 0 and stage = 'queued'), 0) as originals,
           coalesce(sum(variant and parked = 0), 0) as variants,
           coalesce(sum(not original and not variant and parked = 0), 0) as words,
           min(case when parked = 0 then created_at end) as oldest
      from (select parked, stage, created_at,
                   kind = 'create' and table_name in ('style_images', 'room_assets') as original,
                   kind = 'create' and table_name in ('style_image_variants', 'asset_variants')
                     as variant
              from outbox)";

const TABLES: &str = "
    select 'styles' as name, count(*) as n from styles
    union all select 'renovation_sessions', count(*) from renovation_sessions
    union all select 'renovation_rooms', count(*) from renovation_rooms
    union all select 'style_images', count(*) from style_images
    union all select 'room_assets', count(*) from room_assets
    union all select 'style_image_variants', count(*) from style_image_variants
    union all select 'asset_variants', count(*) from asset_variants
    union all select 'document_artifacts', count(*) from document_artifacts
    union all select 'asset_comparisons', count(*) from asset_comparisons";
