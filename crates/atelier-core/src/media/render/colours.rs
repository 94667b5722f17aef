//! Colours: how decoded pixels become what is shown, upright and in the colours
//! of a screen.

use std::borrow::Cow;
use std::sync::OnceLock;

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
    channels: Channels,
    space: Space,
    to_srgb: ToScreen,
    /// The way to Display P3, found when a preset first asks for wide colours; none
    /// where sRGB has all colours of the picture.
    to_wide: OnceLock<Option<ToScreen>>,
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
            channels,
            space: source.space().clone(),
            to_srgb,
            to_wide: OnceLock::new(),
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
        let to_wide = match colours {
            preset::Colours::Wide => self.to_wide(),
            preset::Colours::Srgb => None,
        };
        match to_wide {
            Some(to_wide) => Picture {
                pixels: to_wide.apply(self.orientation.apply(pixels)),
                gamut: Gamut::DisplayP3,
            },
            None => Picture {
                pixels: self.show(pixels),
                gamut: Gamut::Srgb,
            },
        }
    }

    fn to_wide(&self) -> Option<&ToScreen> {
        let find = || ToScreen::find_wide(self.channels, &self.space);
        self.to_wide.get_or_init(find).as_ref()
    }
}
