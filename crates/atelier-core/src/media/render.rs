//! Render: from one picture all of its variants.
//!
//! The picture is decoded once, no larger than its largest variant needs, and
//! everything else is made from that: resized first, then turned and brought
//! to sRGB, when there is little left to turn. A variant that fails harms
//! neither the others nor the picture. The bytes depend on nothing but the
//! picture and the presets that are rendered together.

mod fit;
mod glimpse;
mod plan;
mod preview;

pub use fit::{Fitted, fit};
pub use glimpse::glimpse;
pub use preview::preview;

use plan::Plan;

use super::clean::{self, CleanError, CleanFile};
use super::colour::{Space, ToSrgb};
use super::decode::{DecodeError, Source};
use super::encode::{self, EncodeError};
use super::pixels::{Channels, Pixels};
use super::{look, resize, stand_in};
use crate::domain::look::Look;
use crate::domain::media_type::MediaType;
use crate::domain::preset::Preset;
use crate::domain::variant::VariantFormat;

/// Tells a piece of work whether nobody waits for it any more.
pub type Cancelled<'a> = &'a dyn Fn() -> bool;

/// All that was made from one picture.
#[derive(Debug)]
pub struct Rendered {
    /// One result for each preset, in their order.
    pub variants: Vec<Result<RenderedVariant, VariantError>>,
    /// A blur of the picture, as a ThumbHash.
    pub thumbhash: Option<Vec<u8>>,
    /// What the picture looks like; none if no variant shows all of it.
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
    cancelled: Cancelled<'_>,
) -> Result<Rendered, RenderError> {
    let source = Source::open(file, media_type)?;
    let plan = Plan::new(&source, presets);
    go_on(cancelled)?;
    let decoded = source.decode(plan.scale)?;
    go_on(cancelled)?;

    let colours = Colours::of(&source, decoded.channels());
    let resized = resize_all(decoded, &plan, cancelled)?;
    let shown: Vec<_> = resized
        .into_iter()
        .map(|made| Some(colours.show(made?)))
        .collect();
    let smallest = shown
        .iter()
        .flatten()
        .min_by_key(|pixels| pixels.bytes().len());
    let thumbhash = smallest.and_then(stand_in::thumbhash);
    let look = look_of(&shown, &plan);

    let mut variants = Vec::with_capacity(presets.len());
    for (pixels, preset) in shown.into_iter().zip(presets) {
        go_on(cancelled)?;
        variants.push(finish(pixels, preset, source.shown_size()));
    }
    let (width, height) = source.shown_size();
    Ok(Rendered {
        variants,
        thumbhash,
        look,
        notes: colours.notes,
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
) -> Result<u64, DecodeError> {
    let source = Source::open(file, media_type)?;
    let plan = Plan::new(&source, presets);
    let resized: u64 = plan.steps.iter().map(|step| area(step.size) * 4).sum();
    let between = plan
        .steps
        .iter()
        .map(|step| plan.memory_between(step, &source))
        .max();
    let encoders = plan.steps.iter().zip(presets);
    let encoder = encoders.map(|(step, preset)| encode::memory(preset.format, area(step.size)));
    // The decoded picture is gone when encoding begins, but allocators give
    // memory back late.
    let decoding = source.memory_at(plan.scale) + between.unwrap_or(0);
    Ok(file.len() as u64 + resized + decoding + encoder.max().unwrap_or(0))
}

/// Looks at the smallest variant that shows the whole picture.
fn look_of(shown: &[Option<Pixels>], plan: &Plan) -> Option<Look> {
    let all = shown.iter().zip(&plan.steps);
    let whole = all.filter_map(|(pixels, step)| pixels.as_ref().filter(|_| step.is_whole()));
    whole
        .min_by_key(|pixels| pixels.bytes().len())
        .map(look::look_at)
}

fn area((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

/// Resizes for every step, the largest first, each from the smallest picture
/// that has enough pixels for it.
fn resize_all(
    decoded: Pixels,
    plan: &Plan,
    cancelled: Cancelled<'_>,
) -> Result<Vec<Option<Pixels>>, RenderError> {
    let mut made: Vec<Option<Pixels>> = plan.steps.iter().map(|_| None).collect();
    for (at, base) in plan.order() {
        go_on(cancelled)?;
        let step = &plan.steps[at];
        let base = base
            .and_then(|base| made[base].as_ref())
            .unwrap_or(&decoded);
        made[at] = resize::middle(base, step.crop_of(base.width(), base.height()), step.size);
    }
    Ok(made)
}

fn finish(
    pixels: Option<Pixels>,
    preset: &Preset,
    (width, height): (u32, u32),
) -> Result<RenderedVariant, VariantError> {
    let Some(pixels) = pixels else {
        let (width, height) = preset.target_size(width, height);
        return Err(VariantError::Resize { width, height });
    };
    let file = encode::encode(&pixels, preset.format, preset.quality, preset.effort)?;
    Ok(RenderedVariant {
        clean: clean::attest(file, media_type(preset.format))?,
        width: pixels.width(),
        height: pixels.height(),
        format: preset.format,
        quality: preset.quality,
    })
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

/// How decoded pixels become what is shown.
struct Colours {
    orientation: super::orientation::Orientation,
    to_srgb: ToSrgb,
    notes: Vec<Note>,
}

impl Colours {
    fn of(source: &Source<'_>, channels: Channels) -> Self {
        let to_srgb = ToSrgb::find(channels, source.space());
        let mut notes = Vec::new();
        if source.is_moving() {
            notes.push(Note::FirstFrameOnly);
        }
        if to_srgb.ignored_profile() {
            notes.push(Note::ProfileIgnored);
        }
        if channels == Channels::Cmyk && *source.space() == Space::Srgb {
            notes.push(Note::InksWithoutProfile);
        }
        Self {
            orientation: source.orientation(),
            to_srgb,
            notes,
        }
    }

    fn show(&self, pixels: Pixels) -> Pixels {
        self.to_srgb.apply(self.orientation.apply(pixels))
    }
}

#[cfg(test)]
mod tests;
