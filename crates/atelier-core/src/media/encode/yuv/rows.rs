//! Rows of a picture with their colours apart, and what is worked out along them.
//!
//! What goes over every pixel is compiled twice: for all processors, and for those
//! that work on eight numbers at once. Both give the same: whole numbers, and
//! roots that IEEE 754 rounds alike everywhere.

use multiversion::multiversion;

use crate::media::pixels::{Channels, Pixels};

/// A row of pixels: all of its red, its green and its blue. An odd one has its last
/// pixel twice, so that every pixel has a neighbour.
#[derive(Default)]
pub(super) struct Row([Vec<i32>; 3]);

impl Row {
    fn of_width(width: usize) -> Self {
        Self([(); 3].map(|()| vec![0; width.next_multiple_of(2)]))
    }

    /// Takes a row of a picture apart.
    fn read(&mut self, pixels: &Pixels, y: usize) {
        let width = pixels.width() as usize;
        let length = width * pixels.channels().count();
        let bytes = &pixels.bytes()[y * length..][..length];
        match pixels.channels() {
            Channels::Rgba => take_apart::<4>(bytes, &mut self.0),
            _ => take_apart::<3>(bytes, &mut self.0),
        }
        for colour in &mut self.0 {
            if let Some(last) = colour.get(width - 1).copied() {
                colour[width..].fill(last);
            }
        }
    }

    /// Writes the weighed sums of the pixels, so many bits less, over what was in a
    /// buffer.
    pub(super) fn weigh(&self, weights: [i32; 3], bits: u32, into: &mut Vec<i32>) {
        weigh_into(&self.0, weights, bits, into);
    }
}

/// Two rows of pixels: one row of squares of four.
pub(super) struct Pair {
    pub(super) above: Row,
    pub(super) below: Row,
    /// Below the last row of an odd picture is the same again.
    is_single: bool,
}

impl Pair {
    pub(super) fn of(pixels: &Pixels) -> Self {
        let row = || Row::of_width(pixels.width() as usize);
        Self {
            above: row(),
            below: row(),
            is_single: false,
        }
    }

    /// Returns how many there are in a picture; the last row of an odd one counts
    /// twice.
    pub(super) fn count(pixels: &Pixels) -> usize {
        pixels.height().div_ceil(2) as usize
    }

    /// Reads the pair of this number.
    pub(super) fn read(&mut self, pixels: &Pixels, number: usize) {
        let last = pixels.height() as usize - 1;
        self.above.read(pixels, 2 * number);
        self.below.read(pixels, (2 * number + 1).min(last));
        self.is_single = 2 * number == last;
    }

    /// Returns the rows that are in the picture.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        let below = (!self.is_single).then_some(&self.below);
        std::iter::once(&self.above).chain(below)
    }

    /// Writes four times the samples whose light is the mean of four pixels' light: a
    /// sample goes about by the root of it, so a mean of samples is too dark.
    pub(super) fn sums_of_light(&self, into: &mut Row) {
        let rows = self.above.0.iter().zip(&self.below.0);
        for ((above, below), into) in rows.zip(&mut into.0) {
            sum_of_light(above, below, into);
        }
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn take_apart<const N: usize>(bytes: &[u8], [red, green, blue]: &mut [Vec<i32>; 3]) {
    let colours = red.iter_mut().zip(green.iter_mut()).zip(blue.iter_mut());
    for (pixel, ((red, green), blue)) in bytes.as_chunks::<N>().0.iter().zip(colours) {
        (*red, *green, *blue) = (pixel[0].into(), pixel[1].into(), pixel[2].into());
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn weigh_into(
    [red, green, blue]: &[Vec<i32>; 3],
    weights: [i32; 3],
    bits: u32,
    into: &mut Vec<i32>,
) {
    let pixels = red.iter().zip(green).zip(blue);
    let sums = pixels.map(|((red, green), blue)| {
        (red * weights[0] + green * weights[1] + blue * weights[2]) >> bits
    });
    into.clear();
    into.extend(sums);
}

#[multiversion(targets("x86_64+avx2"))]
fn sum_of_light(above: &[i32], below: &[i32], into: &mut Vec<i32>) {
    let fours = above
        .as_chunks::<2>()
        .0
        .iter()
        .zip(below.as_chunks::<2>().0);
    let sums = fours.map(|([a, b], [c, d])| {
        let squares = a * a + b * b + c * c + d * d;
        (2.0 * (squares as f32).sqrt() + 0.5) as i32
    });
    into.clear();
    into.extend(sums);
}

/// What the squares of four along a row are like.
#[derive(Default)]
pub(super) struct Squares {
    /// The sum of each.
    pub(super) totals: Vec<i32>,
    /// How much its four differ: four times their standard deviation.
    pub(super) spreads: Vec<f64>,
}

impl Squares {
    /// Measures the squares of two rows of numbers.
    pub(super) fn measure(&mut self, above: &[i32], below: &[i32]) {
        measure_squares(above, below, &mut self.totals, &mut self.spreads);
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn measure_squares(above: &[i32], below: &[i32], totals: &mut Vec<i32>, spreads: &mut Vec<f64>) {
    let fours = || {
        above
            .as_chunks::<2>()
            .0
            .iter()
            .zip(below.as_chunks::<2>().0)
    };
    totals.clear();
    totals.extend(fours().map(|([a, b], [c, d])| a + b + c + d));
    spreads.clear();
    spreads.extend(fours().map(|([a, b], [c, d])| {
        // Whole numbers of less than 53 bits, so nothing is rounded but the root.
        let [a, b, c, d] = [*a, *b, *c, *d].map(f64::from);
        let total = a + b + c + d;
        (4.0 * (a * a + b * b + c * c + d * d) - total * total).sqrt()
    }));
}

/// Returns sixteen times the variances of the squares of four, together.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn variances(above: &[i32], below: &[i32]) -> i64 {
    let fours = above
        .as_chunks::<2>()
        .0
        .iter()
        .zip(below.as_chunks::<2>().0);
    let each = fours.map(|([a, b], [c, d])| {
        let total = i64::from(a + b + c + d);
        let square = |one: i32| i64::from(one) * i64::from(one);
        4 * (square(*a) + square(*b) + square(*c) + square(*d)) - total * total
    });
    each.sum()
}

/// Rounds numbers with so many bits behind the point, in place, and moves them up.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn round(numbers: &mut [i32], point: u32, up: i32, max: i32) {
    let half = 1 << (point - 1);
    for number in numbers {
        *number = (((*number + half) >> point) + up).clamp(0, max);
    }
}

/// Writes each number of a row twelvefold, less its four neighbours: those to either
/// side, and those of the rows above and below.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn sharpen(row: &[i32], above: &[i32], below: &[i32], into: &mut Vec<i32>) {
    let (Some(first), Some(last)) = (row.first(), row.last()) else {
        return;
    };
    into.clear();
    let around = above.iter().zip(below).map(|(above, below)| above + below);
    into.extend(
        row.iter()
            .zip(around)
            .map(|(here, around)| 12 * here - around),
    );
    for (sharp, pair) in into.iter_mut().zip(row.windows(2)) {
        *sharp -= pair[1];
    }
    if let Some((_, rest)) = into.split_first_mut() {
        for (sharp, pair) in rest.iter_mut().zip(row.windows(2)) {
            *sharp -= pair[0];
        }
    }
    // The outermost are their own neighbours.
    if let Some(sharp) = into.first_mut() {
        *sharp -= first;
    }
    if let Some(sharp) = into.last_mut() {
        *sharp -= last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_colour_is_as_light_as_its_four_pixels() {
        let of = |samples: [i32; 4]| {
            let mut sums = Vec::new();
            sum_of_light(&samples[..2], &samples[2..], &mut sums);
            sums[0]
        };

        for sample in 0..=255 {
            assert_eq!(of([sample; 4]), 4 * sample);
        }
        // Half of white has half of its light, and is lighter than the mean of the samples.
        assert_eq!(of([255, 255, 0, 0]), 721);
        assert_eq!(of([100, 102, 98, 100]), 400);
    }

    #[test]
    fn rows_give_what_plain_sums_give() {
        let noise = |seed: u32| {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) as i32 % 65_281
            };
            (0..1001).map(|_| next()).collect::<Vec<i32>>()
        };
        let (above, below) = (noise(1), noise(2));
        let mut squares = Squares::default();
        squares.measure(&above, &below);
        let mut sharp = Vec::new();
        sharpen(&above, &below, &below, &mut sharp);

        let mut together = 0;
        let fours = above.chunks_exact(2).zip(below.chunks_exact(2));
        for (at, (above, below)) in fours.enumerate() {
            let four = [above[0], above[1], below[0], below[1]].map(i64::from);
            let total: i64 = four.iter().sum();
            let variance = 4 * four.iter().map(|one| one * one).sum::<i64>() - total * total;
            together += variance;
            assert_eq!(i64::from(squares.totals[at]), total);
            assert_eq!(squares.spreads[at], (variance as f64).sqrt());
        }
        assert_eq!(variances(&above, &below), together);
        assert_eq!(squares.totals.len(), 500);
        for x in 0..above.len() {
            let beside = above[x.saturating_sub(1)] + above[(x + 1).min(above.len() - 1)];
            assert_eq!(sharp[x], 12 * above[x] - beside - 2 * below[x], "{x}");
        }
    }
}
