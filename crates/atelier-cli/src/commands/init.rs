//! `atelier init`: makes a workspace.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use atelier_core::catalogue;
use atelier_core::workspace::Workspace;

use super::{Here, PROGRAM};
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page, safe};

const EXAMPLES: &str = "\
Examples:
  atelier init ~/Atelier
  atelier init && atelier style add coastal --name Coastal";

/// Makes a workspace. One that is there already is left as it is.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InitArgs {
    /// The folder; made if it is not there. Without it --workspace, or where you are
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Made {
    workspace: String,
    created: bool,
}

impl Answer for Made {
    fn tell(&self, page: &mut Page) {
        let workspace = safe(&self.workspace);
        if self.created {
            page.line(format!("Made a workspace in {workspace}."));
            page.line("Next: `atelier style add coastal --name Coastal`, or `atelier session add --title …`.");
        } else {
            page.line(format!(
                "{workspace} is a workspace already. Nothing was changed."
            ));
        }
    }

    fn is_account(&self) -> bool {
        true
    }
}

pub(crate) async fn run(args: InitArgs, here: &Here) -> Result<Exit, CliError> {
    let dir = args.dir.as_ref().unwrap_or(&here.folder);
    let created = !dir.join(catalogue::FILE_NAME).exists();
    let workspace = Workspace::init(dir, PROGRAM).await?;
    let made = Made {
        workspace: workspace.dir().to_string_lossy().into_owned(),
        created,
    };
    workspace.close().await;
    Ok(here.console.answer(&made))
}
