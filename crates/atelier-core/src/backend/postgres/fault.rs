//! Reads what Postgres and the line say when something goes wrong: is it the
//! moment, the person, the database or the row?

use std::io::ErrorKind;

use sqlx::postgres::PgDatabaseError;

use crate::backend::{BackendError, Refusal};

/// Something that went wrong, by whom it concerns.
#[derive(Debug)]
pub(super) enum Fault {
    /// One row of the batch; the others may go on.
    Row { code: Refusal, words: String },
    /// Everything that was asked.
    Whole(BackendError),
}

/// Reads an error of a question that is about no row in particular.
pub(super) fn whole(error: sqlx::Error) -> BackendError {
    match read(error) {
        Fault::Row { code, words } => BackendError::Refused { code, words },
        Fault::Whole(error) => error,
    }
}

/// Reads an error.
pub(super) fn read(error: sqlx::Error) -> Fault {
    use sqlx::Error;
    match error {
        Error::Database(ref database) => {
            match database.try_downcast_ref::<PgDatabaseError>().map(of_server) {
                Some(Said::Row(code, words)) => Fault::Row { code, words },
                Some(Said::Refused(code, words)) => {
                    Fault::Whole(BackendError::Refused { code, words })
                }
                Some(Said::NotMigrated) => Fault::Whole(BackendError::NotMigrated),
                Some(Said::SignIn) => Fault::Whole(BackendError::SignInNeeded(Box::new(error))),
                Some(Said::NotNow) => Fault::Whole(unreachable(error)),
                None => Fault::Whole(other(&error)),
            }
        }
        // rustls reports a certificate that it does not trust as invalid data.
        Error::Io(ref io) if io.kind() == ErrorKind::InvalidData => {
            Fault::Whole(not_private(&error))
        }
        Error::Tls(_) => Fault::Whole(not_private(&error)),
        // The pool tries until its time is up and keeps the last refusal to
        // itself.
        Error::PoolTimedOut => Fault::Whole(BackendError::Unreachable(
            "no connection came about in five seconds; is the server running, and the address right?"
                .into(),
        )),
        Error::Io(_)
        | Error::PoolClosed
        | Error::WorkerCrashed
        | Error::BeginFailed
        // A connection that broke in the middle of an answer.
        | Error::Protocol(_) => Fault::Whole(unreachable(error)),
        Error::Configuration(_) => Fault::Whole(BackendError::Refused {
            code: Refusal::BadAddress,
            words: error.to_string(),
        }),
        error => Fault::Whole(other(&error)),
    }
}

fn unreachable(error: sqlx::Error) -> BackendError {
    BackendError::Unreachable(Box::new(error))
}

fn not_private(error: &sqlx::Error) -> BackendError {
    BackendError::Refused {
        code: Refusal::NotPrivate,
        words: format!("no private connection to the database came about: {error}"),
    }
}

fn other(error: &sqlx::Error) -> BackendError {
    BackendError::Refused {
        code: Refusal::Other,
        words: error.to_string(),
    }
}

/// What the server meant.
enum Said {
    Row(Refusal, String),
    Refused(Refusal, String),
    NotMigrated,
    SignIn,
    NotNow,
}

/// Reads a SQLSTATE (PostgreSQL manual, appendix A).
///
/// The details of an error are left out on purpose: they quote the row.
fn of_server(error: &PgDatabaseError) -> Said {
    let table = error.table().unwrap_or("the table");
    let message = error.message().to_owned();
    match error.code() {
        "23505" => Said::Row(
            Refusal::Duplicate,
            format!("{table} has such a row already ({})", name(error)),
        ),
        "23503" if message.starts_with("update or delete") => Said::Row(
            Refusal::InUse,
            format!("other rows of the platform still need it ({})", name(error)),
        ),
        "23503" => Said::Row(
            Refusal::ParentMissing,
            format!("the row that it belongs to is not there ({})", name(error)),
        ),
        "23502" => Said::Row(
            Refusal::ValueNeeded,
            format!(
                "{table} wants a value for {}, and Atelier has none",
                error.column().unwrap_or("a column")
            ),
        ),
        "23514" => Said::Row(
            Refusal::Constraint,
            format!("it breaks the rule {} of {table}", name(error)),
        ),
        // A trigger of the platform raised its own voice.
        "P0001" => Said::Row(Refusal::Constraint, message),
        "42501" => Said::Row(Refusal::NotPermitted, message),
        "42804" => Said::Row(Refusal::BadValue, message),
        "42P01" | "42703" | "3F000" | "42883" => Said::NotMigrated,
        "3D000" => Said::Refused(Refusal::BadAddress, message),
        // Too many statements at once, a lock or a statement that took too
        // long, a server that stops or starts, one that only reads just now.
        "40001" | "40P01" | "55P03" | "57014" | "57P01" | "57P02" | "57P03" | "57P05" | "25006"
        | "25P02" | "25P03" | "25P04" => Said::NotNow,
        code => match code.get(..2).unwrap_or_default() {
            "22" => Said::Row(Refusal::BadValue, message),
            "23" => Said::Row(Refusal::Constraint, message),
            "28" => Said::SignIn,
            "08" | "53" | "58" => Said::NotNow,
            _ => Said::Refused(Refusal::Other, message),
        },
    }
}

fn name(error: &PgDatabaseError) -> &str {
    error.constraint().unwrap_or("unnamed")
}
