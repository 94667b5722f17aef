//! What the window is told when something fails.

use atelier_core::catalogue::CatalogueError;
use atelier_core::media::render::RenderError;
use atelier_core::variants::TrialError;
use atelier_core::workspace::{ConnectError, WorkspaceError};
use serde::Serialize;

/// Something the core could not do. A code exists only where the window acts on
/// it; the message is whole sentences for the person.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct CommandError {
    /// A stable word.
    pub code: String,
    /// What happened, why, where the data is, what to do.
    pub message: String,
    /// For *Copy details*; never shown by itself.
    pub details: Option<String>,
}

impl CommandError {
    /// Makes an error with a code that the window acts on.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            details: None,
        }
    }

    /// Something that should have been there is not.
    pub fn gone(what: &str) -> Self {
        Self::new("gone", format!("{what} is not there any more."))
    }

    fn of(code: &str, error: &dyn std::error::Error) -> Self {
        let mut causes = Vec::new();
        let mut next = error.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        Self {
            code: code.to_owned(),
            message: sentence(&error.to_string()),
            details: (!causes.is_empty()).then(|| causes.join("\n")),
        }
    }
}

/// Begins with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", chars.as_str())
}

impl From<WorkspaceError> for CommandError {
    fn from(error: WorkspaceError) -> Self {
        let code = match &error {
            WorkspaceError::Held(_) => "workspace_held",
            WorkspaceError::NotAWorkspace(_) => "not_a_workspace",
            WorkspaceError::ReadOnly { .. } => "read_only",
            WorkspaceError::DiskFull(_) => "disk_full",
            WorkspaceError::Picture(RenderError::Cancelled) => "cancelled",
            WorkspaceError::PictureGone => "gone",
            WorkspaceError::Trial(TrialError::Cancelled) => "called_off",
            _ => "failed",
        };
        Self::of(code, &error)
    }
}

impl From<CatalogueError> for CommandError {
    fn from(error: CatalogueError) -> Self {
        WorkspaceError::from(error).into()
    }
}

impl From<ConnectError> for CommandError {
    fn from(error: ConnectError) -> Self {
        Self::of("not_connected", &error)
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_message_is_a_sentence() {
        assert_eq!(sentence("the disk is full"), "The disk is full.");
        assert_eq!(sentence("Gone. Try again?"), "Gone. Try again?");
    }
}
