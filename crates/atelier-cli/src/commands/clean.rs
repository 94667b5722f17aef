//! `atelier clean`: takes the places out of any files, without a workspace.

mod in_place;
mod outcome;
mod receipt_file;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use atelier_core::domain::receipt::Policy;
use atelier_core::import::Refusal;
use atelier_core::media::clean::{self, CleanFile, Unsealed};

use super::import::{Refused, policy};
use crate::error::{CliError, Exit};
use crate::mirror::{self, Crew, Input, Out, Written};
use crate::output::Console;
use crate::progress::{FileEvent, Progress};
use crate::stop;

use in_place::{Before, InPlace, Originals};
use outcome::{Cleaned, Mode, Outcome};

const EXAMPLES: &str = "\
Examples:
  atelier clean ~/Pictures/*.jpg --out clean
  atelier clean ~/Pictures --out clean --policy everything
  atelier clean ~/Pictures --out clean --json > receipts.json
  atelier clean ~/Pictures --in-place
  atelier clean ~/Pictures --in-place --backup ~/Originals
  atelier clean ~/Pictures --check
  atelier clean photo.jpg --check --show-places

With --out the tree of the files is kept below DIR, and beside each file lies its
receipt, FILE.receipt.json; no input is ever changed.
With --in-place a file that has something to take out is replaced, and its original
stays beside it as FILE.original, or below --backup. To restore one, move it back:
  mv photo.jpg.original photo.jpg
What is clean already is not touched. Every file is proved clean before it is kept.";

/// How much of a file's size its cleaning takes: what came, what goes, and room.
const COPIES: u64 = 3;

/// Takes the places out of any files; needs no workspace.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CleanArgs {
    /// Files, folders or globs
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where the clean files go; made if it is not there
    #[arg(long, value_name = "DIR", required_unless_present_any = ["check", "in_place"])]
    out: Option<PathBuf>,
    /// Replace each file by its clean self, and keep the original beside it
    #[arg(long, conflicts_with_all = ["out", "check"])]
    in_place: bool,
    /// Keep the originals below this folder instead, in the tree of the files
    #[arg(long, value_name = "DIR", requires = "in_place", conflicts_with_all = ["out", "check"])]
    backup: Option<PathBuf>,
    /// Keep no originals: what is taken out is gone for good
    #[arg(long, requires = "in_place", conflicts_with_all = ["backup", "out", "check"])]
    no_backup: bool,
    /// Write nothing; exit 1 if a file says where it was taken
    #[arg(long, conflicts_with_all = ["out", "force"])]
    check: bool,
    /// Say which places were found; on the screen or in this answer only
    #[arg(long)]
    show_places: bool,
    /// What to take out: location (the place) or everything (also camera, author and date)
    #[arg(long, value_parser = policy(), default_value = "location")]
    policy: Policy,
    /// Whether each file gets its receipt beside it; without it only with --out
    #[arg(long, value_enum, value_name = "CHOICE", conflicts_with = "check")]
    receipts: Option<Choice>,
    /// Replace what lies in --out with other content
    #[arg(long, requires = "out", conflicts_with = "in_place")]
    force: bool,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// One for each file
    Yes,
    /// None
    No,
}

/// Where clean files go.
#[derive(Debug, Clone)]
enum Target {
    /// Nowhere: this only looks.
    Nowhere,
    /// Below a folder.
    Out(Out),
    /// To where they came from.
    InPlace(InPlace),
}

/// How every file is cleaned.
#[derive(Debug, Clone)]
struct Job {
    policy: Policy,
    target: Target,
    /// Whether receipts lie beside the files.
    receipts: bool,
    /// Whether anybody asks for hashes.
    hashes: bool,
    show_places: bool,
}

/// Where a clean file lies now, and its original.
#[derive(Debug, Default)]
struct Kept {
    out: Option<PathBuf>,
    backup: Option<PathBuf>,
}

pub(crate) async fn run(args: CleanArgs, console: &Console) -> Result<Exit, CliError> {
    let cancel = stop::on_signal(console);
    let target = args.target()?;
    let own_folder = args.out.as_deref().or(args.backup.as_deref());
    let mut inputs = mirror::inputs(&args.paths, own_folder);
    let found = inputs.len();
    if args.in_place {
        inputs.retain(|input| !in_place::is_original(input));
        each_once(&mut inputs);
    }
    let passed_over = found - inputs.len();
    let total = inputs.len();
    let receipts = match args.receipts {
        Some(choice) => choice == Choice::Yes,
        None => args.out.is_some(),
    };
    let job = Job {
        policy: args.policy,
        target,
        receipts,
        hashes: receipts || console.json,
        show_places: args.show_places,
    };
    let crew = Crew::weighing(weigh);
    let crew = if args.in_place {
        crew.waiting_for_the_disk()
    } else {
        crew
    };
    let progress = Progress::new(console, args.mode().doing());
    let work = move |input: &Input| {
        job.work(input)
            .map_err(|refusal| Refused::new(&*input.shown, refusal))
    };
    let results = mirror::each(inputs, crew, &cancel, work, |result, done| {
        progress.tell(&event(result, done, total));
    })
    .await?;
    drop(progress);
    let mut outcome = Outcome::new(args.mode(), args.policy);
    outcome.originals = args.originals_lie();
    outcome.asked_for_places = args.show_places;
    outcome.passed_over = passed_over;
    outcome.stopped = total - results.len();
    outcome.take(results);
    Ok(console.answer(&outcome))
}

impl CleanArgs {
    fn mode(&self) -> Mode {
        match (self.check, self.in_place) {
            (true, _) => Mode::Check,
            (_, true) => Mode::InPlace,
            _ => Mode::Out,
        }
    }

    fn target(&self) -> Result<Target, CliError> {
        if let Some(folder) = &self.out {
            return Ok(Target::Out(Out::open(folder, self.force)?));
        }
        if !self.in_place {
            return Ok(Target::Nowhere);
        }
        let originals = match &self.backup {
            Some(folder) => Originals::Below(Out::open(folder, false)?),
            None if self.no_backup => Originals::Dropped,
            None => Originals::Beside,
        };
        Ok(Target::InPlace(InPlace::new(originals)))
    }

    /// Says where the originals lie, for people.
    fn originals_lie(&self) -> Option<String> {
        match (&self.backup, self.in_place && !self.no_backup) {
            (Some(folder), _) => Some(format!("below {}", folder.display())),
            (None, true) => Some("beside each file as FILE.original".to_owned()),
            (None, false) => None,
        }
    }
}

/// Leaves out files that are there twice: by their own name they stay, through
/// a link they go.
fn each_once(inputs: &mut Vec<Input>) {
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let (mut own, mut linked) = (HashSet::new(), HashSet::new());
    let is_link = |input: &Input, path: &PathBuf| in_place::is_through_a_link(input, path);
    inputs.retain(|input| match &input.path {
        Ok(path) if !is_link(input, path) => own.insert(real(path)),
        _ => true,
    });
    inputs.retain(|input| match &input.path {
        Ok(path) if is_link(input, path) => {
            let real = real(path);
            !own.contains(&real) && linked.insert(real)
        }
        _ => true,
    });
}

/// Returns the memory that cleaning a file takes, in MiB.
fn weigh(input: &Input) -> u32 {
    let path = input.path.as_deref().unwrap_or(Path::new(""));
    let size = std::fs::metadata(path).map_or(0, |facts| facts.len());
    u32::try_from(size.saturating_mul(COPIES) >> 20).unwrap_or(u32::MAX)
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

impl Job {
    /// Cleans one file, proves it clean and writes it where it goes.
    fn work(&self, input: &Input) -> Result<Cleaned, Refusal> {
        let path = input.path.clone()?;
        let seen = Before::look(&path);
        let bytes = mirror::read(&path)?;
        let file = clean::clean_unsealed(&bytes, self.policy)
            .map_err(|e| Refusal::told(e.code(), &input.shown, &e.told_of(&input.shown)))?;
        let mut cleaned = Cleaned::of(&input.shown, &file);
        if self.show_places && cleaned.had_place {
            cleaned.show(clean::places(&bytes));
        }
        let kept = if self.hashes {
            let file = file.sealed_beside(&bytes);
            cleaned.hashed(file.receipt());
            self.keep(input, &path, seen?, &bytes, Finished::Sealed(&file))?
        } else {
            self.keep(input, &path, seen?, &bytes, Finished::Unsealed(&file))?
        };
        cleaned.lies(kept);
        Ok(cleaned)
    }

    fn keep(
        &self,
        input: &Input,
        path: &Path,
        seen: Before,
        came: &[u8],
        file: Finished<'_>,
    ) -> Result<Kept, Refusal> {
        match &self.target {
            Target::Nowhere => Ok(Kept::default()),
            Target::Out(out) => {
                let written = out.write(&input.below, file.bytes(), path)?;
                let receipt = mirror::receipt_of(&input.below);
                // The receipt of a file that lay there before is as old as that file.
                if let Some(sealed) = self.receipt_wanted(file)
                    && (written == Written::New || !out.path(&receipt).exists())
                {
                    out.replace(&receipt, &receipt_file::written(sealed, &input.below)?)?;
                }
                Ok(Kept {
                    out: Some(out.path(&input.below)),
                    backup: None,
                })
            }
            Target::InPlace(in_place) => {
                let mut kept = Kept {
                    out: Some(path.to_owned()),
                    backup: None,
                };
                if file.bytes() == came {
                    return Ok(kept);
                }
                kept.backup = in_place.replace(input, path, &seen, came, file.bytes())?;
                if let Some(sealed) = self.receipt_wanted(file) {
                    let folder = mirror::folder_of(path);
                    let written = receipt_file::written(sealed, path)?;
                    mirror::put(folder, &mirror::receipt_of(path), &written, true)?;
                }
                Ok(kept)
            }
        }
    }

    fn receipt_wanted<'a>(&self, file: Finished<'a>) -> Option<&'a CleanFile> {
        match file {
            Finished::Sealed(file) if self.receipts => Some(file),
            _ => None,
        }
    }
}

/// A proved file, with its hashes or without.
#[derive(Clone, Copy)]
enum Finished<'a> {
    Sealed(&'a CleanFile),
    Unsealed(&'a Unsealed),
}

impl<'a> Finished<'a> {
    fn bytes(self) -> &'a [u8] {
        match self {
            Self::Sealed(file) => file.bytes(),
            Self::Unsealed(file) => file.bytes(),
        }
    }
}
