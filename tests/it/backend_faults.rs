//! The line breaks, the server goes, the password is wrong: each is told as what
//! it is, and work goes on by itself when the cause is gone.

use std::process::Command;
use std::time::Duration;

use atelier_core::backend::{BackendError, Postgres};
use atelier_core::domain::change::SyncTable;
use serde_json::json;
use uuid::Uuid;

use crate::support::postgres::{Cluster, backend, cluster};
use crate::support::pushes::{a_style, all_done, row, style};

#[tokio::test]
async fn a_check_tells_who_and_how_far() {
    let database = cluster().await.empty().await;
    let backend = database.backend().await;

    let bare = backend.check().await.expect("checks");
    backend.migrate().await.expect("migrates");
    let ready = backend.check().await.expect("checks");

    assert!(!bare.is_migrated() && bare.migration == 0, "{bare:?}");
    assert!(
        ready.is_migrated() && ready.migration == ready.newest_migration,
        "{ready:?}"
    );
    assert_eq!(ready.role, "platform");
    assert!(
        ready
            .server_version
            .starts_with(|c: char| c.is_ascii_digit()),
        "{ready:?}"
    );
    assert!(!ready.encrypted, "the line stays on this machine");
    assert!(
        ready.clock_ahead_ms.abs() < 1000,
        "one machine, one clock: {ready:?}"
    );
}

#[tokio::test]
async fn a_database_that_nobody_prepared_says_so() {
    let database = cluster().await.empty().await;
    let backend = database.backend().await;

    let push = backend.push(&[style(Uuid::now_v7(), "coastal")]).await;
    assert!(matches!(push, Err(BackendError::NotMigrated)), "{push:?}");
    assert!(matches!(
        backend.counts().await,
        Err(BackendError::NotMigrated)
    ));

    backend.migrate().await.expect("migrates");
    all_done(&backend, &[style(Uuid::now_v7(), "coastal")]).await;
}

#[tokio::test]
async fn nobody_at_the_address_means_wait() {
    let error = Postgres::connect("postgres://anna@127.0.0.1:1/platform", None)
        .await
        .expect_err("nobody there");

    assert!(error.is_unreachable(), "{error:?}");
    assert_eq!(error.code(), "backend_unreachable");
}

#[tokio::test]
async fn an_unknown_role_means_sign_in() {
    let url = cluster()
        .await
        .empty()
        .await
        .url()
        .replace("platform@", "stranger@");

    let error = Postgres::connect(&url, None)
        .await
        .expect_err("no such role");

    assert!(matches!(error, BackendError::SignInNeeded(_)), "{error:?}");
}

#[tokio::test]
async fn an_unknown_database_means_another_address() {
    let url = cluster().await.url("127.0.0.1", "nowhere");

    let error = Postgres::connect(&url, None)
        .await
        .expect_err("no such database");

    assert_eq!(error.code(), "bad_address", "{error:?}");
}

#[tokio::test]
async fn a_server_that_cannot_prove_its_name_gets_no_password() {
    // 0.0.0.0 leads to this machine and is not a loopback address.
    let url = cluster().await.url("0.0.0.0", "postgres");

    let error = Postgres::connect(&format!("{url}?sslmode=disable"), Some("secret"))
        .await
        .expect_err("the server has no certificate");

    assert_eq!(error.code(), "not_private", "{error:?}");
}

#[tokio::test]
async fn a_server_is_believed_by_its_certificate_only() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start(&[])));
    let certificate = certificate(cluster);
    cluster.stop();
    let settings = "ssl = on\nssl_cert_file = '../server.crt'\nssl_key_file = '../server.key'\n";
    let file = cluster.folder().join("data/postgresql.auto.conf");
    std::fs::write(file, settings).expect("settings");
    cluster.start_again();
    let url = cluster.url("0.0.0.0", "postgres");

    let stranger = Postgres::connect(&url, None)
        .await
        .expect_err("nobody vouches for it");
    assert_eq!(stranger.code(), "not_private", "{stranger:?}");

    let known = Postgres::connect(&format!("{url}?sslrootcert={certificate}"), None)
        .await
        .expect("its certificate is trusted");
    assert!(known.check().await.expect("checks").encrypted);
}

/// Makes a certificate for 0.0.0.0 in the cluster's folder, and returns it.
fn certificate(cluster: &Cluster) -> String {
    let folder = cluster.folder();
    let made = Command::new("openssl")
        .args([
            "req", "-new", "-x509", "-days", "2", "-nodes", "-text", "-subj", "/CN=test",
        ])
        .args([
            "-addext",
            "subjectAltName=IP:0.0.0.0",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ])
        .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-keyout", "server.key", "-out", "server.crt"])
        .current_dir(folder)
        .output()
        .expect("openssl");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    cluster.own("server.key");
    folder.join("server.crt").display().to_string()
}

#[tokio::test]
async fn a_server_that_goes_and_comes_back_is_found_again() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start(&[])));
    let database = cluster.migrated().await;
    let backend = database.backend().await;
    let known = a_style(&backend).await;
    let edit = row(SyncTable::Styles, known, json!({ "name": "Coast" }));

    cluster.stop();
    let gone = backend.push(std::slice::from_ref(&edit)).await;
    assert!(
        matches!(gone, Err(BackendError::Unreachable(_))),
        "{gone:?}"
    );

    cluster.start_again();
    all_done(&backend, &[edit]).await;
    assert_eq!(database.one("select name from styles").await, "Coast");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_in_the_middle_of_a_push_leaves_all_or_nothing() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start(&[])));
    let database = cluster.migrated().await;
    database
        .run(
            "create function slow() returns trigger language plpgsql as
               $$ begin perform pg_sleep(0.2); return new; end $$;
             create trigger slow before insert on renovation_sessions for each row execute function slow()",
        )
        .await;
    let backend = database.backend().await;
    let pushes: Vec<_> = (0..10)
        .map(|_| {
            row(
                SyncTable::Sessions,
                Uuid::now_v7(),
                json!({ "title": "Attic" }),
            )
        })
        .collect();

    let pull_the_plug = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        tokio::task::block_in_place(|| cluster.stop());
    };
    let (broken, ()) = tokio::join!(backend.push(&pushes), pull_the_plug);
    assert!(
        matches!(broken, Err(BackendError::Unreachable(_))),
        "{broken:?}"
    );

    cluster.start_again();
    assert_eq!(
        database
            .one("select count(*) from renovation_sessions")
            .await,
        "0"
    );
    all_done(&backend, &pushes).await;
    assert_eq!(
        database
            .one("select count(*) from renovation_sessions")
            .await,
        "10"
    );
}

#[tokio::test]
async fn a_connection_that_an_administrator_ends_is_replaced() {
    let (backend, database) = backend().await;
    a_style(&backend).await;
    database
        .run(
            "select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;

    all_done(&backend, &[style(Uuid::now_v7(), "japandi")]).await;
}

#[tokio::test]
async fn a_table_that_somebody_holds_is_waited_for_and_then_asked_for_again() {
    let (backend, database) = backend().await;
    let mut platform = database.connection().await;
    sqlx::raw_sql("begin; lock table styles in exclusive mode")
        .execute(&mut platform)
        .await
        .expect("locks");
    let push = style(Uuid::now_v7(), "coastal");

    let held = backend.push(std::slice::from_ref(&push)).await;
    assert!(
        matches!(held, Err(BackendError::Unreachable(_))),
        "{held:?}"
    );

    drop(platform);
    all_done(&backend, &[push]).await;
}

#[tokio::test]
async fn a_line_that_says_nothing_means_wait() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = silent.local_addr().expect("an address").port();
    let started = std::time::Instant::now();

    let error = Postgres::connect(&format!("postgres://anna@127.0.0.1:{port}/platform"), None)
        .await
        .expect_err("nobody answers");

    assert!(error.is_unreachable(), "{error:?}");
    assert!(
        started.elapsed() < Duration::from_secs(8),
        "{:?}",
        started.elapsed()
    );
}
