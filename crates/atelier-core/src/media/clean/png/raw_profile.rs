//! Blocks written as hexadecimal text: a line with the name, a line with the
//! number of bytes, then the digits.

use std::io::Write;

/// Reads the block out of its digits.
pub(super) fn read(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut lines = text.trim_start_matches('\n').splitn(3, '\n');
    lines.next()?;
    let len: usize = lines.next()?.trim().parse().ok()?;
    let mut digits = lines.next()?.chars().filter(|c| !c.is_ascii_whitespace());
    if len > text.len() {
        return None;
    }
    let mut data = Vec::with_capacity(len);
    for _ in 0..len {
        let high = digits.next()?.to_digit(16)?;
        let low = digits.next()?.to_digit(16)?;
        data.push(u8::try_from(high << 4 | low).ok()?);
    }
    Some(data)
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
    let mut entry = format!("Raw profile type {kind}").into_bytes();
    entry.extend_from_slice(&[0, 0]);
    let mut packer = flate2::write::ZlibEncoder::new(entry, flate2::Compression::default());
    packer.write_all(text.as_bytes()).ok()?;
    packer.finish().ok()
}
