//! What can go wrong with the backend, by what the caller can do about it.

use crate::domain::text_enum::text_enum;

/// Why the backend did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackendError {
    /// Wait and ask again: nothing is wrong with the question.
    #[error("the database cannot be reached just now: {0}")]
    Unreachable(#[source] Cause),
    /// Ask the person to sign in.
    #[error("the database did not accept the user name or password")]
    SignInNeeded(#[source] Cause),
    /// Migrate first.
    #[error("the database is not prepared for Atelier; run “atelier backend migrate”")]
    NotMigrated,
    /// Stop: the same question will never succeed by itself.
    #[error("the database refused: {words}")]
    Refused {
        /// What stands in the way.
        code: Refusal,
        /// The same in words.
        words: String,
    },
}

/// What lies under an error, for the log.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

impl BackendError {
    /// Returns the stable word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "backend_unreachable",
            Self::SignInNeeded(_) => "backend_sign_in",
            Self::NotMigrated => "backend_not_migrated",
            Self::Refused { code, .. } => code.as_str(),
        }
    }

    /// Returns whether waiting may help.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }
}

text_enum! {
    /// What stands in the way of a row.
    Refusal {
        /// The row that it belongs to is not there (yet).
        ParentMissing = "parent_missing",
        /// Another row still needs it.
        InUse = "row_in_use",
        /// The row itself is not there (any more).
        RowMissing = "row_missing",
        /// Its file was never announced, or so long ago that it was swept:
        /// request it again.
        NoRequest = "no_request",
        /// It is being deleted.
        BeingDeleted = "being_deleted",
        /// There is one already.
        Duplicate = "duplicate_row",
        /// A constraint of the platform does not hold.
        Constraint = "constraint",
        /// The platform wants a value that we do not have.
        ValueNeeded = "value_needed",
        /// A value does not fit its column.
        BadValue = "bad_value",
        /// The patch is no patch of this table.
        BadPatch = "bad_patch",
        /// Our role may not do this.
        NotPermitted = "not_permitted",
        /// The address is no address of a database, or leads to none.
        BadAddress = "bad_address",
        /// The connection could not be made private.
        NotPrivate = "not_private",
        /// The database has been prepared by something else under our names.
        ForeignSchema = "foreign_schema",
        /// Something that this program does not know.
        Other = "backend_refused",
    }
}
