//! `atelier convert`: makes web versions of any pictures, without a workspace.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use atelier_core::domain::preset::{Colours, Effort, Preset, PresetError};
use atelier_core::domain::variant::{VariantFormat, VariantType};
use atelier_core::import::Refusal;
use atelier_core::media::inspect::inspect;
use atelier_core::media::render::{self, RenderedVariant, Scores};
use atelier_core::progress::Cancel;

use super::import::{Refused, tell_refused};
use crate::error::{CliError, Exit};
use crate::mirror::{self, Crew, Input, Out};
use crate::output::{Answer, Console, Ink, Page, safe};
use crate::progress::{FileEvent, Progress};
use crate::stop;
use crate::words::{self, many};

const EXAMPLES: &str = "\
Examples:
  atelier convert ~/Pictures/*.jpg --out web
  atelier convert ~/Pictures --out web --preset thumbnail --preset webp
  atelier convert photo.png --out web --json
  atelier convert ~/Pictures --out web --preset optimized --floor 75 --cap-bytes 80000

Names are {stem}_{thumb|optimized|webp|avif}_{width}x{height}.{extension}, below --out
in the tree of the files. No version is larger than its picture; none has metadata.";

/// The memory that pictures being worked on may take together, in MiB.
const BUDGET_MIB: u32 = 512;

/// Makes web versions of any pictures; needs no workspace.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConvertArgs {
    /// Files, folders or globs
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where the versions go; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Which version to make; may be given several times; without it all
    #[arg(long = "preset", value_name = "PRESET", value_parser = preset())]
    presets: Vec<VariantType>,
    /// How good versions shall look, in SSIMULACRA2 (10 to 95): each picture gets
    /// the smallest file that does
    #[arg(long, value_name = "SCORE", conflicts_with = "quality")]
    floor: Option<u8>,
    /// The quality asked of the encoders, 1 to 100, instead of each preset's own
    #[arg(long, value_name = "QUALITY")]
    quality: Option<u8>,
    /// The most bytes that a version may have
    #[arg(long, value_name = "BYTES")]
    cap_bytes: Option<u32>,
    /// How much time encoders take for smaller files; without it each preset's own
    #[arg(long, value_name = "EFFORT", value_parser = effort())]
    effort: Option<Effort>,
    /// Keep colours beyond sRGB in the AVIF versions, as Display P3
    #[arg(long)]
    wide: bool,
    /// Measure how versions look, in SSIMULACRA2 against the scaled picture
    #[arg(long)]
    score: bool,
    /// Replace what lies in --out with other content
    #[arg(long)]
    force: bool,
}

fn preset() -> impl clap::builder::TypedValueParser<Value = VariantType> {
    let words = VariantType::ALL.iter().map(|preset| preset.as_str());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<VariantType>())
}

fn effort() -> impl clap::builder::TypedValueParser<Value = Effort> {
    let words = Effort::ALL.map(Effort::as_str);
    PossibleValuesParser::new(words).map(|word| {
        let mut all = Effort::ALL.into_iter();
        all.find(|effort| effort.as_str() == word)
            .unwrap_or_default()
    })
}

impl ConvertArgs {
    /// The presets that are asked for, with what else is asked of them.
    fn wanted(&self) -> Result<Vec<Preset>, PresetError> {
        let asked = |preset: &Preset| {
            self.presets.is_empty() || self.presets.contains(&preset.variant_type)
        };
        let presets = Preset::defaults().into_iter().filter(asked);
        let changed = presets.map(|preset| Preset {
            quality: self.quality.unwrap_or(preset.quality),
            effort: self.effort.unwrap_or(preset.effort),
            floor: self.floor,
            max_bytes: self.cap_bytes,
            colours: match preset.format {
                VariantFormat::Avif if self.wide => Colours::Wide,
                _ => preset.colours,
            },
            ..preset
        });
        changed
            .map(|preset| preset.check().map(|()| preset))
            .collect()
    }
}

/// What was made.
#[derive(Debug, Serialize)]
struct Outcome {
    converted: Vec<Converted>,
    refused: Vec<Refused>,
    stopped: usize,
}

#[derive(Debug, Serialize)]
struct Converted {
    path: String,
    bytes: u64,
    width: u32,
    height: u32,
    ms: u64,
    versions: Vec<Version>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Version {
    preset: VariantType,
    out: String,
    format: VariantFormat,
    width: u32,
    height: u32,
    bytes: u64,
    quality: u8,
    score: Option<f64>,
    encodes: usize,
    copied: bool,
}

/// What came of one picture: its versions, and what could not be made of it.
struct Worked {
    converted: Option<Converted>,
    refused: Vec<Refused>,
}

/// What every picture is made by.
#[derive(Clone)]
struct Bench {
    presets: Arc<[Preset]>,
    scores: Scores,
    out: Out,
    memory: Arc<Semaphore>,
    cancel: Cancel,
    runtime: Handle,
}

pub(crate) async fn run(args: ConvertArgs, console: &Console) -> Result<Exit, CliError> {
    let cancel = stop::on_signal(console);
    let presets = args.wanted()?;
    let bench = Bench {
        presets: presets.into(),
        scores: if args.score {
            Scores::Always
        } else {
            Scores::WhereNeeded
        },
        out: Out::open(&args.out, args.force)?,
        memory: Arc::new(Semaphore::new(BUDGET_MIB as usize)),
        cancel: cancel.clone(),
        runtime: Handle::current(),
    };
    let _batch = render::Batch::begin();
    let inputs = mirror::inputs(&args.paths, Some(&args.out));
    let total = inputs.len();
    let progress = Progress::new(console, "Converting");
    let work = move |input: &Input| bench.work(input);
    let results = mirror::each(inputs, Crew::one_a_core(), &cancel, work, |worked, done| {
        progress.tell(&worked.event(done, total));
    })
    .await?;
    drop(progress);
    let mut outcome = Outcome {
        converted: Vec::new(),
        refused: Vec::new(),
        stopped: total - results.len(),
    };
    for worked in results {
        let is_stopped = worked.converted.is_none() && worked.refused.is_empty();
        outcome.stopped += usize::from(is_stopped);
        outcome.converted.extend(worked.converted);
        outcome.refused.extend(worked.refused);
    }
    Ok(console.answer(&outcome))
}

impl Worked {
    fn event(&self, done: usize, total: usize) -> FileEvent {
        match (&self.converted, self.refused.first()) {
            (None, Some(refused)) => FileEvent::Refused {
                path: refused.path.clone(),
                reason: refused.reason.clone(),
                done,
                total,
            },
            (converted, _) => {
                let path = converted
                    .as_ref()
                    .map(|converted| converted.path.clone())
                    .unwrap_or_default();
                FileEvent::Done { path, done, total }
            }
        }
    }
}

impl Bench {
    /// Makes all versions of one picture.
    fn work(&self, input: &Input) -> Worked {
        let path = input
            .path
            .clone()
            .and_then(|path| Ok((mirror::read(&path)?, path)));
        match path.and_then(|(bytes, path)| self.convert(input, &bytes, &path)) {
            Ok(Some(worked)) => worked,
            Ok(None) => Worked {
                converted: None,
                refused: Vec::new(),
            },
            Err(refusal) => Worked {
                converted: None,
                refused: vec![Refused::new(&*input.shown, refusal)],
            },
        }
    }

    /// Returns none when the work was called off.
    fn convert(&self, input: &Input, bytes: &[u8], path: &Path) -> Result<Option<Worked>, Refusal> {
        let kind = inspect(bytes)
            .map_err(|e| Refusal::told(e.code(), &input.shown, &e.told_of(&input.shown)))?
            .media_type;
        let cannot = |error: String| {
            Refusal::new("cannot_convert", format!("cannot be converted: {error}."))
        };
        let cost = render::memory_cost(bytes, kind, &self.presets, self.scores)
            .map_err(|e| cannot(e.to_string()))?;
        let share = u32::try_from(cost / (1024 * 1024))
            .unwrap_or(BUDGET_MIB)
            .clamp(1, BUDGET_MIB);
        let Ok(_share) = self.runtime.block_on(self.memory.acquire_many(share)) else {
            return Ok(None);
        };
        let begun = Instant::now();
        let stop = || self.cancel.is_cancelled();
        let rendered = match render::render(bytes, kind, &self.presets, self.scores, &stop) {
            Ok(rendered) => rendered,
            Err(render::RenderError::Cancelled) => return Ok(None),
            Err(error) => return Err(cannot(error.to_string())),
        };
        let took = begun.elapsed();
        let mut versions = Vec::new();
        let mut refused = Vec::new();
        for (preset, made) in self.presets.iter().zip(rendered.variants) {
            let version = made
                .map_err(|error| cannot(error.to_string()))
                .and_then(|made| self.keep(input, path, preset.variant_type, &made));
            match version {
                Ok(version) => versions.push(version),
                Err(refusal) => {
                    let path = format!("{} ({})", input.shown, preset.variant_type);
                    refused.push(Refused::new(path, refusal));
                }
            }
        }
        let notes = rendered.notes.iter().map(ToString::to_string).collect();
        Ok(Some(Worked {
            converted: Some(Converted {
                path: input.shown.clone(),
                bytes: bytes.len() as u64,
                width: rendered.width,
                height: rendered.height,
                ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                versions,
                notes,
            }),
            refused,
        }))
    }

    fn keep(
        &self,
        input: &Input,
        path: &Path,
        preset: VariantType,
        made: &RenderedVariant,
    ) -> Result<Version, Refusal> {
        let stem = input
            .below
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let (width, height) = (made.width, made.height);
        let name = format!(
            "{stem}_{}_{width}x{height}.{}",
            preset.suffix(),
            made.format.extension()
        );
        let below = input.below.with_file_name(name);
        self.out.write(&below, made.clean.bytes(), path)?;
        Ok(Version {
            preset,
            out: self.out.path(&below).to_string_lossy().into_owned(),
            format: made.format,
            width,
            height,
            bytes: made.clean.bytes().len() as u64,
            quality: made.quality,
            score: made.score,
            encodes: made.trials,
            copied: made.copied,
        })
    }
}

impl Answer for Outcome {
    fn tell(&self, page: &mut Page) {
        let versions = || self.converted.iter().flat_map(|picture| &picture.versions);
        if !self.converted.is_empty() {
            page.line(page.ink(
                Ink::Good,
                &format!(
                    "{} of {} ({}).",
                    many(versions().count(), "version", "versions"),
                    many(self.converted.len(), "picture", "pictures"),
                    words::bytes(versions().map(|version| version.bytes).sum())
                ),
            ));
        }
        let scores: Vec<f64> = versions().filter_map(|version| version.score).collect();
        if !scores.is_empty() {
            let mean = scores.iter().sum::<f64>() / scores.len() as f64;
            let worst = scores.iter().copied().fold(100.0, f64::min);
            page.line(format!(
                "SSIMULACRA2: {mean:.1} on the mean, {worst:.1} the least."
            ));
        }
        for picture in self
            .converted
            .iter()
            .filter(|picture| !picture.notes.is_empty())
        {
            page.line(format!(
                "  {}: {}",
                safe(&picture.path),
                picture.notes.join("; ")
            ));
        }
        tell_refused(page, &self.refused, "refused");
        if self.stopped > 0 {
            page.line(format!(
                "Stopped: {} left out.",
                many(self.stopped, "picture was", "pictures were")
            ));
        }
        if self.converted.len() + self.refused.len() + self.stopped == 0 {
            page.line("No file was found there, so nothing was done.");
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.refused.is_empty() && self.stopped == 0)
    }

    fn is_account(&self) -> bool {
        true
    }
}
