//! LZW as PDF and TIFF write it: codes of nine to twelve bits, most
//! significant bit first.

use super::BOMB;
use crate::media::clean::Broken;

const CLEAR: usize = 256;
const END: usize = 257;
const MOST_CODES: usize = 4096;

/// Unpacks; a missing end is forgiven.
pub(super) fn undo(bytes: &[u8], is_early: bool, limit: usize) -> Result<Vec<u8>, Broken> {
    let mut plain: Vec<u8> = Vec::new();
    // Each code of the table stands for a piece of what was written already.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let mut bits = Bits { bytes, at: 0 };
    loop {
        let known = END + 1 + table.len() + usize::from(is_early);
        let width = match known {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        let Some(code) = bits.next(width).filter(|code| *code != END) else {
            return Ok(plain);
        };
        if code == CLEAR {
            table.clear();
            last = None;
            continue;
        }
        let start = plain.len();
        if let Ok(byte) = u8::try_from(code) {
            plain.push(byte);
        } else {
            let piece = table.get(code - END - 1).copied();
            // The code that is about to be made: the last piece and its first byte.
            let grown = last.map(|(at, len)| (at, len + 1));
            let Some((at, len)) = piece.or(grown) else {
                return Err(Broken("a part of it cannot be unpacked"));
            };
            for from in at..at + len {
                let byte = plain.get(from).copied().unwrap_or_default();
                plain.push(byte);
            }
        }
        if plain.len() > limit {
            return Err(BOMB);
        }
        if let Some((at, len)) = last
            && END + 1 + table.len() < MOST_CODES
        {
            table.push((at, len + 1));
        }
        last = Some((start, plain.len() - start));
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn next(&mut self, width: usize) -> Option<usize> {
        let first = self.at / 8;
        let window = self.bytes.get(first..)?;
        let three = (0..3).fold(0_usize, |value, i| {
            value << 8 | usize::from(window.get(i).copied().unwrap_or_default())
        });
        if self.at + width > self.bytes.len() * 8 {
            return None;
        }
        let shift = 24 - self.at % 8 - width;
        self.at += width;
        Some(three >> shift & ((1 << width) - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_unpacks() {
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];

        let plain = undo(&packed, true, 100).expect("unpacks");

        assert_eq!(plain, [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
    }

    #[test]
    fn what_grows_past_its_limit_is_refused() {
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];

        assert_eq!(undo(&packed, true, 5), Err(BOMB));
    }
}
