//! The store and the database go away in the middle and come back, and a tenth
//! of all requests to the store fails on top of it.

use std::time::Duration;

use crate::support::faults::{Proxy, share};
use crate::support::journey::Journey;
use crate::support::postgres::Cluster;
use crate::support::s3::{S3Server, url_at};

/// How long a server is away.
const AWAY: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_outlives_both_servers_and_a_store_that_fails() {
    let mut server = S3Server::start().await;
    let proxy = Proxy::start(server.address(), share(10, 20_26)).await;
    // A cluster of its own: the others' tests go on while this one is away.
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start(&[])));
    let database = cluster.migrated().await;
    let journey = Journey::with_photos(60);
    // A request that is never answered is given up after two seconds.
    journey.connect(&database, &url_at(proxy.address(), 2));
    let [style, room, variants, sync] = journey.steps();
    for step in [style, room, variants] {
        journey.command(&step).ends_with(0);
    }

    let mut syncing = journey.start(&sync);
    wait_until_files_arrive(&proxy, 20).await;
    server.stop().await;
    tokio::time::sleep(AWAY).await;
    server.start_again().await;
    wait_until_files_arrive(&proxy, 20).await;
    cluster.stop();
    tokio::time::sleep(AWAY).await;
    cluster.start_again();
    let ended = tokio::task::spawn_blocking(move || syncing.wait())
        .await
        .expect("a thread");

    assert!(ended.expect("an end").success(), "the sync gave up");
    let spoilt = proxy
        .take_seen()
        .iter()
        .filter(|seen| seen.fault.is_some())
        .count();
    assert!(spoilt > 0, "no request was spoilt");
    journey.arrived_exactly_once(&database, &server).await;
}

/// Waits until some more files were sent, so that the outage comes in between.
async fn wait_until_files_arrive(proxy: &Proxy, files: usize) {
    let mut sent = 0;
    for _ in 0..600 {
        sent += proxy
            .take_seen()
            .iter()
            .filter(|seen| seen.method == "PUT")
            .count();
        if sent >= files {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no file was sent within a minute");
}
