//! Colour: from whatever space a picture came in to sRGB, or to Display P3 for
//! who keeps wide colours.
//!
//! The work is done after resizing, when there is little left to do. A profile
//! that cannot be used is not a reason to refuse a picture: it is shown as
//! sRGB, and that is said.

mod black;
mod curve;
mod gamut;
mod gray;
mod remembered;
mod space;
mod tone;

use std::sync::Arc;

use moxcms::{
    CmsError, ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformExecutor,
    TransformOptions,
};

pub use gamut::Gamut;
pub use space::{CodePoints, Measured, Space};
pub use tone::ToneDown;

use super::pixels::{Channels, Pixels};

/// The way from one picture's colours to those of the screen, found once and walked for each
/// of its variants.
#[derive(Clone)]
pub struct ToScreen {
    transform: Option<Arc<Transform8BitExecutor>>,
    /// The profile is there but was not used.
    ignored_profile: bool,
}

impl ToScreen {
    /// Finds the way from a picture's channels and what its file says of them.
    #[must_use]
    pub fn find(channels: Channels, space: &Space) -> Self {
        if *space == Space::Srgb {
            return Self {
                transform: None,
                ignored_profile: false,
            };
        }
        remembered::WAYS.way(channels, space, Self::search)
    }

    fn search(channels: Channels, space: &Space) -> Self {
        let Some(transform) = transform(channels, space, Gamut::Srgb) else {
            return Self {
                transform: None,
                ignored_profile: true,
            };
        };
        let needed = channels == Channels::Cmyk || changes_colours(&*transform, channels);
        Self {
            transform: needed.then_some(transform),
            ignored_profile: false,
        }
    }

    /// Finds the way to Display P3; none for pictures whose space has no colour
    /// that sRGB lacks, and for gray and ink.
    #[must_use]
    pub fn find_wide(channels: Channels, space: &Space) -> Option<Self> {
        if *space == Space::Srgb || !matches!(channels, Channels::Rgb | Channels::Rgba) {
            return None;
        }
        let transform = transform(channels, space, Gamut::DisplayP3)?;
        if !gamut::is_beyond_srgb(&*transform, channels) {
            return None;
        }
        let needed = changes_colours(&*transform, channels);
        Some(Self {
            transform: needed.then_some(transform),
            ignored_profile: false,
        })
    }

    /// Tells whether a profile was there but broken or of another kind than
    /// the picture.
    #[must_use]
    pub fn ignored_profile(&self) -> bool {
        self.ignored_profile
    }

    /// Tells whether colours stay as they are.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.transform.is_none()
    }

    /// Returns the picture in the screen's colours, as RGB or RGBA.
    #[must_use]
    pub fn apply(&self, pixels: Pixels) -> Pixels {
        let Some(transform) = &self.transform else {
            return as_rgb(pixels);
        };
        let pixels = if pixels.channels() == Channels::Gray {
            as_rgb(pixels)
        } else {
            pixels
        };
        let to = if pixels.channels() == Channels::Rgba {
            Channels::Rgba
        } else {
            Channels::Rgb
        };
        let size = pixels.width() as usize * pixels.height() as usize;
        let mut bytes = vec![0; size * to.count()];
        if transform.transform(pixels.bytes(), &mut bytes).is_err() {
            return as_rgb(pixels);
        }
        let converted = Pixels::new(pixels.width(), pixels.height(), to, bytes);
        converted.unwrap_or_else(|| as_rgb(pixels))
    }
}

/// Builds the transform, if the space can be understood and fits the channels.
/// What is brighter than white, and gray, is shown in sRGB alone.
fn transform(
    channels: Channels,
    space: &Space,
    gamut: Gamut,
) -> Option<Arc<Transform8BitExecutor>> {
    let profile = match space {
        Space::Srgb => ColorProfile::new_srgb(),
        Space::AdobeRgb => ColorProfile::new_adobe_rgb(),
        Space::Profile(bytes) => ColorProfile::new_from_slice(bytes).ok()?,
        Space::Measured(measured) => measured.profile()?,
        Space::Coded(points) => match ToneDown::find(*points) {
            Some(_) if gamut != Gamut::Srgb => return None,
            Some(tone) => return Some(Arc::new(Toned { tone, channels })),
            None => points.profile()?,
        },
    };
    let (from, to) = match (channels, profile.color_space) {
        // A gray picture with an RGB profile is common; it is gray in that space.
        (Channels::Gray | Channels::Rgb, DataColorSpace::Rgb) => (Layout::Rgb, Layout::Rgb),
        (Channels::Rgba, DataColorSpace::Rgb) => (Layout::Rgba, Layout::Rgba),
        (Channels::Cmyk, DataColorSpace::Cmyk) => (Layout::Rgba, Layout::Rgb),
        (Channels::Gray | Channels::Rgba, DataColorSpace::Gray) if gamut == Gamut::Srgb => {
            return gray::shown(&profile, channels);
        }
        _ => return None,
    };
    let options = TransformOptions::default();
    let transform = profile
        .create_transform_8bit(from, &gamut.profile(), to, options)
        .ok()?;
    if channels == Channels::Cmyk {
        return black::stretched(&profile, transform);
    }
    Some(transform)
}

/// Brings a picture with more light than a screen shows down to it.
struct Toned {
    tone: ToneDown,
    channels: Channels,
}

impl TransformExecutor<u8> for Toned {
    fn transform(&self, src: &[u8], dst: &mut [u8]) -> Result<(), CmsError> {
        each_colour(self.channels, src, dst, |rgb| {
            self.tone.show(rgb.map(|number| f32::from(number) / 255.0))
        });
        Ok(())
    }
}

/// Changes every colour and leaves opacity as it is.
fn each_colour(
    channels: Channels,
    src: &[u8],
    dst: &mut [u8],
    change: impl Fn([u8; 3]) -> [u8; 3],
) {
    if channels == Channels::Rgba {
        let pixels = src
            .as_chunks::<4>()
            .0
            .iter()
            .zip(dst.as_chunks_mut::<4>().0);
        for ([r, g, b, a], into) in pixels {
            let [r, g, b] = change([*r, *g, *b]);
            *into = [r, g, b, *a];
        }
    } else {
        let pixels = src
            .as_chunks::<3>()
            .0
            .iter()
            .zip(dst.as_chunks_mut::<3>().0);
        for (rgb, into) in pixels {
            *into = change(*rgb);
        }
    }
}

/// Tells whether a transform moves any colour of a coarse cube by more than
/// rounding: most photos say "sRGB" at length and need no work.
fn changes_colours(transform: &Transform8BitExecutor, channels: Channels) -> bool {
    let cube = cube(channels);
    let mut converted = vec![0; cube.len()];
    transform.transform(&cube, &mut converted).is_err()
        || cube.iter().zip(&converted).any(|(a, b)| a.abs_diff(*b) > 1)
}

/// Returns every colour of a coarse cube.
fn cube(channels: Channels) -> Vec<u8> {
    let steps = (0..=255u8).step_by(17);
    let mut cube = Vec::new();
    for r in steps.clone() {
        for g in steps.clone() {
            for b in steps.clone() {
                match channels {
                    Channels::Gray => cube.extend([r, r, r]),
                    Channels::Rgba => cube.extend([r, g, b, 255]),
                    _ => cube.extend([r, g, b]),
                }
            }
        }
    }
    cube
}

/// Writes the same colours as RGB or RGBA, without any profile.
fn as_rgb(pixels: Pixels) -> Pixels {
    match pixels.channels() {
        Channels::Rgb | Channels::Rgba => pixels,
        Channels::Gray => pixels.map(Channels::Rgb, |[light]: [u8; 1]| [light; 3]),
        Channels::Cmyk => pixels.map(Channels::Rgb, |[c, m, y, k]: [u8; 4]| {
            [c, m, y].map(|ink| unprinted(ink, k))
        }),
    }
}

/// Returns the light that two inks leave on paper, if inks were ideal.
fn unprinted(ink: u8, black: u8) -> u8 {
    let (ink, black) = (255 - u32::from(ink), 255 - u32::from(black));
    ((ink * black + 127) / 255) as u8
}

#[cfg(test)]
pub(in crate::media) mod judged;

#[cfg(test)]
mod tests {
    use super::*;

    fn one(channels: Channels, bytes: &[u8]) -> Pixels {
        Pixels::new(1, 1, channels, bytes.to_vec()).unwrap()
    }

    fn profile(profile: &ColorProfile) -> Space {
        Space::Profile(profile.encode().unwrap())
    }

    #[test]
    fn display_p3_becomes_srgb() {
        let p3 = profile(&ColorProfile::new_display_p3());
        let way = ToScreen::find(Channels::Rgb, &p3);

        let shown = way.apply(one(Channels::Rgb, &[180, 60, 60]));

        // Computed from the primaries of both spaces: 195.5, 46.6, 54.1.
        assert!(!way.ignored_profile());
        for (got, expected) in shown.bytes().iter().zip([196, 47, 54]) {
            assert!(got.abs_diff(expected) <= 2, "{:?}", shown.bytes());
        }
    }

    #[test]
    fn adobe_rgb_keeps_its_opacity() {
        let adobe = profile(&ColorProfile::new_adobe_rgb());
        let way = ToScreen::find(Channels::Rgba, &adobe);

        let shown = way.apply(one(Channels::Rgba, &[100, 150, 100, 77]));

        assert_eq!(shown.bytes()[3], 77);
        assert!(shown.bytes()[0] < 80, "{:?}", shown.bytes());
    }

    #[test]
    fn srgb_spelled_out_costs_nothing_and_changes_nothing() {
        let srgb = profile(&ColorProfile::new_srgb());
        let way = ToScreen::find(Channels::Rgb, &srgb);

        assert!(way.transform.is_none());
        assert_eq!(way.apply(one(Channels::Rgb, &[1, 2, 3])).bytes(), [1, 2, 3]);
    }

    #[test]
    fn a_broken_profile_is_said_and_srgb_assumed() {
        for broken in [&b"no profile"[..], &[0; 400]] {
            let way = ToScreen::find(Channels::Rgb, &Space::Profile(broken.to_vec()));

            assert!(way.ignored_profile());
            assert_eq!(way.apply(one(Channels::Rgb, &[9, 8, 7])).bytes(), [9, 8, 7]);
        }
    }

    #[test]
    fn a_profile_of_another_kind_is_not_used() {
        let gray = profile(&ColorProfile::new_gray_with_gamma(2.2));

        assert!(ToScreen::find(Channels::Rgb, &gray).ignored_profile());
        assert!(ToScreen::find(Channels::Cmyk, &gray).ignored_profile());
    }

    #[test]
    fn gray_with_a_gray_profile_becomes_lighter_or_darker_gray() {
        let linear = profile(&ColorProfile::new_gray_with_gamma(1.0));
        let way = ToScreen::find(Channels::Gray, &linear);

        let shown = way.apply(one(Channels::Gray, &[55]));

        // Linear 55/255 is 0.216, which sRGB writes as 128.
        assert_eq!(shown.channels(), Channels::Rgb);
        assert!(
            shown.bytes().iter().all(|light| light.abs_diff(128) <= 2),
            "{:?}",
            shown.bytes()
        );
    }

    #[test]
    fn ink_without_a_profile_is_still_the_right_colour() {
        let way = ToScreen::find(Channels::Cmyk, &Space::Srgb);
        let shown = |inks: [u8; 4]| way.apply(one(Channels::Cmyk, &inks)).bytes().to_vec();

        assert_eq!(shown([0, 0, 0, 0]), [255, 255, 255]);
        assert_eq!(shown([0, 255, 255, 0]), [255, 0, 0]);
        assert_eq!(shown([0, 0, 0, 255]), [0, 0, 0]);
    }

    #[test]
    fn ink_with_a_profile_is_the_colour_that_the_press_prints() {
        let way = ToScreen::find(Channels::Cmyk, &Space::Profile(gray_press()));
        let shown = |inks: [u8; 4]| way.apply(one(Channels::Cmyk, &inks)).bytes().to_vec();

        assert!(!way.ignored_profile());
        assert!(shown([0, 0, 0, 0]).iter().all(|light| *light > 250));
        // L* of 76.5 is 189 in sRGB, whatever the ink is called.
        let magenta = shown([0, 255, 0, 0]);
        assert!(
            magenta.iter().all(|light| light.abs_diff(189) <= 3),
            "{magenta:?}"
        );
        // All inks together leave L* of 6, which is the screen's black.
        assert!(shown([255; 4]).iter().all(|light| *light <= 1));
    }

    /// A profile of a press whose four inks are all the same gray.
    fn gray_press() -> Vec<u8> {
        let ramp: Vec<u8> = (0..=255).collect();
        let one = 0x0001_0000_u32.to_be_bytes();
        let none = [0; 4];
        let corners = (0..16_u8).flat_map(|inks| [255 - 60 * inks.count_ones() as u8, 128, 128]);
        let table = [
            &b"mft1\0\0\0\0\x04\x03\x02\0"[..],
            &[one, none, none, none, one, none, none, none, one].concat(),
            &ramp.repeat(4),
            &corners.collect::<Vec<u8>>(),
            &ramp.repeat(3),
        ]
        .concat();

        let mut header = vec![0; 128];
        header[8..12].copy_from_slice(&[2, 0x40, 0, 0]);
        header[12..24].copy_from_slice(b"prtrCMYKLab ");
        header[36..40].copy_from_slice(b"acsp");
        header[68..80].copy_from_slice(&[0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D]);
        let tags = [&1_u32.to_be_bytes()[..], b"A2B0", &144_u32.to_be_bytes()];
        let mut profile = [
            &header,
            &tags.concat(),
            &(table.len() as u32).to_be_bytes()[..],
            &table,
        ]
        .concat();
        let size = profile.len() as u32;
        profile[..4].copy_from_slice(&size.to_be_bytes());
        profile
    }
}
