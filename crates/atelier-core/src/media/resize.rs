//! Resize: Lanczos3 over eight-bit samples, colour weighted by opacity.

use fast_image_resize as fir;

use super::pixels::{Channels, Pixels};

/// Scales the middle of a picture to a size.
///
/// `crop` is the width and height of that middle in the picture's own pixels;
/// it may be fractional.
#[must_use]
pub fn middle(pixels: &Pixels, crop: (f64, f64), size: (u32, u32)) -> Option<Pixels> {
    Resizer::default().middle(pixels, crop, size)
}

/// Scales one picture after another in the same memory.
#[derive(Debug, Default)]
pub struct Resizer(fir::Resizer);

impl Resizer {
    /// Scales the middle of a picture like [`middle`].
    #[must_use]
    pub fn middle(
        &mut self,
        pixels: &Pixels,
        crop: (f64, f64),
        (width, height): (u32, u32),
    ) -> Option<Pixels> {
        let full = (f64::from(pixels.width()), f64::from(pixels.height()));
        let crop = (crop.0.min(full.0), crop.1.min(full.1));
        let corner = ((full.0 - crop.0) / 2.0, (full.1 - crop.1) / 2.0);
        let options = fir::ResizeOptions::new()
            .resize_alg(fir::ResizeAlg::Convolution(fir::FilterType::Lanczos3))
            .crop(corner.0, corner.1, crop.0, crop.1)
            .use_alpha(pixels.channels() == Channels::Rgba);

        let kind = pixel_type(pixels.channels());
        let source =
            fir::images::ImageRef::new(pixels.width(), pixels.height(), pixels.bytes(), kind)
                .ok()?;
        let mut scaled = fir::images::Image::new(width, height, kind);
        self.0.resize(&source, &mut scaled, &options).ok()?;
        Pixels::new(width, height, pixels.channels(), scaled.into_vec())
    }
}

fn pixel_type(channels: Channels) -> fir::PixelType {
    match channels {
        Channels::Gray => fir::PixelType::U8,
        Channels::Rgb => fir::PixelType::U8x3,
        Channels::Rgba | Channels::Cmyk => fir::PixelType::U8x4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_does_not_bleed_into_its_neighbours() {
        // Left half opaque red, right half fully see-through green.
        let row = [[255, 0, 0, 255]; 8].into_iter().chain([[0, 255, 0, 0]; 8]);
        let bytes = row.flatten().collect::<Vec<u8>>().repeat(16);
        let pixels = Pixels::new(16, 16, Channels::Rgba, bytes).unwrap();

        let small = middle(&pixels, (16.0, 16.0), (5, 5)).unwrap();

        for pixel in small.bytes().as_chunks::<4>().0 {
            assert!(pixel[3] == 0 || pixel[1] == 0, "green shows in {pixel:?}");
        }
    }

    #[test]
    fn a_crop_keeps_the_middle() {
        let bytes = [0, 0, 50, 50, 50, 50, 0, 0].repeat(4);
        let pixels = Pixels::new(8, 4, Channels::Gray, bytes).unwrap();

        let cut = middle(&pixels, (4.0, 4.0), (4, 4)).unwrap();

        assert_eq!(cut.bytes(), [50; 16]);
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let pixels = Pixels::new(2, 2, Channels::Rgb, (0..12).collect()).unwrap();

        assert_eq!(middle(&pixels, (2.0, 2.0), (2, 2)).unwrap(), pixels);
    }
}
