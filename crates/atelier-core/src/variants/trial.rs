//! Trials: what a preset would make of a picture, for the person who is about
//! to change it. Nothing of it is kept.

use std::time::Duration;

use tokio::time::Instant;

use super::Budget;
use crate::catalogue::Original;
use crate::domain::preset::{Preset, PresetError};
use crate::domain::variant::{Outcome, VariantFormat};
use crate::library::{Library, LibraryError};
use crate::media::render::{self, RenderError, Scores, VariantError};
use crate::progress::Cancel;

/// What a preset made of a picture.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The file, as it would lie in the library.
    pub bytes: Vec<u8>,
    /// What it is.
    pub format: VariantFormat,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// How its making turned out; its score is always measured.
    pub outcome: Outcome,
    /// How long it took from the file to the last score, without any waiting.
    pub took: Duration,
}

/// Why a preset makes nothing of a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrialError {
    /// Nothing: nobody waits for it any more.
    #[error("the trial was called off")]
    Cancelled,
    /// Mend the preset.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// Choose a picture: this one shows nothing, such as a PDF.
    #[error("it is no picture, so nothing is made of it")]
    NoPicture,
    /// The file is not in the library.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The picture cannot be decoded.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The preset cannot be met with this picture.
    #[error(transparent)]
    Variant(#[from] VariantError),
    /// A worker died of a fault of ours.
    #[error("a fault in the picture code, not in the picture; the original is safe")]
    Broken,
}

/// Makes what a preset would make of a picture, and measures it. It takes its
/// share of the budget like everything else that is made.
///
/// # Errors
/// See [`TrialError`].
pub async fn try_out(
    library: &Library,
    budget: &Budget,
    original: &Original,
    preset: &Preset,
    cancel: &Cancel,
) -> Result<Trial, TrialError> {
    preset.check()?;
    if original.width.is_none() {
        return Err(TrialError::NoPicture);
    }
    let (media_type, presets) = (original.media_type, vec![preset.clone()]);
    let (library, hash) = (library.clone(), original.content_hash.clone());
    let file = tokio::task::spawn_blocking(move || library.read(&hash))
        .await
        .map_err(|_| TrialError::Broken)??;
    let cost = render::memory_cost(&file, media_type, &presets, Scores::Always).unwrap_or(0);
    let share = tokio::select! {
        share = budget.share(cost) => share.map_err(|_| TrialError::Broken)?,
        () = cancel.cancelled() => return Err(TrialError::Cancelled),
    };
    let stop = cancel.clone();
    let made = tokio::task::spawn_blocking(move || -> Result<Trial, TrialError> {
        // Memory is taken until the work really ends, also when nobody waits.
        let _share = share;
        let begun = Instant::now();
        let stop = || stop.is_cancelled();
        let rendered = render::render(&file, media_type, &presets, Scores::Always, &stop)?;
        let took = begun.elapsed();
        let made = rendered.variants.into_iter().next();
        let made = made.ok_or(TrialError::Broken)??;
        Ok(Trial {
            bytes: made.clean.bytes().to_vec(),
            format: made.format,
            width: made.width,
            height: made.height,
            outcome: Outcome {
                quality: made.quality,
                score: made.score,
                encodes: u32::try_from(made.trials).unwrap_or(u32::MAX),
                copied: made.copied,
            },
            took,
        })
    });
    match made.await.map_err(|_| TrialError::Broken)? {
        Err(TrialError::Render(RenderError::Cancelled)) => Err(TrialError::Cancelled),
        made => made,
    }
}
