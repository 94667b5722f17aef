//! Aim: the quality that gives a picture the score, or the size, that its
//! preset asks for.
//!
//! A fixed quality is one encode. For a floor the first trial is made where
//! pictures with as much detail and light need it. What a score lacks to a
//! hundred falls by nearly the same share with every step, so the first score
//! says where the second trial must land, and two say it closely.

use std::ops::RangeInclusive;

use super::colours::Picture;
use super::{Cancelled, EncodeError, RenderError, VariantError, go_on};
use crate::domain::preset::Preset;
use crate::domain::variant::VariantFormat;
use crate::media::encode::{self, Ladder, loss};
use crate::media::score::Reference;

/// Trials after which the best so far is taken.
const MOST_TRIALS: usize = 8;

/// Trials after which a floor that still is not met closely lies on a curve
/// that no line follows: from there on what is left is halved.
const LINE_TRIALS: usize = 7;

/// A score that is less than this above its floor needs no further trial.
const NEAR: f64 = 1.0;

/// Two neighbouring steps whose better one lies so far above the floor are a jump.
const JUMP: f64 = 2.0;

/// What misses the floor by less misses it only just.
const ONLY_JUST: f64 = 0.5;

/// How many qualities lower the curve is looked at beyond a jump.
const LEAP: f64 = 2.0;

/// How far above the floor a trial aims: at the middle of what is near enough.
const MARGIN: f64 = 0.5;

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
        let (format, effort) = (self.preset.format, self.preset.effort);
        let Picture { pixels, gamut } = self.picture;
        self.look_at(quality, || {
            encode::encode_in(*gamut, pixels, format, quality, effort)
        })
    }

    /// Makes one trial.
    fn look_at(
        &mut self,
        quality: u8,
        make: impl FnOnce() -> Result<Vec<u8>, EncodeError>,
    ) -> Result<Trial, RenderError> {
        go_on(self.cancelled)?;
        self.trials += 1;
        let file = make().map_err(VariantError::from)?;
        let reference = self.reference.as_ref();
        let score = reference.and_then(|reference| reference.score(&file, self.preset.format));
        Ok(Trial {
            file,
            quality,
            score,
        })
    }

    /// Finds the smallest file that scores at least `floor`.
    fn reach(&mut self, floor: f64) -> Result<Trial, RenderError> {
        let Picture { pixels, gamut } = self.picture;
        let kind = (self.preset.format, self.preset.effort);
        let ladder = Ladder::of((pixels, *gamut), kind, floor);
        let mut bracket = Bracket::new(floor, &ladder);
        let mut meets: Option<Trial> = None;
        let mut best: Option<Trial> = None;
        while self.trials < MOST_TRIALS
            && let Some(step) = bracket.next()
        {
            let trial = self.look_at(ladder.quality(step), || ladder.encode(step))?;
            let Some(score) = trial.score else {
                return Ok(trial);
            };
            bracket.learn(step, score, trial.file.len());
            if score >= floor {
                meets = smaller(meets, trial);
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

/// Returns which of two trials that do has fewer bytes: a step less is not always.
fn smaller(known: Option<Trial>, trial: Trial) -> Option<Trial> {
    match known {
        Some(known) if known.file.len() <= trial.file.len() => Some(known),
        _ => Some(trial),
    }
}

/// What is known of the steps of quality that lie below and above a floor.
struct Bracket {
    floor: f64,
    /// How many steps there are, and how far apart the sure ones lie.
    steps: u16,
    stride: u16,
    /// The step at which such pictures score what is aimed at.
    begin: f64,
    /// How much of the loss one step takes away with most photos.
    usual: f64,
    /// How many steps lower the curve is looked at beyond a jump, and whether it
    /// was.
    leap: u16,
    leapt: bool,
    /// The best step that does not reach the floor, and its score.
    below: Option<(u16, f64)>,
    /// The worst step that does.
    above: Option<(u16, f64)>,
    /// All steps that were tried.
    tried: Vec<u16>,
    /// The smallest file that reaches the floor: its bytes and its score. One that
    /// comes closer to the floor in more bytes does not end the search.
    smallest: Option<(usize, f64)>,
    /// How many trials in a row fell on the side of the one before them, once there
    /// were some on both.
    in_a_row: i32,
    /// The last trial, and the one before it.
    last: Option<(u16, f64)>,
    before: Option<(u16, f64)>,
}

impl Bracket {
    fn new(floor: f64, ladder: &Ladder<'_>) -> Self {
        Self {
            floor,
            steps: ladder.steps(),
            stride: ladder.stride(),
            begin: nearest_sure(ladder.guess(floor + MARGIN), ladder.stride()),
            usual: ladder.slope(floor),
            leap: (LEAP * ladder.steps_a_quality()).round() as u16,
            leapt: false,
            below: None,
            above: None,
            tried: Vec::new(),
            smallest: None,
            in_a_row: 0,
            last: None,
            before: None,
        }
    }

    fn learn(&mut self, step: u16, score: f64, bytes: usize) {
        let says_nothing_of_others = self.gap().is_some_and(|gap| gap.contains(&step));
        self.tried.push(step);
        self.before = self.last.replace((step, score));
        let trial = Some((step, score));
        if score >= self.floor && self.smallest.is_none_or(|(least, _)| bytes < least) {
            self.smallest = Some((bytes, score));
        }
        if says_nothing_of_others {
            return;
        }
        let was_above = self.before.is_some_and(|(_, score)| score >= self.floor);
        let is_enclosed = self.below.is_some() && self.above.is_some();
        self.in_a_row = if is_enclosed && was_above == (score >= self.floor) {
            self.in_a_row + 1
        } else {
            0
        };
        if score >= self.floor {
            self.above = trial;
        } else {
            self.below = trial;
        }
    }

    /// Returns the two sure steps around the floor and those between, which climb in
    /// another order with every picture.
    fn gap(&self) -> Option<RangeInclusive<u16>> {
        let ((below, _), (above, _)) = self.below.zip(self.above)?;
        let from = below - (below - 1) % self.stride;
        let to = (above - 1).next_multiple_of(self.stride) + 1;
        (to.saturating_sub(from) <= self.stride).then_some(from..=to)
    }

    /// Chooses the next step to try; none when the floor is met as closely as
    /// the encoder's steps allow.
    fn next(&mut self) -> Option<u16> {
        let Some(last) = self.last else {
            return Some(self.settled(self.begin, 1..=self.steps));
        };
        let is_near = |(_, score): (usize, f64)| score < self.floor + NEAR;
        if self.smallest.is_some_and(is_near) || self.leapt {
            return None;
        }
        let wanted = match (self.below, self.above) {
            (Some((below, _)), Some((above, _))) if self.tried.len() >= LINE_TRIALS => {
                f64::midpoint(f64::from(below), f64::from(above))
            }
            (Some(below), Some(above)) => self.between(below, above),
            _ => self.from(last),
        };
        let lowest = self.below.map_or(1, |(below, _)| below + 1);
        let highest = self.above.map_or(self.steps, |(above, _)| above - 1);
        let within = self.gap().unwrap_or(lowest..=highest);
        let is_untried = |step: &u16| !self.tried.contains(step);
        if !within.clone().any(|step| is_untried(&step)) {
            return self.beyond_a_jump();
        }
        let step = self.settled(wanted, within.clone());
        within
            .filter(is_untried)
            .min_by_key(|other| other.abs_diff(step))
    }

    /// Chooses one step more where two neighbours lie far apart and the lower one
    /// only just misses: the scores of drawings do not climb with every step, so a
    /// smaller file may do what the one below the jump does not.
    fn beyond_a_jump(&mut self) -> Option<u16> {
        let ((below, missed), (_, reached)) = self.below.zip(self.above)?;
        let reached = self
            .smallest
            .map_or(reached, |(_, score)| score.min(reached));
        let is_jump = reached >= self.floor + JUMP && missed > self.floor - ONLY_JUST;
        self.leapt = true;
        (is_jump && below > self.leap)
            .then(|| self.settled(f64::from(below - self.leap), 1..=below))
    }

    /// Returns where the line through a trial reaches what is aimed at.
    fn from(&self, (step, score): (u16, f64)) -> f64 {
        f64::from(step) + (loss(score) - loss(self.floor + MARGIN)) / self.slope()
    }

    /// Returns where the line through the trials on both sides reaches what is aimed
    /// at. While all trials fall on one side, the other one counts less and less, or
    /// a bent curve would be followed in ever smaller steps (the Illinois method,
    /// Dowell and Jarratt 1971).
    fn between(&self, below: (u16, f64), above: (u16, f64)) -> f64 {
        let aim = loss(self.floor + MARGIN);
        let stale = 0.5_f64.powi(self.in_a_row);
        let (mut to_below, mut to_above) = (loss(below.1) - aim, aim - loss(above.1));
        if self.last == Some(below) {
            to_above *= stale;
        } else {
            to_below *= stale;
        }
        let (low, high) = (f64::from(below.0), f64::from(above.0));
        low + (high - low) * to_below / (to_below + to_above).max(f64::EPSILON)
    }

    /// The share of the loss that one step takes away: between the last two trials, if
    /// that is believable; else as with most photos.
    fn slope(&self) -> f64 {
        let through = |((q0, s0), (q1, s1)): ((u16, f64), (u16, f64))| {
            (loss(s0) - loss(s1)) / (f64::from(q1) - f64::from(q0))
        };
        let lately = self.before.zip(self.last);
        lately
            .map(through)
            .filter(|slope| slope.is_finite())
            .unwrap_or(self.usual)
            .clamp(self.usual / 2.0, self.usual * 2.0)
    }

    /// Returns the step nearest to a position within bounds, or the sure one that
    /// is next to it.
    fn settled(&self, position: f64, within: RangeInclusive<u16>) -> u16 {
        let position = position.clamp(f64::from(*within.start()), f64::from(*within.end()));
        let step = position.round() as u16;
        let sure = nearest_sure(position, self.stride) as u16;
        if sure.abs_diff(step) <= 1 && within.contains(&sure) {
            sure
        } else {
            step
        }
    }
}

/// Returns the nearest to a position of the steps that lie a stride apart.
fn nearest_sure(position: f64, stride: u16) -> f64 {
    let stride = f64::from(stride);
    ((position - 1.0) / stride).round() * stride + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset::Effort;
    use crate::media::colour::Gamut;
    use crate::media::testing::photo;

    /// Searches on a curve of scores over the qualities of WebP, which have a
    /// half one between every two, where a file is the larger the better it is: the
    /// quality that meets the floor, its score, and the trials it took.
    fn search(floor: f64, curve: impl Fn(f64) -> f64) -> (f64, f64, usize) {
        search_among(floor, |quality| (curve(quality), (quality * 1e3) as usize))
    }

    /// Searches on a curve of scores and bytes.
    fn search_among(floor: f64, file: impl Fn(f64) -> (f64, usize)) -> (f64, f64, usize) {
        let picture = photo(48, 32);
        let kind = (VariantFormat::Webp, Effort::Fast);
        let ladder = Ladder::of((&picture, Gamut::Srgb), kind, floor);
        let quality_of = |step: u16| 1.0 + f64::from(step - 1) / ladder.steps_a_quality();
        let mut bracket = Bracket::new(floor, &ladder);
        let mut found: Option<(usize, u16, f64)> = None;
        while bracket.tried.len() < MOST_TRIALS
            && let Some(step) = bracket.next()
        {
            let (score, bytes) = file(quality_of(step));
            bracket.learn(step, score, bytes);
            if score >= floor && found.is_none_or(|(least, ..)| bytes < least) {
                found = Some((bytes, step, score));
            }
        }
        let (_, step, score) = found.expect("the curve reaches the floor");
        (quality_of(step), score, bracket.tried.len())
    }

    #[test]
    fn photos_land_on_their_floor_in_three_trials_on_the_mean() {
        let mut trials = Vec::new();
        for floor in [64.0, 75.0] {
            for easier in -10..=10 {
                for bend in [0.7, 1.0, 1.4] {
                    // What a photo lacks to perfection falls by a share with each
                    // quality: easy ones lack less, and the share differs.
                    let curve = |quality: f64| {
                        let fallen = 0.035 * bend * (quality - 76.0) + 0.04 * f64::from(easier);
                        100.5 - 29.5 * (-fallen).exp()
                    };

                    let (_, score, tried) = search(floor, curve);

                    assert!(
                        (floor..floor + 1.0).contains(&score),
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
    fn photos_whose_scores_rise_along_a_line_land_on_their_floor_too() {
        for floor in [64.0, 75.0] {
            for easier in -12..=12 {
                for bend in [0.8, 1.0, 1.25] {
                    let curve = |quality: f64| {
                        let rise = 0.7 * bend * (quality - 68.0);
                        72.0 + f64::from(easier) + rise - 0.004 * rise * rise
                    };

                    let (_, score, _) = search(floor, curve);

                    assert!(
                        (floor..floor + 1.5).contains(&score),
                        "{easier} {bend}: {score}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_last_step_below_a_floor_is_the_end() {
        // A step is worth two: no score lies within one of the floor.
        let curve = |quality: f64| 100.5 - 25.0 * (-0.48 * (quality - 72.0) - 0.03).exp();

        let (quality, score, _) = search(75.0, curve);

        assert!((quality - 72.0).abs() < 0.1, "{quality}");
        assert!((76.0..77.0).contains(&score), "{score}");
    }

    #[test]
    fn between_two_steps_that_are_sure_each_other_one_is_tried() {
        // Two sure steps are 2.2 apart; of those between the lower does, the upper not.
        let curve = |quality: f64| match ((quality - 72.0) * 6.0).round() {
            1.0 => 75.4,
            2.0 => 74.7,
            ..=0.0 => 74.4 + 0.6 * (quality - 72.0),
            _ => 76.6 + 0.6 * (quality - 72.5),
        };

        let (quality, score, tried) = search(75.0, curve);

        assert!((72.1..72.2).contains(&quality), "{quality}");
        assert!((75.0..76.0).contains(&score), "{score}");
        assert!(tried < MOST_TRIALS, "{tried}");
    }

    #[test]
    fn a_file_that_comes_near_in_more_bytes_does_not_end_the_search() {
        // As a photo was measured: the steps below the first that is tried score less, but
        // have more bytes, and below those they have fewer again.
        let begun = std::cell::Cell::new(None);
        let file = |quality: f64| {
            let first = begun.get().unwrap_or(quality);
            begun.set(Some(first));
            let steps = ((quality - first) * 6.0).round();
            match steps {
                0.0 => (76.1, 82_332),
                -3.0..0.0 => (75.86, 82_418),
                _ => (76.1 + steps * 0.25, (82_332.0 + steps * 1_100.0) as usize),
            }
        };

        let (_, score, tried) = search_among(75.0, file);

        assert!((75.0..76.0).contains(&score), "{score}");
        assert!((3..=5).contains(&tried), "{tried}");
    }

    #[test]
    fn behind_a_jump_a_smaller_file_is_looked_for_once() {
        // As a drawing was measured: two qualities that score less than those below.
        let dip = |quality: f64| match quality {
            75.5.. => 73.2 + 0.6 * (quality - 75.5),
            74.0..75.5 => 69.87,
            _ => 70.7 + 0.4 * (quality - 73.0),
        };
        let cliff = |quality: f64| if quality < 76.0 { 69.9 } else { 73.7 };

        let (quality, score, _) = search(70.0, dip);
        let (edge, _, tried) = search(70.0, |quality| cliff(quality) + quality / 1000.0);

        assert!(
            (70.0..71.0).contains(&score) && quality < 74.0,
            "{quality}: {score}"
        );
        assert!((edge - 76.0).abs() < 0.1, "{edge}");
        assert!(tried <= MOST_TRIALS);
    }

    #[test]
    fn a_curve_that_no_line_follows_is_halved() {
        let cliff = |quality: f64| if quality < 23.0 { 20.0 } else { 88.0 };

        let (quality, _, tried) = search(70.0, cliff);

        assert!((23.0..=25.0).contains(&quality), "{quality}");
        assert!(tried <= MOST_TRIALS);
    }
}
