//! Replacing a file by its clean self: whole or not at all, the original kept,
//! and no other name of the file left behind with the place in it.

use std::fs::{self, File, FileTimes, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use atelier_core::import::Refusal;

use crate::mirror::{self, Input, Out};

/// What ends the name of an original that lies beside its clean self.
const ORIGINAL: &str = ".original";
/// The most originals of one file.
const MOST: u32 = 99;

/// Where originals go.
#[derive(Debug, Clone)]
pub(super) enum Originals {
    /// Beside the file, as `FILE.original`.
    Beside,
    /// Below a folder, in the tree of the files.
    Below(Out),
    /// Nowhere: the person said so.
    Dropped,
}

/// How files are replaced.
#[derive(Debug, Clone)]
pub(super) struct InPlace {
    originals: Originals,
}

/// A file as it was before it was read.
#[derive(Debug)]
pub(super) struct Before(Metadata);

impl Before {
    /// Looks at a file without following a link.
    pub(super) fn look(path: &Path) -> Result<Self, Refusal> {
        fs::symlink_metadata(path)
            .map(Self)
            .map_err(|error| Refusal::from_io(&error))
    }

    /// Tells whether the file is still the one that was looked at.
    fn is_still(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|now| {
            now.is_file()
                && now.len() == self.0.len()
                && now.modified().ok() == self.0.modified().ok()
                && system::same_file(&now, &self.0)
        })
    }
}

/// Tells whether this is an original that an earlier run kept beside its file.
pub(super) fn is_original(input: &Input) -> bool {
    let Some(name) = input.below.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let (stem, number) = name.rsplit_once(ORIGINAL).unwrap_or_default();
    let counted = number.is_empty()
        || number
            .strip_prefix('.')
            .is_some_and(|number| number.parse::<u32>().is_ok());
    let beside = |path: &PathBuf| path.with_file_name(stem).exists();
    !stem.is_empty() && counted && input.path.as_ref().is_ok_and(beside)
}

impl InPlace {
    pub(super) fn new(originals: Originals) -> Self {
        Self { originals }
    }

    /// Puts clean bytes in the place of a file. Returns where its original lies.
    ///
    /// The original is safe under its new name before the old name changes.
    pub(super) fn replace(
        &self,
        input: &Input,
        path: &Path,
        before: &Before,
        came: &[u8],
        clean: &[u8],
    ) -> Result<Option<PathBuf>, Refusal> {
        self.may_replace(input, path, &before.0)?;
        let folder = mirror::folder_of(path);
        let file = mirror::unfinished(folder, clean)?;
        take_over(&file, &before.0)?;
        if !before.is_still(path) {
            return Err(changed_meanwhile());
        }
        let original = self.set_aside(input, path, before, came)?;
        if let Err(error) = file.persist(path) {
            if let Some(Aside { path, new: true }) = original {
                // The file is still under its own name.
                let _ = fs::remove_file(path);
            }
            return Err(mirror::not_written(&error.error));
        }
        sync_folder(folder);
        Ok(original.map(|original| original.path))
    }

    /// Refuses what would surprise: a link, a file that has other names too, a
    /// file that somebody protected.
    fn may_replace(&self, input: &Input, path: &Path, facts: &Metadata) -> Result<(), Refusal> {
        if is_through_a_link(input, path) {
            return Err(Refusal::new(
                "link",
                "is reached through a link. Name the file or folder that the link leads to.",
            ));
        }
        if facts.permissions().readonly() {
            return Err(Refusal::new(
                "write_protected",
                "is write-protected. Allow writing, or give --out instead of --in-place.",
            ));
        }
        let own = matches!(self.originals, Originals::Beside)
            && Before::look(&beside(path, 1))
                .is_ok_and(|original| system::same_file(&original.0, facts));
        let names = system::names(facts) - u64::from(own);
        if names > 1 {
            return Err(Refusal::new(
                "several_names",
                format!(
                    "has {names} names on this disk (hard links): under the others its place would stay. \
                     Give --out, or remove the other names."
                ),
            ));
        }
        Ok(())
    }

    /// Gives the original a second name, or copies it where that cannot be.
    /// Nothing is overwritten: an earlier original keeps its name.
    fn set_aside(
        &self,
        input: &Input,
        path: &Path,
        before: &Before,
        came: &[u8],
    ) -> Result<Option<Aside>, Refusal> {
        for number in 1..=MOST {
            let aside = match &self.originals {
                Originals::Dropped => return Ok(None),
                Originals::Beside => beside(path, number),
                Originals::Below(out) => {
                    out.folder_of(&input.below)?;
                    numbered(out.path(&input.below), number)
                }
            };
            match fs::symlink_metadata(&aside) {
                Ok(there) => {
                    let same = there.is_file()
                        && there.len() == came.len() as u64
                        && fs::read(&aside).is_ok_and(|there| there == came);
                    if same {
                        return Ok(Some(Aside {
                            path: aside,
                            new: false,
                        }));
                    }
                }
                Err(_) => {
                    if keep_original(path, &aside, before, came)? {
                        return Ok(Some(Aside {
                            path: aside,
                            new: true,
                        }));
                    }
                }
            }
        }
        Err(Refusal::new(
            "too_many_originals",
            format!("has {MOST} originals already. Move them away."),
        ))
    }
}

/// Where an original lies.
struct Aside {
    path: PathBuf,
    /// Whether this run put it there.
    new: bool,
}

/// Returns the name of an original beside its file.
fn beside(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ORIGINAL);
    numbered(PathBuf::from(name), number)
}

fn numbered(path: PathBuf, number: u32) -> PathBuf {
    if number == 1 {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(format!(".{number}"));
    PathBuf::from(name)
}

/// Keeps the original under another name. Returns false if the name is taken.
fn keep_original(path: &Path, aside: &Path, before: &Before, came: &[u8]) -> Result<bool, Refusal> {
    let folder = mirror::folder_of(aside);
    match fs::hard_link(path, aside) {
        Ok(()) if before.is_still(aside) => {}
        Ok(()) => {
            // Another file came under the name just now; it keeps only that one.
            let _ = fs::remove_file(aside);
            return Err(changed_meanwhile());
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        // Another disk, or one that knows no second names: a copy does.
        Err(_) => {
            let copy = mirror::unfinished(folder, came)?;
            take_over(&copy, &before.0)?;
            match copy.persist_noclobber(aside) {
                Ok(_) => {}
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                    return Ok(false);
                }
                Err(error) => return Err(mirror::not_written(&error.error)),
            }
        }
    }
    sync_folder(folder);
    Ok(true)
}

/// Gives a file the owner, the permissions and the times of another, and
/// brings it to the disk.
fn take_over(file: &NamedTempFile, facts: &Metadata) -> Result<(), Refusal> {
    let file = file.as_file();
    system::own(file, facts)?;
    let mut times = FileTimes::new();
    if let Ok(modified) = facts.modified() {
        times = times.set_modified(modified);
    }
    if let Ok(accessed) = facts.accessed() {
        times = times.set_accessed(accessed);
    }
    file.set_permissions(facts.permissions())
        .and_then(|()| file.set_times(times))
        .and_then(|()| file.sync_all())
        .map_err(|error| mirror::not_written(&error))
}

/// Tells whether the file, or a folder between it and the one that was named, is
/// a link.
pub(super) fn is_through_a_link(input: &Input, path: &Path) -> bool {
    let full = mirror::absolute(path);
    let Ok(below) = full.strip_prefix(&input.root) else {
        return true;
    };
    let mut on_the_way = below.ancestors().filter(|way| !way.as_os_str().is_empty());
    on_the_way
        .any(|way| fs::symlink_metadata(input.root.join(way)).is_ok_and(|facts| facts.is_symlink()))
}

/// Makes the names in a folder outlast a power cut, where the system can.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        // Network folders may not know how; the files themselves are flushed.
        let _ = File::open(folder).and_then(|open| open.sync_all());
    }
}

fn changed_meanwhile() -> Refusal {
    Refusal::new(
        "changed_meanwhile",
        "was changed by another program meanwhile, so it was left as it is. Clean it again.",
    )
}

#[cfg(unix)]
mod system {
    use std::fs::{File, Metadata};
    use std::os::unix::fs::{MetadataExt as _, fchown};

    use atelier_core::import::Refusal;

    /// Tells whether two looks were at one file.
    pub(super) fn same_file(one: &Metadata, other: &Metadata) -> bool {
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    }

    /// Counts the names that a file has.
    pub(super) fn names(facts: &Metadata) -> u64 {
        facts.nlink()
    }

    /// Makes a file belong to whom another belongs.
    pub(super) fn own(file: &File, facts: &Metadata) -> Result<(), Refusal> {
        let theirs = (facts.uid(), facts.gid());
        if file
            .metadata()
            .is_ok_and(|own| (own.uid(), own.gid()) == theirs)
        {
            return Ok(());
        }
        fchown(file, Some(theirs.0), Some(theirs.1)).map_err(|_| {
            Refusal::new(
                "another_owner",
                "belongs to somebody else, and its clean self would belong to you. Give --out instead.",
            )
        })
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{File, Metadata};

    use atelier_core::import::Refusal;

    pub(super) fn same_file(_one: &Metadata, _other: &Metadata) -> bool {
        true
    }

    pub(super) fn names(_facts: &Metadata) -> u64 {
        1
    }

    pub(super) fn own(_file: &File, _facts: &Metadata) -> Result<(), Refusal> {
        Ok(())
    }
}
