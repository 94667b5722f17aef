//! The stand-in: two dozen bytes that show a blur where a picture will be.

use super::pixels::{Channels, Pixels};
use super::resize;

/// The longest side that ThumbHash takes.
const SIDE: f64 = 100.0;

/// Returns the ThumbHash of a picture in sRGB.
#[must_use]
pub fn thumbhash(pixels: &Pixels) -> Option<Vec<u8>> {
    let full = (f64::from(pixels.width()), f64::from(pixels.height()));
    let scale = (SIDE / full.0.max(full.1)).min(1.0);
    let size = (
        (full.0 * scale).round().max(1.0),
        (full.1 * scale).round().max(1.0),
    );
    let (width, height) = (size.0 as u32, size.1 as u32);
    let small = resize::middle(pixels, full, (width, height))?;
    let rgba = match small.channels() {
        Channels::Rgba => small,
        Channels::Rgb => small.map(Channels::Rgba, |[r, g, b]: [u8; 3]| [r, g, b, 255]),
        Channels::Gray | Channels::Cmyk => return None,
    };
    Some(thumbhash::rgba_to_thumb_hash(
        width as usize,
        height as usize,
        rgba.bytes(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_is_small_and_knows_the_colour() {
        let teal = [0, 128, 128].repeat(640 * 480);
        let pixels = Pixels::new(640, 480, Channels::Rgb, teal).unwrap();

        let hash = thumbhash(&pixels).unwrap();

        let (r, g, b, a) = thumbhash::thumb_hash_to_average_rgba(&hash).unwrap();
        assert!(hash.len() <= 25, "{} bytes", hash.len());
        assert!(r < 0.05 && (g - 0.5).abs() < 0.05 && (b - 0.5).abs() < 0.05 && a == 1.0);
    }

    #[test]
    fn a_very_long_picture_has_one_too() {
        let pixels = Pixels::new(5000, 1, Channels::Rgb, vec![9; 15_000]).unwrap();

        assert!(thumbhash(&pixels).is_some());
    }
}
