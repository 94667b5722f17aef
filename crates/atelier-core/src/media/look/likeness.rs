//! Likeness: which of a picture's slowest waves are above the middle.
//!
//! The picture is made gray and 32 by 32, and a cosine transform says how much
//! of each wave is in it. The 64 slowest, without the mean, are compared with
//! their median, one bit each: encoding, size and brightness move them all
//! together, what is to be seen moves them apart.

use crate::domain::look::Likeness;
use crate::media::pixels::{Channels, Pixels};
use crate::media::resize;

const SIDE: usize = 32;
/// Waves along a side, the flat one included.
const WAVES: usize = 11;
/// The strongest wave of a picture that shows nothing, in steps of 255.
const NOTHING: f32 = 1.5;

/// Returns the likeness of a picture in RGB; none if it shows nothing.
pub(super) fn of(pixels: &Pixels) -> Option<Likeness> {
    let gray = match pixels.channels() {
        Channels::Rgb => pixels.map(Channels::Gray, |[r, g, b]: [u8; 3]| {
            let light = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
            [((light + 500) / 1000) as u8]
        }),
        _ => return None,
    };
    let full = (f64::from(gray.width()), f64::from(gray.height()));
    let small = resize::middle(&gray, full, (SIDE as u32, SIDE as u32))?;
    let waves = waves(small.bytes());
    let mut sorted = waves;
    sorted.sort_by(f32::total_cmp);
    let strongest = sorted[0].abs().max(sorted[63].abs());
    if strongest < NOTHING {
        return None;
    }
    let median = (sorted[31] + sorted[32]) / 2.0;
    let bits = waves
        .iter()
        .fold(0, |bits, wave| bits << 1 | u64::from(*wave > median));
    Some(Likeness(bits))
}

/// Measures the 64 slowest waves, from the slowest diagonal to the fastest.
fn waves(gray: &[u8]) -> [f32; 64] {
    let mut across = [[0.0_f32; WAVES]; SIDE];
    for (sums, row) in across.iter_mut().zip(gray.chunks(SIDE)) {
        for (wave, sum) in sums.iter_mut().enumerate() {
            let samples = row.iter().enumerate();
            *sum = samples
                .map(|(x, light)| f32::from(*light) * cosine(wave, x))
                .sum();
        }
    }
    let mut found = [0.0; 64];
    let both = (1..WAVES).flat_map(|sum| (0..=sum).map(move |down| (sum - down, down)));
    for (found, (right, down)) in found.iter_mut().zip(both) {
        let rows = across.iter().enumerate();
        let sum: f32 = rows.map(|(y, row)| row[right] * cosine(down, y)).sum();
        *found = sum / (SIDE * SIDE) as f32;
    }
    found
}

fn cosine(wave: usize, at: usize) -> f32 {
    let turn = std::f32::consts::PI * wave as f32 * (at as f32 + 0.5) / SIDE as f32;
    turn.cos()
}

#[cfg(test)]
mod tests;
