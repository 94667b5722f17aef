//! RGB to the planes that video encoders take: BT.601, full range, with the
//! colour of each pixel (4:4:4) or of four pixels in one (4:2:0).
//!
//! The colour of four is that of the mean of their light, not of their samples.
//! Whoever shows a picture draws the colours of fours out over their pixels along
//! straight lines, which blurs what the mean of four has blurred already. So the
//! fours are sharpened by as much as comes nearest to the picture after that.

mod rows;
mod texture;

pub(super) use texture::{Texture, colour_detail, texture};

use crate::media::pixels::{Channels, Pixels};
use rows::{Pair, Row};

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
    fn new(width: usize, height: usize, depth: u32) -> Self {
        let samples = if depth == 8 {
            Samples::Eight(Vec::with_capacity(width * height))
        } else {
            Samples::Deep(Vec::with_capacity(width * height))
        };
        Self { samples, width }
    }

    /// Returns an empty row with room for all of the plane.
    fn room(&self) -> Vec<i32> {
        Vec::with_capacity(match &self.samples {
            Samples::Eight(samples) => samples.capacity(),
            Samples::Deep(samples) => samples.capacity(),
        })
    }

    /// Appends a row, without what lies beyond the plane's width.
    fn push(&mut self, row: &[i32]) {
        let row = row.iter().take(self.width);
        match &mut self.samples {
            Samples::Eight(samples) => samples.extend(row.map(|sample| *sample as u8)),
            Samples::Deep(samples) => samples.extend(row.map(|sample| *sample as u16)),
        }
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

/// Splits a picture into planes of so many bits, eight or more.
pub(super) fn planes(pixels: &Pixels, depth: u32, chroma: Chroma) -> Planes {
    let weights = Weights::new(depth);
    let plane = |shared: u32| {
        let side = |side: u32| side.div_ceil(shared) as usize;
        Plane::new(side(pixels.width()), side(pixels.height()), depth)
    };
    let mut light = plane(1);
    let (mut blue, mut red) = match chroma {
        Chroma::Whole => (plane(1), plane(1)),
        Chroma::Quarter => (plane(2), plane(2)),
    };
    let (mut blues, mut reds) = match chroma {
        Chroma::Whole => (Vec::new(), Vec::new()),
        Chroma::Quarter => (blue.room(), red.room()),
    };
    let mut pair = Pair::of(pixels);
    let mut shared = Row::default();
    let mut sums = Vec::new();
    for number in 0..Pair::count(pixels) {
        pair.read(pixels, number);
        for row in pair.rows() {
            row.weigh(weights.light, 0, &mut sums);
            light.push(weights.light_of(&mut sums));
            if chroma == Chroma::Whole {
                row.weigh(weights.blue, 0, &mut sums);
                blue.push(weights.colour_of(&mut sums, POINT));
                row.weigh(weights.red, 0, &mut sums);
                red.push(weights.colour_of(&mut sums, POINT));
            }
        }
        if chroma == Chroma::Quarter {
            pair.sums_of_light(&mut shared);
            shared.weigh(weights.blue, POINT + 2 - FINE, &mut sums);
            blues.extend_from_slice(&sums);
            shared.weigh(weights.red, POINT + 2 - FINE, &mut sums);
            reds.extend_from_slice(&sums);
        }
    }
    if chroma == Chroma::Quarter {
        weights.sharpen(&blues, &mut blue);
        weights.sharpen(&reds, &mut red);
    }
    let opacity = (pixels.channels() == Channels::Rgba).then(|| {
        let mut opacity = plane(1);
        let (rgba, _) = pixels.bytes().as_chunks::<4>();
        for row in rgba.chunks_exact(pixels.width() as usize) {
            let scaled = row
                .iter()
                .map(|pixel| (i32::from(pixel[3]) * weights.max + 127) / 255);
            sums.clear();
            sums.extend(scaled);
            opacity.push(&sums);
        }
        opacity
    });
    Planes {
        light,
        blue,
        red,
        opacity,
    }
}

/// Bits behind the point that are enough to compare by.
const FINE: u32 = 8;

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

    /// Makes samples of weighed sums, in place.
    fn light_of<'a>(&self, sums: &'a mut [i32]) -> &'a [i32] {
        rows::round(sums, POINT, 0, self.max);
        sums
    }

    /// Makes samples of differences from gray with so many bits behind the point, in
    /// place.
    fn colour_of<'a>(&self, differences: &'a mut [i32], point: u32) -> &'a [i32] {
        rows::round(differences, point, (self.max + 1) / 2, self.max);
        differences
    }

    /// Fills a plane with the means of a colour, each moved away from those around it
    /// by half of what it differs from them. The means have [`FINE`] bits behind the
    /// point.
    fn sharpen(&self, means: &[i32], plane: &mut Plane) {
        let rows: Vec<&[i32]> = means.chunks_exact(plane.width).collect();
        let mut sharp = Vec::with_capacity(plane.width);
        for (y, row) in rows.iter().enumerate() {
            let above = rows[y.saturating_sub(1)];
            let below = rows[(y + 1).min(rows.len() - 1)];
            rows::sharpen(row, above, below, &mut sharp);
            // An eighth of (8 mean + (4 mean - around)).
            plane.push(self.colour_of(&mut sharp, FINE + 3));
        }
    }
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
    pub(super) fn checks(size: u32, of: u32) -> Pixels {
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
}
