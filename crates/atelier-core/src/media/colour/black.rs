//! Black: the darkest that a press prints becomes the darkest of the screen.
//!
//! Ink on paper is never quite black. Shown as measured, a printed picture would
//! look faded beside others, so its light is stretched until all inks together
//! are black, as LittleCMS does on the way to a screen.

use std::sync::Arc;

use moxcms::{
    CmsError, ColorProfile, Layout, Transform8BitExecutor, TransformExecutor, TransformOptions,
};

use super::curve::{light_of, number_of};

/// No press prints a black that is lighter: L* 50, as light.
const LIGHTEST: f64 = 0.184;

/// Adds the stretch to a transform from four inks to RGB.
pub(super) fn stretched(
    profile: &ColorProfile,
    transform: Arc<Transform8BitExecutor>,
) -> Option<Arc<Transform8BitExecutor>> {
    let black = darkest(profile)?.min(LIGHTEST);
    let mut table = [0; 256];
    for (entry, number) in table.iter_mut().zip(0..=255_u8) {
        let light = (light_of(f64::from(number) / 255.0) - black) / (1.0 - black);
        *entry = (number_of(light.max(0.0)) * 255.0).round() as u8;
    }
    Some(Arc::new(Stretched { table, transform }))
}

/// Returns the light that all inks together leave.
fn darkest(profile: &ColorProfile) -> Option<f64> {
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let transform = profile
        .create_transform_16bit(Layout::Rgba, &srgb, Layout::Rgb, options)
        .ok()?;
    let mut rgb = [0_u16; 3];
    transform.transform(&[u16::MAX; 4], &mut rgb).ok()?;
    let [r, g, b] = rgb.map(|number| light_of(f64::from(number) / 65_535.0));
    Some(0.2126 * r + 0.7152 * g + 0.0722 * b)
}

struct Stretched {
    table: [u8; 256],
    transform: Arc<Transform8BitExecutor>,
}

impl TransformExecutor<u8> for Stretched {
    fn transform(&self, src: &[u8], dst: &mut [u8]) -> Result<(), CmsError> {
        self.transform.transform(src, dst)?;
        for byte in dst {
            *byte = self.table[usize::from(*byte)];
        }
        Ok(())
    }
}
