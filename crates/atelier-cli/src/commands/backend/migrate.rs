//! `atelier backend migrate`: prepares the database.

use clap::Args;
use serde::Serialize;

use atelier_core::backend::MigrationReport;
use atelier_core::workspace::Workspace;

use super::super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Ink, Page, safe};

#[derive(Debug, Args)]
#[command(after_help = super::EXAMPLES)]
pub(crate) struct MigrateArgs {}

/// What a migration did and found, with the keys of the command line.
#[derive(Debug, Serialize)]
struct Migrated {
    from: i64,
    to: i64,
    applied: Vec<String>,
    adopted: Vec<String>,
    absent_columns: Vec<String>,
    offenders: Vec<Offender>,
}

#[derive(Debug, Serialize)]
struct Offender {
    table: String,
    constraint: String,
    count: i64,
    row_ids: Vec<String>,
}

impl From<MigrationReport> for Migrated {
    fn from(report: MigrationReport) -> Self {
        let offender = |offender: atelier_core::backend::Offender| Offender {
            table: offender.table,
            constraint: offender.constraint,
            count: offender.count,
            row_ids: offender.row_ids,
        };
        Self {
            from: report.from,
            to: report.to,
            applied: report.applied,
            adopted: report.adopted,
            absent_columns: report.absent_columns,
            offenders: report.offenders.into_iter().map(offender).collect(),
        }
    }
}

pub(super) async fn run(_args: MigrateArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let migrated = migrate(&workspace).await;
    workspace.close().await;
    Ok(here.console.answer(&migrated?))
}

async fn migrate(workspace: &Workspace) -> Result<Migrated, CliError> {
    let backend = workspace.connect().await?.backend;
    let report = backend.migrate().await?;
    backend.close().await;
    Ok(report.into())
}

impl Answer for Migrated {
    fn tell(&self, page: &mut Page) {
        if self.applied.is_empty() {
            page.line(format!(
                "The database is prepared already (migration {}).",
                self.to
            ));
        } else {
            let done = format!(
                "The database is prepared: migration {} to {}.",
                self.from, self.to
            );
            page.line(page.ink(Ink::Good, &done));
            for applied in &self.applied {
                page.line(format!("  {}", safe(applied)));
            }
        }
        if !self.adopted.is_empty() {
            page.line(format!(
                "Tables that were there and stay as they are: {}.",
                safe(&self.adopted.join(", "))
            ));
        }
        if !self.absent_columns.is_empty() {
            let columns = safe(&self.absent_columns.join(", "));
            page.line(format!(
                "The platform's tables have no {columns}; those values stay on this computer."
            ));
        }
        if self.offenders.is_empty() {
            return;
        }
        page.gap();
        page.line(page.ink(
            Ink::Bad,
            "Some rows break a constraint. They were left as they are; new rows must hold it:",
        ));
        for offender in &self.offenders {
            let Offender {
                table,
                constraint,
                count,
                row_ids,
            } = offender;
            page.line(format!(
                "  {} of {}: {count}",
                safe(constraint),
                safe(table)
            ));
            for id in row_ids {
                page.line(format!("    {}", safe(id)));
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.offenders.is_empty())
    }

    fn is_account(&self) -> bool {
        true
    }
}
