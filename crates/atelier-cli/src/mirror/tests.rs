use super::*;

fn folder(files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, b"x").expect("a file");
    }
    dir
}

fn below(paths: &[PathBuf], out: Option<&Path>) -> Vec<String> {
    inputs(paths, out)
        .iter()
        .map(|input| input.below.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn one_folder_is_mirrored_below_the_output() {
    let dir = folder(&["a.jpg", "deep/b.jpg"]);

    assert_eq!(
        below(&[dir.path().to_owned()], None),
        ["a.jpg", "deep/b.jpg"]
    );
}

#[test]
fn several_folders_keep_their_names_so_that_nothing_collides() {
    let dir = folder(&["one/a.jpg", "two/a.jpg", "two/x/../b.jpg"]);
    let paths = [dir.path().join("one"), dir.path().join("two/../two")];

    assert_eq!(below(&paths, None), ["one/a.jpg", "two/a.jpg", "two/b.jpg"]);
}

#[test]
fn a_glob_is_mirrored_from_its_first_wildcard() {
    let dir = folder(&["one/a.jpg", "two/a.jpg"]);

    assert_eq!(
        below(&[dir.path().join("*/a.jpg")], None),
        ["one/a.jpg", "two/a.jpg"]
    );
}

#[test]
fn earlier_outputs_inside_the_input_are_passed_over() {
    let dir = folder(&["a.jpg", "a.jpg.receipt.json", "clean/a.jpg"]);
    let out = dir.path().join("clean");

    assert_eq!(below(&[dir.path().to_owned()], Some(&out)), ["a.jpg"]);
}

#[test]
fn an_input_is_never_overwritten_even_by_force() {
    let dir = folder(&["a.jpg"]);
    let out = Out::open(dir.path(), true).expect("a folder");

    let refused = out.write(Path::new("a.jpg"), b"new", &dir.path().join("a.jpg"));

    assert_eq!(refused.expect_err("refused").code, "would_overwrite_input");
    assert_eq!(fs::read(dir.path().join("a.jpg")).expect("a file"), b"x");
}

#[test]
fn what_is_there_is_replaced_by_force_only() {
    let dir = folder(&["in/a.jpg", "out/a.jpg"]);
    let input = dir.path().join("in/a.jpg");
    let write = |force, bytes: &[u8]| {
        Out::open(&dir.path().join("out"), force)
            .expect("a folder")
            .write(Path::new("a.jpg"), bytes, &input)
    };

    assert_eq!(
        write(false, b"x").expect("the same is no harm"),
        Written::Same
    );
    assert_eq!(write(false, b"y").expect_err("refused").code, "exists");
    assert_eq!(write(true, b"y").expect("by force"), Written::New);
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_output_leads_nowhere() {
    let dir = folder(&["in/deep/a.jpg", "elsewhere/b.jpg"]);
    let out = Out::open(&dir.path().join("out"), true).expect("a folder");
    std::os::unix::fs::symlink(dir.path().join("elsewhere"), dir.path().join("out/deep"))
        .expect("a link");

    let refused = out.write(
        Path::new("deep/a.jpg"),
        b"y",
        &dir.path().join("in/deep/a.jpg"),
    );

    assert_eq!(refused.expect_err("refused").code, "outside_out");
    assert!(!dir.path().join("elsewhere/a.jpg").exists());
}
