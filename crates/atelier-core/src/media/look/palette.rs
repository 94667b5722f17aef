//! Palette: the few colours that make up a picture.
//!
//! Colours are compared in OKLab, where equal distances look equal. Five means
//! are begun as far from each other as the picture's colours lie, and moved
//! until each is the mean of what is nearest to it: the same picture always
//! gives the same colours.

use crate::domain::look::Swatch;
use crate::media::pixels::{Channels, Pixels};

/// The most colours of a palette.
const COLOURS: usize = 5;
/// How often the means are moved; they rest before that.
const ROUNDS: usize = 16;
/// Colours nearer than this look the same side by side.
const SAME: f32 = 0.03;

/// A colour in OKLab, and how much of the picture it counts for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    at: [f32; 3],
    weight: f32,
}

/// Returns the main colours of a small picture in RGB or RGBA.
pub(super) fn of(pixels: &Pixels) -> Vec<Swatch> {
    let points = points(pixels);
    let whole: f32 = points.iter().map(|point| point.weight).sum();
    if whole <= 0.0 {
        return Vec::new();
    }
    let mut means = apart(&points);
    for _ in 0..ROUNDS {
        let moved = moved(&points, &means);
        if moved == means {
            break;
        }
        means = moved;
    }
    let mut swatches: Vec<Swatch> = means
        .iter()
        .map(|mean| Swatch {
            l: rounded(mean.at[0]),
            a: rounded(mean.at[1]),
            b: rounded(mean.at[2]),
            weight: rounded(mean.weight / whole),
        })
        .filter(|swatch| swatch.weight > 0.0)
        .collect();
    swatches.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    swatches
}

fn points(pixels: &Pixels) -> Vec<Point> {
    let point = |r, g, b, opacity: u8| Point {
        at: oklab([r, g, b]),
        weight: f32::from(opacity) / 255.0,
    };
    let bytes = pixels.bytes();
    match pixels.channels() {
        Channels::Rgb => {
            let pixels = bytes.as_chunks::<3>().0.iter();
            pixels.map(|&[r, g, b]| point(r, g, b, 255)).collect()
        }
        Channels::Rgba => {
            let pixels = bytes.as_chunks::<4>().0.iter();
            pixels.map(|&[r, g, b, a]| point(r, g, b, a)).collect()
        }
        Channels::Gray | Channels::Cmyk => Vec::new(),
    }
}

/// Chooses colours to begin with: the mean, then again and again what is
/// farthest from all chosen.
fn apart(points: &[Point]) -> Vec<Point> {
    let all = Point {
        at: [0.0; 3],
        weight: 0.0,
    };
    let mut chosen = moved(points, &[all]);
    while chosen.len() < COLOURS {
        let distance = |point: &Point| {
            let nearest = chosen.iter().map(|mean| apartness(mean.at, point.at));
            nearest.fold(f32::MAX, f32::min)
        };
        let seen = points.iter().filter(|point| point.weight > 0.5);
        let farthest = seen.max_by(|a, b| distance(a).total_cmp(&distance(b)));
        match farthest {
            Some(point) if distance(point) > SAME * SAME => chosen.push(*point),
            _ => break,
        }
    }
    chosen
}

/// Moves every mean to the middle of the colours that are nearest to it.
fn moved(points: &[Point], means: &[Point]) -> Vec<Point> {
    let mut sums = vec![([0.0_f64; 3], 0.0_f64); means.len()];
    for point in points {
        let nearest = means.iter().enumerate().min_by(|(_, a), (_, b)| {
            apartness(a.at, point.at).total_cmp(&apartness(b.at, point.at))
        });
        if let Some((sum, weight)) = nearest.and_then(|(at, _)| sums.get_mut(at)) {
            for (sum, part) in sum.iter_mut().zip(point.at) {
                *sum += f64::from(part * point.weight);
            }
            *weight += f64::from(point.weight);
        }
    }
    sums.into_iter()
        .filter(|(_, weight)| *weight > 0.0)
        .map(|(sum, weight)| Point {
            at: sum.map(|sum| (sum / weight) as f32),
            weight: weight as f32,
        })
        .collect()
}

/// Returns the square of the distance of two colours.
fn apartness(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn rounded(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}

/// Returns a colour of sRGB in OKLab.
fn oklab(rgb: [u8; 3]) -> [f32; 3] {
    let [r, g, b] = rgb.map(|number| {
        let number = f32::from(number) / 255.0;
        if number <= 0.04045 {
            number / 12.92
        } else {
            ((number + 0.055) / 1.055).powf(2.4)
        }
    });
    let long = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let middle = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let short = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * long + 0.793_617_8 * middle - 0.004_072_047 * short,
        1.977_998_5 * long - 2.428_592_2 * middle + 0.450_593_7 * short,
        0.025_904_037 * long + 0.782_771_77 * middle - 0.808_675_77 * short,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(colours: &[([u8; 3], usize)]) -> Pixels {
        let rows: Vec<u8> = colours
            .iter()
            .flat_map(|(colour, rows)| colour.repeat(40 * rows))
            .collect();
        let height = colours.iter().map(|(_, rows)| *rows as u32).sum();
        Pixels::new(40, height, Channels::Rgb, rows).unwrap()
    }

    #[test]
    fn white_is_light_and_colours_lie_where_oklab_has_them() {
        let near = |got: [f32; 3], wanted: [f32; 3]| {
            assert!(apartness(got, wanted).sqrt() < 0.002, "{got:?} {wanted:?}");
        };

        near(oklab([255; 3]), [1.0, 0.0, 0.0]);
        near(oklab([255, 0, 0]), [0.628, 0.225, 0.126]);
        near(oklab([0, 0, 255]), [0.452, -0.032, -0.312]);
    }

    #[test]
    fn bands_of_colour_come_back_with_their_shares() {
        let picture = bands(&[
            ([220, 40, 40], 30),
            ([30, 90, 200], 20),
            ([240, 240, 230], 50),
        ]);

        let palette = of(&picture);

        let shares: Vec<f32> = palette.iter().map(|swatch| swatch.weight).collect();
        assert_eq!(shares, [0.5, 0.3, 0.2]);
        let red = oklab([220, 40, 40]);
        assert!((palette[1].l - red[0]).abs() < 0.002 && (palette[1].a - red[1]).abs() < 0.002);
    }

    #[test]
    fn one_colour_is_one_swatch() {
        let palette = of(&bands(&[([90, 120, 100], 40)]));

        assert_eq!(palette.len(), 1);
        assert_eq!(palette[0].weight, 1.0);
    }

    #[test]
    fn what_cannot_be_seen_does_not_count() {
        let seen = [200, 30, 30, 255].repeat(500);
        let hidden = [30, 200, 30, 0].repeat(500);
        let picture = Pixels::new(50, 20, Channels::Rgba, [seen, hidden].concat()).unwrap();

        let palette = of(&picture);

        assert_eq!(palette.len(), 1);
        assert!(palette[0].a > 0.0, "{palette:?}");
    }

    #[test]
    fn a_photo_has_five_that_add_up() {
        let photo = crate::media::testing::photo(96, 64);

        let palette = of(&photo);

        let sum: f32 = palette.iter().map(|swatch| swatch.weight).sum();
        assert_eq!(palette.len(), COLOURS);
        assert!((sum - 1.0).abs() < 0.005, "{sum}");
        assert_eq!(of(&photo), palette, "the same picture, the same colours");
    }
}
