use super::*;

fn library() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::open(&folder.path().join("library")).expect("a library");
    (folder, library)
}

fn keep(library: &Library, bytes: &[u8]) -> ContentHash {
    let hash = ContentHash::of(bytes);
    library.keep_named([(bytes, &hash)]).expect("keeps a file");
    hash
}

#[test]
fn a_kept_file_is_read_back_and_lies_under_its_hash() {
    let (_folder, library) = library();

    let hash = keep(&library, b"a picture");

    assert_eq!(library.read(&hash).expect("reads it"), b"a picture");
    assert_eq!(library.check(&hash).expect("checks it"), 9);
    let expected = format!("library/{}/{hash}", &hash.as_str()[..2]);
    assert!(library.path(&hash).ends_with(expected));
}

#[test]
fn keeping_twice_writes_once() {
    let (_folder, library) = library();
    let hash = keep(&library, b"a picture");
    let written = fs::metadata(library.path(&hash)).and_then(|facts| facts.modified());

    keep(&library, b"a picture");

    let now = fs::metadata(library.path(&hash)).and_then(|facts| facts.modified());
    assert_eq!(now.expect("a time"), written.expect("a time"));
    assert_eq!(library.bytes().expect("counts"), 9);
}

#[test]
fn many_files_are_kept_at_once() {
    let (_folder, library) = library();
    let files: Vec<Vec<u8>> = (0..50_u32).map(|n| n.to_be_bytes().to_vec()).collect();
    let hashes: Vec<_> = files.iter().map(|bytes| ContentHash::of(bytes)).collect();

    library
        .keep_named(files.iter().map(Vec::as_slice).zip(&hashes))
        .expect("keeps them");

    assert_eq!(library.files().count(), 50);
    assert_eq!(library.bytes().expect("counts"), 200);
}

#[test]
fn a_damaged_file_is_noticed_and_a_shortened_one_is_replaced() {
    let (_folder, library) = library();
    let hash = keep(&library, b"a picture");

    fs::write(library.path(&hash), b"b picture").expect("damages it");
    assert!(matches!(
        library.read(&hash),
        Err(LibraryError::Damaged { .. })
    ));
    assert!(matches!(
        library.check(&hash),
        Err(LibraryError::Damaged { .. })
    ));

    fs::write(library.path(&hash), b"a pic").expect("shortens it");
    keep(&library, b"a picture");
    assert_eq!(library.read(&hash).expect("reads it"), b"a picture");
}

#[test]
fn a_file_that_vanished_is_missing_and_removing_it_again_is_no_error() {
    let (_folder, library) = library();
    let hash = keep(&library, b"a picture");

    assert!(library.remove(&hash).expect("removes it"));

    assert!(!library.remove(&hash).expect("has nothing to remove"));
    assert!(!library.has(&hash).expect("looks"));
    assert!(matches!(
        library.read(&hash),
        Err(LibraryError::Missing { .. })
    ));
}

#[test]
fn what_atelier_did_not_put_there_is_passed_over() {
    let (_folder, library) = library();
    let hash = keep(&library, b"a picture");
    let beside = library.path(&hash).with_file_name("notes.txt");
    fs::write(beside, b"mine").expect("a foreign file");
    fs::write(library.root.join("notes.txt"), b"mine").expect("a foreign file");
    fs::create_dir(library.root.join("zz")).expect("a foreign folder");
    let misplaced = library.root.join("zz").join(hash.as_str());
    fs::write(misplaced, b"a picture").expect("a file in the wrong folder");

    assert_eq!(library.hashes().expect("looks"), [hash]);
    assert_eq!(library.bytes().expect("counts"), 9);
}

#[test]
fn what_a_crash_left_is_swept_and_what_is_kept_stays() {
    let (_folder, library) = library();
    let hash = keep(&library, b"a picture");
    fs::write(library.root.join(UNFINISHED).join("x"), b"half").expect("a leftover");

    assert_eq!(library.sweep_temporary().expect("sweeps"), 1);

    assert_eq!(library.sweep_temporary().expect("sweeps"), 0);
    assert!(library.has(&hash).expect("looks"));
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let (folder, library) = library();
    let secret = folder.path().join("secret");
    fs::write(&secret, b"not for you").expect("a file outside");
    let hash = ContentHash::of(b"a picture");
    fs::create_dir_all(library.folder(&hash)).expect("a folder");
    std::os::unix::fs::symlink(&secret, library.path(&hash)).expect("a link");

    let kept = library.keep_named([(&b"a picture"[..], &hash)]);

    assert!(matches!(kept, Err(LibraryError::NotOurs { .. })));
    assert!(matches!(
        library.read(&hash),
        Err(LibraryError::NotOurs { .. })
    ));
    assert!(matches!(
        library.remove(&hash),
        Err(LibraryError::NotOurs { .. })
    ));
    assert_eq!(fs::read(&secret).expect("still there"), b"not for you");
    assert_eq!(library.files().count(), 0);
}

#[test]
fn a_library_cannot_be_opened_where_a_file_lies() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("library");
    fs::write(&file, b"a file").expect("a file");

    let opened = Library::open(&file);

    assert!(matches!(opened, Err(LibraryError::Disk { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_in_words() {
    let full = std::io::Error::from_raw_os_error(28);
    let read_only = std::io::Error::from_raw_os_error(30);

    let full = LibraryError::from_io(full, Path::new("/w"));
    let read_only = LibraryError::from_io(read_only, Path::new("/w"));

    assert_eq!(full.code(), "disk_full");
    assert!(full.to_string().contains("full"));
    assert_eq!(read_only.code(), "workspace_read_only");
}
