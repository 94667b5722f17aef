//! The plan: how small a picture is decoded and what is made from what.

use crate::domain::preset::{Fit, Preset};
use crate::media::decode::{Scale, Source};

/// Returns how many times as large as a variant the picture must be that it is
/// resized from: nearer, and the blur of the first resize shows in the second. An
/// eighth is the plain mean of a JPEG's blocks, which blurs least, and it is the
/// one that a thumbnail waits for.
fn enough(scale: Scale) -> f64 {
    match scale {
        Scale::Eighth => 1.5,
        Scale::Quarter | Scale::Half | Scale::Full => 2.0,
    }
}

/// Pixels that just suffice, for what is only looked at.
pub(super) fn just(_: Scale) -> f64 {
    1.0
}

/// What is made from one picture, in its stored orientation.
pub(super) struct Plan {
    /// One for each preset, in their order.
    pub(super) steps: Vec<Step>,
}

/// One size to make.
pub(super) struct Step {
    pub(super) size: (u32, u32),
    /// How small the picture is decoded for it. It follows from the picture and
    /// this step alone, so that no other step changes what this one makes.
    pub(super) scale: Scale,
    /// How much of the picture's width and height is shown.
    part: (f64, f64),
}

impl Plan {
    pub(super) fn new(source: &Source<'_>, presets: &[Preset]) -> Self {
        let step = |preset: &Preset| {
            let mut step = Step::new(source, preset.fit, enough);
            if !source.is_quicker_smaller() {
                // One decode serves all.
                step.scale = Scale::Full;
            }
            step
        };
        Self {
            steps: presets.iter().map(step).collect(),
        }
    }

    /// Returns the scales that the picture is decoded at, each once, the largest
    /// picture first.
    pub(super) fn scales(&self) -> impl Iterator<Item = Scale> {
        let needed = |scale: &Scale| self.steps.iter().any(|step| step.scale == *scale);
        Scale::ALL.into_iter().rev().filter(needed)
    }
}

impl Step {
    /// Plans one size, from a picture that is `margin` times as large.
    pub(super) fn new(source: &Source<'_>, fit: Fit, margin: fn(Scale) -> f64) -> Self {
        let (width, height) = source.shown_size();
        let crop = fit.crop(width, height);
        let part = (crop.0 / f64::from(width), crop.1 / f64::from(height));
        let size = fit.target_size(width, height);
        let orientation = source.orientation();
        let mut step = Self {
            size: orientation.turned(size),
            scale: Scale::Full,
            part: orientation.turned(part),
        };
        let serves = |scale: &Scale| step.is_served_by(source.size_at(*scale), margin(*scale));
        step.scale = Scale::ALL.into_iter().find(serves).unwrap_or(Scale::Full);
        step
    }

    /// Returns the part that is shown, in the pixels of a base of this size.
    pub(super) fn crop_of(&self, width: u32, height: u32) -> (f64, f64) {
        (
            f64::from(width) * self.part.0,
            f64::from(height) * self.part.1,
        )
    }

    /// Tells whether all of the picture is shown.
    pub(super) fn is_whole(&self) -> bool {
        self.part == (1.0, 1.0)
    }

    fn is_served_by(&self, (width, height): (u32, u32), margin: f64) -> bool {
        let (crop_width, crop_height) = self.crop_of(width, height);
        crop_width >= f64::from(self.size.0) * margin
            && crop_height >= f64::from(self.size.1) * margin
    }

    /// Returns the bytes between the two passes of a resize: already as narrow
    /// as the result, still as tall as the decoded picture.
    pub(super) fn memory_between(&self, source: &Source<'_>) -> u64 {
        let (_, height) = source.size_at(self.scale);
        u64::from(self.size.0) * u64::from(height) * 4
    }
}
