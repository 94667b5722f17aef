//! `atelier status`: counts what is here and what waits. Looks only, so it also
//! answers while another program works in the workspace.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use atelier_core::catalogue::Catalogue;
use atelier_core::clock::{self, UnixMillis};
use atelier_core::config::{BackendConfig, Setting as _};

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Ink, Page, safe};
use crate::words;

const EXAMPLES: &str = "\
Examples:
  atelier status
  atelier status --json
  atelier --workspace ~/Atelier status";

/// Counts what is here and what waits.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct StatusArgs {}

#[derive(Debug, Serialize)]
struct Status {
    workspace: String,
    tables: BTreeMap<String, u64>,
    /// Assets of rooms by how far they have come on the platform.
    statuses: BTreeMap<String, u64>,
    variants: Variants,
    outbox: Outbox,
    /// When the backend last took anything, in Unix milliseconds.
    last_sync: Option<UnixMillis>,
    library_bytes: u64,
    backend: Option<Backend>,
}

#[derive(Debug, Serialize)]
struct Variants {
    pending: u32,
    processing: u32,
    ready: u32,
    failed: u32,
}

#[derive(Debug, Serialize)]
struct Outbox {
    /// Changes in all.
    length: u32,
    /// Those that go by themselves.
    waiting: u32,
    /// Those that were set aside until a person helps.
    set_aside: u32,
}

#[derive(Debug, Serialize)]
struct Backend {
    database: String,
    store: String,
}

pub(crate) async fn run(_args: StatusArgs, here: &Here) -> Result<Exit, CliError> {
    let catalogue = here.look().await?;
    let folder = here
        .folder
        .canonicalize()
        .unwrap_or_else(|_| here.folder.clone());
    let status = count(&catalogue, folder.to_string_lossy().into_owned()).await?;
    Ok(here.console.answer(&status))
}

async fn count(catalogue: &Catalogue, workspace: String) -> Result<Status, CliError> {
    let counts = catalogue.status_counts().await?;
    let variants = catalogue.variant_counts().await?;
    let outbox = catalogue.outbox_counts(clock::now()).await?;
    let backend = catalogue
        .get_setting::<BackendConfig>(BackendConfig::KEY)
        .await?;
    Ok(Status {
        workspace,
        tables: counts.tables,
        statuses: counts.asset_status,
        variants: Variants {
            pending: variants.pending,
            processing: variants.processing,
            ready: variants.ready,
            failed: variants.failed,
        },
        outbox: Outbox {
            length: outbox.waiting + outbox.parked,
            waiting: outbox.waiting,
            set_aside: outbox.parked,
        },
        last_sync: counts.last_sync_at,
        library_bytes: counts.library_bytes,
        backend: backend.map(|config| Backend {
            database: config.database_url,
            store: config.store_url,
        }),
    })
}

impl Answer for Status {
    fn tell(&self, page: &mut Page) {
        page.line(page.ink(Ink::Strong, &safe(&self.workspace)));
        page.gap();
        let rows: Vec<_> = self
            .tables
            .iter()
            .filter(|(_, rows)| **rows > 0)
            .map(|(table, rows)| vec![table.replace('_', " "), words::count(*rows)])
            .collect();
        if rows.is_empty() {
            page.line("Nothing is here yet.");
        } else {
            page.table(&["table", "rows"], &rows);
        }
        page.gap();
        let Variants {
            pending,
            processing,
            ready,
            failed,
        } = self.variants;
        page.line(format!(
            "Variants: {} ready, {} waiting, {} failed.",
            words::count(ready.into()),
            words::count(u64::from(pending + processing)),
            words::count(failed.into())
        ));
        if failed > 0 {
            page.line("  Why: `atelier variants list --status failed`.");
        }
        page.line(format!("Library: {}.", words::bytes(self.library_bytes)));
        self.tell_sync(page);
    }
}

impl Status {
    fn tell_sync(&self, page: &mut Page) {
        match &self.backend {
            None => page.line("Backend: none is set, so everything stays on this computer."),
            Some(backend) => {
                page.line(format!(
                    "Backend: {}, {}.",
                    safe(&backend.database),
                    safe(&backend.store)
                ));
            }
        }
        let Outbox {
            length, set_aside, ..
        } = self.outbox;
        let last = self
            .last_sync
            .map_or_else(|| "never".to_owned(), words::time);
        page.line(format!(
            "To send: {}. Last sent: {last}.",
            words::count(length.into())
        ));
        if set_aside > 0 {
            let set_aside = format!(
                "  {} of them need you: `atelier sync` says why.",
                words::count(set_aside.into())
            );
            page.line(page.ink(Ink::Bad, &set_aside));
        }
    }
}
