//! The folder itself: finding, placing and removing files without ever leaving
//! it.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use walkdir::WalkDir;

use super::{mark, stored};
use crate::domain::ids::StoreId;
use crate::domain::storage_path::StoragePath;
use crate::store::{SignInProblem, StoreError, StoredFile, Unreached};

/// Where files lie until they are whole. A path of the store never begins so.
const UNFINISHED: &str = ".atelier-unfinished";

/// How often a file is placed anew when its folder is removed meanwhile.
const ATTEMPTS: usize = 8;

/// A folder and what is in it.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    root: PathBuf,
    /// The store that the folder is known to be.
    known: Option<StoreId>,
}

/// What is found on the way to a file.
enum Way {
    /// Its folder is there.
    Leads(PathBuf),
    /// A folder on the way is not.
    Ends,
}

impl Tree {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, known: None }
    }

    /// Insists on the mark of this store.
    pub(super) fn known_as(self, store: StoreId) -> Self {
        Self {
            known: Some(store),
            ..self
        }
    }

    /// Makes the folder a store, or takes it as the store that it is.
    pub(super) fn set_up(&self) -> Result<StoreId, StoreError> {
        fs::create_dir_all(&self.root).map_err(|cause| self.refusal(cause))?;
        mark::find_or_make(&self.root).map_err(|cause| self.refusal(cause))
    }

    /// Tells whether the folder is there and is the store.
    fn is_there(&self) -> bool {
        match self.known {
            Some(store) => mark::is_in(&self.root, store),
            None => self.root.is_dir(),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes sure that the folder is there. It is made if only it is missing,
    /// so that a drive that is not connected is not taken for an empty one. A
    /// store that was seen before is never made.
    pub(super) fn ready(&self) -> Result<(), StoreError> {
        if self.is_there() {
            return Ok(());
        }
        if self.known.is_some() {
            return Err(self.absent());
        }
        match fs::create_dir(&self.root) {
            Ok(()) => Ok(()),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists && self.root.is_dir() => Ok(()),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Err(self.absent()),
            Err(cause) => Err(self.refusal(cause)),
        }
    }

    /// Returns where a file lies, if it is there and is a file.
    pub(super) fn find(&self, path: &StoragePath) -> Result<PathBuf, StoreError> {
        let Way::Leads(folder) = self.way(path, false)? else {
            return Err(self.not_there(path));
        };
        let at = folder.join(path.file_name());
        match fs::symlink_metadata(&at) {
            Ok(facts) if facts.is_file() => Ok(at),
            Ok(_) => Err(StoreError::refused(format!(
                "{path} is a link or a folder there, not a file"
            ))),
            Err(cause) => Err(self.failed(cause, path)),
        }
    }

    /// Makes a file that has no name in the store yet.
    pub(super) fn unfinished(&self) -> Result<NamedTempFile, StoreError> {
        let folder = self.root.join(UNFINISHED);
        for _ in 0..ATTEMPTS {
            match fs::create_dir(&folder) {
                Err(cause) if cause.kind() != ErrorKind::AlreadyExists => {
                    return Err(self.refusal(cause));
                }
                _ => {}
            }
            match NamedTempFile::new_in(&folder) {
                // The folder was swept away meanwhile.
                Err(cause) if cause.kind() == ErrorKind::NotFound => {}
                made => return made.map_err(|cause| self.refusal(cause)),
            }
        }
        Err(StoreError::unreachable(Unreached::Busy))
    }

    /// Gives a whole file its name. Returns false if another has it.
    pub(super) fn place(
        &self,
        path: &StoragePath,
        mut file: NamedTempFile,
    ) -> Result<bool, StoreError> {
        file.as_file()
            .sync_all()
            .map_err(|cause| self.failed(cause, path))?;
        open_to_readers(&file);
        for _ in 0..ATTEMPTS {
            let Way::Leads(folder) = self.way(path, true)? else {
                continue;
            };
            match file.persist_noclobber(folder.join(path.file_name())) {
                Ok(_) => {
                    self.sync_names(path);
                    self.tidy();
                    return Ok(true);
                }
                Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => {
                    return Ok(false);
                }
                // Whoever emptied the folder meanwhile removed it.
                Err(failed) if failed.error.kind() == ErrorKind::NotFound => file = failed.file,
                Err(failed) => return Err(self.failed(failed.error, path)),
            }
        }
        Err(StoreError::unreachable(Unreached::Busy))
    }

    /// Removes a file, and the folders that it leaves empty.
    pub(super) fn remove(&self, path: &StoragePath) -> Result<(), StoreError> {
        let at = match self.find(path) {
            Ok(at) => at,
            Err(StoreError::NotFound { .. }) => return Ok(()),
            Err(other) => return Err(other),
        };
        match fs::remove_file(&at) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => {
                return Err(self.failed(cause, path));
            }
            _ => {}
        }
        let above = at.ancestors().skip(1);
        for folder in above.take_while(|folder| *folder != self.root) {
            // A folder that still holds something is not removed.
            if fs::remove_dir(folder).is_err() {
                sync_folder(folder);
                break;
            }
        }
        Ok(())
    }

    /// Goes through the files under a folder until `take` has enough.
    pub(super) fn walk(
        &self,
        folder: &str,
        mut take: impl FnMut(Result<StoredFile, StoreError>) -> bool,
    ) {
        let folder = folder.trim_matches('/');
        let start = if folder.is_empty() {
            self.root.clone()
        } else {
            match folder.parse().map(|path| self.way_to(&path)) {
                Ok(Ok(Some(start))) => start,
                Ok(Ok(None)) | Err(_) => return,
                Ok(Err(cause)) => {
                    take(Err(cause));
                    return;
                }
            }
        };
        if !self.is_there() {
            take(Err(self.absent()));
            return;
        }
        let entries = WalkDir::new(&start)
            .min_depth(1)
            .follow_links(false)
            .into_iter()
            .filter_entry(|entry| {
                entry.file_name() != UNFINISHED && !mark::is_one(entry.file_name())
            });
        for entry in entries {
            let file = match entry {
                Ok(entry) if entry.file_type().is_file() => self.listed(&entry),
                Ok(_) => None,
                Err(cause) => gone_or(cause.into()).map(|cause| Err(self.refusal(cause))),
            };
            if file.is_some_and(|file| !take(file)) {
                return;
            }
        }
    }

    /// Puts the facts of a walked file together; none if it is none of ours.
    fn listed(&self, entry: &walkdir::DirEntry) -> Option<Result<StoredFile, StoreError>> {
        let relative = entry.path().strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
        let path: StoragePath = parts?.join("/").parse().ok()?;
        match entry.metadata() {
            Ok(facts) => Some(Ok(stored(path, &facts))),
            Err(cause) => gone_or(cause.into()).map(|cause| Err(self.failed(cause, &path))),
        }
    }

    /// Returns a folder of the store, if it is there and no link leads to it.
    fn way_to(&self, folder: &StoragePath) -> Result<Option<PathBuf>, StoreError> {
        let Way::Leads(above) = self.way(folder, false)? else {
            return Ok(None);
        };
        let at = above.join(folder.file_name());
        let facts = fs::symlink_metadata(&at);
        Ok(facts.is_ok_and(|facts| facts.is_dir()).then_some(at))
    }

    /// Walks to the folder of a file, part by part, refusing links.
    fn way(&self, path: &StoragePath, make: bool) -> Result<Way, StoreError> {
        let mut folder = self.root.clone();
        let mut parts: Vec<&str> = path.as_str().split('/').collect();
        parts.pop();
        if path.as_str().starts_with(UNFINISHED) {
            return Err(StoreError::refused(format!(
                "{path} is a name of its own use"
            )));
        }
        for part in parts {
            folder.push(part);
            if make && let Err(cause) = fs::create_dir(&folder) {
                match cause.kind() {
                    ErrorKind::AlreadyExists => {}
                    ErrorKind::NotFound if self.is_there() => return Ok(Way::Ends),
                    _ => return Err(self.failed(cause, path)),
                }
            }
            match fs::symlink_metadata(&folder) {
                Ok(facts) if facts.is_dir() => {}
                Ok(_) => {
                    return Err(StoreError::refused(format!(
                        "a link or a file lies where {path} needs a folder"
                    )));
                }
                Err(cause) if cause.kind() == ErrorKind::NotFound && self.is_there() => {
                    return Ok(Way::Ends);
                }
                Err(cause) => return Err(self.failed(cause, path)),
            }
        }
        Ok(Way::Leads(folder))
    }

    /// Makes the names on the way to a file outlast a power cut.
    fn sync_names(&self, path: &StoragePath) {
        if let Ok(Way::Leads(folder)) = self.way(path, false) {
            let inside = folder
                .ancestors()
                .take_while(|folder| folder.starts_with(&self.root));
            inside.for_each(sync_folder);
        }
    }

    /// Removes the folder of unfinished files when it is empty.
    fn tidy(&self) {
        // It is not empty while another file is being copied.
        let _ = fs::remove_dir(self.root.join(UNFINISHED));
    }

    fn not_there(&self, path: &StoragePath) -> StoreError {
        if self.is_there() {
            StoreError::not_found(path)
        } else {
            self.absent()
        }
    }

    fn absent(&self) -> StoreError {
        let root = self.root.clone();
        StoreError::unreachable(if root.is_dir() {
            Unreached::NoMark(root)
        } else {
            Unreached::NoFolder(root)
        })
    }

    /// Says what the system said about a file.
    pub(super) fn failed(&self, cause: std::io::Error, path: &StoragePath) -> StoreError {
        match cause.kind() {
            ErrorKind::NotFound => self.not_there(path),
            _ => self.refusal(cause),
        }
    }

    /// Says what the system said about the folder.
    fn refusal(&self, cause: std::io::Error) -> StoreError {
        match cause.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
            ErrorKind::PermissionDenied => StoreError::SignInNeeded(SignInProblem::NotAllowed),
            ErrorKind::ReadOnlyFilesystem => {
                StoreError::refused(format!("the folder {} is read-only", self.root.display()))
            }
            ErrorKind::TimedOut => StoreError::unreachable(Unreached::TimedOut),
            ErrorKind::StaleNetworkFileHandle
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::NotConnected => self.absent(),
            ErrorKind::Interrupted | ErrorKind::ResourceBusy => {
                StoreError::unreachable(Unreached::Busy)
            }
            _ => StoreError::refused(format!("{cause} (in {})", self.root.display())),
        }
    }
}

/// What vanished while the folder was walked is not worth a word.
fn gone_or(cause: std::io::Error) -> Option<std::io::Error> {
    (cause.kind() != ErrorKind::NotFound).then_some(cause)
}

/// Makes the names in a folder outlast a power cut, where the system can.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        // Network folders may not know how; the file itself is flushed.
        let _ = File::open(folder).and_then(|open| open.sync_all());
    }
}

/// Lets others read the file, as they could if it had been copied by hand.
#[cfg(unix)]
fn open_to_readers(file: &NamedTempFile) {
    use std::os::unix::fs::PermissionsExt;
    // A drive without rights keeps its own.
    let _ = file
        .as_file()
        .set_permissions(fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn open_to_readers(_file: &NamedTempFile) {}
