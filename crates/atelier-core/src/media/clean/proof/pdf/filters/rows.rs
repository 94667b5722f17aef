//! Rows written as differences to their neighbours.

use super::{Packed, Step};

/// How long a row may be.
const LONGEST: usize = 1 << 20;

/// What a filter says of its rows.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::media::clean::proof::pdf) struct Shape {
    pub(super) predictor: usize,
    pub(super) colours: usize,
    pub(super) bits: usize,
    pub(super) columns: usize,
}

/// Adds the differences up again.
pub(super) struct Rows {
    /// Whether each row says how it is written.
    is_told: bool,
    pixel: usize,
    above: Vec<u8>,
}

impl Rows {
    /// Returns nothing, when there are no differences.
    pub(super) fn of(shape: Shape) -> Option<Self> {
        let is_told = shape.predictor >= 10;
        if !is_told && (shape.predictor != 2 || shape.bits != 8) {
            return None;
        }
        let bits = shape.bits.checked_mul(shape.colours)?;
        let row = bits.checked_mul(shape.columns)?.div_ceil(8);
        (1..=LONGEST).contains(&row).then(|| Self {
            is_told,
            pixel: bits.div_ceil(8).max(1),
            above: vec![0; row],
        })
    }
}

impl Step for Rows {
    fn step(&mut self, packed: &mut Packed<'_>, out: &mut Vec<u8>) -> Option<()> {
        let kind = match self.is_told {
            true => packed.next()?,
            false => 1,
        };
        let mut row: Vec<u8> = Vec::with_capacity(self.above.len());
        let mut has_ended = false;
        for (at, up) in self.above.iter().enumerate() {
            let Some(difference) = packed.next() else {
                has_ended = true;
                break;
            };
            let back = at.checked_sub(self.pixel);
            let of = |line: &[u8]| back.and_then(|at| line.get(at)).copied().unwrap_or(0);
            let (left, corner) = (of(&row), of(&self.above));
            let guess = match kind {
                1 => left,
                2 => *up,
                3 => u8::midpoint(left, *up),
                4 => nearest(left, *up, corner),
                _ => 0,
            };
            row.push(difference.wrapping_add(guess));
        }
        out.extend_from_slice(&row);
        row.resize(self.above.len(), 0);
        self.above = row;
        (!has_ended).then_some(())
    }
}

/// Returns the neighbour that is nearest to left plus up less corner.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, up, corner].map(i16::from);
    let (to_left, to_up, to_corner) = ((b - c).abs(), (a - c).abs(), (a + b - c - c).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}
