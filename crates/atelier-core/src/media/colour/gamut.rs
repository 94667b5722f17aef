//! Gamut: which red, green and blue the numbers of a finished picture mean.

use moxcms::{ColorProfile, Transform8BitExecutor};

use super::space::CodePoints;
use super::{Space, ToScreen, cube, tone};
use crate::media::pixels::{Channels, Pixels};

/// What a colour may lie outside of sRGB by and still be rounding, in light.
const ROUNDING: f32 = 0.01;

/// The colours of a finished picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gamut {
    /// sRGB: what every screen shows, and what a picture means that says nothing.
    #[default]
    Srgb,
    /// Display P3, with the curve of sRGB.
    DisplayP3,
}

impl Gamut {
    /// Returns its primaries and its curve by their numbers in H.273.
    #[must_use]
    pub fn code_points(self) -> CodePoints {
        let primaries = match self {
            Self::Srgb => 1,
            Self::DisplayP3 => 12,
        };
        CodePoints {
            primaries,
            transfer: 13,
        }
    }

    /// Returns a finished picture in sRGB.
    #[must_use]
    pub fn to_srgb(self, pixels: Pixels) -> Pixels {
        match self {
            Self::Srgb => pixels,
            wide => {
                let space = Space::Coded(wide.code_points());
                ToScreen::find(pixels.channels(), &space).apply(pixels)
            }
        }
    }

    pub(super) fn profile(self) -> ColorProfile {
        match self {
            Self::Srgb => ColorProfile::new_srgb(),
            Self::DisplayP3 => ColorProfile::new_display_p3(),
        }
    }
}

/// Tells whether a way to Display P3 leads any colour out of sRGB.
pub(super) fn is_beyond_srgb(to_p3: &Transform8BitExecutor, channels: Channels) -> bool {
    let cube = cube(channels);
    let mut numbers = vec![0; cube.len()];
    if to_p3.transform(&cube, &mut numbers).is_err() {
        return false;
    }
    let [red, green, blue] = tone::to_srgb_primaries(Gamut::DisplayP3.code_points().primaries);
    let within = -ROUNDING..=1.0 + ROUNDING;
    numbers.chunks_exact(channels.count()).any(|pixel| {
        let [r, g, b] = [0, 1, 2].map(|at| {
            let number = pixel.get(at).copied().unwrap_or_default();
            tone::light_of(f32::from(number) / 255.0)
        });
        [red, green, blue]
            .iter()
            .any(|[from_red, from_green, from_blue]| {
                let light = from_red * r + from_green * g + from_blue * b;
                !within.contains(&light)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(profile: &ColorProfile) -> Space {
        Space::Profile(profile.encode().unwrap())
    }

    #[test]
    fn only_spaces_with_more_colours_than_srgb_are_wide() {
        let wide = [
            profile(&ColorProfile::new_display_p3()),
            profile(&ColorProfile::new_adobe_rgb()),
            profile(&ColorProfile::new_pro_photo_rgb()),
            Space::AdobeRgb,
            Space::coded(9, 1),
            Space::coded(12, 13),
        ];
        let narrow = [
            Space::Srgb,
            profile(&ColorProfile::new_srgb()),
            profile(&ColorProfile::new_gray_with_gamma(2.2)),
            Space::Profile(b"no profile".to_vec()),
            Space::measured(None, Some(1.8)),
            Space::coded(9, 16),
        ];

        for space in wide {
            assert!(
                ToScreen::find_wide(Channels::Rgb, &space).is_some(),
                "{space:?}"
            );
            assert!(ToScreen::find_wide(Channels::Gray, &space).is_none());
        }
        for space in narrow {
            assert!(
                ToScreen::find_wide(Channels::Rgb, &space).is_none(),
                "{space:?}"
            );
        }
    }

    #[test]
    fn what_is_in_display_p3_stays_as_it_is_and_becomes_srgb_for_who_asks() {
        let p3 = profile(&ColorProfile::new_display_p3());
        let way = ToScreen::find_wide(Channels::Rgb, &p3).unwrap();
        let pixel = Pixels::new(1, 1, Channels::Rgb, vec![180, 60, 60]).unwrap();

        assert!(way.is_idle());
        let srgb = Gamut::DisplayP3.to_srgb(pixel);
        for (got, expected) in srgb.bytes().iter().zip([196, 47, 54]) {
            assert!(got.abs_diff(expected) <= 2, "{:?}", srgb.bytes());
        }
    }
}
