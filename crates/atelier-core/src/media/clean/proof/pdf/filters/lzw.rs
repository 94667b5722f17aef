//! LZW: codes of nine to twelve bits, each of which stands for an older one and a
//! byte.

use super::{Packed, Step};

const CLEAR: u16 = 256;
const END: u16 = 257;
const MOST_CODES: usize = 4096;

pub(super) struct Lzw {
    is_late: bool,
    /// From code 258 on: the code that each continues, and by which byte.
    table: Vec<(u16, u8)>,
    last: Option<u16>,
    bits: u32,
    count: u32,
}

impl Lzw {
    pub(super) fn new(is_late: bool) -> Self {
        Self {
            is_late,
            table: Vec::new(),
            last: None,
            bits: 0,
            count: 0,
        }
    }

    fn code(&mut self, packed: &mut Packed<'_>) -> Option<u16> {
        let known = usize::from(END) + 1 + self.table.len() + usize::from(!self.is_late);
        let width = match known {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        while self.count < width {
            self.bits = self.bits << 8 | u32::from(packed.next()?);
            self.count += 8;
        }
        self.count -= width;
        let code = self.bits >> self.count & ((1 << width) - 1);
        u16::try_from(code).ok()
    }

    fn entry(&self, code: u16) -> Option<(u16, u8)> {
        let at = code.checked_sub(END + 1)?;
        self.table.get(usize::from(at)).copied()
    }

    /// Writes what a code stands for, last byte first; returns its first byte.
    fn spell(&self, mut code: u16, out: &mut Vec<u8>) -> Option<u8> {
        while let Some((before, byte)) = self.entry(code) {
            out.push(byte);
            // Each is older than what continues it, so this ends.
            code = before;
        }
        let first = u8::try_from(code).ok()?;
        out.push(first);
        Some(first)
    }
}

impl Step for Lzw {
    fn step(&mut self, packed: &mut Packed<'_>, out: &mut Vec<u8>) -> Option<()> {
        let code = self.code(packed).filter(|code| *code != END)?;
        if code == CLEAR {
            self.table.clear();
            self.last = None;
            return Some(());
        }
        let start = out.len();
        let is_known = code < CLEAR || self.entry(code).is_some();
        let first = if is_known {
            self.spell(code, out)?
        } else {
            // The code that is about to be made: the last one and its first byte.
            let last = self.last?;
            out.push(0);
            let first = self.spell(last, out)?;
            *out.get_mut(start)? = first;
            first
        };
        out.get_mut(start..)?.reverse();
        if let Some(last) = self.last
            && usize::from(END) + 1 + self.table.len() < MOST_CODES
        {
            self.table.push((last, first));
        }
        self.last = Some(code);
        Some(())
    }
}
