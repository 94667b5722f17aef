//! Aim: the quality that gives a picture the score, or the size, that its
//! preset asks for.
//!
//! A fixed quality is one encode. For a floor the first trial is made at the
//! quality that half of all photos need; its score, and a slope that hardly
//! differs between photos, say where the second must land; the third reads the
//! line through the first two.

use super::colours::Picture;
use super::{Cancelled, RenderError, VariantError, go_on};
use crate::domain::preset::Preset;
use crate::domain::variant::VariantFormat;
use crate::media::encode;
use crate::media::score::Reference;

/// Trials after which the best so far is taken.
const MOST_TRIALS: usize = 8;

/// Trials after which a floor that still is not met closely lies on a curve
/// that no line follows: from there on what is left is halved.
const LINE_TRIALS: usize = 4;

/// A score that is less than this above its floor needs no further trial.
const NEAR: f64 = 1.0;

/// How far above the floor a trial aims, so that chance does not put it below.
const MARGIN: f64 = 0.35;

/// Trials for a cap: two on a line, and as many as halve the qualities to one.
const CAP_TRIALS: usize = 9;

/// How much of the bytes one step of quality costs, as a share.
const BYTES_A_STEP: f64 = 0.035;

/// A file that does what its preset asks for.
pub(super) struct Aimed {
    pub(super) file: Vec<u8>,
    pub(super) quality: u8,
    pub(super) score: Option<f64>,
    /// How often the picture was encoded.
    pub(super) trials: usize,
}

/// One encode.
struct Trial {
    file: Vec<u8>,
    quality: u8,
    score: Option<f64>,
}

/// Encodes a picture as its preset asks. `measured` asks for a score also
/// where nothing depends on it.
pub(super) fn encode(
    picture: &Picture,
    preset: &Preset,
    measured: bool,
    cancelled: Cancelled<'_>,
) -> Result<Aimed, RenderError> {
    let lossy = preset.format != VariantFormat::Png;
    let reference = (measured || preset.floor.is_some())
        .then(|| Reference::of(&picture.pixels, picture.gamut))
        .flatten();
    let mut range = Range {
        picture,
        preset,
        reference,
        cancelled,
        trials: 0,
    };
    let mut found = match preset.floor.filter(|_| lossy) {
        Some(floor) => range.reach(f64::from(floor))?,
        None => range.shoot(preset.quality)?,
    };
    if let Some(most) = preset.max_bytes.map(|most| most as usize)
        && found.file.len() > most
    {
        found = range.fit(found, most, lossy)?;
    }
    Ok(Aimed {
        file: found.file,
        quality: found.quality,
        score: found.score,
        trials: range.trials,
    })
}

/// Where trials are made.
struct Range<'a> {
    picture: &'a Picture,
    preset: &'a Preset,
    reference: Option<Reference>,
    cancelled: Cancelled<'a>,
    trials: usize,
}

impl Range<'_> {
    fn shoot(&mut self, quality: u8) -> Result<Trial, RenderError> {
        go_on(self.cancelled)?;
        self.trials += 1;
        let (format, effort) = (self.preset.format, self.preset.effort);
        let Picture { pixels, gamut } = self.picture;
        let file = encode::encode_in(*gamut, pixels, format, quality, effort)
            .map_err(VariantError::from)?;
        let reference = self.reference.as_ref();
        let score = reference.and_then(|reference| reference.score(&file, format));
        Ok(Trial {
            file,
            quality,
            score,
        })
    }

    /// Finds the smallest file that scores at least `floor`.
    fn reach(&mut self, floor: f64) -> Result<Trial, RenderError> {
        let typical = encode::typical(self.preset.format, self.preset.effort);
        let mut bracket = Bracket::new(floor, typical);
        let mut meets: Option<Trial> = None;
        let mut best: Option<Trial> = None;
        while self.trials < MOST_TRIALS
            && let Some(quality) = bracket.next(|a, b| encode::is_same(self.preset.format, a, b))
        {
            let trial = self.shoot(quality)?;
            let Some(score) = trial.score else {
                return Ok(trial);
            };
            bracket.learn(quality, score);
            if score >= floor {
                meets = Some(trial);
            } else if best.as_ref().is_none_or(|best| best.score < trial.score) {
                best = Some(trial);
            }
        }
        match meets.or(best) {
            Some(trial) => Ok(trial),
            None => self.shoot(self.preset.quality),
        }
    }

    /// Finds the best quality below `from` whose file has no more than `most` bytes.
    fn fit(&mut self, from: Trial, most: usize, lossy: bool) -> Result<Trial, RenderError> {
        let (mut too_large, mut bytes) = (from.quality, from.file.len());
        let mut fits: Option<Trial> = None;
        let begun = self.trials;
        while lossy && self.trials < begun + CAP_TRIALS {
            let lowest = fits.as_ref().map_or(1, |trial| trial.quality + 1);
            let close = fits
                .as_ref()
                .is_some_and(|trial| trial.file.len() > most - most / 32);
            if close || lowest >= too_large {
                break;
            }
            let steps = (bytes as f64 / most as f64).ln() / BYTES_A_STEP;
            let down = (steps.ceil().clamp(1.0, 100.0)) as u8;
            let line = too_large.saturating_sub(down);
            let middle = u8::midpoint(lowest, too_large);
            let next = if self.trials < begun + 2 {
                line
            } else {
                middle
            };
            let next = next.clamp(lowest, too_large - 1);
            let last = self.trials + 1 == begun + CAP_TRIALS && fits.is_none();
            let trial = self.shoot(if last { 1 } else { next })?;
            if trial.file.len() <= most {
                fits = Some(trial);
            } else {
                (too_large, bytes) = (trial.quality, trial.file.len());
            }
        }
        fits.ok_or_else(|| VariantError::TooFewBytes { most }.into())
    }
}

/// What is known of the qualities that lie below and above a floor.
struct Bracket {
    floor: f64,
    typical: encode::Typical,
    /// The best quality that does not reach the floor.
    below: Option<(u8, f64)>,
    /// The worst quality that does.
    above: Option<(u8, f64)>,
    /// The last trial, and the one before it.
    last: Option<(u8, f64)>,
    before: Option<(u8, f64)>,
    trials: usize,
}

impl Bracket {
    fn new(floor: f64, typical: encode::Typical) -> Self {
        Self {
            floor,
            typical,
            below: None,
            above: None,
            last: None,
            before: None,
            trials: 0,
        }
    }

    fn learn(&mut self, quality: u8, score: f64) {
        self.trials += 1;
        self.before = self.last.replace((quality, score));
        let trial = Some((quality, score));
        if score >= self.floor {
            self.above = trial;
        } else {
            self.below = trial;
        }
    }

    /// Chooses the next quality to try; none when the floor is met as closely
    /// as the encoder's steps allow. `same` tells whether two qualities are one
    /// to the encoder.
    fn next(&self, same: impl Fn(u8, u8) -> bool) -> Option<u8> {
        let aim = self.floor + MARGIN;
        let Some((quality, score)) = self.last else {
            return Some(rounded(self.typical.quality_for(aim)));
        };
        if self
            .above
            .is_some_and(|(_, score)| score < self.floor + NEAR)
        {
            return None;
        }
        let wanted = match (self.below, self.above) {
            (Some((below, _)), Some((above, _))) if self.trials >= LINE_TRIALS => {
                f64::midpoint(f64::from(below), f64::from(above))
            }
            _ => f64::from(quality) + (aim - score) / self.slope(),
        };
        let lowest = self.below.map_or(1, |(below, _)| below + 1);
        let highest = self.above.map_or(100, |(above, _)| above - 1);
        let is_new = |candidate: &u8| {
            let known = [self.below, self.above].into_iter().flatten();
            !known.into_iter().any(|(tried, _)| same(tried, *candidate))
        };
        let wanted = rounded(wanted);
        let mut open: Vec<u8> = (lowest..=highest).filter(is_new).collect();
        open.sort_by_key(|candidate| candidate.abs_diff(wanted));
        open.first().copied()
    }

    /// The score that one step of quality gains: between the trials on both
    /// sides, else between the last two, else as with most photos.
    fn slope(&self) -> f64 {
        let line = match (self.below, self.above) {
            (Some(below), Some(above)) => Some((below, above)),
            _ => self.before.zip(self.last),
        };
        let measured = line.map(|((q0, s0), (q1, s1))| (s1 - s0) / (f64::from(q1) - f64::from(q0)));
        let usual = self.typical.slope(self.floor);
        measured
            .filter(|slope| slope.is_finite())
            .unwrap_or(usual)
            .clamp(usual / 4.0, usual * 4.0)
    }
}

fn rounded(quality: f64) -> u8 {
    quality.round().clamp(1.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset::Effort;

    /// Searches on a curve of scores over qualities: the quality that meets the
    /// floor, its score, and the trials it took.
    fn search(format: VariantFormat, floor: f64, curve: impl Fn(u8) -> f64) -> (u8, f64, usize) {
        let mut bracket = Bracket::new(floor, encode::typical(format, Effort::Fast));
        while bracket.trials < MOST_TRIALS
            && let Some(quality) = bracket.next(|a, b| encode::is_same(format, a, b))
        {
            bracket.learn(quality, curve(quality));
        }
        let (quality, score) = bracket.above.expect("the curve reaches the floor");
        (quality, score, bracket.trials)
    }

    #[test]
    fn photos_land_on_their_floor_in_three_trials_on_the_mean() {
        let mut trials = Vec::new();
        for floor in [64.0, 75.0] {
            for easier in -12..=12 {
                for bend in [0.8, 1.0, 1.25] {
                    // Easy photos lie higher, and rise less.
                    let curve = |quality: u8| {
                        let rise = 0.7 * bend * (f64::from(quality) - 68.0);
                        72.0 + f64::from(easier) + rise - 0.004 * rise * rise
                    };

                    let (_, score, tried) = search(VariantFormat::Webp, floor, curve);

                    assert!(
                        (floor..floor + 1.5).contains(&score),
                        "{easier} {bend}: {score}"
                    );
                    trials.push(tried);
                }
            }
        }
        let mean = trials.iter().sum::<usize>() as f64 / trials.len() as f64;
        assert!(mean <= 3.0, "{mean}");
    }

    #[test]
    fn the_last_step_below_a_floor_is_the_end() {
        // Each quality is worth two: no score lies within one of the floor.
        let curve = |quality: u8| 2.0 * f64::from(quality) - 70.1;

        let (quality, score, _) = search(VariantFormat::Webp, 75.0, curve);

        assert_eq!(quality, 73);
        assert!((75.0..77.0).contains(&score));
    }

    #[test]
    fn a_curve_that_no_line_follows_is_halved() {
        let cliff = |quality: u8| if quality < 23 { 20.0 } else { 88.0 };

        let (quality, _, tried) = search(VariantFormat::Webp, 70.0, cliff);

        assert!((23..=25).contains(&quality), "{quality}");
        assert!(tried <= MOST_TRIALS);
    }
}
