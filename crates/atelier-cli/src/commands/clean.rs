//! `atelier clean`: takes the places out of any files, without a workspace.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use atelier_core::domain::content_hash::ContentHash;
use atelier_core::domain::receipt::{Policy, Receipt};
use atelier_core::import::Refusal;
use atelier_core::media::clean::{self, CleanFile};

use super::import::{Refused, policy, tell_refused};
use crate::error::{CliError, Exit};
use crate::mirror::{self, Input, Out, Written};
use crate::output::{Answer, Console, Ink, Page, safe};
use crate::progress::{FileEvent, Progress};
use crate::stop;
use crate::words::{self, many};

const EXAMPLES: &str = "\
Examples:
  atelier clean ~/Pictures/*.jpg --out clean
  atelier clean ~/Pictures --out clean --policy everything
  atelier clean ~/Pictures --check
  atelier clean ~/Pictures --out clean --json > receipts.json

The tree of the files is kept below --out, and beside each file lies its receipt,
FILE.receipt.json. Nothing is written elsewhere, and no input is ever changed.";

/// Takes the places out of any files; needs no workspace.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CleanArgs {
    /// Files, folders or globs
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where the clean files go; made if it is not there
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// What to take out: location (the place) or everything (also camera, author and date)
    #[arg(long, value_parser = policy(), default_value = "location")]
    policy: Policy,
    /// Write nothing; exit 1 if a file says where it was taken
    #[arg(long, conflicts_with_all = ["out", "force"])]
    check: bool,
    /// Replace what lies in --out with other content
    #[arg(long)]
    force: bool,
}

/// What was cleaned, or found.
#[derive(Debug, Serialize)]
struct Outcome {
    check: bool,
    policy: Policy,
    cleaned: Vec<Cleaned>,
    refused: Vec<Refused>,
    stopped: usize,
}

#[derive(Debug, Serialize)]
struct Cleaned {
    path: String,
    /// Where the clean file lies; none when nothing was written.
    out: Option<String>,
    /// Whether the clean file differs from the one that came.
    changed: bool,
    had_place: bool,
    removed: Vec<&'static str>,
    kept: Vec<&'static str>,
    warnings: Vec<&'static str>,
    bytes: u64,
    sha256_before: ContentHash,
    sha256_after: ContentHash,
}

/// The receipt as it lies beside a clean file.
#[derive(Debug, Serialize)]
struct ReceiptFile<'a> {
    file: String,
    policy: Policy,
    tool: &'a str,
    had_place: bool,
    removed: Vec<&'static str>,
    kept: Vec<&'static str>,
    warnings: Vec<&'static str>,
    sha256_before: &'a ContentHash,
    sha256_after: &'a ContentHash,
    payload_sha256: &'a ContentHash,
}

pub(crate) async fn run(args: CleanArgs, console: &Console) -> Result<Exit, CliError> {
    let cancel = stop::on_signal(console);
    let out = match &args.out {
        Some(folder) => Some(Out::open(folder, args.force)?),
        None => None,
    };
    let inputs = mirror::inputs(&args.paths, args.out.as_deref());
    let (total, policy) = (inputs.len(), args.policy);
    let progress = Progress::new(console, "Cleaning");
    let work = move |input: &Input| {
        clean_one(input, policy, out.as_ref())
            .map_err(|refusal| Refused::new(&*input.shown, refusal))
    };
    let results = mirror::each(inputs, &cancel, work, |result, done| {
        progress.tell(&event(result, done, total));
    })
    .await?;
    drop(progress);
    let mut outcome = Outcome {
        check: args.check,
        policy,
        cleaned: Vec::new(),
        refused: Vec::new(),
        stopped: total - results.len(),
    };
    for result in results {
        match result {
            Ok(cleaned) => outcome.cleaned.push(cleaned),
            Err(refused) => outcome.refused.push(refused),
        }
    }
    Ok(console.answer(&outcome))
}

fn event(result: &Result<Cleaned, Refused>, done: usize, total: usize) -> FileEvent {
    match result {
        Ok(cleaned) => FileEvent::Done {
            path: cleaned.path.clone(),
            done,
            total,
        },
        Err(refused) => FileEvent::Refused {
            path: refused.path.clone(),
            reason: refused.reason.clone(),
            done,
            total,
        },
    }
}

/// Cleans one file, proves it clean and writes it with its receipt.
fn clean_one(input: &Input, policy: Policy, out: Option<&Out>) -> Result<Cleaned, Refusal> {
    let path = input.path.clone()?;
    let bytes = mirror::read(&path)?;
    let file = clean::clean(&bytes, policy)
        .map_err(|e| Refusal::told(e.code(), &input.shown, &e.told_of(&input.shown)))?;
    let written = match out {
        Some(out) => Some(write(&file, input, &path, out)?),
        None => None,
    };
    let receipt = file.receipt();
    Ok(Cleaned {
        path: input.shown.clone(),
        out: written.map(|path| path.to_string_lossy().into_owned()),
        changed: receipt.changed(),
        had_place: receipt.had_place,
        removed: receipt.removed_words(),
        kept: receipt.kept_words(),
        warnings: warnings(receipt),
        bytes: file.bytes().len() as u64,
        sha256_before: receipt.sha256_before.clone(),
        sha256_after: receipt.sha256_after.clone(),
    })
}

fn write(file: &CleanFile, input: &Input, path: &Path, out: &Out) -> Result<PathBuf, Refusal> {
    // The receipt of a file that lay there before is as old as that file.
    let written = out.write(&input.below, file.bytes(), path)?;
    let mut name = input.below.clone().into_os_string();
    name.push(mirror::RECEIPT);
    let name = PathBuf::from(name);
    if written == Written::New || !out.path(&name).exists() {
        out.replace(&name, &receipt_of(file, &input.below)?)?;
    }
    Ok(out.path(&input.below))
}

fn receipt_of(file: &CleanFile, below: &Path) -> Result<Vec<u8>, Refusal> {
    let receipt = file.receipt();
    let written = ReceiptFile {
        file: below
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        policy: receipt.policy,
        tool: &receipt.tool,
        had_place: receipt.had_place,
        removed: receipt.removed_words(),
        kept: receipt.kept_words(),
        warnings: warnings(receipt),
        sha256_before: &receipt.sha256_before,
        sha256_after: &receipt.sha256_after,
        payload_sha256: &receipt.payload_sha256,
    };
    let mut text = serde_json::to_vec_pretty(&written).map_err(|error| {
        Refusal::new(
            "not_written",
            format!("has a receipt that could not be written: {error}."),
        )
    })?;
    text.push(b'\n');
    Ok(text)
}

fn warnings(receipt: &Receipt) -> Vec<&'static str> {
    receipt
        .warnings
        .iter()
        .map(|warning| warning.words())
        .collect()
}

impl Answer for Outcome {
    fn tell(&self, page: &mut Page) {
        if self.check {
            self.tell_found(page);
        } else {
            self.tell_cleaned(page);
        }
        for file in self.cleaned.iter().filter(|file| !file.warnings.is_empty()) {
            page.line(format!(
                "  {}: {}",
                safe(&file.path),
                file.warnings.join(" ")
            ));
        }
        tell_refused(page, &self.refused, "refused");
        if self.stopped > 0 {
            page.line(format!(
                "Stopped: {} left out.",
                many(self.stopped, "file was", "files were")
            ));
        }
        if self.cleaned.len() + self.refused.len() + self.stopped == 0 {
            page.line("No file was found there, so nothing was done.");
        }
    }

    fn exit(&self) -> Exit {
        let told = self.check && self.cleaned.iter().any(|file| file.had_place);
        Exit::all_done(self.refused.is_empty() && self.stopped == 0 && !told)
    }

    fn is_account(&self) -> bool {
        !self.check
    }
}

impl Outcome {
    fn tell_cleaned(&self, page: &mut Page) {
        if self.cleaned.is_empty() {
            return;
        }
        let places = self.cleaned.iter().filter(|file| file.had_place).count();
        let as_they_were = self.cleaned.iter().filter(|file| !file.changed).count();
        let files = many(self.cleaned.len(), "file", "files");
        page.line(page.ink(Ink::Good, &format!("{files} proved clean.")));
        page.line(format!(
            "{} said where they were taken; {} had nothing to take out.",
            words::count(places as u64),
            words::count(as_they_were as u64)
        ));
    }

    fn tell_found(&self, page: &mut Page) {
        let (telling, silent): (Vec<_>, Vec<_>) =
            self.cleaned.iter().partition(|file| file.had_place);
        for file in &telling {
            page.line(format!("{}: {}", safe(&file.path), file.removed.join(", ")));
        }
        if !self.cleaned.is_empty() {
            page.gap();
            page.line(format!(
                "{} where they were taken, {} not. Nothing was written.",
                many(telling.len(), "file says", "files say"),
                words::count(silent.len() as u64)
            ));
        }
    }
}
