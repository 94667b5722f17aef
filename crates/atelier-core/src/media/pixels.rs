//! Pixels in memory: eight bits a channel, rows from the top, no padding.

/// What the channels of a pixel mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channels {
    /// Light only.
    Gray,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue and straight (not premultiplied) opacity.
    Rgba,
    /// Cyan, magenta, yellow and black; 255 is full ink.
    Cmyk,
}

impl Channels {
    /// Returns the bytes of one pixel.
    #[must_use]
    pub fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }
}

/// A picture in memory. Its buffer always holds exactly width × height pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    width: u32,
    height: u32,
    channels: Channels,
    bytes: Vec<u8>,
}

impl Pixels {
    /// Takes a buffer, if it has the size that its measures ask for.
    #[must_use]
    pub fn new(width: u32, height: u32, channels: Channels, bytes: Vec<u8>) -> Option<Self> {
        let pixels = (width as usize).checked_mul(height as usize)?;
        let expected = pixels.checked_mul(channels.count())?;
        (expected > 0 && bytes.len() == expected).then_some(Self {
            width,
            height,
            channels,
            bytes,
        })
    }

    /// Returns the width in pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Returns the height in pixels.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Returns what the channels mean.
    #[must_use]
    pub fn channels(&self) -> Channels {
        self.channels
    }

    /// Returns the samples, row by row from the top.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the buffer of the samples, to be used again.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Returns the part of this size whose corner lies here, if it lies within.
    #[must_use]
    pub fn part(&self, (left, top): (u32, u32), (width, height): (u32, u32)) -> Option<Self> {
        let count = self.channels.count();
        let row = self.width as usize * count;
        let (from, length) = (left as usize * count, width as usize * count);
        let mut bytes = Vec::with_capacity(length * height as usize);
        for y in top..top.checked_add(height)? {
            let line = self.bytes.get(y as usize * row..)?.get(..row)?;
            bytes.extend_from_slice(line.get(from..from.checked_add(length)?)?);
        }
        Self::new(width, height, self.channels, bytes)
    }

    /// Gives every pixel to `change`, which makes one of another kind from it.
    #[must_use]
    pub fn map<const FROM: usize, const TO: usize>(
        &self,
        channels: Channels,
        change: impl Fn([u8; FROM]) -> [u8; TO],
    ) -> Self {
        debug_assert_eq!((FROM, TO), (self.channels.count(), channels.count()));
        let (pixels, _) = self.bytes.as_chunks::<FROM>();
        let mut bytes = Vec::with_capacity(pixels.len() * TO);
        for pixel in pixels {
            bytes.extend_from_slice(&change(*pixel));
        }
        Self {
            width: self.width,
            height: self.height,
            channels,
            bytes,
        }
    }

    /// Returns the picture without its opacity if nothing in it is see-through.
    #[must_use]
    pub fn without_idle_alpha(self) -> Self {
        if self.channels != Channels::Rgba || !self.is_opaque() {
            return self;
        }
        self.map(Channels::Rgb, |[r, g, b, _]: [u8; 4]| [r, g, b])
    }

    /// Tells whether nothing in the picture is see-through.
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        self.channels != Channels::Rgba
            || self
                .bytes
                .as_chunks::<4>()
                .0
                .iter()
                .all(|pixel| pixel[3] == 255)
    }

    /// Returns the picture laid on white paper, for formats without opacity.
    #[must_use]
    pub fn on_white(self) -> Self {
        if self.channels != Channels::Rgba {
            return self;
        }
        self.map(Channels::Rgb, |[r, g, b, a]: [u8; 4]| {
            [r, g, b].map(|c| over_white(c, a))
        })
    }
}

fn over_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    ((sample * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_of_the_wrong_size_is_no_picture() {
        assert!(Pixels::new(2, 2, Channels::Rgb, vec![0; 11]).is_none());
        assert!(Pixels::new(0, 2, Channels::Rgb, vec![]).is_none());
        assert!(Pixels::new(u32::MAX, u32::MAX, Channels::Rgba, vec![]).is_none());
        assert!(Pixels::new(2, 2, Channels::Rgb, vec![0; 12]).is_some());
    }

    #[test]
    fn a_part_is_what_lies_there_and_nothing_beyond_the_edge() {
        let six = Pixels::new(3, 2, Channels::Gray, vec![1, 2, 3, 4, 5, 6]).unwrap();

        let part = six.part((1, 0), (2, 2)).unwrap();

        assert_eq!(part.bytes(), [2, 3, 5, 6]);
        assert!(six.part((2, 0), (2, 1)).is_none());
        assert!(six.part((0, 1), (1, 2)).is_none());
    }

    #[test]
    fn opacity_goes_only_when_it_says_nothing() {
        let idle = Pixels::new(1, 1, Channels::Rgba, vec![1, 2, 3, 255]).unwrap();
        let used = Pixels::new(1, 1, Channels::Rgba, vec![1, 2, 3, 254]).unwrap();

        assert_eq!(idle.without_idle_alpha().bytes(), [1, 2, 3]);
        assert_eq!(used.without_idle_alpha().channels(), Channels::Rgba);
    }

    #[test]
    fn what_is_see_through_shows_the_paper() {
        let pixels = Pixels::new(2, 1, Channels::Rgba, vec![0, 0, 0, 0, 0, 100, 200, 255]).unwrap();

        assert_eq!(pixels.on_white().bytes(), [255, 255, 255, 0, 100, 200]);
    }
}
