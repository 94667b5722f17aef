//! Spaces: what a file says about the colours that its numbers stand for.
//!
//! Formats say it in four ways: a whole profile, code points of H.273, the
//! measures of the primaries, or the name of one well-known space. What is not
//! said is sRGB.

use moxcms::{
    Chromaticity, CicpColorPrimaries, ColorPrimaries, ColorProfile, ToneReprCurve, XyY,
    curve_from_gamma,
};

use super::tone::ToneDown;

/// What a file says about its colours.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Space {
    /// Nothing, or that they are sRGB.
    #[default]
    Srgb,
    /// Adobe RGB (1998), by name.
    AdobeRgb,
    /// An ICC profile, unchecked.
    Profile(Vec<u8>),
    /// Code points.
    Coded(CodePoints),
    /// Measured primaries and a gamma.
    Measured(Measured),
}

/// Primaries and transfer by their numbers in H.273.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePoints {
    /// Which red, green and blue.
    pub primaries: u8,
    /// Which curve from numbers to light.
    pub transfer: u8,
}

/// Primaries as x and y of CIE 1931, and a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The white, red, green and blue; none where only the curve is told.
    pub primaries: Option<[(f32, f32); 4]>,
    /// What numbers are raised to; none for the curve of sRGB.
    pub gamma: Option<f32>,
}

/// The white, red, green and blue of sRGB.
const SRGB: [(f32, f32); 4] = [(0.3127, 0.3290), (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)];

/// What primaries may be off by and still be meant for those of sRGB.
const NEAR: f32 = 0.002;

impl Space {
    /// Takes code points, if they say anything but sRGB.
    #[must_use]
    pub fn coded(primaries: u8, transfer: u8) -> Self {
        let points = CodePoints {
            primaries,
            transfer,
        };
        if points.profile().is_none() && ToneDown::find(points).is_none() {
            return Self::Srgb;
        }
        Self::Coded(points)
    }

    /// Takes measures, if they say anything but sRGB. With the primaries of sRGB
    /// a gamma of 2.2 is how many programs write its curve.
    #[must_use]
    pub fn measured(primaries: Option<[(f32, f32); 4]>, gamma: Option<f32>) -> Self {
        let near =
            |a: (f32, f32), b: (f32, f32)| (a.0 - b.0).abs() < NEAR && (a.1 - b.1).abs() < NEAR;
        let primaries = primaries.filter(|all| !all.iter().zip(SRGB).all(|(a, b)| near(*a, b)));
        let gamma = gamma.filter(|gamma| primaries.is_some() || (gamma - 2.2).abs() > 0.03);
        if primaries.is_none() && gamma.is_none() {
            return Self::Srgb;
        }
        Self::Measured(Measured { primaries, gamma })
    }
}

impl CodePoints {
    /// Returns the profile of these code points; none where they mean sRGB.
    ///
    /// The curves of television are written by programs that mean the curve of
    /// sRGB, and every viewer shows them so.
    pub(super) fn profile(self) -> Option<ColorProfile> {
        let gamma = match self.transfer {
            4 => Some(2.2),
            5 => Some(2.8),
            8 => Some(1.0),
            17 => Some(2.6),
            _ => None,
        };
        let primaries = primaries(self.primaries);
        if gamma.is_none() && primaries.is_none() {
            return None;
        }
        Some(shaped(primaries.unwrap_or(SRGB), gamma))
    }
}

impl Measured {
    /// Returns the profile of these measures, if they are any colours at all.
    pub(super) fn profile(self) -> Option<ColorProfile> {
        let primaries = self.primaries.unwrap_or(SRGB);
        let sane = primaries
            .iter()
            .all(|(x, y)| (0.0..=1.0).contains(x) && (0.001..=1.0).contains(y));
        let gamma = self.gamma.is_none_or(|gamma| (0.1..=10.0).contains(&gamma));
        (sane && gamma && has_area(primaries)).then(|| shaped(primaries, self.gamma))
    }
}

/// Tells whether red, green and blue are three colours and not a line.
fn has_area([_, red, green, blue]: [(f32, f32); 4]) -> bool {
    let twice = (green.0 - red.0) * (blue.1 - red.1) - (blue.0 - red.0) * (green.1 - red.1);
    twice.abs() > 0.001
}

/// Returns the white, red, green and blue of a code point that is not sRGB's.
fn primaries(code: u8) -> Option<[(f32, f32); 4]> {
    const D65: (f32, f32) = (0.3127, 0.3290);
    const C: (f32, f32) = (0.310, 0.316);
    let white = match code {
        4 | 8 => C,
        11 => (0.314, 0.351),
        5 | 6 | 7 | 9 | 12 | 22 => D65,
        _ => return None,
    };
    let rgb = ColorPrimaries::try_from(CicpColorPrimaries::try_from(code).ok()?).ok()?;
    let point = |colour: Chromaticity| (colour.x, colour.y);
    Some([white, point(rgb.red), point(rgb.green), point(rgb.blue)])
}

/// Builds a profile of three primaries and one curve.
fn shaped([white, red, green, blue]: [(f32, f32); 4], gamma: Option<f32>) -> ColorProfile {
    let mut profile = ColorProfile::new_srgb();
    let white = XyY::new(f64::from(white.0), f64::from(white.1), 1.0);
    let point = |(x, y)| Chromaticity::new(x, y);
    let (red, green, blue) = (point(red), point(green), point(blue));
    profile.update_rgb_colorimetry(white, ColorPrimaries { red, green, blue });
    if let Some(gamma) = gamma {
        let curve: ToneReprCurve = curve_from_gamma(gamma);
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_srgb_is_srgb() {
        for (primaries, transfer) in [(1, 13), (1, 1), (2, 2), (1, 2), (0, 0), (200, 200)] {
            assert_eq!(
                Space::coded(primaries, transfer),
                Space::Srgb,
                "{primaries}/{transfer}"
            );
        }
        let published = [(0.3127, 0.329), (0.64, 0.33), (0.3, 0.6), (0.15, 0.06)];
        assert_eq!(Space::measured(Some(published), Some(2.2)), Space::Srgb);
        assert_eq!(Space::measured(None, Some(1.0 / 0.45455)), Space::Srgb);
    }

    #[test]
    fn measures_that_are_no_colours_have_no_profile() {
        let line = [(0.3127, 0.329), (0.1, 0.1), (0.2, 0.2), (0.3, 0.3)];
        let nought = [(0.0, 0.0); 4];

        for primaries in [line, nought] {
            let measured = Measured {
                primaries: Some(primaries),
                gamma: None,
            };
            assert!(measured.profile().is_none(), "{primaries:?}");
        }
    }
}
