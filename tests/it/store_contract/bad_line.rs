//! What S3 promises when the line, the server or the keys are bad.

use std::time::Duration;

use atelier_core::domain::secret::{AccessKeys, Secret};
use atelier_core::progress::{Cancel, Silence};
use atelier_core::store::{
    self, Proof, Put, SignInProblem, StoreError, StoreUrl, Unreached, Verified,
};
use futures::StreamExt;
use object_store::multipart::MultipartStore;
use object_store::path::Path as Key;

use super::{Notes, keys, noise, open_at, open_with_patience, outgoing, path, send, somebody_else};
use crate::support::faults::{Fault, Proxy, Seen, none, share};
use crate::support::s3::S3Server;

/// Two whole parts and a rest.
const LONG: usize = 20_000_000;

/// Spoils one request in one way, counted among those that a test chooses.
fn once(
    chosen: fn(&Seen) -> bool,
    nth: usize,
    fault: Fault,
) -> impl FnMut(&Seen) -> Option<Fault> + Send + 'static {
    let mut met = 0;
    move |seen| {
        met += usize::from(chosen(seen));
        (chosen(seen) && met == nth).then_some(fault)
    }
}

#[tokio::test]
async fn a_broken_upload_goes_on_where_it_was() {
    let server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = outgoing(folder.path(), &noise(1, LONG));
    for (nth, fault, parts_again) in [
        (3, Fault::ResetBefore, 1),
        (2, Fault::ResetAfter, 2),
        (1, Fault::Error, 3),
    ] {
        let (to, log) = (path(&format!("styles/long/{nth}.jpg")), Notes::default());
        let proxy = Proxy::start(server.address(), once(Seen::is_part, nth, fault)).await;
        let broken = send(&*open_at(proxy.address()), &to, &file, &log).await;
        assert!(broken.expect_err("it broke").passes_by_itself());
        let arrived = log.of(&to).expect("a note").parts.len();
        assert_eq!(arrived, nth - 1);
        proxy.take_seen();

        // Another store knows nothing but the notes, as after a restart.
        let put = send(&*open_at(proxy.address()), &to, &file, &log).await;

        assert_eq!(put.expect("goes on"), Put::Stored);
        let seen = proxy.take_seen();
        assert_eq!(
            seen.iter().filter(|seen| seen.is_part()).count(),
            parts_again
        );
        assert!(!seen.iter().any(Seen::begins_upload), "{seen:?}");
        let verified = open_at(server.address()).verify(&to, &file).await;
        assert_eq!(verified.expect("verifies"), Verified::Same(Proof::Tag));
        assert_eq!((log.of(&to), server.unfinished_parts()), (None, 0));
    }
}

#[tokio::test]
async fn an_upload_whose_last_answer_was_lost_is_found_complete() {
    let server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (to, log) = (path("styles/long/a.jpg"), Notes::default());
    let file = outgoing(folder.path(), &noise(2, LONG));
    let plan = once(Seen::ends_upload, 1, Fault::ResetAfter);
    let proxy = Proxy::start(server.address(), plan).await;
    let lost = send(&*open_at(proxy.address()), &to, &file, &log).await;
    assert!(lost.expect_err("the answer is lost").passes_by_itself());
    proxy.take_seen();

    let put = send(&*open_at(proxy.address()), &to, &file, &log).await;

    assert_eq!(put.expect("finds it"), Put::AlreadyThere);
    assert!(!proxy.take_seen().iter().any(Seen::is_part));
    assert_eq!((log.of(&to), server.unfinished_parts()), (None, 0));
}

#[tokio::test]
async fn an_upload_that_the_store_forgot_begins_again() {
    let server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (to, log) = (path("styles/long/a.jpg"), Notes::default());
    let file = outgoing(folder.path(), &noise(3, LONG));
    let plan = once(Seen::is_part, 2, Fault::ResetBefore);
    let proxy = Proxy::start(server.address(), plan).await;
    let store = open_at(proxy.address());
    send(&*store, &to, &file, &log).await.expect_err("it broke");
    let state = log.of(&to).expect("a note");
    store
        .abort_upload(&to, &state)
        .await
        .expect("takes it back");
    assert_eq!(server.unfinished_parts(), 0, "no parts stay behind");

    let put = send(&*store, &to, &file, &log).await;

    assert_eq!(put.expect("begins again"), Put::Stored);
    assert_eq!((log.of(&to), server.unfinished_parts()), (None, 0));
}

#[tokio::test]
async fn an_upload_of_another_file_is_taken_back() {
    let server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (to, log) = (path("styles/long/a.jpg"), Notes::default());
    let old = outgoing(folder.path(), &noise(4, LONG));
    let new = outgoing(folder.path(), &noise(5, 1_000));
    let plan = once(Seen::is_part, 2, Fault::ResetBefore);
    let proxy = Proxy::start(server.address(), plan).await;
    let store = open_at(proxy.address());
    send(&*store, &to, &old, &log).await.expect_err("it broke");
    assert!(server.unfinished_parts() > 0);

    let put = send(&*store, &to, &new, &log).await;

    assert_eq!(put.expect("takes the new one"), Put::Stored);
    assert_eq!((log.of(&to), server.unfinished_parts()), (None, 0));
}

#[tokio::test]
async fn everything_arrives_once_though_every_fifth_request_fails() {
    let server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let proxy = Proxy::start(server.address(), share(20, 7)).await;
    let store = open_with_patience(proxy.address(), 2);
    let files: Vec<_> = (0..60)
        .map(|n| {
            (
                path(&format!("styles/many/{n}.jpg")),
                outgoing(folder.path(), &noise(n, 3_000)),
            )
        })
        .collect();

    let attempts: Vec<usize> = futures::stream::iter(&files)
        .map(|(to, file)| {
            let store = &*store;
            async move {
                let log = Notes::default();
                for attempt in 1..=20 {
                    match send(store, to, file, &log).await {
                        Ok(_) => return attempt,
                        Err(error) => assert!(error.passes_by_itself(), "{to}: {error:?}"),
                    }
                }
                panic!("{to} never arrived");
            }
        })
        .buffer_unordered(8)
        .collect()
        .await;

    assert!(
        attempts.iter().any(|attempts| *attempts > 1),
        "faults were met"
    );
    let spoilt = proxy
        .take_seen()
        .iter()
        .filter(|seen| seen.fault.is_some())
        .count();
    assert!(spoilt > 10, "{spoilt}");
    let direct = open_at(server.address());
    assert_eq!(direct.list("styles/many").count().await, 60);
    for (to, file) in &files {
        let verified = direct.verify(to, file).await.expect("verifies");
        assert_eq!(verified, Verified::Same(Proof::Tag), "{to}");
    }
}

#[tokio::test]
async fn each_fault_is_told_apart() {
    let server = S3Server::start().await;
    let proxy = Proxy::start(server.address(), none).await;
    let store = open_with_patience(proxy.address(), 2);
    let to = path("styles/coastal/a.jpg");
    for (fault, expected) in [
        (Fault::Error, Unreached::Faulty),
        (Fault::Busy, Unreached::Busy),
        (Fault::ResetBefore, Unreached::Broken),
        (Fault::ResetAfter, Unreached::Broken),
        (Fault::Silence, Unreached::TimedOut),
    ] {
        proxy.plan(move |_| Some(fault));

        let error = store.delete(&to).await.expect_err("it is spoilt");

        let wait = (fault == Fault::Busy).then_some(Duration::from_secs(1));
        assert_eq!(error.retry_after(), wait);
        let StoreError::Unreachable { why, .. } = error else {
            panic!("{fault:?} is {error:?}");
        };
        assert_eq!(why, expected);
    }
}

#[tokio::test]
async fn a_store_that_was_away_is_found_again() {
    let mut server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (to, log) = (path("styles/coastal/a.jpg"), Notes::default());
    let file = outgoing(folder.path(), &noise(6, 1_000));
    let store = open_at(server.address());
    store.check().await.expect("is there");
    server.stop().await;

    let away = send(&*store, &to, &file, &log).await;
    server.start_again().await;
    let back = send(&*store, &to, &file, &log).await;

    let away = away.expect_err("is away");
    let no_connection = Unreached::NoConnection;
    assert!(
        matches!(&away, StoreError::Unreachable { why, .. } if *why == no_connection),
        "{away:?}"
    );
    assert_eq!(back.expect("is back"), Put::Stored);
}

#[tokio::test]
async fn wrong_keys_are_asked_for_again() {
    let server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (to, log) = (path("styles/coastal/a.jpg"), Notes::default());
    let file = outgoing(folder.path(), &noise(7, 1_000));
    let url: StoreUrl = server.url().parse().expect("an address");
    let wrong = |key_id: &str, secret: &str| AccessKeys {
        key_id: key_id.into(),
        secret: Secret::new(secret),
        session: None,
    };

    for keys in [wrong("nobody", "x"), wrong(&keys().key_id, "x")] {
        let store = store::open(&url, Some(keys)).expect("a store");
        let refused = send(&*store, &to, &file, &log).await;
        assert!(
            matches!(
                refused,
                Err(StoreError::SignInNeeded(SignInProblem::WrongKeys))
            ),
            "{refused:?}"
        );
    }
    let without = store::open(&url, None).expect_err("has no keys");
    assert_eq!(without.code(), "store_keys_missing");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_a_refusal_and_no_missing_file() {
    let server = S3Server::start().await;
    let url = server.url().replace("public=pub", "public=gone");
    let url: StoreUrl = url.parse().expect("an address");
    let store = store::open(&url, Some(keys())).expect("a store");

    let deleted = store.delete(&path("styles/coastal/a.jpg")).await;

    assert!(
        matches!(deleted, Err(StoreError::Refused { .. })),
        "{deleted:?}"
    );
}

#[tokio::test]
async fn a_file_that_came_in_other_parts_is_read_back_to_be_proved() {
    let server = S3Server::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (to, bytes) = (path("styles/long/theirs.jpg"), noise(8, LONG));
    let file = outgoing(folder.path(), &bytes);
    let StoreUrl::S3(place) = server.url().parse().expect("an address") else {
        panic!("an S3 store");
    };
    let platform = somebody_else(&place, to.bucket(), &keys());
    let key = Key::parse(to.as_str()).expect("a key");
    let upload = platform.create_multipart(&key).await.expect("begins");
    let mut parts = Vec::new();
    for (index, part) in bytes.chunks(6_000_000).enumerate() {
        let part = platform
            .put_part(&key, &upload, index, part.to_vec().into())
            .await;
        parts.push(part.expect("a part"));
    }
    platform
        .complete_multipart(&key, &upload, parts)
        .await
        .expect("ends");

    let store = open_at(server.address());

    let verified = store.verify(&to, &file).await.expect("verifies");
    assert_eq!(verified, Verified::Same(Proof::ReadBack));
    let put = store
        .put(&to, &file, &Notes::default(), &Silence, &Cancel::new())
        .await;
    assert_eq!(put.expect("is there"), Put::AlreadyThere);
}
