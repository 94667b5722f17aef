//! Previews: a picture for the eye of the person who is about to import it.

use super::{
    Colours, RenderError, VariantError,
    plan::{Step, just},
};
use crate::domain::media_type::MediaType;
use crate::domain::preset::{Effort, Fit};
use crate::domain::variant::VariantFormat;
use crate::media::decode::Source;
use crate::media::pixels::Channels;
use crate::media::{encode, resize};

/// Good enough for a moment's look.
const QUALITY: u8 = 75;

/// Makes a small JPEG, or a small WebP if the picture is see-through, within a
/// square of `max_side`. Speed goes before everything else; the result is for
/// this machine's screen and is neither kept nor sent.
///
/// # Errors
/// Refuses a picture that cannot be decoded.
pub fn preview(file: &[u8], media_type: MediaType, max_side: u32) -> Result<Vec<u8>, RenderError> {
    let side = max_side.max(1);
    let source = Source::open(file, media_type)?;
    let step = Step::new(&source, Fit::within(side, side), just);
    let decoded = source.decode(step.scale)?;
    let colours = Colours::of(&source, decoded.channels());
    let crop = step.crop_of(decoded.width(), decoded.height());
    let small = resize::middle(&decoded, crop, step.size);
    let small = small.ok_or(VariantError::Resize {
        width: side,
        height: side,
    })?;
    let shown = colours.show(small);
    let format = match shown.channels() {
        Channels::Rgba => VariantFormat::Webp,
        _ => VariantFormat::Jpeg,
    };
    Ok(encode::encode(&shown, format, QUALITY, Effort::Fast).map_err(VariantError::from)?)
}
