//! `atelier backend`: the database and the store that a workspace sends to.

pub(crate) mod check;
mod migrate;

use clap::{Args, Subcommand};
use serde::Serialize;

use atelier_core::config::BackendConfig;
use atelier_core::workspace::{BackendAddress, BackendSet};

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page, safe};

const EXAMPLES: &str = "\
Examples:
  atelier backend set --database postgres://me@db.example.org/platform --store file:///srv/pictures
  atelier backend set --database postgres://me@localhost/platform \\
      --store 's3://pictures?region=auto&endpoint=https://store.example.org'
  atelier backend check
  atelier backend migrate
  atelier backend unset

Passwords and keys are never arguments. They come from the environment or from this
computer's keychain:
  ATELIER_DB_PASSWORD                  the password of the database
  ATELIER_S3_ACCESS_KEY_ID             the name of the store's key
  ATELIER_S3_SECRET_ACCESS_KEY         what proves the key
  ATELIER_S3_SESSION_TOKEN             the token of a key that is lent for a time";

/// The database and the store that a workspace sends to.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) enum BackendCommand {
    /// Say where rows and files go
    Set(SetArgs),
    /// Try the database and the store out
    Check(check::CheckArgs),
    /// Prepare the database: make or extend its tables
    Migrate(migrate::MigrateArgs),
    /// Send nowhere any more; everything stays on this computer
    Unset(UnsetArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SetArgs {
    /// The database: postgres://user@host:port/database, without a password
    #[arg(long, value_name = "URL")]
    database: String,
    /// The store: file:///folder or s3://bucket?endpoint=…&region=…, without keys
    #[arg(long, value_name = "URL")]
    store: String,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct UnsetArgs {}

pub(crate) async fn run(command: BackendCommand, here: &Here) -> Result<Exit, CliError> {
    match command {
        BackendCommand::Set(args) => set(args, here).await,
        BackendCommand::Check(args) => check::run(args, here).await,
        BackendCommand::Migrate(args) => migrate::run(args, here).await,
        BackendCommand::Unset(_) => unset(here).await,
    }
}

#[derive(Debug, Serialize)]
struct Set {
    database: String,
    store: String,
    /// The folder that was made for the store.
    created_folder: Option<String>,
}

impl Answer for Set {
    fn tell(&self, page: &mut Page) {
        page.line(format!(
            "Rows go to {}, files to {}.",
            safe(&self.database),
            safe(&self.store)
        ));
        if let Some(folder) = &self.created_folder {
            page.line(format!(
                "The folder {} was not there, so it was made.",
                safe(folder)
            ));
        }
        page.line("Next: `atelier backend check`, then `atelier backend migrate`.");
    }

    fn is_account(&self) -> bool {
        true
    }
}

async fn set(args: SetArgs, here: &Here) -> Result<Exit, CliError> {
    let address = BackendAddress::parse(&args.database, &args.store)?;
    let workspace = here.open().await?;
    let set = workspace.set_backend(&address).await;
    workspace.close().await;
    let BackendSet {
        config,
        created_folder,
    } = set?;
    Ok(here.console.answer(&Set {
        database: config.database_url,
        store: config.store_url,
        created_folder: created_folder.map(|folder| folder.to_string_lossy().into_owned()),
    }))
}

#[derive(Debug, Serialize)]
struct Unset {
    was_set: bool,
}

impl Answer for Unset {
    fn tell(&self, page: &mut Page) {
        page.line(if self.was_set {
            "Nothing is sent any more. What was sent stays where it is, and new changes wait here."
        } else {
            "No backend was set, so nothing was changed."
        });
    }

    fn is_account(&self) -> bool {
        true
    }
}

async fn unset(here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let unset = async {
        let was_set = workspace.setting::<BackendConfig>().await?.is_some();
        workspace.unset::<BackendConfig>().await?;
        Ok::<_, CliError>(Unset { was_set })
    }
    .await;
    workspace.close().await;
    Ok(here.console.answer(&unset?))
}
