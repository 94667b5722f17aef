//! Gray: one number a pixel, whose profile says how light it is.
//!
//! A profile of gray says light itself, or lightness where its connection space
//! is Lab (ICC.1:2022, F.2). The library knows light alone.

use std::sync::Arc;

use moxcms::{
    CmsError, ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformExecutor,
    TransformOptions,
};

use super::curve::{light_of, light_of_lightness, number_of};
use super::each_colour;
use crate::media::pixels::Channels;

/// Makes a table of a gray profile, for gray written as RGB or RGBA.
pub(super) fn shown(
    profile: &ColorProfile,
    channels: Channels,
) -> Option<Arc<Transform8BitExecutor>> {
    let says_lightness = profile.pcs == DataColorSpace::Lab;
    let mut as_light = profile.clone();
    as_light.pcs = DataColorSpace::Xyz;
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let transform = as_light
        .create_transform_16bit(Layout::Gray, &srgb, Layout::Rgb, options)
        .ok()?;
    let every: Vec<u16> = (0..=255).map(|number| number * 257).collect();
    let mut shown = vec![0; 256 * 3];
    transform.transform(&every, &mut shown).ok()?;
    let mut table = [0; 256];
    for (entry, rgb) in table.iter_mut().zip(shown.as_chunks::<3>().0) {
        let mut number = f64::from(rgb[0]) / 65_535.0;
        if says_lightness {
            number = number_of(light_of_lightness(light_of(number) * 100.0));
        }
        *entry = (number * 255.0).round() as u8;
    }
    Some(Arc::new(GrayTable { table, channels }))
}

struct GrayTable {
    table: [u8; 256],
    channels: Channels,
}

impl TransformExecutor<u8> for GrayTable {
    fn transform(&self, src: &[u8], dst: &mut [u8]) -> Result<(), CmsError> {
        each_colour(self.channels, src, dst, |rgb| {
            rgb.map(|light| self.table[usize::from(light)])
        });
        Ok(())
    }
}
