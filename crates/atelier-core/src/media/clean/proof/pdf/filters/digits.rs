//! Bytes written as digits: two of sixteen, or five of eighty-five.

use super::{Packed, Step};

/// Two digits a byte, up to ">".
pub(super) struct Hexadecimal;

impl Step for Hexadecimal {
    fn step(&mut self, packed: &mut Packed<'_>, out: &mut Vec<u8>) -> Option<()> {
        let high = digit(packed)?;
        let low = digit(packed);
        out.push(high << 4 | low.unwrap_or_default());
        low.map(|_| ())
    }
}

/// Returns the next digit, over whatever is none.
fn digit(packed: &mut Packed<'_>) -> Option<u8> {
    loop {
        let byte = packed.next().filter(|byte| *byte != b'>')?;
        if let Some(digit) = char::from(byte).to_digit(16) {
            return u8::try_from(digit).ok();
        }
    }
}

/// Five digits for four bytes, up to "~".
#[derive(Default)]
pub(super) struct Base85 {
    /// The digits of a group that has begun.
    group: Vec<u32>,
    has_begun: bool,
}

impl Step for Base85 {
    fn step(&mut self, packed: &mut Packed<'_>, out: &mut Vec<u8>) -> Option<()> {
        let byte = packed.next();
        match byte {
            // The mark "<~" is no digit, though its first half looks like one.
            Some(b'~') if !self.has_begun && self.group == [u32::from(b'<' - b'!')] => {
                self.group.clear();
                self.has_begun = true;
            }
            None | Some(b'~') => {
                let missing = 5_usize.saturating_sub(self.group.len());
                if missing < 5 {
                    self.group.resize(5, 84);
                    self.close(4_usize.saturating_sub(missing), out);
                }
                return None;
            }
            Some(b'z') if self.group.is_empty() => out.extend_from_slice(&[0; 4]),
            Some(byte @ b'!'..=b'u') => self.group.push(u32::from(byte - b'!')),
            Some(_) => {}
        }
        if self.group.len() == 5 {
            self.close(4, out);
        }
        Some(())
    }
}

impl Base85 {
    fn close(&mut self, count: usize, out: &mut Vec<u8>) {
        let add = |sum: u32, digit: &u32| sum.wrapping_mul(85).wrapping_add(*digit);
        let bytes = self.group.iter().fold(0, add).to_be_bytes();
        out.extend(bytes.iter().take(count));
        self.group.clear();
        self.has_begun = true;
    }
}
