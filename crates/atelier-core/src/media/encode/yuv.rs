//! RGB to the planes that video encoders take: BT.601, full range, with the
//! colour of four pixels in one (4:2:0).

use crate::media::pixels::{Channels, Pixels};

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

pub(super) fn planes(pixels: &Pixels, depth: u32) -> Planes {
    if pixels.channels() != Channels::Rgba {
        return split::<3>(pixels, depth);
    }
    let max = (1 << depth) - 1;
    let (samples, _) = pixels.bytes().as_chunks::<4>();
    let opacity = samples
        .iter()
        .map(|pixel| (i32::from(pixel[3]) * max + 127) / 255);
    let opacity = Plane::new(opacity, pixels.width() as usize, depth);
    Planes {
        opacity: Some(opacity),
        ..split::<4>(pixels, depth)
    }
}

fn split<const N: usize>(pixels: &Pixels, depth: u32) -> Planes {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let (samples, _) = pixels.bytes().as_chunks::<N>();
    let weights = Weights::new(depth);

    let light = samples.iter().map(|pixel| weights.light(rgb(pixel)));

    let colours = width.div_ceil(2) * height.div_ceil(2);
    let mut blue = Vec::with_capacity(colours);
    let mut red = Vec::with_capacity(colours);
    for y in (0..height).step_by(2) {
        // The last row and column of an odd picture count twice.
        let above = &samples[y * width..][..width];
        let below = if y + 1 < height {
            &samples[(y + 1) * width..][..width]
        } else {
            above
        };
        for x in (0..width).step_by(2) {
            let right = (x + 1).min(width - 1);
            let four = [&above[x], &above[right], &below[x], &below[right]].map(rgb);
            let sum = [0, 1, 2].map(|c| four.iter().map(|pixel| pixel[c]).sum());
            blue.push(weights.difference(sum, weights.blue));
            red.push(weights.difference(sum, weights.red));
        }
    }
    Planes {
        light: Plane::new(light, width, depth),
        blue: Plane::new(blue.into_iter(), width.div_ceil(2), depth),
        red: Plane::new(red.into_iter(), width.div_ceil(2), depth),
        opacity: None,
    }
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

    /// Weighs the sum of four pixels.
    fn difference(&self, sum: [i32; 3], weights: [i32; 3]) -> i32 {
        let middle = (self.max + 1) / 2;
        (rounded(weigh(sum, weights), POINT + 2) + middle).clamp(0, self.max)
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

    fn of_one(rgb: [u8; 3], depth: u32) -> Vec<u16> {
        let pixels = Pixels::new(1, 1, Channels::Rgb, rgb.to_vec()).unwrap();
        let planes = planes(&pixels, depth);
        [&planes.light, &planes.blue, &planes.red]
            .into_iter()
            .flat_map(samples)
            .collect()
    }

    #[test]
    fn pure_colours_land_where_the_standard_says() {
        assert_eq!(of_one([0, 0, 0], 8), [0, 128, 128]);
        assert_eq!(of_one([255, 255, 255], 8), [255, 128, 128]);
        assert_eq!(of_one([255, 0, 0], 8), [76, 85, 255]);
        assert_eq!(of_one([0, 0, 255], 8), [29, 255, 107]);
        assert_eq!(of_one([255, 255, 255], 10), [1023, 512, 512]);
        assert_eq!(of_one([128, 128, 128], 10), [514, 512, 512]);
    }

    #[test]
    fn odd_pictures_keep_their_last_row_and_column() {
        let pixels = Pixels::new(3, 5, Channels::Rgba, vec![200; 60]).unwrap();

        let planes = planes(&pixels, 8);

        assert_eq!(samples(&planes.light), vec![200; 15]);
        assert_eq!(samples(&planes.blue), vec![128; 6]);
        assert_eq!(samples(&planes.opacity.unwrap()), vec![200; 15]);
    }
}
