//! `atelier import undo`: takes an import back, as far as it was not sent.

use clap::Args;
use serde::Serialize;

use atelier_core::domain::ids::BatchId;
use atelier_core::workspace::Workspace;

use super::super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page};
use crate::words::many;

const EXAMPLES: &str = "\
Examples:
  atelier import undo
  atelier import undo 0199c2a4-5a50-7cc1-9d9e-0f3a2c6c1f10

Without BATCH the latest import is taken back. Every import prints its own.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct UndoArgs {
    /// The import; without it the latest
    #[arg(value_name = "BATCH")]
    batch: Option<BatchId>,
}

#[derive(Debug, Serialize)]
struct Undone {
    batch: BatchId,
    removed: usize,
    stayed: usize,
}

impl Answer for Undone {
    fn tell(&self, page: &mut Page) {
        page.line(format!(
            "{} taken back.",
            many(self.removed, "file was", "files were")
        ));
        if self.stayed > 0 {
            page.line(format!(
                "{}, because they were sent already.",
                many(self.stayed, "file stays", "files stay")
            ));
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.stayed == 0)
    }

    fn is_account(&self) -> bool {
        true
    }
}

pub(super) async fn run(args: UndoArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let undone = undo(&workspace, args.batch).await;
    workspace.close().await;
    Ok(here.console.answer(&undone?))
}

async fn undo(workspace: &Workspace, batch: Option<BatchId>) -> Result<Undone, CliError> {
    let latest = workspace.catalogue().latest_batch().await?;
    let batch = batch.or(latest).ok_or(CliError::NothingToUndo)?;
    let outcome = workspace.undo_import(batch).await?;
    if outcome.removed + outcome.stayed == 0 {
        return Err(CliError::NoSuchBatch(batch));
    }
    Ok(Undone {
        batch,
        removed: outcome.removed,
        stayed: outcome.stayed,
    })
}
