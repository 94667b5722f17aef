//! Glimpses: what a picture looks like, from the cheapest decode there is.

use super::{
    Colours,
    plan::{Step, just},
};
use crate::domain::look::Look;
use crate::domain::media_type::MediaType;
use crate::domain::preset::Fit;
use crate::media::decode::Source;
use crate::media::look;
use crate::media::resize;

/// Enough pixels for a look.
const SIDE: u32 = 96;
/// What a glimpse may hold in memory: it is not worth more.
const MEMORY: u64 = 160 << 20;

/// Looks at a picture for a moment. None when it cannot be decoded, or only at
/// a price that a look is not worth.
#[must_use]
pub fn glimpse(file: &[u8], media_type: MediaType) -> Option<Look> {
    let source = Source::open(file, media_type).ok()?;
    let step = Step::new(&source, Fit::within(SIDE, SIDE), just);
    let decoded = match source.decode_thumbnail() {
        Some(preview) => preview,
        None if source.memory_at(step.scale) > MEMORY => return None,
        None => source.decode(step.scale).ok()?,
    };
    let colours = Colours::of(&source, decoded.channels());
    let crop = step.crop_of(decoded.width(), decoded.height());
    let small = resize::middle(&decoded, crop, step.size)?;
    Some(look::look_at(&colours.show(small)))
}
