//! What the doctor looks at, beside what a check of the backend does.

use std::path::Path;

use atelier_core::catalogue::Catalogue;
use atelier_core::clock;
use atelier_core::config::BackendConfig;
use atelier_core::library;
use atelier_core::workspace::check::{BackendCheck, CheckState, CheckStep};
use atelier_core::workspace::{Workspace, WorkspaceError};

use super::super::Here;
use crate::error::{CliError, sentence};
use crate::words;

/// With less room than this an import may not end.
const LITTLE_ROOM: u64 = 1_000_000_000;

/// Looks at everything, in the order in which it matters. What cannot be looked
/// at because of an earlier finding is left out.
pub(super) async fn all(here: &Here) -> Result<Vec<CheckStep>, CliError> {
    let mut checks = Vec::new();
    match here.open().await {
        Ok(workspace) => {
            let words = format!("{} opens and can be written.", workspace.dir().display());
            checks.push(good("Workspace", words));
            checks.push(good("Lock", "No other program has it open."));
            checks.push(room(&here.folder));
            checks.push(catalogue(workspace.catalogue()).await);
            let found = further(&workspace).await;
            workspace.close().await;
            checks.extend(found?);
        }
        Err(CliError::Workspace(error @ WorkspaceError::Held(_))) => {
            checks.push(look("Lock", sentence(&error.to_string())));
            checks.push(room(&here.folder));
            checks.push(catalogue(&here.look().await?).await);
        }
        Err(error @ CliError::Workspace(WorkspaceError::NotAWorkspace(_))) => return Err(error),
        Err(error) => {
            checks.push(bad("Workspace", &error));
            checks.push(room(&here.folder));
        }
    }
    Ok(checks)
}

fn room(folder: &Path) -> CheckStep {
    match library::free_bytes(folder) {
        Ok(free) if free < LITTLE_ROOM => {
            let words = format!(
                "Only {} are free. Make room before a large import.",
                words::bytes(free)
            );
            look("Disk", words)
        }
        Ok(free) => good("Disk", format!("{} are free.", words::bytes(free))),
        Err(error) => bad("Disk", &error.into()),
    }
}

async fn catalogue(catalogue: &Catalogue) -> CheckStep {
    match catalogue.check_pages().await {
        Ok(()) => good(
            "Catalogue",
            format!("Every page is whole ({}).", words::bytes(catalogue.bytes())),
        ),
        Err(error) => bad("Catalogue", &error.into()),
    }
}

async fn further(workspace: &Workspace) -> Result<Vec<CheckStep>, CliError> {
    let failed = workspace.catalogue().variant_counts().await?.failed;
    let parked = workspace
        .catalogue()
        .outbox_counts(clock::now())
        .await?
        .parked;
    let mut checks = vec![
        if failed == 0 {
            good("Variants", "None has failed.")
        } else {
            look(
                "Variants",
                format!("{failed} failed. `atelier variants list --status failed` says why."),
            )
        },
        if parked == 0 {
            good("Outbox", "No change was set aside.")
        } else {
            look(
                "Outbox",
                format!("{parked} changes were set aside. `atelier sync` says why."),
            )
        },
    ];
    match workspace.setting::<BackendConfig>().await? {
        None => checks.push(good(
            "Backend",
            "None is set, so everything stays on this computer. Set one with `atelier backend set`.",
        )),
        Some(config) => checks.extend(BackendCheck::run(&config, &workspace.secrets()).await.steps),
    }
    Ok(checks)
}

fn good(title: &str, sentence: impl Into<String>) -> CheckStep {
    step(CheckState::Ok, title, sentence)
}

fn look(title: &str, sentence: impl Into<String>) -> CheckStep {
    step(CheckState::Warn, title, sentence)
}

fn bad(title: &str, error: &CliError) -> CheckStep {
    step(CheckState::Failed, title, error.message())
}

fn step(state: CheckState, title: &str, sentence: impl Into<String>) -> CheckStep {
    CheckStep {
        state,
        title: title.to_owned(),
        sentence: sentence.into(),
        details: None,
    }
}
