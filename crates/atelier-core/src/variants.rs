//! The verb that makes variants. Pending rows are the queue: it survives any
//! end of the process, and a claim that nobody finished is taken back at the
//! next start.
//!
//! One worker a core, one decode a picture, and a budget of memory that a large
//! picture has to wait for. Whose turn it is follows from the workspace's policy
//! and from what goes on; a pause holds before the next picture.

mod budget;
mod looks;
mod trial;
mod wanted;

use serde::Serialize;
use tokio::task::JoinSet;

use crate::catalogue::{Catalogue, CatalogueError, Made, VariantJob};
use crate::clock;
use crate::config::{Setting, VariantsPaused};
use crate::domain::asset::AssetId;
use crate::domain::ids::VariantId;
use crate::domain::look::Look;
use crate::domain::preset::Preset;
use crate::domain::queue_policy::{Circumstances, QueuePolicy, Turn};
use crate::domain::storage_path::StoragePath;
use crate::domain::variant::{Outcome, Variant, VariantFile};
use crate::library::{Library, LibraryError};
use crate::media::guard::guarded;
use crate::media::render::{self, RenderError, Rendered, Scores};
use crate::progress::{Cancel, Listener};

pub use budget::Budget;
pub use trial::{Trial, TrialError, try_out};
pub use wanted::Wanted;

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
        /// Variants that still wait for their turn.
        left: u64,
    },
}

/// Everything that the making of variants holds.
pub struct Making<'a> {
    /// Where the queue is.
    pub catalogue: &'a Catalogue,
    /// Where the files are.
    pub library: &'a Library,
    /// What somebody looks at.
    pub wanted: &'a Wanted,
    /// The memory that there is for it.
    pub budget: &'a Budget,
    /// What goes on around it; asked before each picture.
    pub circumstances: &'a (dyn Fn() -> Circumstances + Send + Sync),
    /// Hears facts.
    pub listener: &'a dyn Listener<VariantEvent>,
    /// Stops it at a safe point.
    pub cancel: &'a Cancel,
}

impl Making<'_> {
    /// Makes every variant whose turn it is. Returns when there is none, when it
    /// is paused (what is being made is finished first), or when cancelled.
    ///
    /// # Errors
    /// When the catalogue or the library cannot be written: what was claimed
    /// waits again after the next start.
    pub async fn run(&self) -> Result<VariantReport, VariantsError> {
        let _batch = render::Batch::begin();
        let mut working = JoinSet::new();
        let mut report = VariantReport::default();
        loop {
            while working.len() < workers() {
                let Some(job) = self.next_job().await? else {
                    break;
                };
                working.spawn(work(
                    job,
                    self.library.clone(),
                    self.budget.clone(),
                    self.cancel.clone(),
                ));
            }
            let Some(done) = working.join_next().await else {
                break;
            };
            let (job, outcome) = done.map_err(|e| VariantsError::Broken(e.to_string()))?;
            if let Some(done) = outcome? {
                self.settle(&job, done, &mut report).await?;
            }
        }
        if self.cancel.is_cancelled() {
            self.catalogue.release_claims().await?;
        } else if self.turn().await?.is_some() {
            looks::look_at_the_rest(self.catalogue, self.library, self.cancel).await?;
        }
        Ok(report)
    }

    /// Whose turn it is; nobody's while the work is paused or called off.
    async fn turn(&self) -> Result<Option<Turn>, CatalogueError> {
        let catalogue = self.catalogue;
        let paused = catalogue.get_setting(VariantsPaused::KEY).await?;
        if self.cancel.is_cancelled() || paused == Some(VariantsPaused(true)) {
            return Ok(None);
        }
        let policy = catalogue.get_setting(QueuePolicy::KEY).await?;
        let policy: QueuePolicy = policy.unwrap_or_default();
        Ok(Some(policy.turn((self.circumstances)())))
    }

    async fn next_job(&self) -> Result<Option<VariantJob>, CatalogueError> {
        let Some(turn) = self.turn().await? else {
            return Ok(None);
        };
        let needed = self.wanted.needed();
        let whole = if turn == Turn::All {
            let first: Vec<AssetId> = needed.into_iter().chain(self.wanted.shown()).collect();
            self.catalogue.claim_variants(&first).await?
        } else {
            self.catalogue.claim_variants_of(&needed).await?
        };
        if let Some(job) = whole {
            self.wanted.forget(job.asset);
            return Ok(Some(job));
        }
        if turn == Turn::All {
            return Ok(None);
        }
        let thumbnail = self
            .catalogue
            .claim_thumbnails(&self.wanted.shown())
            .await?;
        if let Some(job) = &thumbnail {
            self.wanted.forget_shown(job.asset);
        }
        Ok(thumbnail)
    }

    /// Records what came of a picture, then says so.
    async fn settle(
        &self,
        job: &VariantJob,
        done: Done,
        report: &mut VariantReport,
    ) -> Result<(), VariantsError> {
        let (mut made, mut failed) = (Vec::new(), 0);
        for (variant, outcome) in job.variants.iter().zip(done.variants) {
            match outcome {
                Ok(ready) => made.push(ready),
                Err((id, reason)) => {
                    self.catalogue
                        .variant_failed(&id, &reason, clock::now())
                        .await?;
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
        self.catalogue.variants_ready(&made).await?;
        if let Some(thumbhash) = done.thumbhash {
            self.catalogue.set_thumbhash(job.asset, &thumbhash).await?;
        }
        if let Some(look) = done.look {
            self.catalogue.set_look(job.asset, &look).await?;
        }
        report.made += made.len() as u64;
        report.bytes += made.iter().map(|variant| variant.file.bytes).sum::<u64>();
        self.listener.hear(VariantEvent::Picture {
            asset: job.asset,
            made: u32::try_from(made.len()).unwrap_or(u32::MAX),
            failed,
            left: self.left().await?,
        });
        Ok(())
    }

    /// Counts the variants that have their turn now.
    async fn left(&self) -> Result<u64, CatalogueError> {
        if self.turn().await? == Some(Turn::Needed) {
            return self.catalogue.thumbnails_waiting().await;
        }
        let counts = self.catalogue.variant_counts().await?;
        Ok(u64::from(counts.pending + counts.processing))
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
async fn work(job: VariantJob, library: Library, budget: Budget, cancel: Cancel) -> Worked {
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
    let cost = render::memory_cost(&file, job.media_type, &presets, Scores::WhereNeeded);
    let Ok(_share) = budget.share(cost.unwrap_or(0)).await else {
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
        let outcome = guarded(|| make(&job, &file, &presets, &library, &cancel));
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
    let rendered = match render::render_and_look(file, job.media_type, presets, &stop) {
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
