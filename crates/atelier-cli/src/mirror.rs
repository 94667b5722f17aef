//! From a tree of files to another one beside it, for the commands that need no
//! workspace: what lies where below the output folder, and how it is written
//! without ever harming what is there.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use atelier_core::domain::limits::MAX_READ_BYTES;
use atelier_core::import::Refusal;
use atelier_core::import::intake::{self, Source};
use atelier_core::progress::Cancel;
use tokio::task::JoinSet;

use crate::error::CliError;

/// One file to work on.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// The path as shown.
    pub(crate) shown: String,
    /// The file, or why it is not taken.
    pub(crate) path: Result<PathBuf, Refusal>,
    /// Its path below the output folder.
    pub(crate) below: PathBuf,
}

/// Lists every file under the given paths. Their tree below the folder that all
/// paths have in common is the tree of the outputs.
///
/// What an earlier run put into `out`, and receipts, are passed over when a folder
/// around them is walked.
pub(crate) fn inputs(paths: &[PathBuf], out: Option<&Path>) -> Vec<Input> {
    let out = out.map(absolute);
    let root = common(paths.iter().map(|path| root_of(path)));
    let mut inputs = Vec::new();
    for given in paths {
        let given_is_output = out
            .as_ref()
            .is_some_and(|out| absolute(given).starts_with(out));
        for entry in intake::list(std::slice::from_ref(given)) {
            let path = match &entry.source {
                Ok(Source::Path(path)) => path.clone(),
                _ => PathBuf::from(&entry.shown),
            };
            let full = absolute(&path);
            if path != *given && is_receipt(&path) {
                continue;
            }
            if !given_is_output && out.as_ref().is_some_and(|out| full.starts_with(out)) {
                continue;
            }
            let name = full.file_name().unwrap_or(OsStr::new("file"));
            let below = full
                .strip_prefix(&root)
                .map_or_else(|_| PathBuf::from(name), Path::to_owned);
            inputs.push(Input {
                shown: entry.shown,
                path: entry.source.map(|_| path),
                below,
            });
        }
    }
    inputs
}

/// What ends the name of a receipt, which lies beside the file it is about.
pub(crate) const RECEIPT: &str = ".receipt.json";

fn is_receipt(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().ends_with(RECEIPT))
}

/// The folder that a given path stands for: itself, what is before the first
/// wildcard, or where the file lies.
fn root_of(given: &Path) -> PathBuf {
    let full = absolute(given);
    if given.is_dir() {
        return full;
    }
    let has_wildcard =
        |part: &Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let fixed: PathBuf = full
        .components()
        .take_while(|part| !has_wildcard(part))
        .collect();
    if fixed == full || given.symlink_metadata().is_ok() {
        return full.parent().map_or(fixed, Path::to_owned);
    }
    fixed
}

/// The deepest folder that holds all of these.
fn common(mut paths: impl Iterator<Item = PathBuf>) -> PathBuf {
    let first = paths.next().unwrap_or_default();
    paths.fold(first, |root, path| {
        let shared = root
            .components()
            .zip(path.components())
            .take_while(|(a, b)| a == b);
        shared.map(|(part, _)| part).collect()
    })
}

/// Makes a path absolute and takes `.` and `..` out of it, so that no part of it
/// can climb. Links are not followed: this only decides where an output goes.
fn absolute(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in full.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}

/// Reads a file once, as the import does.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let said = |error: io::Error| Refusal::from_io(&error);
    let facts = fs::metadata(path).map_err(said)?;
    if !facts.is_file() {
        return Err(Refusal::not_a_file());
    }
    if facts.len() > MAX_READ_BYTES {
        return Err(Refusal::too_large(MAX_READ_BYTES, false));
    }
    let bytes = fs::read(path).map_err(said)?;
    if bytes.is_empty() {
        return Err(Refusal::new(
            "empty",
            "is empty: it has no bytes at all. Copy it again.",
        ));
    }
    Ok(bytes)
}

/// A folder that outputs go to, and nowhere else.
#[derive(Debug, Clone)]
pub(crate) struct Out {
    root: PathBuf,
    force: bool,
    /// What this run has written: two inputs never share an output.
    taken: Arc<Mutex<HashSet<PathBuf>>>,
}

/// What became of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It was written.
    New,
    /// The same bytes were there already.
    Same,
}

impl Out {
    /// Makes the folder if it is not there.
    pub(crate) fn open(folder: &Path, force: bool) -> Result<Self, CliError> {
        let failed = |source| CliError::Out {
            folder: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(failed)?;
        Ok(Self {
            root: folder.canonicalize().map_err(failed)?,
            force,
            taken: Arc::default(),
        })
    }

    /// Returns where an output will lie.
    pub(crate) fn path(&self, below: &Path) -> PathBuf {
        self.root.join(below)
    }

    /// Writes an output whole or not at all. An input is never overwritten, and
    /// what is there already with other bytes only by force.
    pub(crate) fn write(
        &self,
        below: &Path,
        bytes: &[u8],
        input: &Path,
    ) -> Result<Written, Refusal> {
        let path = self.path(below);
        let folder = self.folder_of(below)?;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if !taken.insert(path.clone()) {
            return Err(Refusal::new(
                "same_output",
                "would have a result of the same name as another file of this run. Rename one of them.",
            ));
        }
        drop(taken);
        if let (Ok(there), Ok(input)) = (path.canonicalize(), input.canonicalize())
            && there == input
        {
            return Err(Refusal::new(
                "would_overwrite_input",
                "lies where its own result would go. Choose another --out.",
            ));
        }
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(Written::Same);
        }
        put(&folder, &path, bytes, self.force)?;
        Ok(Written::New)
    }

    /// Writes what belongs to an output of this run, whatever was there.
    pub(crate) fn replace(&self, below: &Path, bytes: &[u8]) -> Result<(), Refusal> {
        put(&self.folder_of(below)?, &self.path(below), bytes, true)
    }

    /// Makes the folder of an output, one step at a time: a link on the way
    /// could lead out of the output folder.
    fn folder_of(&self, below: &Path) -> Result<PathBuf, Refusal> {
        let mut folder = self.root.clone();
        for part in below.parent().unwrap_or(Path::new("")).components() {
            let Component::Normal(part) = part else {
                return Err(leads_out());
            };
            folder.push(part);
            match fs::symlink_metadata(&folder) {
                Ok(facts) if facts.is_dir() => {}
                Ok(_) => return Err(leads_out()),
                Err(_) => match fs::create_dir(&folder) {
                    // Another worker may have made it just now.
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                        return Err(not_written(&error));
                    }
                    _ => {}
                },
            }
        }
        Ok(folder)
    }
}

/// Writes a file beside its place, then moves it there.
fn put(folder: &Path, path: &Path, bytes: &[u8], force: bool) -> Result<(), Refusal> {
    let said = |error: io::Error| not_written(&error);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".atelier-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The system takes away what the person's umask forbids.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(said)?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_data())
        .map_err(said)?;
    let kept = if force {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    match kept {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(Refusal::new(
            "exists",
            "has a result of another content there already. Give --force to replace it.",
        )),
        Err(error) => Err(not_written(&error.error)),
    }
}

fn leads_out() -> Refusal {
    Refusal::new(
        "outside_out",
        "would be written through a link or a file, out of the --out folder.",
    )
}

fn not_written(error: &io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Refusal::new(
            "disk_full",
            "could not be written: the disk is full. Free some room, then try again.",
        ),
        _ => Refusal::new("not_written", format!("could not be written: {error}.")),
    }
}

/// Does blocking work on many inputs, one a core, and returns what came of them
/// in their order. After a cancel no further input is begun.
pub(crate) async fn each<T: Send + 'static>(
    inputs: Vec<Input>,
    cancel: &Cancel,
    work: impl Fn(&Input) -> T + Clone + Send + 'static,
    mut heard: impl FnMut(&T, usize),
) -> Result<Vec<T>, CliError> {
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get);
    let mut inputs = inputs.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut results: Vec<(usize, T)> = Vec::new();
    loop {
        while running.len() < workers && !cancel.is_cancelled() {
            let Some((index, input)) = inputs.next() else {
                break;
            };
            let work = work.clone();
            running.spawn_blocking(move || (index, work(&input)));
        }
        let Some(done) = running.join_next().await else {
            break;
        };
        let (index, result) = done.map_err(|error| CliError::Broken(error.to_string()))?;
        heard(&result, results.len() + 1);
        results.push((index, result));
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
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
}
