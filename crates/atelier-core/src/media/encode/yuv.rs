//! RGB to the planes that video encoders take: BT.601, full range, with the
//! colour of each pixel (4:4:4) or of four pixels in one (4:2:0).
//!
//! The colour of four is that of the mean of their light, not of their samples.
//! Whoever shows a picture draws the colours of fours out over their pixels along
//! straight lines, which blurs what the mean of four has blurred already. So the
//! fours are sharpened by as much as comes nearest to the picture after that.

use crate::media::pixels::{Channels, Pixels};

/// How much of a picture's colour is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chroma {
    /// That of each pixel: 4:4:4.
    Whole,
    /// One for four pixels: 4:2:0.
    Quarter,
}

/// A picture in planes.
pub(super) struct Planes {
    pub(super) light: Plane,
    pub(super) blue: Plane,
    pub(super) red: Plane,
    pub(super) opacity: Option<Plane>,
}

/// One plane, its rows without padding.
pub(super) struct Plane {
    samples: Samples,
    width: usize,
}

enum Samples {
    Eight(Vec<u8>),
    Deep(Vec<u16>),
}

impl Plane {
    fn new(samples: impl Iterator<Item = i32>, width: usize, depth: u32) -> Self {
        let samples = if depth == 8 {
            Samples::Eight(samples.map(|sample| sample as u8).collect())
        } else {
            Samples::Deep(samples.map(|sample| sample as u16).collect())
        };
        Self { samples, width }
    }

    pub(super) fn as_ptr(&self) -> *const u8 {
        match &self.samples {
            Samples::Eight(samples) => samples.as_ptr(),
            Samples::Deep(samples) => samples.as_ptr().cast(),
        }
    }

    pub(super) fn row_bytes(&self) -> usize {
        match &self.samples {
            Samples::Eight(_) => self.width,
            Samples::Deep(_) => self.width * 2,
        }
    }
}

pub(super) fn planes(pixels: &Pixels, depth: u32, chroma: Chroma) -> Planes {
    if pixels.channels() != Channels::Rgba {
        return split::<3>(pixels, depth, chroma);
    }
    let max = (1 << depth) - 1;
    let (samples, _) = pixels.bytes().as_chunks::<4>();
    let opacity = samples
        .iter()
        .map(|pixel| (i32::from(pixel[3]) * max + 127) / 255);
    let opacity = Plane::new(opacity, pixels.width() as usize, depth);
    Planes {
        opacity: Some(opacity),
        ..split::<4>(pixels, depth, chroma)
    }
}

/// Returns how much the colours of four neighbouring pixels differ, in steps of
/// eight bits: what is lost where they become one. The root of the mean square
/// over both colours; every second row of fours is looked at.
pub(super) fn colour_detail(pixels: &Pixels) -> f64 {
    match pixels.channels() {
        Channels::Rgba => detail_of::<4>(pixels),
        _ => detail_of::<3>(pixels),
    }
}

/// Bits behind the point that are enough to compare by.
const FINE: u32 = 8;

fn detail_of<const N: usize>(pixels: &Pixels) -> f64 {
    let weights = Weights::new(8);
    let (mut sum, mut count) = (0_u64, 0_u64);
    let fours = Fours::<N>::of(pixels);
    for row in (0..fours.rows()).step_by(2) {
        for four in fours.row(row) {
            for colour in [weights.blue, weights.red] {
                let each = four.map(|rgb| i64::from(weigh(rgb, colour) >> (POINT - FINE)));
                let total: i64 = each.iter().sum();
                let squares: i64 = each.iter().map(|one| one * one).sum();
                // Four times the squares of the differences from the mean.
                sum += (4 * squares - total * total).unsigned_abs();
            }
            count += 1;
        }
    }
    let mean = sum as f64 / (count.max(1) * 16) as f64;
    mean.sqrt() / f64::from(1 << FINE)
}

/// What the light of a picture is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Texture {
    /// How much neighbouring pixels differ, the mean over squares of four, in
    /// steps of eight bits.
    pub(super) detail: f64,
    /// The mean light, in the same steps.
    pub(super) light: f64,
    /// The share of squares whose four pixels are equally light.
    pub(super) flat: f64,
    /// How much neighbouring pixels differ beside how much neighbouring squares do:
    /// low where a picture is soft, high where it is sharp or has grain.
    pub(super) fineness: f64,
}

impl Texture {
    /// How much the pixels of a square differ that is not flat, the mean over those.
    pub(super) fn edges(self) -> f64 {
        self.detail / (1.0 - self.flat).max(1e-6)
    }
}

/// Measures what the light of a picture is like. Two of every four rows of fours
/// are looked at.
pub(super) fn texture(pixels: &Pixels) -> Texture {
    match pixels.channels() {
        Channels::Rgba => texture_of::<4>(pixels),
        _ => texture_of::<3>(pixels),
    }
}

fn texture_of<const N: usize>(pixels: &Pixels) -> Texture {
    let light = Weights::new(8).light;
    let (mut near, mut far, mut flat) = (Spread::default(), Spread::default(), 0_u32);
    let fours = Fours::<N>::of(pixels);
    let mut totals = [Vec::new(), Vec::new()];
    for row in (0..fours.rows()).step_by(4) {
        let last = (row + 1).min(fours.rows() - 1);
        for (row, totals) in [row, last].into_iter().zip(&mut totals) {
            totals.clear();
            for four in fours.row(row) {
                let each = four.map(|rgb| i64::from(weigh(rgb, light) >> (POINT - FINE)));
                flat += u32::from(near.learn(each) == 0);
                totals.push(each.iter().sum::<i64>());
            }
        }
        let [above, below] = &totals;
        let squares = above
            .as_chunks::<2>()
            .0
            .iter()
            .zip(below.as_chunks::<2>().0);
        for (above, below) in squares {
            far.learn([above[0], above[1], below[0], below[1]]);
        }
    }
    let step = f64::from(1 << FINE);
    Texture {
        detail: near.deviation() / step,
        light: near.mean() / step,
        flat: f64::from(flat) / f64::from(near.count.max(1)),
        // Those of squares are sums of four.
        fineness: (near.deviation() + 1.0) / (far.deviation() / 4.0 + 1.0),
    }
}

/// How much four neighbours differ, over many fours.
#[derive(Default)]
struct Spread {
    sum: i64,
    deviations: f64,
    count: u32,
}

impl Spread {
    /// Learns of four; returns sixteen times their variance.
    fn learn(&mut self, four: [i64; 4]) -> i64 {
        let total: i64 = four.iter().sum();
        let squares: i64 = four.iter().map(|one| one * one).sum();
        let spread = 4 * squares - total * total;
        self.sum += total;
        self.deviations += (spread as f64).sqrt() / 4.0;
        self.count += 1;
        spread
    }

    fn mean(&self) -> f64 {
        self.sum as f64 / f64::from(self.count.max(1)) / 4.0
    }

    /// The mean standard deviation.
    fn deviation(&self) -> f64 {
        self.deviations / f64::from(self.count.max(1))
    }
}

/// A picture as squares of four pixels. The last row and column of an odd
/// picture count twice.
struct Fours<'a, const N: usize> {
    samples: &'a [[u8; N]],
    width: usize,
    height: usize,
}

impl<'a, const N: usize> Fours<'a, N> {
    fn of(pixels: &'a Pixels) -> Self {
        Self {
            samples: pixels.bytes().as_chunks::<N>().0,
            width: pixels.width() as usize,
            height: pixels.height() as usize,
        }
    }

    fn rows(&self) -> usize {
        self.height.div_ceil(2)
    }

    fn row(&self, row: usize) -> impl Iterator<Item = [[i32; 3]; 4]> + use<'a, N> {
        let (width, samples) = (self.width, self.samples);
        let line = |y: usize| &samples[y * width..][..width];
        let above = line(row * 2);
        let below = line((row * 2 + 1).min(self.height - 1));
        (0..width).step_by(2).map(move |x| {
            let right = (x + 1).min(width - 1);
            [&above[x], &above[right], &below[x], &below[right]].map(rgb)
        })
    }
}

fn split<const N: usize>(pixels: &Pixels, depth: u32, chroma: Chroma) -> Planes {
    let width = pixels.width() as usize;
    let (samples, _) = pixels.bytes().as_chunks::<N>();
    let weights = Weights::new(depth);
    let light = samples.iter().map(|pixel| weights.light(rgb(pixel)));
    let light = Plane::new(light, width, depth);
    let (blue, red, width) = match chroma {
        Chroma::Whole => {
            let colour = |of: [i32; 3]| {
                let each = samples.iter().map(rgb);
                each.map(|pixel| weights.difference(pixel, of)).collect()
            };
            (colour(weights.blue), colour(weights.red), width)
        }
        Chroma::Quarter => {
            let fours = Fours::<N>::of(pixels);
            let half = width.div_ceil(2);
            let count = half * fours.rows();
            let (mut blue, mut red) = (Vec::with_capacity(count), Vec::with_capacity(count));
            for four in (0..fours.rows()).flat_map(|row| fours.row(row)) {
                let sum = sum_of_light(four);
                blue.push(weigh(sum, weights.blue) >> (POINT + 2 - FINE));
                red.push(weigh(sum, weights.red) >> (POINT + 2 - FINE));
            }
            let colour = |means: Vec<i32>| weights.sharpened(&means, half);
            (colour(blue), colour(red), half)
        }
    };
    let plane = |samples: Vec<i32>| Plane::new(samples.into_iter(), width, depth);
    Planes {
        light,
        blue: plane(blue),
        red: plane(red),
        opacity: None,
    }
}

/// Returns four times the samples whose light is the mean of four pixels' light: a
/// sample goes about by the root of it, so a mean of samples is too dark.
fn sum_of_light(four: [[i32; 3]; 4]) -> [i32; 3] {
    let mut squares = [0; 3];
    for pixel in four {
        for (squares, sample) in squares.iter_mut().zip(pixel) {
            *squares += sample * sample;
        }
    }
    squares.map(|squares| (2.0 * (squares as f32).sqrt() + 0.5) as i32)
}

fn rgb<const N: usize>(pixel: &[u8; N]) -> [i32; 3] {
    [
        i32::from(pixel[0]),
        i32::from(pixel[1]),
        i32::from(pixel[2]),
    ]
}

/// Bits behind the point of a weight: the most that four pixels leave room for.
const POINT: u32 = 18;

/// What red, green and blue weigh in a sample, in fixed point, with the step
/// from eight bits to the depth of the planes.
struct Weights {
    light: [i32; 3],
    blue: [i32; 3],
    red: [i32; 3],
    max: i32,
}

impl Weights {
    fn new(depth: u32) -> Self {
        let max = (1 << depth) - 1;
        let step = f64::from(max) / 255.0 * f64::from(1 << POINT);
        let fixed = |weights: [f64; 3]| weights.map(|weight| (weight * step).round() as i32);
        let (r, g, b) = (0.299, 0.587, 0.114);
        let (to_blue, to_red) = (0.5 / (1.0 - b), 0.5 / (1.0 - r));
        Self {
            light: fixed([r, g, b]),
            blue: fixed([-r * to_blue, -g * to_blue, 0.5]),
            red: fixed([0.5, -g * to_red, -b * to_red]),
            max,
        }
    }

    fn light(&self, rgb: [i32; 3]) -> i32 {
        rounded(weigh(rgb, self.light), POINT).min(self.max)
    }

    fn difference(&self, rgb: [i32; 3], weights: [i32; 3]) -> i32 {
        self.around_middle(rounded(weigh(rgb, weights), POINT))
    }

    /// Moves each mean of a plane away from those around it by half of what it
    /// differs from them. The means have [`FINE`] bits behind the point.
    fn sharpened(&self, means: &[i32], width: usize) -> Vec<i32> {
        let rows: Vec<&[i32]> = means.chunks_exact(width).collect();
        let last = width - 1;
        let mut colours = Vec::with_capacity(means.len());
        for (y, row) in rows.iter().enumerate() {
            let above = rows[y.saturating_sub(1)];
            let below = rows[(y + 1).min(rows.len() - 1)];
            for (x, mean) in row.iter().enumerate() {
                let beside = row[x.saturating_sub(1)] + row[(x + 1).min(last)];
                let around = beside + above[x] + below[x];
                // An eighth of (8 mean + (4 mean - around)).
                let sharp = rounded(12 * mean - around, FINE + 3);
                colours.push(self.around_middle(sharp));
            }
        }
        colours
    }

    /// Returns the sample of a colour's difference from gray.
    fn around_middle(&self, difference: i32) -> i32 {
        (difference + (self.max + 1) / 2).clamp(0, self.max)
    }
}

fn weigh(rgb: [i32; 3], weights: [i32; 3]) -> i32 {
    rgb[0] * weights[0] + rgb[1] * weights[1] + rgb[2] * weights[2]
}

fn rounded(fixed: i32, point: u32) -> i32 {
    (fixed + (1 << (point - 1))) >> point
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(plane: &Plane) -> Vec<u16> {
        match &plane.samples {
            Samples::Eight(samples) => samples.iter().map(|sample| u16::from(*sample)).collect(),
            Samples::Deep(samples) => samples.clone(),
        }
    }

    fn of_one(rgb: [u8; 3], depth: u32, chroma: Chroma) -> Vec<u16> {
        let pixels = Pixels::new(1, 1, Channels::Rgb, rgb.to_vec()).unwrap();
        let planes = planes(&pixels, depth, chroma);
        [&planes.light, &planes.blue, &planes.red]
            .into_iter()
            .flat_map(samples)
            .collect()
    }

    /// Red and blue in turn from pixel to pixel, or from four to four.
    fn checks(size: u32, of: u32) -> Pixels {
        let each = (0..size).flat_map(|y| (0..size).map(move |x| (x / of + y / of) % 2));
        let bytes = each.flat_map(|odd| if odd == 0 { [255, 0, 0] } else { [0, 0, 255] });
        Pixels::new(size, size, Channels::Rgb, bytes.collect()).unwrap()
    }

    #[test]
    fn pure_colours_land_where_the_standard_says() {
        for chroma in [Chroma::Whole, Chroma::Quarter] {
            assert_eq!(of_one([0, 0, 0], 8, chroma), [0, 128, 128]);
            assert_eq!(of_one([255, 255, 255], 8, chroma), [255, 128, 128]);
            assert_eq!(of_one([255, 0, 0], 8, chroma), [76, 85, 255]);
            assert_eq!(of_one([0, 0, 255], 8, chroma), [29, 255, 107]);
            assert_eq!(of_one([255, 255, 255], 10, chroma), [1023, 512, 512]);
            assert_eq!(of_one([128, 128, 128], 10, chroma), [514, 512, 512]);
        }
    }

    /// Draws the colours of fours out over their pixels as decoders do: each pixel
    /// takes three quarters of the nearer one and a quarter of the other, in both
    /// directions.
    fn drawn_out(fours: &[f64], width: usize) -> Vec<f64> {
        let height = fours.len() / width;
        let near = |at: usize, of: usize| {
            let other = if at.is_multiple_of(2) {
                (at / 2).saturating_sub(1)
            } else {
                at / 2 + 1
            };
            [(at / 2, 0.75), (other.min(of - 1), 0.25)]
        };
        let pixel = |x: usize, y: usize| {
            let each = near(y, height).into_iter().flat_map(|(row, by)| {
                near(x, width).map(|(column, share)| by * share * fours[row * width + column])
            });
            each.sum()
        };
        (0..2 * height)
            .flat_map(|y| (0..2 * width).map(move |x| pixel(x, y)))
            .collect()
    }

    #[test]
    fn a_shared_colour_is_as_light_as_its_four_pixels() {
        let grays = |samples: [i32; 4]| sum_of_light(samples.map(|sample| [sample; 3]))[0];

        for sample in 0..=255 {
            assert_eq!(grays([sample; 4]), 4 * sample);
        }
        // Half of white has half of its light, and is lighter than the mean of the samples.
        assert_eq!(grays([255, 255, 0, 0]), 721);
        assert_eq!(grays([100, 102, 98, 100]), 400);
        assert_eq!(sum_of_light([[255, 0, 10]; 4]), [1020, 0, 40]);
    }

    #[test]
    fn shared_colours_are_nearer_to_the_picture_than_means_once_they_are_drawn_out() {
        // Soft stripes, spots and hard edges, as cloth and tiles have.
        for each in [1.0, 2.0, 3.0, 5.0, 9.0] {
            for hard in [false, true] {
                let size = 64_u32;
                let wave = |at: u32| {
                    let wave = (f64::from(at) / each).sin();
                    if hard { wave.signum() } else { wave }
                };
                let all = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
                let bytes = all.flat_map(|(x, y)| {
                    let at = (60.0 * wave(x) * wave(y + 1)) as i32;
                    [(128 + at) as u8, 128, (128 - at) as u8]
                });
                let pixels = Pixels::new(size, size, Channels::Rgb, bytes.collect()).unwrap();
                let whole = samples(&planes(&pixels, 10, Chroma::Whole).blue);
                let half = size as usize / 2;
                let means: Vec<f64> = (0..half * half)
                    .map(|at| {
                        let first = at / half * 4 * half + at % half * 2;
                        let four = [first, first + 1, first + 2 * half, first + 2 * half + 1];
                        four.iter().map(|at| f64::from(whole[*at])).sum::<f64>() / 4.0
                    })
                    .collect();
                let shared = samples(&planes(&pixels, 10, Chroma::Quarter).blue);
                let shared: Vec<f64> = shared.into_iter().map(f64::from).collect();
                let misses = |fours: &[f64]| -> f64 {
                    let drawn = drawn_out(fours, half);
                    let each = drawn.iter().zip(&whole);
                    each.map(|(drawn, meant)| (drawn - f64::from(*meant)).powi(2))
                        .sum()
                };

                let (of_shared, of_means) = (misses(&shared), misses(&means));

                assert!(
                    of_shared < of_means,
                    "{each} {hard}: {of_shared} {of_means}"
                );
            }
        }
    }

    #[test]
    fn odd_pictures_keep_their_last_row_and_column() {
        let pixels = Pixels::new(3, 5, Channels::Rgba, vec![200; 60]).unwrap();

        let quarter = planes(&pixels, 8, Chroma::Quarter);
        let whole = planes(&pixels, 8, Chroma::Whole);

        assert_eq!(samples(&quarter.light), vec![200; 15]);
        assert_eq!(samples(&quarter.blue), vec![128; 6]);
        assert_eq!(samples(&quarter.opacity.unwrap()), vec![200; 15]);
        assert_eq!(samples(&whole.blue), vec![128; 15]);
        assert_eq!(whole.red.row_bytes(), 3);
    }

    #[test]
    fn only_colours_that_four_pixels_do_not_share_are_detail() {
        let gray = Pixels::new(2, 1, Channels::Rgb, vec![0, 0, 0, 255, 255, 255]).unwrap();

        assert!(colour_detail(&checks(16, 1)) > 100.0);
        assert!(colour_detail(&checks(16, 2)) < 0.01);
        assert!(colour_detail(&gray) < 0.01);
    }
}
