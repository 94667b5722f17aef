//! A folder that outputs go to, and how a file is written whole or not at all.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use atelier_core::import::Refusal;
use tempfile::NamedTempFile;

use crate::error::CliError;

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
        let Ok(there) = fs::metadata(&path) else {
            put(&folder, &path, bytes, self.force)?;
            return Ok(Written::New);
        };
        if let (Ok(there), Ok(input)) = (path.canonicalize(), input.canonicalize())
            && there == input
        {
            return Err(Refusal::new(
                "would_overwrite_input",
                "lies where its own result would go. Choose another --out.",
            ));
        }
        if there.len() == bytes.len() as u64 && fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(Written::Same);
        }
        // A power cut leaves names without their bytes; no result is empty.
        put(&folder, &path, bytes, self.force || there.len() == 0)?;
        Ok(Written::New)
    }

    /// Writes what belongs to an output of this run, whatever was there.
    pub(crate) fn replace(&self, below: &Path, bytes: &[u8]) -> Result<(), Refusal> {
        put(&self.folder_of(below)?, &self.path(below), bytes, true)
    }

    /// Makes the folder of an output, one step at a time: a link on the way
    /// could lead out of the output folder.
    pub(crate) fn folder_of(&self, below: &Path) -> Result<PathBuf, Refusal> {
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

/// Writes a file beside its place, then moves it there. The disk is not waited
/// for: what is written here can be made again.
pub(crate) fn put(folder: &Path, path: &Path, bytes: &[u8], force: bool) -> Result<(), Refusal> {
    let file = unfinished(folder, bytes)?;
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

/// Writes bytes into a file that has no name yet and goes when it gets none.
pub(crate) fn unfinished(folder: &Path, bytes: &[u8]) -> Result<NamedTempFile, Refusal> {
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
    file.write_all(bytes).map_err(said)?;
    Ok(file)
}

fn leads_out() -> Refusal {
    Refusal::new(
        "outside_out",
        "would be written through a link or a file, out of the --out folder.",
    )
}

/// Says why a file could not be written.
pub(crate) fn not_written(error: &io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Refusal::new(
            "disk_full",
            "could not be written: the disk is full. Free some room, then try again.",
        ),
        _ => Refusal::new("not_written", format!("could not be written: {error}.")),
    }
}
