//! `atelier doctor`: looks at everything that work depends on, one line each, and
//! says what to do.

mod checks;

use clap::Args;
use serde::Serialize;

use atelier_core::workspace::check::{CheckState, CheckStep};

use super::Here;
use super::backend::check::tell_step;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page};

const EXAMPLES: &str = "\
Examples:
  atelier doctor
  atelier --workspace ~/Atelier doctor --json";

/// Looks at everything that work depends on, and says what to do.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DoctorArgs {}

#[derive(Debug, Serialize)]
struct Looked {
    checks: Vec<CheckStep>,
}

impl Answer for Looked {
    fn tell(&self, page: &mut Page) {
        for check in &self.checks {
            tell_step(page, check);
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(
            self.checks
                .iter()
                .all(|check| check.state != CheckState::Failed),
        )
    }
}

pub(crate) async fn run(_args: DoctorArgs, here: &Here) -> Result<Exit, CliError> {
    let checks = checks::all(here).await?;
    Ok(here.console.answer(&Looked { checks }))
}
