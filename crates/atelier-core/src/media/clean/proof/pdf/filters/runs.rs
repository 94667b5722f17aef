//! Runs: a byte says how many bytes follow, or how often the next one counts.

use super::{Packed, Step};

/// Undoes runs, up to 128.
pub(super) struct Runs;

impl Step for Runs {
    fn step(&mut self, packed: &mut Packed<'_>, out: &mut Vec<u8>) -> Option<()> {
        let len = usize::from(packed.next().filter(|len| *len != 128)?);
        if len < 128 {
            for _ in 0..=len {
                out.push(packed.next()?);
            }
        } else {
            let byte = packed.next()?;
            out.resize(out.len() + 257 - len, byte);
        }
        Some(())
    }
}
