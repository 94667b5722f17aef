//! Rows written as differences to their neighbours.

use crate::media::pdf::object::{Dict, Object};

/// Adds the differences up again.
pub(super) fn undo(plain: Vec<u8>, settings: &Dict<'_>) -> Option<Vec<u8>> {
    let number = |key: &[u8], usual| {
        let given = settings.get(key).and_then(Object::as_size);
        given.unwrap_or(usual)
    };
    let kind = number(b"Predictor", 1);
    if kind < 2 {
        return Some(plain);
    }
    let bits = number(b"BitsPerComponent", 8);
    let colours = number(b"Colors", 1);
    let pixel = bits.checked_mul(colours)?.div_ceil(8).max(1);
    let row = bits
        .checked_mul(colours)?
        .checked_mul(number(b"Columns", 1))?
        .div_ceil(8);
    if row == 0 || pixel > row {
        return None;
    }
    if kind == 2 {
        return (bits == 8).then(|| tiff(plain, pixel, row));
    }
    Some(png(&plain, pixel, row))
}

fn tiff(mut plain: Vec<u8>, pixel: usize, row: usize) -> Vec<u8> {
    for line in plain.chunks_mut(row) {
        for at in pixel..line.len() {
            let left = line.get(at - pixel).copied().unwrap_or_default();
            if let Some(byte) = line.get_mut(at) {
                *byte = byte.wrapping_add(left);
            }
        }
    }
    plain
}

fn png(packed: &[u8], pixel: usize, row: usize) -> Vec<u8> {
    let mut plain = Vec::with_capacity(packed.len());
    let mut above = vec![0_u8; row];
    for line in packed.chunks(row + 1) {
        let Some((kind, differences)) = line.split_first() else {
            break;
        };
        let mut current = vec![0_u8; row];
        for (at, difference) in differences.iter().enumerate() {
            let back = at.checked_sub(pixel);
            let take = |line: &[u8], at: Option<usize>| {
                at.and_then(|at| line.get(at)).copied().unwrap_or_default()
            };
            let (left, up) = (take(&current, back), take(&above, Some(at)));
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, take(&above, back)),
                _ => 0,
            };
            if let Some(byte) = current.get_mut(at) {
                *byte = difference.wrapping_add(guess);
            }
        }
        plain.extend_from_slice(current.get(..differences.len()).unwrap_or_default());
        above = current;
    }
    plain
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |byte: u8| (guess - i16::from(byte)).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}
