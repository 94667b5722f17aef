//! Orientation: which way up a picture is shown.
//!
//! Cameras store the sensor's rows and say in EXIF how to turn them. The tag is
//! read when a file is inspected; this is the only place that obeys it.

use super::pixels::{Channels, Pixels};

/// How stored rows are turned for showing: the eight values of EXIF tag 0x0112.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    /// 1: as stored.
    #[default]
    Upright,
    /// 2: mirrored left to right.
    Mirrored,
    /// 3: turned by a half.
    HalfTurn,
    /// 4: mirrored top to bottom.
    Flipped,
    /// 5: rows become columns.
    Transposed,
    /// 6: turned right by a quarter.
    QuarterRight,
    /// 7: rows become columns, from the other corner.
    Transversed,
    /// 8: turned left by a quarter.
    QuarterLeft,
}

impl Orientation {
    /// Returns the orientation of an EXIF value; unknown values are upright.
    #[must_use]
    pub fn from_exif(value: u8) -> Self {
        match value {
            2 => Self::Mirrored,
            3 => Self::HalfTurn,
            4 => Self::Flipped,
            5 => Self::Transposed,
            6 => Self::QuarterRight,
            7 => Self::Transversed,
            8 => Self::QuarterLeft,
            _ => Self::Upright,
        }
    }

    /// Returns the measures after turning; turning back swaps them the same way.
    #[must_use]
    pub fn turned<T>(self, (width, height): (T, T)) -> (T, T) {
        match self {
            Self::Upright | Self::Mirrored | Self::HalfTurn | Self::Flipped => (width, height),
            _ => (height, width),
        }
    }

    /// Turns a picture the way it is shown.
    #[must_use]
    pub fn apply(self, pixels: Pixels) -> Pixels {
        if self == Self::Upright {
            return pixels;
        }
        match pixels.channels() {
            Channels::Gray => self.turn::<1>(&pixels),
            Channels::Rgb => self.turn::<3>(&pixels),
            Channels::Rgba | Channels::Cmyk => self.turn::<4>(&pixels),
        }
    }

    fn turn<const N: usize>(self, pixels: &Pixels) -> Pixels {
        let (stored_width, stored_height) = (pixels.width() as usize, pixels.height() as usize);
        let (width, height) = self.turned((stored_width, stored_height));
        let (source, _) = pixels.bytes().as_chunks::<N>();
        let mut bytes = Vec::with_capacity(pixels.bytes().len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = self.source_of((x, y), (stored_width, stored_height));
                bytes.extend_from_slice(&source[from_y * stored_width + from_x]);
            }
        }
        let (width, height) = self.turned((pixels.width(), pixels.height()));
        // The buffer holds the same pixels in another order.
        Pixels::new(width, height, pixels.channels(), bytes).unwrap_or_else(|| pixels.clone())
    }

    /// Returns where the shown pixel lies in the stored rows.
    fn source_of(self, (x, y): (usize, usize), (w, h): (usize, usize)) -> (usize, usize) {
        match self {
            Self::Upright => (x, y),
            Self::Mirrored => (w - 1 - x, y),
            Self::HalfTurn => (w - 1 - x, h - 1 - y),
            Self::Flipped => (x, h - 1 - y),
            Self::Transposed => (y, x),
            Self::QuarterRight => (y, h - 1 - x),
            Self::Transversed => (w - 1 - y, h - 1 - x),
            Self::QuarterLeft => (w - 1 - y, x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 2 3
    /// 4 5 6
    fn six() -> Pixels {
        Pixels::new(3, 2, Channels::Gray, vec![1, 2, 3, 4, 5, 6]).unwrap()
    }

    #[test]
    fn every_orientation_turns_as_exif_says() {
        let shown: [(u8, [u8; 6]); 8] = [
            (1, [1, 2, 3, 4, 5, 6]),
            (2, [3, 2, 1, 6, 5, 4]),
            (3, [6, 5, 4, 3, 2, 1]),
            (4, [4, 5, 6, 1, 2, 3]),
            (5, [1, 4, 2, 5, 3, 6]),
            (6, [4, 1, 5, 2, 6, 3]),
            (7, [6, 3, 5, 2, 4, 1]),
            (8, [3, 6, 2, 5, 1, 4]),
        ];

        for (value, expected) in shown {
            let turned = Orientation::from_exif(value).apply(six());
            assert_eq!(turned.bytes(), expected, "orientation {value}");
            let size = if value < 5 { (3, 2) } else { (2, 3) };
            assert_eq!(
                (turned.width(), turned.height()),
                size,
                "orientation {value}"
            );
        }
    }

    #[test]
    fn an_orientation_that_does_not_exist_is_upright() {
        assert_eq!(Orientation::from_exif(0), Orientation::Upright);
        assert_eq!(Orientation::from_exif(9), Orientation::Upright);
    }
}
