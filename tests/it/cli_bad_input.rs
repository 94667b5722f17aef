//! Whatever cannot be taken ends in a refusal with its reason; the rest comes in.

use std::ffi::OsString;
use std::process::Stdio;

use serde_json::Value;

use crate::support::cli::{Shell, length, refused};
use crate::support::shapes;

fn import(shell: &Shell, paths: &[&str]) -> Value {
    let words = ["import", "style", "coastal", "--json"].iter().chain(paths);
    let answer = shell.run(words).ends_with(1).json();
    shapes::insist("import", &answer);
    answer
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(name, code)| ((*name).to_owned(), (*code).to_owned()))
        .collect()
}

#[test]
fn files_that_are_no_good_pictures_are_refused_each_with_its_reason() {
    let shell = Shell::with_a_style();
    shell.put_photos(1);
    for bad in [
        "empty.jpg",
        "cut-short.jpg",
        "word-document.jpg",
        "30000-by-30000.png",
        "password-protected.pdf",
        "program.jpg",
        "drawing.svg",
    ] {
        shell.put_fixture(format!("photos/{bad}"), &format!("bad/{bad}"));
    }

    let answer = import(&shell, &["photos"]);

    assert_eq!(length(&answer["imported"]), 1, "{answer:#}");
    assert_eq!(
        refused(&answer),
        pairs(&[
            ("30000-by-30000.png", "too_many_pixels"),
            ("cut-short.jpg", "cut_short"),
            ("drawing.svg", "not_a_picture"),
            ("empty.jpg", "empty"),
            ("password-protected.pdf", "password_protected"),
            ("program.jpg", "not_a_picture"),
            ("word-document.jpg", "not_a_picture"),
        ])
    );
    let status = shell.run(["status", "--json"]).ends_with(0).json();
    assert_eq!(status["tables"]["style_images"], 1);
    shell.run(["verify"]).ends_with(0);
}

#[cfg(unix)]
#[test]
fn names_and_links_that_lead_nowhere_are_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let shell = Shell::with_a_style();
    shell.put_photos(1);
    let not_text = OsString::from_vec(b"photos/odd\xff.jpg".to_vec());
    shell.put(&not_text, b"x");
    std::os::unix::fs::symlink("loop.jpg", shell.path("photos/loop.jpg")).expect("a link");
    std::os::unix::fs::symlink("gone.jpg", shell.path("photos/dangling.jpg")).expect("a link");
    std::os::unix::fs::symlink(shell.path("photos"), shell.path("photos/back")).expect("a link");
    let long = "x".repeat(300);

    let answer = import(&shell, &["photos", "missing.jpg", &long]);

    assert_eq!(length(&answer["imported"]), 1, "{answer:#}");
    assert_eq!(
        refused(&answer),
        pairs(&[
            ("back", "link_loop"),
            ("dangling.jpg", "vanished"),
            ("loop.jpg", "link_loop"),
            ("missing.jpg", "vanished"),
            ("odd\u{fffd}.jpg", "name_not_utf8"),
            (&long, "name_too_long"),
        ])
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let shell = Shell::empty();
    let as_somebody = Somebody::of(&shell);
    as_somebody.run(&["init"], 0);
    as_somebody.run(&["style", "add", "coastal", "--name", "Coastal"], 0);
    let photos = shell.put_photos(2);
    std::fs::set_permissions(
        photos.join("0000.jpg"),
        std::fs::Permissions::from_mode(0o000),
    )
    .expect("a mode");

    let answer = as_somebody
        .run(&["import", "style", "coastal", "photos", "--json"], 1)
        .json();

    assert_eq!(refused(&answer), pairs(&[("0000.jpg", "unreadable")]));
    assert_eq!(length(&answer["imported"]), 1);
}

#[cfg(unix)]
#[test]
fn a_workspace_that_may_not_be_written_is_told_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let shell = Shell::empty();
    let as_somebody = Somebody::of(&shell);
    as_somebody.run(&["init"], 0);
    let mode = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(shell.workspace(), mode).expect("a mode");
    };
    mode(0o555);
    for file in std::fs::read_dir(shell.workspace())
        .expect("a folder")
        .flatten()
    {
        let mode = if file.path().is_dir() { 0o555 } else { 0o444 };
        std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(mode))
            .expect("a mode");
    }

    let refused = as_somebody.run(
        &["style", "add", "coastal", "--name", "Coastal", "--json"],
        2,
    );

    mode(0o755);
    assert_eq!(
        refused.json()["error"]["code"],
        "workspace_read_only",
        "{refused:#?}"
    );
}

/// Runs the program as somebody whom modes of files bind: root they do not.
#[cfg(unix)]
struct Somebody<'a> {
    shell: &'a Shell,
    program: std::path::PathBuf,
    is_root: bool,
}

#[cfg(unix)]
impl<'a> Somebody<'a> {
    const NOBODY: u32 = 65_534;

    fn of(shell: &'a Shell) -> Self {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
        let program = crate::support::cli::program();
        let is_root = std::fs::metadata("/proc/self").expect("/proc").uid() == 0;
        if !is_root {
            return Self {
                shell,
                program,
                is_root,
            };
        }
        // Nobody may not look into root's folders, so the program goes to them.
        let folder = shell.path(".");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("a mode");
        chown(&folder, Some(Self::NOBODY), None).expect("an owner");
        let copy = shell.path("atelier");
        std::fs::copy(&program, &copy).expect("a copy");
        Self {
            shell,
            program: copy,
            is_root,
        }
    }

    fn run(&self, words: &[&str], code: i32) -> crate::support::cli::Ran {
        use std::os::unix::process::CommandExt as _;
        let mut command = std::process::Command::new(&self.program);
        command
            .args(words)
            .current_dir(self.shell.path("."))
            .stdin(Stdio::null());
        command.env("ATELIER_WORKSPACE", self.shell.workspace());
        if self.is_root {
            command.uid(Self::NOBODY);
        }
        crate::support::cli::Ran::from(command.output().expect("the program runs")).ends_with(code)
    }
}
