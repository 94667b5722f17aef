//! The verb that makes variants. Pending rows are the queue: it survives any
//! end of the process, and a claim that nobody finished is taken back at the
//! next start.
//!
//! One worker a core, one decode a picture, and a budget of memory that a large
//! picture has to wait for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::catalogue::{Catalogue, CatalogueError, Made, VariantJob};
use crate::clock;
use crate::domain::asset::AssetId;
use crate::domain::ids::VariantId;
use crate::domain::look::Look;
use crate::domain::preset::Preset;
use crate::domain::storage_path::StoragePath;
use crate::domain::variant::{Outcome, Variant, VariantFile};
use crate::library::{Library, LibraryError};
use crate::media::render::{self, RenderError, Rendered, Scores};
use crate::progress::{Cancel, Listener};

/// The memory that pictures being worked on may take together, in MiB.
const BUDGET_MIB: u32 = 256;

/// Pictures that are looked at between two questions.
const PAGE: u32 = 100;

/// What stops the making of variants.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VariantsError {
    /// The catalogue cannot be read or written.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The library cannot be written.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A worker died of a fault of ours.
    #[error("a part of the work broke off: {0}. What was made before is kept")]
    Broken(String),
}

/// What was made.
#[derive(Debug, Clone, Default, Serialize)]
pub struct VariantReport {
    /// Variants made.
    pub made: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Variants that could not be made.
    pub failed: Vec<FailedVariant>,
}

/// A variant that could not be made.
#[derive(Debug, Clone, Serialize)]
pub struct FailedVariant {
    /// The picture.
    pub asset: String,
    /// The preset.
    pub preset: String,
    /// Why, in words.
    pub reason: String,
}

/// A fact of the making of variants.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum VariantEvent {
    /// All variants of one picture were dealt with.
    #[serde(rename_all = "camelCase")]
    Picture {
        /// The picture.
        #[serde(skip)]
        asset: AssetId,
        /// Variants made.
        made: u32,
        /// Variants that could not be made.
        failed: u32,
        /// Pictures that still wait.
        left: u64,
    },
}

/// The pictures that somebody is looking at and that have no small version yet:
/// they come first, the last asked for before the others.
#[derive(Debug, Default)]
pub struct OnScreen(Mutex<VecDeque<AssetId>>);

impl OnScreen {
    /// How many pictures are remembered: about what a large window shows.
    const MOST: usize = 200;

    /// Notes that a picture is on screen.
    pub fn show(&self, asset: AssetId) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !shown.contains(&asset) {
            shown.push_front(asset);
            shown.truncate(Self::MOST);
        }
    }

    /// Returns the next few pictures to make, and forgets the one that was made.
    fn next(&self, made: Option<AssetId>) -> Vec<AssetId> {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.retain(|asset| Some(*asset) != made);
        shown.iter().copied().collect()
    }
}

/// Makes every variant that waits. Returns when none does, or when cancelled.
///
/// # Errors
/// When the catalogue or the library cannot be written: what was claimed waits
/// again after the next start.
pub async fn run(
    catalogue: &Catalogue,
    library: &Library,
    on_screen: &OnScreen,
    listener: &dyn Listener<VariantEvent>,
    cancel: &Cancel,
) -> Result<VariantReport, VariantsError> {
    let budget = Arc::new(Semaphore::new(BUDGET_MIB as usize));
    let mut working = JoinSet::new();
    let mut report = VariantReport::default();
    let mut last = None;
    loop {
        while working.len() < workers() && !cancel.is_cancelled() {
            let Some(job) = catalogue.claim_variants(&on_screen.next(last)).await? else {
                break;
            };
            last = Some(job.asset);
            working.spawn(work(
                job,
                library.clone(),
                Arc::clone(&budget),
                cancel.clone(),
            ));
        }
        let Some(done) = working.join_next().await else {
            break;
        };
        let (job, outcome) = done.map_err(|e| VariantsError::Broken(e.to_string()))?;
        if let Some(done) = outcome? {
            settle(catalogue, &job, done, &mut report, listener).await?;
        }
    }
    if cancel.is_cancelled() {
        catalogue.release_claims().await?;
    } else {
        look_at_the_rest(catalogue, library, cancel).await?;
    }
    Ok(report)
}

/// Looks at pictures whose variants showed only a part of them, or were made by
/// an older program. Each is looked at once, whatever comes of it.
async fn look_at_the_rest(
    catalogue: &Catalogue,
    library: &Library,
    cancel: &Cancel,
) -> Result<(), VariantsError> {
    loop {
        let page = catalogue.not_looked_at(PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for original in page {
            if cancel.is_cancelled() {
                return Ok(());
            }
            let (library, hash) = (library.clone(), original.content_hash);
            let look = tokio::task::spawn_blocking(move || {
                let file = library.read(&hash).ok()?;
                // A fault in the picture code must not end the work on others.
                std::panic::catch_unwind(|| render::glimpse(&file, original.media_type)).ok()?
            });
            let look = look
                .await
                .map_err(|error| VariantsError::Broken(error.to_string()))?;
            catalogue
                .set_look(original.asset, &look.unwrap_or_default())
                .await?;
        }
    }
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get)
}

/// What came of a picture: each variant in the library, or why not.
struct Done {
    variants: Vec<Result<Made, (VariantId, String)>>,
    thumbhash: Option<Vec<u8>>,
    look: Option<Look>,
}

type Worked = (VariantJob, Result<Option<Done>, VariantsError>);

/// Makes the variants of one picture once there is memory for it. None when the
/// work was cancelled.
async fn work(job: VariantJob, library: Library, budget: Arc<Semaphore>, cancel: Cancel) -> Worked {
    let reading = {
        let (library, hash) = (library.clone(), job.content_hash.clone());
        tokio::task::spawn_blocking(move || library.read(&hash)).await
    };
    let file = match reading {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => {
            let done = all_failed(&job, &error.to_string());
            return (job, Ok(Some(done)));
        }
        Err(error) => return (job, Err(VariantsError::Broken(error.to_string()))),
    };
    let presets = presets_of(&job);
    let cost = render::memory_cost(&file, job.media_type, &presets).unwrap_or(0);
    let share = u32::try_from(cost / (1024 * 1024))
        .unwrap_or(BUDGET_MIB)
        .clamp(1, BUDGET_MIB);
    let Ok(_share) = budget.acquire_many_owned(share).await else {
        return (
            job,
            Err(VariantsError::Broken(
                "the memory budget is closed".to_owned(),
            )),
        );
    };
    let panicked = all_failed(
        &job,
        "a fault in the picture code, not in the picture; the original is safe",
    );
    let made = tokio::task::spawn_blocking(move || {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            make(&job, &file, &presets, &library, &cancel)
        }));
        (job, outcome.unwrap_or(Ok(Some(panicked))))
    });
    made.await
        .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// Renders and keeps. Blocking.
fn make(
    job: &VariantJob,
    file: &[u8],
    presets: &[Preset],
    library: &Library,
    cancel: &Cancel,
) -> Result<Option<Done>, VariantsError> {
    let stop = || cancel.is_cancelled();
    let rendered = match render::render(file, job.media_type, presets, Scores::WhereNeeded, &stop) {
        Ok(rendered) => rendered,
        Err(RenderError::Cancelled) => return Ok(None),
        Err(error) => return Ok(Some(all_failed(job, &error.to_string()))),
    };
    keep(job, rendered, library).map(Some)
}

fn keep(job: &VariantJob, rendered: Rendered, library: &Library) -> Result<Done, VariantsError> {
    let mut variants = Vec::with_capacity(job.variants.len());
    for (variant, outcome) in job.variants.iter().zip(rendered.variants) {
        let made = match outcome {
            Err(error) => Err((variant.id, error.to_string())),
            Ok(made) => {
                library.keep(&made.clean)?;
                Ok(Made {
                    id: variant.id,
                    file: VariantFile {
                        content_hash: made.clean.content_hash().clone(),
                        bytes: made.clean.bytes().len() as u64,
                        processed_at: clock::now(),
                    },
                    width: made.width,
                    height: made.height,
                    storage_path: path_of(job, variant, made.width, made.height),
                    outcome: Outcome {
                        quality: made.quality,
                        score: made.score,
                        encodes: u32::try_from(made.trials).unwrap_or(u32::MAX),
                        copied: made.copied,
                    },
                })
            }
        };
        variants.push(made);
    }
    Ok(Done {
        variants,
        thumbhash: rendered.thumbhash,
        look: rendered.look,
    })
}

/// The path of a variant of this size. The size is foreseen when the row is
/// made; should the picture turn out otherwise, the path says what is true.
fn path_of(job: &VariantJob, variant: &Variant, width: u32, height: u32) -> StoragePath {
    if (variant.width, variant.height) == (width, height) {
        return variant.storage_path.clone();
    }
    job.storage_path
        .variant(variant.variant_type.suffix(), width, height, variant.format)
}

/// The presets of a job, in the order of its variants.
fn presets_of(job: &VariantJob) -> Vec<Preset> {
    job.variants.iter().map(Preset::of_variant).collect()
}

fn all_failed(job: &VariantJob, reason: &str) -> Done {
    let variants = job
        .variants
        .iter()
        .map(|variant| Err((variant.id, reason.to_owned())))
        .collect();
    Done {
        variants,
        thumbhash: None,
        look: None,
    }
}

/// Records what came of a picture, then says so.
async fn settle(
    catalogue: &Catalogue,
    job: &VariantJob,
    done: Done,
    report: &mut VariantReport,
    listener: &dyn Listener<VariantEvent>,
) -> Result<(), VariantsError> {
    let (mut made, mut failed) = (Vec::new(), 0);
    for (variant, outcome) in job.variants.iter().zip(done.variants) {
        match outcome {
            Ok(ready) => made.push(ready),
            Err((id, reason)) => {
                catalogue.variant_failed(&id, &reason).await?;
                failed += 1;
                let preset = variant.variant_type.to_string();
                report.failed.push(FailedVariant {
                    asset: job.asset.to_string(),
                    preset,
                    reason,
                });
            }
        }
    }
    catalogue.variants_ready(&made).await?;
    if let Some(thumbhash) = done.thumbhash {
        catalogue.set_thumbhash(job.asset, &thumbhash).await?;
    }
    if let Some(look) = done.look {
        catalogue.set_look(job.asset, &look).await?;
    }
    report.made += made.len() as u64;
    report.bytes += made.iter().map(|variant| variant.file.bytes).sum::<u64>();
    let counts = catalogue.variant_counts().await?;
    let left = u64::from(counts.pending + counts.processing);
    let made = u32::try_from(made.len()).unwrap_or(u32::MAX);
    listener.hear(VariantEvent::Picture {
        asset: job.asset,
        made,
        failed,
        left,
    });
    Ok(())
}
