//! `atelier conflicts`: none can arise while nothing is pulled, and that is what
//! this says.

use clap::{Args, Subcommand};
use serde::Serialize;
use uuid::Uuid;

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page};

const EXAMPLES: &str = "\
Examples:
  atelier conflicts list
  atelier conflicts resolve 0199c2a4-5a50-7cc1-9d9e-0f3a2c6c1f10 --keep mine

A conflict arises when you and somebody else changed the same thing. This version sends
and does not pull, so there is none yet.";

/// Conflicts between your changes and those of others.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) enum ConflictsCommand {
    /// List the conflicts
    List(ListArgs),
    /// Settle a conflict
    Resolve(ResolveArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ResolveArgs {
    /// The conflict
    id: Uuid,
    /// What to keep
    #[arg(long, value_name = "WHOSE", value_parser = ["mine", "theirs", "both"])]
    keep: String,
}

#[derive(Debug, Serialize)]
struct Listed {
    conflicts: [(); 0],
}

impl Answer for Listed {
    fn tell(&self, page: &mut Page) {
        page.line("No conflict.");
    }
}

#[derive(Debug, Serialize)]
struct Resolved {
    resolved: [(); 0],
    refused: [Unknown; 1],
}

#[derive(Debug, Serialize)]
struct Unknown {
    id: Uuid,
    keep: String,
    code: &'static str,
    reason: &'static str,
}

impl Answer for Resolved {
    fn tell(&self, page: &mut Page) {
        for unknown in &self.refused {
            page.line(format!("{} {}", unknown.id, unknown.reason));
        }
    }

    fn exit(&self) -> Exit {
        Exit::SomeLeft
    }
}

pub(crate) async fn run(command: ConflictsCommand, here: &Here) -> Result<Exit, CliError> {
    // A folder without a workspace has no conflicts to speak of.
    here.look().await?;
    match command {
        ConflictsCommand::List(_) => Ok(here.console.answer(&Listed { conflicts: [] })),
        ConflictsCommand::Resolve(args) => {
            let reason = "is no conflict of this workspace; there is none.";
            let unknown = Unknown {
                id: args.id,
                keep: args.keep,
                code: "no_such_conflict",
                reason,
            };
            Ok(here.console.answer(&Resolved {
                resolved: [],
                refused: [unknown],
            }))
        }
    }
}
