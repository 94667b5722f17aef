//! The platform's Postgres, over a small pool that mends itself.
//!
//! Works behind a pooler that hands out a connection per transaction: every
//! question is asked inside a transaction, by an unnamed statement, and nothing
//! is set for longer than that.

mod address;
mod comparisons;
mod deletions;
mod fault;
mod migrations;
mod operations;
mod patch;
mod push;
mod receipts;
mod room_assets;
mod rows;
mod shape;
mod style_images;
mod styles;
mod tables;
mod uploads;
mod variants;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgArguments, PgPool, PgPoolOptions};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqlSafeStr, Transaction};
use tokio::sync::Mutex;

use self::address::Address;
use self::shape::Shape;
use super::{BackendError, BackendFacts, Deletion, MigrationReport, Push, Pushed, StaleRequest};
use crate::clock;
use crate::domain::change::SyncTable;

/// How long a connection may take to come about.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// How long anything else may take before the line counts as dead. The server itself
/// gives up a statement sooner.
const ANSWER_WITHIN: Duration = Duration::from_secs(90);

/// Limits live in the transaction, because a pooler gives the connection to
/// somebody else afterwards.
const BEGIN: &str = "begin; set local statement_timeout = '30s'; set local lock_timeout = '10s'";

/// Rows in the platform's Postgres. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Postgres {
    pool: PgPool,
    address: Address,
    /// The columns that the platform's tables have, once looked up.
    shape: Arc<Mutex<Option<Arc<Shape>>>>,
}

impl Postgres {
    /// Connects to `postgres://user@host:port/database`, with `sslrootcert` for
    /// a certificate authority that is not public.
    ///
    /// Beyond this machine the connection is private and the server is who it
    /// says it is (verify-full), whatever the address asks for.
    pub async fn connect(url: &str, password: Option<&str>) -> Result<Self, BackendError> {
        let address = Address::parse(url, password)?;
        let pool = PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(CONNECT_WITHIN)
            .idle_timeout(Duration::from_secs(300))
            .connect_lazy_with(address.options.clone());
        let backend = Self {
            pool,
            address,
            shape: Arc::default(),
        };
        backend
            .begin()
            .await?
            .rollback()
            .await
            .map_err(fault::whole)?;
        Ok(backend)
    }

    /// Applies the migrations that are missing, validates what can be validated
    /// and reports the rows that stand in the way of the rest.
    pub async fn migrate(&self) -> Result<MigrationReport, BackendError> {
        let report = migrations::run(&self.address.options).await;
        *self.shape.lock().await = None;
        report
    }

    /// Looks at the backend: who, how far, how fast.
    pub async fn check(&self) -> Result<BackendFacts, BackendError> {
        within(ANSWER_WITHIN, self.look()).await
    }

    async fn look(&self) -> Result<BackendFacts, BackendError> {
        let mut tx = self.begin().await?;
        let (sent, before) = (Instant::now(), clock::now());
        let row = ask(
            "select current_setting('server_version') as version, current_user::text as role,
                    (extract(epoch from clock_timestamp()) * 1000)::bigint as clock,
                    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as ssl",
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(fault::whole)?;
        let round = i64::try_from(sent.elapsed().as_millis()).unwrap_or(i64::MAX);
        let again = Instant::now();
        tx.ping().await.map_err(fault::whole)?;
        let latency = again.elapsed();
        let version: String = row.try_get("version").map_err(fault::whole)?;
        let server_clock: i64 = row.try_get("clock").map_err(fault::whole)?;
        Ok(BackendFacts {
            server_version: version.split(' ').next().unwrap_or_default().to_owned(),
            latency_ms: u64::try_from(latency.as_millis()).unwrap_or(u64::MAX),
            encrypted: self.address.private || row.try_get("ssl").map_err(fault::whole)?,
            migration: migrations::newest_applied(&mut tx).await?,
            newest_migration: migrations::newest_known(),
            clock_ahead_ms: server_clock - before.plus(round / 2).0,
            role: row.try_get("role").map_err(fault::whole)?,
        })
    }

    /// Applies many steps in one transaction and says what became of each, in
    /// their order.
    ///
    /// A step that is refused does not keep the others back. An error means that
    /// none was applied, or that it is not known: pushing the same again is
    /// right in both cases.
    ///
    /// Steps of one table and kind that follow each other are one statement, so
    /// sorted pushes are fast ones.
    pub async fn push(&self, pushes: &[Push]) -> Result<Vec<Pushed>, BackendError> {
        let outcome = within(ANSWER_WITHIN, self.push_unhurried(pushes)).await;
        if matches!(outcome, Err(BackendError::NotMigrated)) {
            *self.shape.lock().await = None;
        }
        outcome
    }

    async fn push_unhurried(&self, pushes: &[Push]) -> Result<Vec<Pushed>, BackendError> {
        if pushes.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin().await?;
        let shape = self.shape(&mut tx).await?;
        let answers = push::apply(&mut tx, &shape, pushes).await?;
        tx.commit().await.map_err(fault::whole)?;
        Ok(answers)
    }

    /// Takes the files that were announced longer than `older_than` ago and
    /// never confirmed out of the running: from now on a confirmation is refused
    /// with [`NoRequest`](super::Refusal::NoRequest). Remove each file, then
    /// [`forget_request`](Self::forget_request).
    pub async fn sweep_requests(
        &self,
        older_than: Duration,
    ) -> Result<Vec<StaleRequest>, BackendError> {
        within(ANSWER_WITHIN, async {
            let mut tx = self.ready().await?;
            let stale = uploads::sweep(&mut tx, older_than).await?;
            tx.commit().await.map_err(fault::whole)?;
            Ok(stale)
        })
        .await
    }

    /// Removes the row of a swept request, unless it was announced again since.
    pub async fn forget_request(&self, stale: &StaleRequest) -> Result<(), BackendError> {
        within(ANSWER_WITHIN, async {
            let mut tx = self.ready().await?;
            uploads::forget(&mut tx, stale).await?;
            tx.commit().await.map_err(fault::whole)
        })
        .await
    }

    /// Lists the rows that are marked as deleted and whose files may still be
    /// there, oldest first.
    pub async fn deletions(&self) -> Result<Vec<Deletion>, BackendError> {
        within(ANSWER_WITHIN, async {
            deletions::going(&mut *self.ready().await?).await
        })
        .await
    }

    /// Counts the rows of each table.
    pub async fn counts(&self) -> Result<BTreeMap<SyncTable, u64>, BackendError> {
        within(ANSWER_WITHIN, self.count()).await
    }

    async fn count(&self) -> Result<BTreeMap<SyncTable, u64>, BackendError> {
        let mut tx = self.ready().await?;
        let each: Vec<String> = SyncTable::ALL
            .iter()
            .map(|table| format!("select '{table}' as name, count(*) as rows from public.{table}"))
            .collect();
        let rows = ask(AssertSqlSafe(each.join(" union all ")))
            .fetch_all(&mut *tx)
            .await
            .map_err(fault::whole)?;
        rows.iter()
            .map(|row| {
                let name: String = row.try_get("name")?;
                let count: i64 = row.try_get("rows")?;
                Ok((tables::named(&name)?, count.unsigned_abs()))
            })
            .collect::<Result<_, sqlx::Error>>()
            .map_err(fault::whole)
    }

    /// Closes every connection and waits until they are closed.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn begin(&self) -> Result<Transaction<'static, sqlx::Postgres>, BackendError> {
        self.pool.begin_with(BEGIN).await.map_err(fault::whole)
    }

    /// Begins on a database that is known to be migrated.
    async fn ready(&self) -> Result<Transaction<'static, sqlx::Postgres>, BackendError> {
        let mut tx = self.begin().await?;
        self.shape(&mut tx).await?;
        Ok(tx)
    }

    async fn shape(
        &self,
        tx: &mut Transaction<'static, sqlx::Postgres>,
    ) -> Result<Arc<Shape>, BackendError> {
        let mut known = self.shape.lock().await;
        if let Some(shape) = &*known {
            return Ok(Arc::clone(shape));
        }
        let shape = Arc::new(Shape::look(tx).await?);
        *known = Some(Arc::clone(&shape));
        Ok(shape)
    }
}

/// A question by an unnamed statement: behind a pooler, a named one may be asked
/// of a connection that has never heard of it.
fn ask<'q>(sql: impl SqlSafeStr) -> Query<'q, sqlx::Postgres, PgArguments> {
    sqlx::query(sql).persistent(false)
}

/// Waits for an answer, but not for ever: a line that was pulled says nothing.
async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, BackendError>>,
) -> Result<T, BackendError> {
    match tokio::time::timeout(limit, answer).await {
        Ok(outcome) => outcome,
        Err(late) => Err(BackendError::Unreachable(Box::new(late))),
    }
}
