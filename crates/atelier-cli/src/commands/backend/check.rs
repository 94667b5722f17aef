//! `atelier backend check`: tries the database and the store out.

use clap::Args;
use serde::Serialize;

use atelier_core::config::BackendConfig;
use atelier_core::workspace::check::{BackendCheck, CheckState, CheckStep};
use atelier_core::workspace::{ConnectError, Workspace};

use super::super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Ink, Page, safe};

#[derive(Debug, Args)]
#[command(after_help = super::EXAMPLES)]
pub(crate) struct CheckArgs {}

/// What a look at both sides found.
#[derive(Debug, Serialize)]
struct Checked {
    database: String,
    store: String,
    works: bool,
    took_ms: u32,
    steps: Vec<CheckStep>,
}

pub(super) async fn run(_args: CheckArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let checked = check(&workspace).await;
    workspace.close().await;
    Ok(here.console.answer(&checked?))
}

async fn check(workspace: &Workspace) -> Result<Checked, CliError> {
    let config = workspace
        .setting::<BackendConfig>()
        .await?
        .ok_or(ConnectError::NotSet)?;
    let check = BackendCheck::run(&config, &workspace.secrets()).await;
    Ok(Checked {
        works: check.works(),
        database: config.database_url,
        store: config.store_url,
        took_ms: check.took_ms,
        steps: check.steps,
    })
}

impl Answer for Checked {
    fn tell(&self, page: &mut Page) {
        page.line(format!("{}, {}", safe(&self.database), safe(&self.store)));
        for step in &self.steps {
            tell_step(page, step);
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.works)
    }
}

/// Writes one step: how it went, what was looked at, what was found.
pub(crate) fn tell_step(page: &mut Page, step: &CheckStep) {
    let (ink, mark) = match step.state {
        CheckState::Ok => (Ink::Good, "good"),
        CheckState::Warn => (Ink::Waiting, "look"),
        CheckState::Failed => (Ink::Bad, "bad "),
    };
    let mark = page.ink(ink, mark);
    page.line(format!(
        "{mark}  {}: {}",
        safe(&step.title),
        safe(&step.sentence)
    ));
    for line in step.details.iter().flat_map(|details| details.lines()) {
        page.line(page.ink(Ink::Faint, &format!("      {}", safe(line))));
    }
}
