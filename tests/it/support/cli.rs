//! The built program `atelier`, run as a person or a script runs it.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::thread::JoinHandle;

use serde_json::Value;

/// A folder of its own, with a workspace in it that every command uses.
pub(crate) struct Shell {
    folder: tempfile::TempDir,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shell {
    /// A folder in which nothing is.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// A folder with a workspace and the style `coastal`.
    pub(crate) fn with_a_style() -> Self {
        let shell = Self::empty();
        shell.run(["init"]).ends_with(0);
        shell
            .run(["style", "add", "coastal", "--name", "Coastal"])
            .ends_with(0);
        shell
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The workspace.
    pub(crate) fn workspace(&self) -> PathBuf {
        self.path("workspace")
    }

    /// Puts a file into the folder.
    pub(crate) fn put(&self, name: impl AsRef<Path>, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    /// Puts a copy of a fixture into the folder.
    pub(crate) fn put_fixture(&self, name: impl AsRef<Path>, fixture: &str) -> PathBuf {
        self.put(
            name,
            &std::fs::read(self::fixture(fixture)).expect("a fixture"),
        )
    }

    /// Puts photos that all differ into `photos`.
    pub(crate) fn put_photos(&self, count: usize) -> PathBuf {
        let photo = std::fs::read(fixture("photos/old-kitchen-door.jpg")).expect("a fixture");
        for number in 0..count {
            self.put(
                format!("photos/{number:04}.jpg"),
                &told_apart(&photo, number),
            );
        }
        self.path("photos")
    }

    /// A command that knows nothing of the environment of the tests.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(program());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ATELIER_") {
                command.env_remove(name);
            }
        }
        command.env("ATELIER_WORKSPACE", self.workspace());
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command.args(words);
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> Ran {
        self.command(words)
            .output()
            .expect("the program runs")
            .into()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self {
            code: output.status.code().expect("the program ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Ran {
    /// Insists on an exit code.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Reads the one JSON document of standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// A command at work, whose JSON lines are read one by one.
pub(crate) struct AtWork {
    child: Child,
    lines: BufReader<ChildStderr>,
    /// Reads the answer, which may be longer than a pipe is.
    answer: JoinHandle<String>,
}

impl AtWork {
    /// Begins a command under `--json`.
    pub(crate) fn begin(shell: &Shell, words: &[&str]) -> Self {
        let mut command = shell.command(words);
        let mut child = command
            .arg("--json")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("runs");
        let lines = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut out = child.stdout.take().expect("a pipe");
        let answer = std::thread::spawn(move || {
            let mut text = String::new();
            out.read_to_string(&mut text).expect("reads");
            text
        });
        Self {
            child,
            lines,
            answer,
        }
    }

    /// Waits for a fact of this type.
    pub(crate) fn hears(&mut self, kind: &str) {
        let mut line = String::new();
        while self.lines.read_line(&mut line).expect("reads") > 0 {
            let fact: Value = serde_json::from_str(&line).expect("a JSON line");
            if fact["type"] == kind {
                return;
            }
            line.clear();
        }
        panic!("the command ended before it said {kind}");
    }

    /// Sends it a signal, such as INT.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits until it is gone, however it ended.
    pub(crate) fn wait_until_gone(mut self) {
        self.child.wait().expect("ends");
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ran {
        let mut err = String::new();
        self.lines.read_to_string(&mut err).expect("reads");
        let code = self
            .child
            .wait()
            .expect("ends")
            .code()
            .expect("ends by itself");
        Ran {
            code,
            out: self.answer.join().expect("reads"),
            err,
        }
    }
}

/// The paths and codes of what was refused, in the order of the paths.
pub(crate) fn refused(answer: &Value) -> Vec<(String, String)> {
    let mut refused: Vec<_> = answer["refused"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| {
            let path = Path::new(file["path"].as_str().expect("a path"));
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned();
            assert!(!file["reason"].as_str().expect("a reason").is_empty());
            (name, file["code"].as_str().expect("a code").to_owned())
        })
        .collect();
    refused.sort();
    refused
}

/// How many items a list of an answer has.
pub(crate) fn length(list: &Value) -> usize {
    list.as_array().expect("a list").len()
}

/// A file of the fixtures.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// The program, which the build puts two folders above the tests' own.
pub(crate) fn program() -> PathBuf {
    let tests = std::env::current_exe().expect("this program has a path");
    let folder = tests
        .parent()
        .and_then(Path::parent)
        .expect("target/PROFILE/deps");
    let program = folder
        .join("atelier")
        .with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        program.is_file(),
        "{} is not there: `cargo build --workspace` makes it, and `make test` does that first",
        program.display()
    );
    program
}

/// Changes the finest grain of a JPEG's brightness, so that its picture is its own.
fn told_apart(jpeg: &[u8], number: usize) -> Vec<u8> {
    let mut out = jpeg.to_vec();
    let table = out
        .windows(2)
        .position(|pair| pair == [0xff, 0xdb])
        .expect("a quantisation table");
    // Marker, length and number of the table come before its 64 steps.
    let last = table + 5 + 63;
    out[last - 1] = u8::try_from(1 + number / 200).expect("a small number");
    out[last] = u8::try_from(1 + number % 200).expect("a small number");
    out
}
