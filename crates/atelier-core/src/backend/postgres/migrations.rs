//! Applies `migrations/backend`. Its own record lies in our schema, where
//! nobody takes it for the platform's.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

use super::shape::Shape;
use super::{ask, fault};
use crate::backend::{BackendError, MigrationReport, Offender, Refusal};
use crate::domain::change::SyncTable;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/backend");

/// The tables that the platform owns.
const PLATFORM: &[SyncTable] = &[
    SyncTable::Styles,
    SyncTable::Sessions,
    SyncTable::Rooms,
    SyncTable::RoomAssets,
    SyncTable::StyleImages,
];

/// Migrates over a connection of its own: it holds a lock for as long as it
/// lives, and a long index may take longer than a push may.
pub(super) async fn run(options: &PgConnectOptions) -> Result<MigrationReport, BackendError> {
    let connect = async { options.connect().await.map_err(fault::whole) };
    let mut conn = super::within(super::CONNECT_WITHIN, connect).await?;
    let outcome = on(&mut conn).await;
    // Closing lets the lock go, also after a failure. If it fails, it is gone too.
    let _ = conn.close().await;
    outcome
}

async fn on(conn: &mut PgConnection) -> Result<MigrationReport, BackendError> {
    let from = newest_applied(conn).await?;
    let adopted = if from == 0 {
        adopted(conn).await?
    } else {
        Vec::new()
    };
    if from < newest_known() {
        migrator()
            .run_direct(None, conn, false)
            .await
            .map_err(failed)?;
    }
    let shape = Shape::look(conn).await?;
    Ok(MigrationReport {
        from,
        to: newest_applied(conn).await?,
        applied: MIGRATIONS
            .iter()
            .filter(|migration| migration.version > from)
            .map(|migration| format!("{:04} {}", migration.version, migration.description))
            .collect(),
        adopted,
        absent_columns: shape.absent(),
        offenders: settle(conn).await?,
    })
}

/// Returns the newest migration that this program knows.
pub(super) fn newest_known() -> i64 {
    MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0)
}

/// Returns the newest migration that the database has had; 0 for none.
pub(super) async fn newest_applied(conn: &mut PgConnection) -> Result<i64, BackendError> {
    let there = ask("select to_regclass('atelier.migrations') is not null as there")
        .fetch_one(&mut *conn)
        .await
        .and_then(|row| row.try_get::<bool, _>("there"))
        .map_err(fault::whole)?;
    if !there {
        return Ok(0);
    }
    ask("select coalesce(max(version), 0) as newest from atelier.migrations where success")
        .fetch_one(conn)
        .await
        .and_then(|row| row.try_get("newest"))
        .map_err(fault::whole)
}

fn migrator() -> Migrator {
    let mut migrator = Migrator {
        migrations: MIGRATIONS.migrations.clone(),
        // A newer program has been here: migrations expand first, so its
        // database will do.
        ignore_missing: true,
        ..Migrator::DEFAULT
    };
    migrator.create_schema("atelier");
    migrator.dangerous_set_table_name("atelier.migrations");
    migrator
}

async fn adopted(conn: &mut PgConnection) -> Result<Vec<String>, BackendError> {
    let mut there = Vec::new();
    for table in PLATFORM {
        let found = ask("select to_regclass('public.' || $1) is not null as there")
            .bind(table.as_str())
            .fetch_one(&mut *conn)
            .await
            .and_then(|row| row.try_get::<bool, _>("there"))
            .map_err(fault::whole)?;
        if found {
            there.push(table.to_string());
        }
    }
    Ok(there)
}

async fn settle(conn: &mut PgConnection) -> Result<Vec<Offender>, BackendError> {
    let rows = ask("select * from atelier.settle()")
        .fetch_all(conn)
        .await
        .map_err(fault::whole)?;
    rows.iter()
        .map(|row| {
            Ok(Offender {
                table: row.try_get("table_name")?,
                constraint: row.try_get("constraint_name")?,
                row_ids: row.try_get("row_ids")?,
                count: row.try_get("row_count")?,
            })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(fault::whole)
}

fn failed(error: MigrateError) -> BackendError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            match fault::whole(error) {
                // A table of the platform is not what the document says.
                BackendError::NotMigrated => foreign("a column that the document names is missing"),
                error => error,
            }
        }
        MigrateError::VersionMismatch(version) => foreign(&format!(
            "migration {version:04} is not the one that was applied here"
        )),
        error => foreign(&error.to_string()),
    }
}

fn foreign(why: &str) -> BackendError {
    BackendError::Refused {
        code: Refusal::ForeignSchema,
        words: format!("the database was prepared otherwise: {why}"),
    }
}
