//! Why a file is not taken: a stable code for programs, a sentence for people.

use std::io;

use serde::Serialize;

/// Why one file is not taken. The rest of the import goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Refusal {
    /// A stable word, such as `truncated`.
    pub code: &'static str,
    /// What is wrong and what to do, as it follows the file's name: "is cut
    /// short: it ends after 61 %. Copy it from the camera again."
    pub reason: String,
    /// Whether `fit` would bring the file in.
    #[serde(skip)]
    pub fit_helps: bool,
}

impl Refusal {
    /// Makes a refusal.
    #[must_use]
    pub fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
            fit_helps: false,
        }
    }

    /// Takes over what a reader said of the file of this name.
    #[must_use]
    pub fn told(code: &'static str, name: &str, said: &str) -> Self {
        let predicate = said.strip_prefix(name).map_or(said, str::trim_start);
        Self::new(code, predicate)
    }

    /// A device, a socket or the like.
    #[must_use]
    pub fn not_a_file() -> Self {
        Self::new("not_a_file", "is no file but a device, a pipe or a socket.")
    }

    /// A name that no report could show.
    #[must_use]
    pub fn name_not_utf8() -> Self {
        Self::new(
            "name_not_utf8",
            "has a name that is not valid UTF-8. Rename it, then import it again.",
        )
    }

    /// A file over the limit of its kind.
    #[must_use]
    pub fn too_large(limit: u64, fit_helps: bool) -> Self {
        let limit = limit / (1024 * 1024);
        let offer = if fit_helps {
            " Fit re-encodes it at the best quality that stays under the limit."
        } else {
            ""
        };
        Self {
            fit_helps,
            ..Self::new("too_large", format!("is larger than {limit} MB.{offer}"))
        }
    }

    /// What the file system said when the file was opened or read.
    #[must_use]
    pub fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::new(
                "vanished",
                "is not there any more. Was it moved or a drive taken out?",
            ),
            io::ErrorKind::PermissionDenied => Self::new(
                "unreadable",
                "may not be read by you. Change its permissions, then import it again.",
            ),
            io::ErrorKind::InvalidFilename => Self::name_too_long(),
            // The standard library has no stable name for these two of Linux:
            // ELOOP and ENAMETOOLONG.
            _ if error.raw_os_error() == Some(40) => Self::link_loop(),
            _ if error.raw_os_error() == Some(36) => Self::name_too_long(),
            _ => Self::new("unreadable", format!("cannot be read: {error}.")),
        }
    }

    /// What the walk through a folder said.
    #[must_use]
    pub fn from_walk(error: &walkdir::Error) -> Self {
        match (error.loop_ancestor(), error.io_error()) {
            (Some(_), _) => Self::link_loop(),
            (None, Some(error)) => Self::from_io(error),
            (None, None) => Self::new("unreadable", "cannot be read."),
        }
    }

    fn name_too_long() -> Self {
        Self::new(
            "name_too_long",
            "has a name too long for this file system. Shorten it, then import it again.",
        )
    }

    fn link_loop() -> Self {
        Self::new("link_loop", "is a link that leads back to itself.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_follows_the_name_of_its_file() {
        let told = Refusal::told(
            "not_a_picture",
            "notes.jpg",
            "notes.jpg is a Word document.",
        );

        assert_eq!(told.reason, "is a Word document.");
    }
}
