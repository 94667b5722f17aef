//! Colours: how decoded pixels become what is shown, upright and in the colours
//! of a screen.

use std::borrow::Cow;

use super::Note;
use crate::domain::preset;
use crate::media::colour::{Gamut, Space, ToScreen};
use crate::media::decode::Source;
use crate::media::orientation::Orientation;
use crate::media::pixels::{Channels, Pixels};

/// A finished picture, and which colours its numbers mean.
pub(super) struct Picture {
    pub(super) pixels: Pixels,
    pub(super) gamut: Gamut,
}

impl Picture {
    /// Returns the bytes that its pixels take.
    pub(super) fn len(&self) -> usize {
        self.pixels.bytes().len()
    }

    /// Returns the picture in sRGB.
    pub(super) fn in_srgb(&self) -> Cow<'_, Pixels> {
        match self.gamut {
            Gamut::Srgb => Cow::Borrowed(&self.pixels),
            wide => Cow::Owned(wide.to_srgb(self.pixels.clone())),
        }
    }
}

/// How decoded pixels become what is shown.
pub(super) struct Colours {
    orientation: Orientation,
    to_srgb: ToScreen,
    /// The way to Display P3; none where sRGB has all colours of the picture.
    to_wide: Option<ToScreen>,
    pub(super) notes: Vec<Note>,
}

impl Colours {
    pub(super) fn of(source: &Source<'_>, channels: Channels) -> Self {
        let to_srgb = ToScreen::find(channels, source.space());
        let mut notes = Vec::new();
        if source.is_moving() {
            notes.push(Note::FirstFrameOnly);
        }
        if source.has_more_pages() {
            notes.push(Note::FirstPageOnly);
        }
        if to_srgb.ignored_profile() {
            notes.push(Note::ProfileIgnored);
        }
        if channels == Channels::Cmyk && *source.space() == Space::Srgb {
            notes.push(Note::InksWithoutProfile);
        }
        Self {
            orientation: source.orientation(),
            to_srgb,
            to_wide: ToScreen::find_wide(channels, source.space()),
            notes,
        }
    }

    /// Tells whether what is shown is what the file holds.
    pub(super) fn change_nothing(&self) -> bool {
        self.orientation == Orientation::Upright && self.to_srgb.is_idle() && self.notes.is_empty()
    }

    /// Returns the picture upright in sRGB.
    pub(super) fn show(&self, pixels: Pixels) -> Pixels {
        self.to_srgb.apply(self.orientation.apply(pixels))
    }

    /// Returns the picture upright in the colours that a preset allows.
    pub(super) fn show_as(&self, pixels: Pixels, colours: preset::Colours) -> Picture {
        match &self.to_wide {
            Some(to_wide) if colours == preset::Colours::Wide => Picture {
                pixels: to_wide.apply(self.orientation.apply(pixels)),
                gamut: Gamut::DisplayP3,
            },
            _ => Picture {
                pixels: self.show(pixels),
                gamut: Gamut::Srgb,
            },
        }
    }
}
