//! A throw-away Postgres cluster of Debian's programs, one a test process.
//!
//! Every test gets a database of its own, copied from a template in a fraction
//! of a second. The cluster goes when the process does, however that ends: a
//! small shell waits for the end of a pipe that only this process holds.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use atelier_core::backend::Postgres;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tokio::sync::OnceCell;

/// The role that owns everything.
const OWNER: &str = "platform";

/// A cluster.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    account: Option<(u32, u32)>,
    port: u16,
    settings: String,
    next: AtomicU32,
    migrated: OnceCell<()>,
    platform: OnceCell<()>,
    // Its standard input is the pipe.
    _watch: Child,
}

/// Returns the cluster that the tests of this process share.
pub(crate) async fn cluster() -> &'static Cluster {
    static SHARED: OnceCell<Cluster> = OnceCell::const_new();
    SHARED.get_or_init(|| async { Cluster::start(&[]) }).await
}

/// A database with our migrations, as a connected backend.
pub(crate) async fn backend() -> (Postgres, Database) {
    let database = cluster().await.migrated().await;
    (database.backend().await, database)
}

impl Cluster {
    /// Starts a cluster with these settings, such as `ssl=on`.
    pub(crate) fn start(settings: &[&str]) -> Self {
        let programs = programs();
        let account = account();
        let folder = tempfile::Builder::new()
            .prefix("atelier-postgres-")
            .tempdir_in("/tmp")
            .expect("a folder")
            .keep();
        if let Some((user, group)) = account {
            chown(&folder, Some(user), Some(group)).expect("a folder of Postgres' own");
        }
        let watch = watch(&programs, &folder, account);
        let mut cluster = Self {
            programs,
            folder,
            account,
            port: 0,
            settings: settings
                .iter()
                .map(|setting| format!(" -c {setting}"))
                .collect(),
            next: AtomicU32::new(0),
            migrated: OnceCell::new(),
            platform: OnceCell::new(),
            _watch: watch,
        };
        let data = cluster.data();
        cluster.must(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                OWNER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
        );
        // Between finding a free port and taking it, somebody else may.
        let started = (0..5).any(|_| {
            cluster.port = free_port();
            cluster.begin()
        });
        assert!(
            started,
            "Postgres does not start; its log: {}",
            cluster.log()
        );
        cluster
    }

    /// The folder that only this cluster uses, for certificates and the like.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stops it at once, as a pulled plug does.
    pub(crate) fn stop(&self) {
        self.must(
            "pg_ctl",
            &["-D", &self.data(), "-m", "immediate", "-w", "stop"],
        );
    }

    /// Starts it again, on the same port.
    pub(crate) fn start_again(&self) {
        assert!(
            self.begin(),
            "Postgres does not start again; its log: {}",
            self.log()
        );
    }

    /// Gives a file of its folder to the server, and to nobody else.
    pub(crate) fn own(&self, name: &str) {
        let file = self.folder.join(name);
        if let Some((user, group)) = self.account {
            chown(&file, Some(user), Some(group)).expect("a file of Postgres' own");
        }
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a private file");
    }

    /// The address of a database under this host.
    pub(crate) fn url(&self, host: &str, database: &str) -> String {
        format!("postgres://{OWNER}@{host}:{}/{database}", self.port)
    }

    /// A database with nothing in it.
    pub(crate) async fn empty(&'static self) -> Database {
        self.copy_of("template0").await
    }

    /// A database with our migrations and no row.
    pub(crate) async fn migrated(&'static self) -> Database {
        self.migrated
            .get_or_init(|| async {
                let template = self.named("migrated", "template0").await;
                let backend = template.backend().await;
                backend.migrate().await.expect("migrates an empty database");
                backend.close().await;
            })
            .await;
        self.copy_of("migrated").await
    }

    /// A database that the platform has used for a while, without our migrations.
    pub(crate) async fn platform(&'static self) -> Database {
        self.platform
            .get_or_init(|| async {
                let template = self.named("platform_used", "template0").await;
                template
                    .run(include_str!("../../fixtures/platform.sql"))
                    .await;
            })
            .await;
        self.copy_of("platform_used").await
    }

    async fn copy_of(&'static self, template: &str) -> Database {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.named(&format!("test_{number}"), template).await
    }

    async fn named(&'static self, name: &str, template: &str) -> Database {
        let postgres = Database {
            cluster: self,
            name: "postgres".to_owned(),
        };
        postgres
            .run(&format!("create database {name} template {template}"))
            .await;
        Database {
            cluster: self,
            name: name.to_owned(),
        }
    }

    fn begin(&self) -> bool {
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200{}",
            self.port,
            self.folder.display(),
            self.settings
        );
        let log = self.folder.join("log");
        let log = log.to_str().expect("a plain path");
        let data = self.data();
        self.run(
            "pg_ctl",
            &[
                "-D", &data, "-w", "-t", "30", "-l", log, "-o", &options, "start",
            ],
        )
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn must(&self, program: &str, arguments: &[&str]) {
        assert!(
            self.run(program, arguments),
            "{program} {arguments:?} failed"
        );
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments);
        quietly(&mut command, &self.folder, self.account);
        command
            .stdin(Stdio::null())
            .status()
            .expect(program)
            .success()
    }
}

/// A database of a cluster.
#[derive(Clone)]
pub(crate) struct Database {
    cluster: &'static Cluster,
    name: String,
}

impl Database {
    /// Its address on this machine.
    pub(crate) fn url(&self) -> String {
        self.cluster.url("127.0.0.1", &self.name)
    }

    /// A backend on it.
    pub(crate) async fn backend(&self) -> Postgres {
        Postgres::connect(&self.url(), None)
            .await
            .expect("connects")
    }

    /// A connection of its own, as the platform has.
    pub(crate) async fn connection(&self) -> PgConnection {
        let options: PgConnectOptions = self.url().parse().expect("an address");
        options.connect().await.expect("connects")
    }

    /// Runs statements.
    pub(crate) async fn run(&self, sql: &str) {
        let mut connection = self.connection().await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
        connection.close().await.expect("closes");
    }

    /// Asks for one value, as text; `null` is “∅”.
    pub(crate) async fn one(&self, sql: &str) -> String {
        let mut all = self.all(sql).await;
        assert_eq!(all.len(), 1, "one row of {sql}");
        all.remove(0)
    }

    /// Asks for the first column of every row, as text.
    pub(crate) async fn all(&self, sql: &str) -> Vec<String> {
        let mut connection = self.connection().await;
        let rows: Vec<Option<String>> = sqlx::query_scalar(AssertSqlSafe(format!(
            "select answer::text from ({sql}) q (answer)"
        )))
        .fetch_all(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
        connection.close().await.expect("closes");
        rows.into_iter()
            .map(|row| row.unwrap_or_else(|| "∅".to_owned()))
            .collect()
    }
}

/// Finds the newest Postgres of this machine, or the one that is asked for.
fn programs() -> PathBuf {
    if let Some(folder) = std::env::var_os("ATELIER_POSTGRES_BIN") {
        return folder.into();
    }
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, folder)| folder.join("initdb").exists())
        .collect();
    found.sort();
    let (_, newest) = found
        .pop()
        .expect("Debian's postgresql, or ATELIER_POSTGRES_BIN");
    newest
}

/// Postgres does not run as root: then it runs as somebody with fewer rights.
fn account() -> Option<(u32, u32)> {
    let ours = fs::metadata("/proc/self").expect("/proc").uid();
    if ours != 0 {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").expect("accounts");
    let of = |name: &str| {
        let line = accounts
            .lines()
            .find(|line| line.starts_with(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(
        of("postgres")
            .or_else(|| of("nobody"))
            .expect("an account for Postgres"),
    )
}

/// Waits for the end of this process, then stops the cluster and removes it.
fn watch(programs: &Path, folder: &Path, account: Option<(u32, u32)>) -> Child {
    let script = format!(
        "cat >/dev/null; {pg_ctl} -D {folder}/data -m immediate stop; cd /tmp; rm -rf {folder}",
        pg_ctl = programs.join("pg_ctl").display(),
        folder = folder.display(),
    );
    let mut command = Command::new("sh");
    command
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .process_group(0);
    quietly(&mut command, folder, account);
    command.spawn().expect("sh")
}

fn quietly(command: &mut Command, folder: &Path, account: Option<(u32, u32)>) {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir(folder);
    if let Some((user, group)) = account {
        command.uid(user).gid(group);
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
