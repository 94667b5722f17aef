//! Opening the catalogue: is it one, is it whole, is it ours; a backup, then
//! the migrations.
//!
//! There is no full pass at every start: the pages are only checked when the
//! last program did not close the file.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, SqliteConnection};

use super::{Catalogue, CatalogueError, FILE_NAME};
use crate::clock;

/// The migrations that this program knows.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/catalogue");

/// What the first bytes of a catalogue say (<https://sqlite.org/fileformat.html>).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// How long a writer waits for another program.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many questions are answered at once.
const READERS: u32 = 4;

impl Catalogue {
    /// Opens the catalogue of a workspace folder, making it if there is none.
    ///
    /// # Errors
    /// [`CatalogueError::Newer`], [`CatalogueError::Damaged`],
    /// [`CatalogueError::ReadOnly`] and [`CatalogueError::DiskFull`] each say
    /// what to do; none of them changes the file.
    pub async fn open(dir: &Path) -> Result<Self, CatalogueError> {
        let path = dir.join(FILE_NAME);
        can_write(dir)?;
        let exists = looks_like_a_catalogue(&path)?;
        let unclean = left_open(&path);
        if exists {
            prepare(dir, &path, unclean)
                .await
                .map_err(|error| placed(error, &path))?;
        }
        let options = options(&path).create_if_missing(true);
        let writer = pool(options.clone(), 1)
            .await
            .map_err(|error| placed(error.into(), &path))?;
        MIGRATIONS
            .run(&writer)
            .await
            .map_err(|error| placed(of_migration(error), &path))?;
        let reader = pool(options, READERS)
            .await
            .map_err(|error| placed(error.into(), &path))?;
        Ok(Self {
            writer,
            reader,
            path,
        })
    }

    /// Opens the catalogue of a workspace folder to look at it only, such as
    /// while another program holds the workspace.
    ///
    /// # Errors
    /// As [`Catalogue::open`]; [`CatalogueError::Missing`] when there is none, and
    /// [`CatalogueError::Older`] when it has to be opened for writing first.
    pub async fn open_read_only(dir: &Path) -> Result<Self, CatalogueError> {
        let path = dir.join(FILE_NAME);
        if !looks_like_a_catalogue(&path)? {
            return Err(CatalogueError::missing("the catalogue"));
        }
        let options = options(&path).read_only(true);
        let reader = pool(options, READERS)
            .await
            .map_err(|error| placed(error.into(), &path))?;
        let found = version(&mut *reader.acquire().await?).await?;
        let known = newest_known();
        if found > known {
            return Err(CatalogueError::Newer { found, known });
        }
        if found < known {
            return Err(CatalogueError::Older { found, known });
        }
        Ok(Self {
            writer: reader.clone(),
            reader,
            path,
        })
    }

    /// Looks at every page of the file, whatever its last user left.
    ///
    /// # Errors
    /// [`CatalogueError::Damaged`] says what was found.
    pub async fn check_pages(&self) -> Result<(), CatalogueError> {
        check(&mut *self.reader.acquire().await?, &self.path).await
    }

    /// Closes the catalogue, so that the next start finds it whole.
    pub async fn close(self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Returns how many bytes the catalogue takes on disk.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
        size(&self.path) + size(&beside(&self.path, "-wal"))
    }
}

/// Checks an existing catalogue and backs it up if it is about to change.
async fn prepare(dir: &Path, path: &Path, unclean: bool) -> Result<(), CatalogueError> {
    let mut connection = SqliteConnection::connect_with(&options(path)).await?;
    if unclean {
        check(&mut connection, path).await?;
    }
    let found = version(&mut connection).await?;
    let known = newest_known();
    if found > known {
        return Err(CatalogueError::Newer { found, known });
    }
    if found > 0 && found < known {
        back_up(&mut connection, dir, found).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Looks at every page.
async fn check(connection: &mut SqliteConnection, path: &Path) -> Result<(), CatalogueError> {
    let answer: String = sqlx::query_scalar("pragma quick_check(1)")
        .fetch_one(connection)
        .await?;
    if answer == "ok" {
        return Ok(());
    }
    Err(CatalogueError::Damaged {
        path: path.to_owned(),
        reason: answer,
    })
}

/// Returns the newest migration that a catalogue has seen; 0 for none.
async fn version(connection: &mut SqliteConnection) -> Result<i64, CatalogueError> {
    let migrated: i64 = sqlx::query_scalar(
        "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'",
    )
    .fetch_one(&mut *connection)
    .await?;
    if migrated == 0 {
        return Ok(0);
    }
    Ok(
        sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations")
            .fetch_one(connection)
            .await?,
    )
}

fn newest_known() -> i64 {
    MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0)
}

/// Copies the catalogue as it is before its tables change.
async fn back_up(
    connection: &mut SqliteConnection,
    dir: &Path,
    version: i64,
) -> Result<(), CatalogueError> {
    let folder = dir.join("backups");
    std::fs::create_dir_all(&folder).map_err(|error| of_io(&error, &folder))?;
    let copy = folder.join(format!("catalogue-v{version}-{}.db", clock::now()));
    sqlx::query("vacuum into ?1")
        .bind(copy.to_string_lossy().into_owned())
        .execute(connection)
        .await?;
    Ok(())
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(200)
}

async fn pool(options: SqliteConnectOptions, size: u32) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(size)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(PATIENCE * 6)
        .connect_with(options)
        .await
}

/// Tells a catalogue from nothing, and both from some other file.
fn looks_like_a_catalogue(path: &Path) -> Result<bool, CatalogueError> {
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(of_io(&error, path)),
    };
    let mut head = Vec::with_capacity(MAGIC.len());
    file.by_ref()
        .take(MAGIC.len() as u64)
        .read_to_end(&mut head)
        .map_err(|error| of_io(&error, path))?;
    // A catalogue that was made and never written to is empty.
    if head.is_empty() {
        return Ok(false);
    }
    if head == MAGIC {
        return Ok(true);
    }
    Err(CatalogueError::Damaged {
        path: path.to_owned(),
        reason: "it does not begin as a catalogue does".to_owned(),
    })
}

/// Returns whether the last program left without closing.
fn left_open(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|meta| meta.len() > 0)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes sure that the folder takes a file, because SQLite only says that it
/// cannot open one.
fn can_write(dir: &Path) -> Result<(), CatalogueError> {
    tempfile::tempfile_in(dir)
        .map(drop)
        .map_err(|error| of_io(&error, dir))
}

fn of_io(error: &std::io::Error, path: &Path) -> CatalogueError {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => CatalogueError::ReadOnly {
            path: path.to_owned(),
        },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => CatalogueError::DiskFull,
        ErrorKind::NotFound => CatalogueError::missing(format!("the workspace {}", path.display())),
        _ => CatalogueError::Broken(Box::new(std::io::Error::new(
            error.kind(),
            format!("{}: {error}", path.display()),
        ))),
    }
}

fn of_migration(error: sqlx::migrate::MigrateError) -> CatalogueError {
    use sqlx::migrate::MigrateError;
    match error {
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => source.into(),
        MigrateError::VersionMissing(found) | MigrateError::VersionTooNew(found, _) => {
            CatalogueError::Newer {
                found,
                known: newest_known(),
            }
        }
        MigrateError::Dirty(version) => CatalogueError::Damaged {
            path: PathBuf::from(FILE_NAME),
            reason: format!("its change to version {version} was cut short"),
        },
        other => CatalogueError::Broken(Box::new(other)),
    }
}

/// Puts the true path into an error that came from SQLite, which names none.
fn placed(error: CatalogueError, at: &Path) -> CatalogueError {
    match error {
        CatalogueError::Damaged { reason, .. } => CatalogueError::Damaged {
            path: at.to_owned(),
            reason,
        },
        CatalogueError::ReadOnly { .. } => CatalogueError::ReadOnly {
            path: at.to_owned(),
        },
        other => other,
    }
}
