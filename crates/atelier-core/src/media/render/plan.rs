//! The plan: how small a picture is decoded and what is made from what.

use crate::domain::preset::{Fit, Preset};
use crate::media::decode::{Scale, Source};

/// A picture is resized from one at least this many times as large: nearer,
/// and the blur of the first resize shows in the second.
const ENOUGH: f64 = 2.0;

/// What is made from one picture, in its stored orientation.
pub(super) struct Plan {
    pub(super) scale: Scale,
    /// One for each preset, in their order.
    pub(super) steps: Vec<Step>,
}

/// One size to make.
pub(super) struct Step {
    pub(super) size: (u32, u32),
    /// How much of the picture's width and height is shown.
    part: (f64, f64),
}

impl Plan {
    pub(super) fn new(source: &Source<'_>, presets: &[Preset]) -> Self {
        let steps = presets
            .iter()
            .map(|preset| Step::new(source, preset.fit))
            .collect();
        Self::of(source, steps, ENOUGH)
    }

    /// Plans a single size as fast as possible: from pixels that just suffice.
    pub(super) fn rough(source: &Source<'_>, fit: Fit) -> Self {
        Self::of(source, vec![Step::new(source, fit)], 1.0)
    }

    fn of(source: &Source<'_>, steps: Vec<Step>, margin: f64) -> Self {
        let serves = |scale: &Scale| {
            let (width, height) = source.size_at(*scale);
            steps
                .iter()
                .all(|step| step.is_served_by(width, height, margin))
        };
        let scale = Scale::ALL.into_iter().find(serves).unwrap_or(Scale::Full);
        Self { scale, steps }
    }

    /// Returns the bytes between the two passes of a resize: already as narrow
    /// as the result, still as tall as the decoded picture.
    pub(super) fn memory_between(&self, step: &Step, source: &Source<'_>) -> u64 {
        let (_, height) = source.size_at(self.scale);
        u64::from(step.size.0) * u64::from(height) * 4
    }

    /// Returns the steps in the order of making, each with the step it is made
    /// from; without one it is made from the decoded picture.
    pub(super) fn order(&self) -> Vec<(usize, Option<usize>)> {
        let mut largest_first: Vec<usize> = (0..self.steps.len()).collect();
        largest_first.sort_by_key(|at| std::cmp::Reverse(super::area(self.steps[*at].size)));
        let base = |(nth, at): (usize, &usize)| {
            let earlier = largest_first[..nth].iter().rev().copied();
            let serves = |base: &usize| self.steps[*at].can_come_from(&self.steps[*base]);
            (*at, earlier.into_iter().find(serves))
        };
        largest_first.iter().enumerate().map(base).collect()
    }
}

impl Step {
    fn new(source: &Source<'_>, fit: Fit) -> Self {
        let (width, height) = source.shown_size();
        let crop = fit.crop(width, height);
        let part = (crop.0 / f64::from(width), crop.1 / f64::from(height));
        let size = fit.target_size(width, height);
        let orientation = source.orientation();
        Self {
            size: orientation.turned(size),
            part: orientation.turned(part),
        }
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

    fn is_served_by(&self, width: u32, height: u32, margin: f64) -> bool {
        let (crop_width, crop_height) = self.crop_of(width, height);
        crop_width >= f64::from(self.size.0) * margin
            && crop_height >= f64::from(self.size.1) * margin
    }

    fn can_come_from(&self, base: &Self) -> bool {
        base.part == (1.0, 1.0) && self.is_served_by(base.size.0, base.size.1, ENOUGH)
    }
}
