//! The two filters that write bytes as letters.

use crate::media::pdf::parser::is_space;

/// Reads groups of five letters as four bytes.
pub(super) fn undo_85(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(bytes.len() / 5 * 4 + 4);
    let mut group = [0_u8; 5];
    let mut filled = 0;
    let start = bytes.strip_prefix(b"<~").unwrap_or(bytes);
    for byte in start.iter().filter(|byte| !is_space(**byte)) {
        match byte {
            b'~' => break,
            b'z' if filled == 0 => plain.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                *group.get_mut(filled)? = byte - b'!';
                filled += 1;
            }
            _ => return None,
        }
        if filled == 5 {
            plain.extend_from_slice(&whole(group)?);
            filled = 0;
        }
    }
    if filled > 0 {
        group.get_mut(filled..)?.fill(84);
        plain.extend_from_slice(whole(group)?.get(..filled - 1)?);
    }
    Some(plain)
}

fn whole(group: [u8; 5]) -> Option<[u8; 4]> {
    let value = group
        .iter()
        .fold(0_u64, |value, digit| value * 85 + u64::from(*digit));
    // The last group may overflow by what its missing letters stand for.
    Some(u32::try_from(value).ok()?.to_be_bytes())
}

/// Reads pairs of hexadecimal digits.
pub(super) fn undo_hex(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(bytes.len() / 2);
    let mut half = None;
    for byte in bytes.iter().filter(|byte| !is_space(**byte)) {
        if *byte == b'>' {
            break;
        }
        let digit = u8::try_from(char::from(*byte).to_digit(16)?).ok()?;
        half = match half {
            None => Some(digit << 4),
            Some(high) => {
                plain.push(high | digit);
                None
            }
        };
    }
    plain.extend(half);
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_bytes_again() {
        assert_eq!(
            undo_85(b"<~87cUR\nD]i,\"Ebo80~>").as_deref(),
            Some(&b"Hello World!"[..])
        );
        assert_eq!(undo_85(b"z~>").as_deref(), Some(&[0_u8; 4][..]));
        assert_eq!(undo_85(b"vvvvv~>"), None);
        assert_eq!(undo_hex(b"48 65 6C6c\n7>").as_deref(), Some(&b"Hellp"[..]));
        assert_eq!(undo_hex(b"4x"), None);
    }
}
