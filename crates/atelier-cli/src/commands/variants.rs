//! `atelier variants`: the smaller and lighter copies of pictures.

use std::collections::BTreeMap;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use serde::Serialize;

use atelier_core::catalogue::VariantFilter;
use atelier_core::clock;
use atelier_core::domain::queue_policy::QueuePolicy;
use atelier_core::domain::variant::{
    ProcessingStatus, Variant, VariantFormat, VariantState, VariantType,
};
use atelier_core::variants::{FailedVariant, VariantReport};
use atelier_core::workspace::Workspace;

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Ink, Page, safe};
use crate::progress::Progress;
use crate::stop;
use crate::words::{self, many};

mod queue;

const EXAMPLES: &str = "\
Examples:
  atelier variants run
  atelier variants list --status failed
  atelier variants retry && atelier variants run
  atelier variants regenerate --run
  atelier variants policy lazy && atelier variants run --all
  atelier variants pause";

/// How many variants are read from the catalogue at once.
const PAGE: u32 = 500;

/// Variants: the smaller and lighter copies of pictures.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) enum VariantsCommand {
    /// Make every variant that waits; under a lazy policy, those that have their turn
    Run(RunArgs),
    /// List variants, how far each has come and why one failed
    List(ListArgs),
    /// Let the failed ones wait to be made again
    Retry(AgainArgs),
    /// Let those wait that no longer are as the presets want them
    Regenerate(AgainArgs),
    /// Make no further variants until they are resumed
    Pause(HoldArgs),
    /// Make variants again
    Resume(HoldArgs),
    /// Say when variants are made, or set it
    Policy(PolicyArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RunArgs {
    /// Also those that a lazy policy puts off
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct HoldArgs {}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PolicyArgs {
    /// eager: all at once; lazy: thumbnails at once, the others when needed
    #[arg(value_parser = policy())]
    policy: Option<QueuePolicy>,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {
    /// Only those that have come this far
    #[arg(long, value_parser = status())]
    status: Option<ProcessingStatus>,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AgainArgs {
    /// Make them right away
    #[arg(long)]
    run: bool,
}

fn status() -> impl clap::builder::TypedValueParser<Value = ProcessingStatus> {
    let words = ProcessingStatus::ALL.iter().map(|status| status.as_str());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<ProcessingStatus>())
}

fn policy() -> impl clap::builder::TypedValueParser<Value = QueuePolicy> {
    let words = QueuePolicy::ALL.iter().map(|policy| policy.as_str());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<QueuePolicy>())
}

pub(crate) async fn run(command: VariantsCommand, here: &Here) -> Result<Exit, CliError> {
    match command {
        VariantsCommand::List(args) => list(args, here).await,
        VariantsCommand::Run(args) => {
            let workspace = here.open().await?;
            let made = make(&workspace, here, args.all).await;
            workspace.close().await;
            Ok(here.console.answer(&made?))
        }
        VariantsCommand::Retry(args) => again(args, here, Again::Failed).await,
        VariantsCommand::Regenerate(args) => again(args, here, Again::Changed).await,
        VariantsCommand::Pause(_) => queue::hold(here, true).await,
        VariantsCommand::Resume(_) => queue::hold(here, false).await,
        VariantsCommand::Policy(args) => queue::policy(args.policy, here).await,
    }
}

/// What was made.
#[derive(Debug, Serialize)]
struct Made {
    made: u64,
    bytes: u64,
    failed: Vec<FailedVariant>,
    /// How many wait still, because the work was stopped or is paused.
    waiting: u64,
    /// How many a lazy policy puts off until somebody needs them.
    put_off: u64,
    /// Whether it is paused.
    paused: bool,
}

async fn make(workspace: &Workspace, here: &Here, all: bool) -> Result<Made, CliError> {
    let cancel = stop::on_signal(&here.console);
    let progress = Progress::new(&here.console, "Making variants");
    let VariantReport {
        made,
        bytes,
        failed,
    } = if all {
        workspace.make_all_variants(&progress, &cancel).await?
    } else {
        workspace.make_variants(&progress, &cancel).await?
    };
    let backlog = workspace.catalogue().variant_backlog(clock::now()).await?;
    let lazy = !all && workspace.queue_policy().await? == QueuePolicy::Lazy;
    let waiting = if lazy {
        backlog.waiting_first
    } else {
        backlog.waiting
    };
    Ok(Made {
        made,
        bytes,
        failed,
        waiting: waiting.into(),
        put_off: (backlog.waiting - waiting).into(),
        paused: workspace.variants_paused().await?,
    })
}

impl Answer for Made {
    fn tell(&self, page: &mut Page) {
        let made = usize::try_from(self.made).unwrap_or(usize::MAX);
        if self.made > 0 {
            let variants = many(made, "variant", "variants");
            page.line(page.ink(
                Ink::Good,
                &format!("{variants} made ({}).", words::bytes(self.bytes)),
            ));
        } else if self.failed.is_empty() && self.waiting + self.put_off == 0 {
            page.line("No variant waits.");
        }
        if !self.failed.is_empty() {
            page.gap();
            let heading = format!(
                "{} could not be made; the originals are as they were:",
                self.failed.len()
            );
            page.line(page.ink(Ink::Bad, &heading));
            let mut causes: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
            for failed in &self.failed {
                causes
                    .entry((&failed.asset, &failed.reason))
                    .or_default()
                    .push(&failed.preset);
            }
            for ((asset, reason), presets) in causes {
                page.line(format!(
                    "  {asset} ({}): {}",
                    presets.join(", "),
                    safe(reason)
                ));
            }
            page.line("Try again with `atelier variants retry --run`.");
        }
        if self.waiting > 0 {
            let goes_on = if self.paused {
                "Variants are paused; `atelier variants resume` lets them be made."
            } else {
                "`atelier variants run` goes on."
            };
            page.line(format!(
                "{} wait still. {goes_on}",
                words::count(self.waiting)
            ));
        }
        if self.put_off > 0 {
            page.line(format!(
                "{} put off until somebody needs them. `atelier variants run --all` makes them now.",
                words::count(self.put_off)
            ));
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.failed.is_empty() && self.waiting == 0)
    }

    fn is_account(&self) -> bool {
        true
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    Failed,
    Changed,
}

/// What waits to be made again, and what was made if that was asked.
#[derive(Debug, Serialize)]
struct Queued {
    queued: usize,
    run: Option<Made>,
}

async fn again(args: AgainArgs, here: &Here, what: Again) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let queued = async {
        let queued = match what {
            Again::Failed => workspace.catalogue().retry_failed(None).await?,
            Again::Changed => workspace.regenerate_variants(None).await?.pending,
        };
        let run = if args.run {
            Some(make(&workspace, here, false).await?)
        } else {
            None
        };
        Ok::<_, CliError>(Queued { queued, run })
    }
    .await;
    workspace.close().await;
    Ok(here.console.answer(&queued?))
}

impl Answer for Queued {
    fn tell(&self, page: &mut Page) {
        if self.queued == 0 {
            page.line("Nothing is to be made again.");
        } else {
            page.line(format!(
                "{} to be made again.",
                many(self.queued, "variant waits", "variants wait")
            ));
        }
        if let Some(made) = &self.run {
            made.tell(page);
        } else if self.queued > 0 {
            page.line("Next: `atelier variants run`.");
        }
    }

    fn exit(&self) -> Exit {
        self.run.as_ref().map_or(Exit::Done, Answer::exit)
    }

    fn is_account(&self) -> bool {
        true
    }
}

#[derive(Debug, Serialize)]
struct Listed {
    variants: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    asset: String,
    preset: VariantType,
    status: ProcessingStatus,
    format: VariantFormat,
    width: u32,
    height: u32,
    bytes: Option<u64>,
    storage_path: String,
    reason: Option<String>,
}

impl From<Variant> for Row {
    fn from(variant: Variant) -> Self {
        let status = variant.state.status();
        let (bytes, reason) = match variant.state {
            VariantState::Ready(file) => (Some(file.bytes), None),
            VariantState::Failed { reason } => (None, Some(reason)),
            _ => (None, None),
        };
        Self {
            id: variant.id.to_string(),
            asset: variant.parent.to_string(),
            preset: variant.variant_type,
            status,
            format: variant.format,
            width: variant.width,
            height: variant.height,
            bytes,
            storage_path: variant.storage_path.to_string(),
            reason,
        }
    }
}

async fn list(args: ListArgs, here: &Here) -> Result<Exit, CliError> {
    let catalogue = here.look().await?;
    let filter = VariantFilter {
        status: args.status,
        ..VariantFilter::default()
    };
    let mut variants: Vec<Row> = Vec::new();
    let mut after = None;
    loop {
        let page = catalogue.list_variants(&filter, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        variants.extend(page.into_iter().map(Row::from));
    }
    Ok(here.console.answer(&Listed { variants }))
}

impl Answer for Listed {
    fn tell(&self, page: &mut Page) {
        if self.variants.is_empty() {
            page.line("No variant.");
            return;
        }
        let rows: Vec<_> = self
            .variants
            .iter()
            .map(|row| {
                let size = words::pixels(row.width, row.height);
                let bytes = row.bytes.map(words::bytes).unwrap_or_default();
                let what = row
                    .reason
                    .as_deref()
                    .map_or_else(|| row.storage_path.clone(), safe);
                vec![
                    row.status.to_string(),
                    row.preset.to_string(),
                    size,
                    bytes,
                    what,
                ]
            })
            .collect();
        page.table(
            &["status", "preset", "size", "bytes", "path, or why not"],
            &rows,
        );
    }
}
