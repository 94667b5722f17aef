//! Blocks written as hexadecimal text: a line with the name, a line with the
//! number of bytes, then the digits.

use std::io::Write;

use super::text::RAW_PROFILE;

/// Reads the block out of its digits, and nothing but digits. How many there
/// are is not asked: some programs count the line breaks of another text.
pub(super) fn read(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut lines = text.trim_start_matches('\n').splitn(3, '\n');
    lines.next()?;
    lines.next()?.trim().parse::<usize>().ok()?;
    let digits = lines.next()?.bytes();
    let digits: Vec<u8> = digits.filter(|byte| !byte.is_ascii_whitespace()).collect();
    let nibble = |byte: u8| char::from(byte).to_digit(16);
    digits
        .chunks(2)
        .map(|pair| match *pair {
            [high, low] => u8::try_from(nibble(high)? << 4 | nibble(low)?).ok(),
            _ => None,
        })
        .collect()
}

/// Writes a block as the content of a compressed text entry.
pub(super) fn write(kind: &str, data: &[u8]) -> Option<Vec<u8>> {
    let mut text = format!("\n{kind}\n{:8}\n", data.len());
    for line in data.chunks(36) {
        for byte in line {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16)?);
            }
        }
        text.push('\n');
    }
    let mut entry = format!("{RAW_PROFILE}{kind}").into_bytes();
    entry.extend_from_slice(&[0, 0]);
    let mut packer = flate2::write::ZlibEncoder::new(entry, flate2::Compression::default());
    packer.write_all(text.as_bytes()).ok()?;
    packer.finish().ok()
}
