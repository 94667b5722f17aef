//! Looks: what a picture looks like, in few numbers that pictures can be found
//! and compared by.

use serde::{Deserialize, Serialize};

/// What a picture looks like.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// What it is compared by; none for a picture that shows nothing, such as
    /// an empty page.
    pub likeness: Option<Likeness>,
    /// Its main colours, the one that fills most of it first.
    pub palette: Vec<Swatch>,
}

/// Sixty-four bits that hardly change when a picture is encoded again, made
/// smaller or a little brighter, and that differ between pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Likeness(pub u64);

impl Likeness {
    /// The most bits in which copies of one picture differ, measured on the
    /// rooms of the demonstration: copies made by encoding again, resizing,
    /// brightening and cutting two per cent off differ in at most 4 bits,
    /// different rooms in at least 20. The same view in other light may be near,
    /// and a person is asked.
    pub const NEAR: u32 = 8;

    /// Counts the bits in which two pictures differ: 0 to 64.
    #[must_use]
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// One of a picture's main colours, in OKLab.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Swatch {
    /// Lightness: 0 is black, 1 is white.
    pub l: f32,
    /// From green to red.
    pub a: f32,
    /// From blue to yellow.
    pub b: f32,
    /// The share of the picture that it stands for, 0 to 1.
    pub weight: f32,
}
