//! How much a picture's looks matter, and what follows for its colours.

use crate::media::encode::content::Content;

/// Pictures whose neighbouring colours differ by more keep the colour of each
/// pixel. With one for four, no quality brings such a picture to a score of 75.
const MUCH_COLOUR: f64 = 4.5;

/// The same where fine loss shows: for a quick search, for what is no photo, and for
/// whatever shall look its finest.
const SOME_COLOUR: f64 = 3.5;

/// How well a picture shall look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::media::encode) enum Care {
    Usual,
    /// Fine loss of colour shows.
    Fine,
    /// Next to nothing is forgiven.
    Finest,
}

impl Care {
    /// Returns what a nominal quality takes.
    pub(super) fn of_quality(quality: u8) -> Self {
        match quality {
            ..75 => Self::Usual,
            75..93 => Self::Fine,
            _ => Self::Finest,
        }
    }

    /// Returns what a score takes.
    pub(in crate::media::encode) fn of_score(score: f64) -> Self {
        match score {
            ..72.0 => Self::Usual,
            72.0..90.0 => Self::Fine,
            _ => Self::Finest,
        }
    }

    /// Returns by how much colours may differ that four pixels share: photos that are
    /// searched well are smaller with shared colours up to a score of about 90, other
    /// pictures look worse before.
    pub(super) fn bearable(self, content: Content) -> f64 {
        match (self, content) {
            (Self::Usual, _) | (Self::Fine, Content::Photo) => MUCH_COLOUR,
            (Self::Fine | Self::Finest, _) => SOME_COLOUR,
        }
    }

    /// Returns the same for a quick search.
    pub(super) fn bearable_quickly(self) -> f64 {
        match self {
            Self::Usual => MUCH_COLOUR,
            Self::Fine | Self::Finest => SOME_COLOUR,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_photo_keeps_the_colour_of_each_pixel_sooner() {
        for (care, other, photo) in [
            (Care::of_score(71.9), MUCH_COLOUR, MUCH_COLOUR),
            (Care::of_score(72.0), SOME_COLOUR, MUCH_COLOUR),
            (Care::of_score(89.9), SOME_COLOUR, MUCH_COLOUR),
            (Care::of_score(90.0), SOME_COLOUR, SOME_COLOUR),
        ] {
            let bearable = [Content::Drawing, Content::Smooth, Content::Photo];
            let bearable = bearable.map(|content| care.bearable(content));
            assert_eq!(bearable, [other, other, photo], "{care:?}");
        }
    }
}
