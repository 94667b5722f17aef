use super::*;
use crate::domain::media_type::MediaType;
use crate::progress::Silence;
use crate::store::{SignInProblem, Unlogged};

struct Setting {
    folder: tempfile::TempDir,
    store: FolderStore,
    file: OutgoingFile,
}

fn setting() -> Setting {
    let folder = tempfile::tempdir().expect("a folder");
    let local = folder.path().join("picture");
    fs::write(&local, b"a picture").expect("a file");
    let store = FolderStore::new(folder.path().join("store"));
    let file = OutgoingFile {
        local,
        bytes: 9,
        content_hash: ContentHash::of(b"a picture"),
        media_type: MediaType::Jpeg,
    };
    Setting {
        folder,
        store,
        file,
    }
}

fn path(text: &str) -> StoragePath {
    text.parse().expect("a path")
}

async fn put(setting: &Setting, to: &str) -> Result<Put, StoreError> {
    let Setting { store, file, .. } = setting;
    store
        .put(&path(to), file, &Unlogged, &Silence, &Cancel::new())
        .await
}

#[tokio::test]
async fn removing_the_last_file_removes_its_folders_but_not_the_store() {
    let setting = setting();
    put(&setting, "styles/coastal/a.jpg").await.expect("puts");
    put(&setting, "styles/industrial/a.jpg")
        .await
        .expect("puts");

    setting
        .store
        .delete(&path("styles/coastal/a.jpg"))
        .await
        .expect("removes");

    let root = setting.folder.path().join("store");
    assert!(!root.join("styles/coastal").exists());
    assert!(root.join("styles/industrial/a.jpg").exists());
    setting
        .store
        .delete(&path("styles/industrial/a.jpg"))
        .await
        .expect("removes");
    assert_eq!(fs::read_dir(&root).expect("still there").count(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn no_link_leads_out_of_the_store() {
    let setting = setting();
    put(&setting, "styles/coastal/a.jpg").await.expect("puts");
    let outside = setting.folder.path().join("outside");
    fs::create_dir(&outside).expect("a folder outside");
    fs::write(outside.join("b.jpg"), b"theirs").expect("a file outside");
    let root = setting.folder.path().join("store");
    std::os::unix::fs::symlink(&outside, root.join("styles/way-out")).expect("a link");
    std::os::unix::fs::symlink(outside.join("b.jpg"), root.join("styles/b.jpg")).expect("a link");

    for out in ["styles/way-out/b.jpg", "styles/b.jpg"] {
        let out = path(out);
        assert!(matches!(
            setting.store.get(&out, 100).await,
            Err(StoreError::Refused { .. })
        ));
        assert!(matches!(
            setting.store.delete(&out).await,
            Err(StoreError::Refused { .. })
        ));
        assert!(matches!(
            put(&setting, out.as_str()).await,
            Err(StoreError::Refused { .. })
        ));
    }
    assert_eq!(
        fs::read(outside.join("b.jpg")).expect("still there"),
        b"theirs"
    );
}

#[tokio::test]
async fn a_drive_that_is_not_connected_is_waited_for() {
    let setting = setting();
    let store = FolderStore::new(setting.folder.path().join("no-drive/store"));

    let outcome = store
        .put(
            &path("styles/coastal/a.jpg"),
            &setting.file,
            &Unlogged,
            &Silence,
            &Cancel::new(),
        )
        .await
        .expect_err("there is no drive");

    assert!(outcome.passes_by_itself(), "{outcome}");
    assert!(outcome.to_string().contains("no-drive"), "{outcome}");
    let deleted = store.delete(&path("styles/coastal/a.jpg")).await;
    assert!(deleted.is_err(), "what cannot be seen is not removed");
}

#[tokio::test]
async fn a_cancelled_copy_leaves_nothing() {
    let setting = setting();
    let cancel = Cancel::new();
    cancel.cancel();

    let outcome = setting
        .store
        .put(
            &path("styles/coastal/a.jpg"),
            &setting.file,
            &Unlogged,
            &Silence,
            &cancel,
        )
        .await;

    assert!(matches!(outcome, Err(StoreError::Stopped)));
    let root = setting.folder.path().join("store");
    let files = walkdir::WalkDir::new(root).into_iter();
    let left = files.filter(|entry| {
        entry
            .as_ref()
            .is_ok_and(|entry| entry.file_type().is_file())
    });
    assert_eq!(left.count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_system_says_becomes_what_to_do() {
    let tree = Tree::new("/srv/pictures".into());
    let said = |number| {
        let cause = std::io::Error::from_raw_os_error(number);
        tree.failed(cause, &path("styles/coastal/a.jpg"))
    };

    assert!(matches!(said(28), StoreError::Full), "no space");
    assert!(matches!(said(122), StoreError::Full), "quota");
    assert!(matches!(said(30), StoreError::Refused { .. }), "read-only");
    assert!(matches!(
        said(13),
        StoreError::SignInNeeded(SignInProblem::NotAllowed)
    ));
    assert!(said(116).passes_by_itself(), "stale network folder");
}

#[tokio::test]
async fn a_store_that_lost_its_mark_takes_nothing_and_says_why() {
    let mut setting = setting();
    let id = setting.store.set_up().await.expect("sets it up");
    setting.store = setting.store.known_as(id);
    put(&setting, "styles/coastal/a.jpg").await.expect("puts");
    let root = setting.folder.path().join("store");

    // Its disk goes: the place that it was mounted at stays, empty.
    let disk = setting.folder.path().join("disk");
    fs::rename(&root, &disk).expect("goes");
    fs::create_dir(&root).expect("a place");
    let refused = put(&setting, "styles/coastal/b.jpg").await;
    let asked = setting.store.head(&path("styles/coastal/a.jpg")).await;
    let removed = setting.store.delete(&path("styles/coastal/a.jpg")).await;

    for answer in [refused.map(drop), asked.map(drop), removed] {
        let error = answer.expect_err("is away");
        assert!(error.passes_by_itself(), "{error}");
        assert!(error.to_string().contains("mark is missing"), "{error}");
    }
    assert_eq!(fs::read_dir(&root).expect("a folder").count(), 0);

    fs::remove_dir(&root).expect("removes");
    let gone = put(&setting, "styles/coastal/b.jpg")
        .await
        .expect_err("is away");
    assert!(gone.to_string().contains("is not there"), "{gone}");
    assert!(!root.exists(), "it was made anew");

    fs::rename(&disk, &root).expect("comes back");
    put(&setting, "styles/coastal/b.jpg").await.expect("puts");
    assert_eq!(setting.store.set_up().await.expect("is known"), id);
}

#[tokio::test]
async fn the_mark_of_a_store_is_no_file_of_it() {
    use futures::StreamExt as _;
    let mut setting = setting();
    let id = setting.store.set_up().await.expect("sets it up");
    setting.store = setting.store.known_as(id);
    put(&setting, "styles/coastal/a.jpg").await.expect("puts");

    let listed: Vec<_> = setting.store.list("").collect().await;

    assert_eq!(listed.len(), 1, "{listed:?}");
}
