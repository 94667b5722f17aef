//! The examination that every adapter passes.

use std::sync::Mutex;

use atelier_core::domain::storage_path::StoragePath;
use atelier_core::progress::Cancel;
use atelier_core::store::{OutgoingFile, Put, Store, StoreError, Verified};
use futures::StreamExt;

use super::{Candidate, Notes, noise, outgoing, path, send};

/// 20 MB: two whole parts and a rest.
const LONG: usize = 20_000_000;

/// What every store promises.
pub(super) async fn keeps_its_promises(candidate: &Candidate) {
    let store = &*candidate.store;
    it_can_be_tried_out(store).await;
    it_takes_a_file_once_and_gives_it_back(store).await;
    it_never_overwrites(store).await;
    it_forgets_a_file_as_often_as_asked(store).await;
    it_takes_a_long_file(store).await;
    it_notices_what_somebody_else_changed(candidate).await;
    it_lists_one_folder_and_everything(store).await;
    it_takes_every_legal_path(store).await;
    it_does_not_take_a_damaged_file(store).await;
    it_stops_when_told(store).await;
    assert_eq!(listed(store, "").await, Vec::<String>::new(), "left behind");
}

async fn it_can_be_tried_out(store: &dyn Store) {
    let check = store.check().await.expect("can be tried out");

    assert!(!check.private.place.is_empty() && !check.public.place.is_empty());
    assert_eq!(listed(store, "").await, Vec::<String>::new());
}

async fn it_takes_a_file_once_and_gives_it_back(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    for to in ["styles/coastal/a.jpg", "session_1/room_2/photos/3_a.jpg"] {
        let (to, bytes) = (path(to), noise(1, 10_000));
        let file = outgoing(folder.path(), &bytes);
        assert!(matches!(
            store.head(&to).await,
            Err(StoreError::NotFound { .. })
        ));
        assert!(matches!(
            store.get(&to, 10_000).await,
            Err(StoreError::NotFound { .. })
        ));
        assert_eq!(
            store.verify(&to, &file).await.expect("verifies"),
            Verified::Missing
        );

        assert_eq!(
            send(store, &to, &file, &log).await.expect("takes it"),
            Put::Stored
        );
        let again = send(store, &to, &file, &log).await;

        assert_eq!(again.expect("takes it again"), Put::AlreadyThere);
        assert!(is_same(store, &to, &file).await);
        assert_eq!(store.get(&to, 10_000).await.expect("gives it back"), bytes);
        assert!(matches!(
            store.get(&to, 9_999).await,
            Err(StoreError::Refused { .. })
        ));
        let found = store.head(&to).await.expect("knows it");
        assert_eq!((found.path, found.bytes), (to.clone(), 10_000));
        assert!(found.modified.0 > 1_700_000_000_000);
        store.delete(&to).await.expect("forgets it");
    }
}

async fn it_never_overwrites(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    let to = path("styles/coastal/occupied.jpg");
    let first = outgoing(folder.path(), &noise(1, 5_000));
    send(store, &to, &first, &log).await.expect("takes it");

    for other in [noise(2, 5_000), noise(3, 50), noise(4, 9_000_000)] {
        let other = outgoing(folder.path(), &other);
        let refused = send(store, &to, &other, &log).await;
        assert!(
            matches!(refused, Err(StoreError::Occupied { .. })),
            "{refused:?}"
        );
    }

    assert!(
        is_same(store, &to, &first).await,
        "the first is still there"
    );
    store.delete(&to).await.expect("forgets it");
}

async fn it_forgets_a_file_as_often_as_asked(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    let paths = [
        "styles/a/1.jpg",
        "styles/a/none.jpg",
        "session_1/artifacts/plan_1.pdf",
    ]
    .map(path);
    let file = outgoing(folder.path(), &noise(1, 100));
    send(store, &paths[0], &file, &log).await.expect("takes it");
    send(store, &paths[2], &file, &log).await.expect("takes it");

    let outcomes = store.delete_many(&paths).await;

    assert!(
        outcomes.iter().all(|(_, outcome)| outcome.is_ok()),
        "{outcomes:?}"
    );
    for gone in &paths {
        store.delete(gone).await.expect("is forgotten already");
        assert!(matches!(
            store.head(gone).await,
            Err(StoreError::NotFound { .. })
        ));
    }
}

async fn it_takes_a_long_file(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    let (to, bytes) = (path("styles/coastal/long.jpg"), noise(5, LONG));
    let file = outgoing(folder.path(), &bytes);
    let heard = Mutex::new(vec![0]);
    let listen = |bytes: u64| heard.lock().expect("the list").push(bytes);

    let put = store.put(&to, &file, &log, &listen, &Cancel::new()).await;

    assert_eq!(put.expect("takes it"), Put::Stored);
    let heard = heard.into_inner().expect("the list");
    assert!(heard.is_sorted(), "never falls: {heard:?}");
    assert_eq!(heard.last(), Some(&(LONG as u64)));
    assert!(heard.len() > 3, "is told on the way: {heard:?}");
    assert!(is_same(store, &to, &file).await);
    let read = store.get(&to, LONG as u64).await.expect("gives it back");
    assert!(read == bytes, "gives back what it took");
    assert_eq!(log.of(&to), None);
    store.delete(&to).await.expect("forgets it");
}

async fn it_notices_what_somebody_else_changed(candidate: &Candidate) {
    let store = &*candidate.store;
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    for (to, length) in [
        ("styles/a/short.jpg", 1_000),
        ("session_1/long.jpg", 9_000_000),
    ] {
        let (to, bytes) = (path(to), noise(6, length));
        let file = outgoing(folder.path(), &bytes);
        send(store, &to, &file, &log).await.expect("takes it");

        let mut changed = bytes.clone();
        changed[length / 2] ^= 1;
        (candidate.overwrite)(to.clone(), changed).await;
        let different = Verified::Different {
            bytes: length as u64,
        };
        assert_eq!(store.verify(&to, &file).await.expect("verifies"), different);

        (candidate.overwrite)(to.clone(), bytes[..length - 1].to_vec()).await;
        let different = Verified::Different {
            bytes: length as u64 - 1,
        };
        assert_eq!(store.verify(&to, &file).await.expect("verifies"), different);

        // The same content that came another way is the same content.
        (candidate.overwrite)(to.clone(), bytes).await;
        assert!(is_same(store, &to, &file).await);
        std::fs::remove_file(&file.local).expect("the local file goes");
        assert!(
            is_same(store, &to, &file).await,
            "proved without the local file"
        );
        store.delete(&to).await.expect("forgets it");
    }
}

async fn it_lists_one_folder_and_everything(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    let file = outgoing(folder.path(), &noise(7, 10));
    let paths = [
        "session_1/room_1/photos/1_a.jpg",
        "styles/coastal-two/a.jpg",
        "styles/coastal/a.jpg",
        "styles/coastal/variants/a_thumb_300x200.webp",
    ]
    .map(path);
    for to in &paths {
        send(store, to, &file, &log).await.expect("takes it");
    }

    let everything: Vec<&str> = paths.iter().map(StoragePath::as_str).collect();
    assert_eq!(listed(store, "").await, everything);
    assert_eq!(listed(store, "styles").await, everything[1..]);
    assert_eq!(listed(store, "styles/coastal").await, everything[2..]);
    assert_eq!(listed(store, "session_1").await, everything[..1]);
    assert_eq!(listed(store, "styles/none").await, Vec::<String>::new());

    store.delete_many(&paths).await;
}

async fn it_takes_every_legal_path(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    let file = outgoing(folder.path(), &noise(8, 10));
    let paths = [
        "styles/odd/a+b&c=d@e,f;g!h.jpg",
        "styles/odd/100%_done%20.jpg",
        "styles/odd/%2e%2e/b.jpg",
        "styles/odd/question?hash#tilde~star*.jpg",
        "styles/odd/{curly}[square](round)'quote'`.jpg",
        "styles/odd/...jpg",
    ]
    .map(path);
    for to in &paths {
        let put = send(store, to, &file, &log).await;
        assert_eq!(put.unwrap_or_else(|e| panic!("{to}: {e}")), Put::Stored);
        assert!(is_same(store, to, &file).await, "{to}");
    }

    let mut expected: Vec<&str> = paths.iter().map(StoragePath::as_str).collect();
    expected.sort_unstable();
    assert_eq!(listed(store, "styles/odd").await, expected);
    let outcomes = store.delete_many(&paths).await;
    assert!(
        outcomes.iter().all(|(_, outcome)| outcome.is_ok()),
        "{outcomes:?}"
    );
}

async fn it_does_not_take_a_damaged_file(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    let to = path("styles/coastal/damaged.jpg");
    for length in [1_000, 9_000_000] {
        let file = outgoing(folder.path(), &noise(9, length));
        let mut damaged = noise(9, length);
        damaged[0] ^= 1;
        std::fs::write(&file.local, damaged).expect("damages it");
        let refused = send(store, &to, &file, &log).await;
        assert!(
            matches!(refused, Err(StoreError::LocalFile { .. })),
            "{refused:?}"
        );

        std::fs::remove_file(&file.local).expect("removes it");
        let refused = send(store, &to, &file, &log).await;
        assert!(
            matches!(refused, Err(StoreError::LocalFile { .. })),
            "{refused:?}"
        );
    }

    assert!(matches!(
        store.head(&to).await,
        Err(StoreError::NotFound { .. })
    ));
}

async fn it_stops_when_told(store: &dyn Store) {
    let (folder, log) = (tempfile::tempdir().expect("a folder"), Notes::default());
    let to = path("styles/coastal/stopped.jpg");
    let file = outgoing(folder.path(), &noise(10, LONG));
    let cancel = Cancel::new();
    let stop_soon = |bytes: u64| {
        if bytes > 0 {
            cancel.cancel();
        }
    };

    let stopped = store.put(&to, &file, &log, &stop_soon, &cancel).await;

    assert!(matches!(stopped, Err(StoreError::Stopped)), "{stopped:?}");
    assert!(matches!(
        store.head(&to).await,
        Err(StoreError::NotFound { .. })
    ));
    send(store, &to, &file, &log).await.expect("goes on");
    assert!(is_same(store, &to, &file).await);
    store.delete(&to).await.expect("forgets it");
}

/// Tells whether the store holds this very file.
async fn is_same(store: &dyn Store, path: &StoragePath, file: &OutgoingFile) -> bool {
    let verified = store.verify(path, file).await.expect("verifies");
    matches!(verified, Verified::Same(_))
}

/// Lists a folder in order, checking that each entry is what it says.
async fn listed(store: &dyn Store, folder: &str) -> Vec<String> {
    let files: Vec<_> = store.list(folder).collect().await;
    let mut names: Vec<String> = Vec::new();
    for file in files {
        let file = file.expect("lists");
        let known = store.head(&file.path).await.expect("knows what it lists");
        assert_eq!(known.bytes, file.bytes);
        names.push(file.path.into());
    }
    names.sort_unstable();
    names
}
