//! What a picture's light and colours are like, as far as an encoder is concerned.

use super::rows::{Pair, Squares, variances};
use super::{FINE, POINT, Weights};
use crate::media::pixels::Pixels;

/// Returns how much the colours of four neighbouring pixels differ, in steps of
/// eight bits: what is lost where they become one. The root of the mean square
/// over both colours; every second row of fours is looked at.
pub(in crate::media::encode) fn colour_detail(pixels: &Pixels) -> f64 {
    let weights = Weights::new(8);
    let mut pair = Pair::of(pixels);
    let (mut above, mut below) = (Vec::new(), Vec::new());
    let (mut sum, mut count) = (0, 0);
    for number in (0..Pair::count(pixels)).step_by(2) {
        pair.read(pixels, number);
        for colour in [weights.blue, weights.red] {
            pair.above.weigh(colour, POINT - FINE, &mut above);
            pair.below.weigh(colour, POINT - FINE, &mut below);
            sum += variances(&above, &below);
            count += above.len() / 2;
        }
    }
    // Four times the squares of the differences from the mean, of four.
    let mean = sum as f64 / (count.max(1) * 8) as f64;
    mean.sqrt() / f64::from(1 << FINE)
}

/// What the light of a picture is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::media::encode) struct Texture {
    /// How much neighbouring pixels differ, the mean over squares of four, in
    /// steps of eight bits.
    pub(in crate::media::encode) detail: f64,
    /// The mean light, in the same steps.
    pub(in crate::media::encode) light: f64,
    /// The share of squares whose four pixels are equally light.
    pub(in crate::media::encode) flat: f64,
    /// How much neighbouring pixels differ beside how much neighbouring squares do:
    /// low where a picture is soft, high where it is sharp or has grain.
    pub(in crate::media::encode) fineness: f64,
}

impl Texture {
    /// How much the pixels of a square differ that is not flat, the mean over those.
    pub(in crate::media::encode) fn edges(self) -> f64 {
        self.detail / (1.0 - self.flat).max(1e-6)
    }
}

/// Measures what the light of a picture is like. Two of every four rows of fours
/// are looked at.
pub(in crate::media::encode) fn texture(pixels: &Pixels) -> Texture {
    let light = Weights::new(8).light;
    let (mut near, mut far) = (Spread::default(), Spread::default());
    let mut pair = Pair::of(pixels);
    let (mut above, mut below) = (Vec::new(), Vec::new());
    let (mut rows, mut wide) = ([Squares::default(), Squares::default()], Squares::default());
    let count = Pair::count(pixels);
    for first in (0..count).step_by(4) {
        let numbers = [first, (first + 1).min(count - 1)];
        for (number, squares) in numbers.into_iter().zip(&mut rows) {
            pair.read(pixels, number);
            pair.above.weigh(light, POINT - FINE, &mut above);
            pair.below.weigh(light, POINT - FINE, &mut below);
            squares.measure(&above, &below);
            near.learn(squares);
        }
        let [upper, lower] = &rows;
        wide.measure(&upper.totals, &lower.totals);
        far.learn(&wide);
    }
    let step = f64::from(1 << FINE);
    Texture {
        detail: near.deviation() / step,
        light: near.mean() / step,
        flat: f64::from(near.flat) / f64::from(near.count.max(1)),
        // Those of squares are sums of four.
        fineness: (near.deviation() + 1.0) / (far.deviation() / 4.0 + 1.0),
    }
}

/// How much four neighbours differ, over many fours.
#[derive(Default)]
struct Spread {
    sum: i64,
    deviations: f64,
    flat: u32,
    count: u32,
}

impl Spread {
    fn learn(&mut self, squares: &Squares) {
        self.sum += squares
            .totals
            .iter()
            .map(|one| i64::from(*one))
            .sum::<i64>();
        self.count += squares.totals.len() as u32;
        for spread in &squares.spreads {
            self.deviations += spread / 4.0;
            self.flat += u32::from(*spread == 0.0);
        }
    }

    fn mean(&self) -> f64 {
        self.sum as f64 / f64::from(self.count.max(1)) / 4.0
    }

    /// The mean standard deviation.
    fn deviation(&self) -> f64 {
        self.deviations / f64::from(self.count.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::checks;
    use super::*;
    use crate::media::pixels::Channels;

    #[test]
    fn only_colours_that_four_pixels_do_not_share_are_detail() {
        let gray = Pixels::new(2, 1, Channels::Rgb, vec![0, 0, 0, 255, 255, 255]).unwrap();

        assert!(colour_detail(&checks(16, 1)) > 100.0);
        assert!(colour_detail(&checks(16, 2)) < 0.01);
        assert!(colour_detail(&gray) < 0.01);
    }

    #[test]
    fn half_of_a_picture_is_flat_and_half_is_not() {
        // Black, and from the middle on black and white in turn from pixel to pixel.
        let each = (0..16).flat_map(|y| (0..16).map(move |x| x >= 8 && (x + y) % 2 == 0));
        let bytes = each.flat_map(|white| [if white { 255 } else { 0 }; 3]);
        let pixels = Pixels::new(16, 16, Channels::Rgb, bytes.collect()).unwrap();

        let texture = texture(&pixels);

        assert!((texture.flat - 0.5).abs() < 1e-9, "{texture:?}");
        // Two white pixels of four deviate by half of white; the mean is half of that.
        assert!((texture.detail - 63.75).abs() < 0.01, "{texture:?}");
        assert!((texture.light - 63.75).abs() < 0.01, "{texture:?}");
        assert!((texture.edges() - 127.5).abs() < 0.02, "{texture:?}");
        assert!(texture.fineness > 1.5, "{texture:?}");
    }
}
