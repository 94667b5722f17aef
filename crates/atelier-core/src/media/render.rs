//! Render: from one picture all of its variants.
//!
//! Each variant is made from the picture decoded no larger than that variant
//! needs, and variants that need the same size share one decode: resized first,
//! then turned and brought to sRGB, when there is little left to turn. A
//! variant that fails harms neither the others nor the picture. Its bytes depend
//! on nothing but the picture and its preset: a variant that is made again alone
//! is the same file.

mod aim;
mod colours;
mod fit;
mod glimpse;
mod plan;
mod preview;
mod reference;
mod scratch;

use std::mem;

pub use fit::{Fitted, fit};
pub use glimpse::glimpse;
pub use preview::preview;
pub use reference::{at_full_size, measure, reference};
pub use scratch::Batch;

use colours::{Colours, Picture};
use plan::Plan;
use scratch::Scratch;

use super::clean::{self, CleanError, CleanFile};
use super::decode::{DecodeError, Scale, Source};
use super::encode::{self, EncodeError};
use super::{look, score, stand_in};
use crate::domain::look::Look;
use crate::domain::media_type::MediaType;
use crate::domain::preset::Preset;
use crate::domain::receipt::Policy;
use crate::domain::variant::VariantFormat;

/// The score of a picture that is what it was.
const PERFECT: f64 = 100.0;

/// Tells a piece of work whether nobody waits for it any more.
pub type Cancelled<'a> = &'a dyn Fn() -> bool;

/// All that was made from one picture.
#[derive(Debug)]
pub struct Rendered {
    /// One result for each preset, in their order.
    pub variants: Vec<Result<RenderedVariant, VariantError>>,
    /// A blur of the picture, as a ThumbHash; only of [`render_and_look`].
    pub thumbhash: Option<Vec<u8>>,
    /// What the picture looks like; only of [`render_and_look`], and none if no
    /// variant shows all of it.
    pub look: Option<Look>,
    /// What was odd about the picture.
    pub notes: Vec<Note>,
    /// The picture's width as shown.
    pub width: u32,
    /// The picture's height as shown.
    pub height: u32,
}

/// A variant, ready to be kept.
#[derive(Debug)]
pub struct RenderedVariant {
    /// Its file, proved to carry no place.
    pub clean: CleanFile,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// How it is encoded.
    pub format: VariantFormat,
    /// The quality that the encoder was asked for.
    pub quality: u8,
    /// How it looks, in SSIMULACRA2 against the picture that the encoder was
    /// given; only where that was measured.
    pub score: Option<f64>,
    /// How often it was encoded to get there.
    pub trials: usize,
    /// It is the picture's own file, cleaned, because encoding it again would
    /// have made it larger.
    pub copied: bool,
}

/// Which variants are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scores {
    /// Those whose preset has a floor.
    #[default]
    WhereNeeded,
    /// All, which costs as much as two to four encodes of each.
    Always,
}

/// Why nothing can be made from a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The picture cannot be decoded; its reason says whether to ask for another.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Nothing: the work was called off.
    #[error("the work was called off")]
    Cancelled,
    /// What was made from the picture cannot be used.
    #[error(transparent)]
    Variant(#[from] VariantError),
    /// Allow more bytes.
    #[error("no recognisable picture fits in {max_bytes} bytes")]
    LimitTooSmall {
        /// The limit that was asked for.
        max_bytes: u64,
    },
}

/// Why one variant cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VariantError {
    /// Choose another size or format.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// Nothing: what the encoder wrote carries more than the picture.
    #[error("the encoded file cannot be proved clean: {0}")]
    NotClean(#[from] CleanError),
    /// Allow more bytes.
    #[error("no version of that size fits in {most} bytes")]
    TooFewBytes {
        /// The most bytes that were allowed.
        most: usize,
    },
    /// Nothing: the size cannot be made.
    #[error("the picture cannot be scaled to {width} × {height} pixels")]
    Resize {
        /// The width asked for.
        width: u32,
        /// The height asked for.
        height: u32,
    },
}

/// Something odd about a picture that did not stop the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Note {
    /// The profile inside is broken or of another kind than the picture.
    #[error("its colour profile cannot be used, so sRGB is assumed")]
    ProfileIgnored,
    /// Inks without a profile have no certain colour.
    #[error("it is in CMYK without a profile, so its colours are approximate")]
    InksWithoutProfile,
    /// Only the first frame is in the variants.
    #[error("it moves; variants show its first frame")]
    FirstFrameOnly,
    /// Only the first page is in the variants.
    #[error("it has more pages; variants show its first")]
    FirstPageOnly,
}

/// Makes the variants of a picture.
///
/// `cancelled` is asked between steps; a step takes well under a second.
///
/// # Errors
/// Refuses a picture that cannot be decoded. What goes wrong with one variant
/// alone is in its own result.
pub fn render(
    file: &[u8],
    media_type: MediaType,
    presets: &[Preset],
    scores: Scores,
    cancelled: Cancelled<'_>,
) -> Result<Rendered, RenderError> {
    make(
        file,
        media_type,
        presets,
        (scores, Sketches::None),
        cancelled,
    )
}

/// Makes the variants of a picture like [`render`], scored where needed, and from
/// the same decode its ThumbHash and its look.
///
/// # Errors
/// Refuses what [`render`] refuses.
pub fn render_and_look(
    file: &[u8],
    media_type: MediaType,
    presets: &[Preset],
    cancelled: Cancelled<'_>,
) -> Result<Rendered, RenderError> {
    let asked = (Scores::WhereNeeded, Sketches::Taken);
    make(file, media_type, presets, asked, cancelled)
}

/// Whether what stands for the picture elsewhere is made as well. It takes a
/// seventh of the time of a thumbnail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sketches {
    None,
    Taken,
}

fn make(
    file: &[u8],
    media_type: MediaType,
    presets: &[Preset],
    (scores, sketches): (Scores, Sketches),
    cancelled: Cancelled<'_>,
) -> Result<Rendered, RenderError> {
    let source = Source::open(file, media_type)?;
    let plan = Plan::new(&source, presets);
    let Shown {
        pictures,
        as_it_is,
        notes,
    } = show_all(&source, &plan, presets, cancelled)?;
    let (thumbhash, look) = match sketches {
        Sketches::None => (None, None),
        Sketches::Taken => (blur_of(&pictures), look_of(&pictures, &plan)),
    };

    let mut variants = Vec::with_capacity(presets.len());
    let workshop = Workshop {
        source: &source,
        file,
        media_type,
        measured: scores == Scores::Always,
        as_it_is,
        cancelled,
    };
    for (picture, preset) in pictures.into_iter().zip(presets) {
        variants.push(match workshop.finish(picture, preset) {
            Ok(made) => Ok(made),
            Err(RenderError::Variant(reason)) => Err(reason),
            Err(other) => return Err(other),
        });
    }
    let (width, height) = source.shown_size();
    Ok(Rendered {
        variants,
        thumbhash,
        look,
        notes,
        width,
        height,
    })
}

/// Returns the most memory that [`render`] will hold for a picture, in bytes,
/// by its header alone.
///
/// # Errors
/// Refuses what [`render`] would refuse by the header.
pub fn memory_cost(
    file: &[u8],
    media_type: MediaType,
    presets: &[Preset],
    scores: Scores,
) -> Result<u64, DecodeError> {
    let source = Source::open(file, media_type)?;
    let plan = Plan::new(&source, presets);
    let resized: u64 = plan.steps.iter().map(|step| area(step.size) * 4).sum();
    let steps = plan.steps.iter();
    let between = steps.map(|step| step.memory_between(&source));
    let scales: Vec<Scale> = plan.scales().collect();
    let encoders = plan.steps.iter().zip(presets);
    let encoder = encoders.map(|(step, preset)| {
        let pixels = area(step.size);
        let scored = preset.floor.is_some() || scores == Scores::Always;
        let scoring = if scored { score::memory(pixels) } else { 0 };
        encode::memory(preset.format, pixels) + scoring
    });
    // The decoded picture is gone when encoding begins, but allocators give
    // memory back late.
    let decoding = source.memory_together(&scales) + between.max().unwrap_or(0);
    Ok(file.len() as u64 + resized + decoding + encoder.max().unwrap_or(0))
}

/// Returns the ThumbHash of the smallest variant.
fn blur_of(shown: &[Option<Picture>]) -> Option<Vec<u8>> {
    let pictures = shown.iter().flatten();
    let smallest = pictures.min_by_key(|picture| picture.len())?;
    stand_in::thumbhash(&smallest.in_srgb())
}

/// Looks at the smallest variant that shows the whole picture.
fn look_of(shown: &[Option<Picture>], plan: &Plan) -> Option<Look> {
    let all = shown.iter().zip(&plan.steps);
    let whole = all.filter_map(|(picture, step)| picture.as_ref().filter(|_| step.is_whole()));
    let smallest = whole.min_by_key(|picture| picture.len())?;
    Some(look::look_at(&smallest.in_srgb()))
}

fn area((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

/// A picture at the sizes of a plan, as people see it.
struct Shown {
    /// One for each step; none when its size cannot be made.
    pictures: Vec<Option<Picture>>,
    /// The picture's own file shows the same: nothing was turned or recoloured.
    as_it_is: bool,
    notes: Vec<Note>,
}

/// Decodes the picture at each size that a step needs, and makes the
/// steps of that size from it.
fn show_all(
    source: &Source<'_>,
    plan: &Plan,
    presets: &[Preset],
    cancelled: Cancelled<'_>,
) -> Result<Shown, RenderError> {
    let mut shown = Shown {
        pictures: plan.steps.iter().map(|_| None).collect(),
        as_it_is: false,
        notes: Vec::new(),
    };
    let mut scratch = Scratch::take();
    let mut largest = None;
    let scales: Vec<Scale> = plan.scales().collect();
    go_on(cancelled)?;
    let together = source.decode_together(mem::take(&mut scratch.samples), &scales)?;
    let mut together = together.into_iter();
    for scale in scales {
        go_on(cancelled)?;
        let decoded = match together.next() {
            Some(decoded) => decoded,
            None => source.decode(scale)?,
        };
        let colours = Colours::of(source, decoded.channels());
        let steps = plan.steps.iter().zip(presets);
        for ((step, preset), shown) in steps.zip(&mut shown.pictures) {
            if step.scale == scale {
                go_on(cancelled)?;
                let crop = step.crop_of(decoded.width(), decoded.height());
                let resized = scratch.resizer.middle(&decoded, crop, step.size);
                *shown = resized.map(|pixels| colours.show_as(pixels, preset.colours));
            }
        }
        shown.as_it_is = colours.change_nothing();
        shown.notes = colours.notes;
        largest.get_or_insert(decoded.into_bytes());
    }
    scratch.samples = largest.unwrap_or_default();
    scratch.keep();
    Ok(shown)
}

/// All that finishing a variant needs beside its pixels.
struct Workshop<'a> {
    source: &'a Source<'a>,
    file: &'a [u8],
    media_type: MediaType,
    measured: bool,
    as_it_is: bool,
    cancelled: Cancelled<'a>,
}

impl Workshop<'_> {
    fn finish(
        &self,
        picture: Option<Picture>,
        preset: &Preset,
    ) -> Result<RenderedVariant, RenderError> {
        let (width, height) = self.source.shown_size();
        let Some(picture) = picture else {
            let (width, height) = preset.target_size(width, height);
            return Err(VariantError::Resize { width, height }.into());
        };
        let aimed = aim::encode(&picture, preset, self.measured, self.cancelled)?;
        let made = RenderedVariant {
            clean: clean::attest(aimed.file, media_type(preset.format))
                .map_err(VariantError::from)?,
            width: picture.pixels.width(),
            height: picture.pixels.height(),
            format: preset.format,
            quality: aimed.quality,
            score: aimed.score,
            trials: aimed.trials,
            copied: false,
        };
        Ok(match self.copy_instead_of(&made) {
            Some(clean) => RenderedVariant {
                clean,
                score: made.score.map(|_| PERFECT),
                copied: true,
                ..made
            },
            None => made,
        })
    }

    /// Returns the picture's own file, cleaned, if it shows what the variant
    /// shows and is smaller.
    fn copy_instead_of(&self, made: &RenderedVariant) -> Option<CleanFile> {
        let is_same = self.media_type == media_type(made.format)
            && made.format != VariantFormat::Avif
            && self.source.stored_size() == (made.width, made.height)
            && self.as_it_is;
        if !is_same || self.file.len() > made.clean.bytes().len() {
            return None;
        }
        let clean = clean::clean(self.file, Policy::Everything).ok()?;
        (clean.bytes().len() <= made.clean.bytes().len()).then_some(clean)
    }
}

fn media_type(format: VariantFormat) -> MediaType {
    match format {
        VariantFormat::Jpeg => MediaType::Jpeg,
        VariantFormat::Png => MediaType::Png,
        VariantFormat::Webp => MediaType::Webp,
        VariantFormat::Avif => MediaType::Avif,
    }
}

fn go_on(cancelled: Cancelled<'_>) -> Result<(), RenderError> {
    if cancelled() {
        Err(RenderError::Cancelled)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
