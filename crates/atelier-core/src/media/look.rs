//! Look: a picture's likeness and its main colours, from the pixels that its
//! variants are made of. A few thousand pixels are enough for both.

mod likeness;
mod palette;

use super::pixels::{Channels, Pixels};
use super::resize;
use crate::domain::look::Look;

/// The longest side that is looked at.
const SIDE: f64 = 96.0;

/// Looks at a picture in sRGB, whole and upright.
#[must_use]
pub fn look_at(pixels: &Pixels) -> Look {
    let full = (f64::from(pixels.width()), f64::from(pixels.height()));
    let scale = (SIDE / full.0.max(full.1)).min(1.0);
    let side = |full: f64| (full * scale).round().max(1.0) as u32;
    let Some(small) = resize::middle(pixels, full, (side(full.0), side(full.1))) else {
        return Look::default();
    };
    let palette = palette::of(&small);
    let small = match small.channels() {
        Channels::Rgba => small.on_white(),
        _ => small,
    };
    Look {
        likeness: likeness::of(&small),
        palette,
    }
}
