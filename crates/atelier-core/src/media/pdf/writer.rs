//! Values to bytes, each in one way only, so that the same document is always
//! the same file.

use sha2::{Digest, Sha256};

use super::object::{Dict, Object};

/// A file that grows object by object.
#[derive(Debug)]
pub(in crate::media) struct Writer {
    out: Vec<u8>,
    /// Where each object begins, from number 1 on.
    offsets: Vec<usize>,
}

impl Writer {
    pub(in crate::media) fn new(version: &[u8], room: usize) -> Self {
        let mut out = Vec::with_capacity(room);
        out.extend_from_slice(b"%PDF-");
        out.extend_from_slice(version);
        // High bytes, so that nobody takes the file for text.
        out.extend_from_slice(b"\n%\xE2\xE3\xCF\xD3\n");
        Self {
            out,
            offsets: Vec::new(),
        }
    }

    /// Writes the next object.
    pub(in crate::media) fn object(&mut self, value: &Object<'_>) {
        self.begin();
        put(&mut self.out, value);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    /// Writes the next object, a stream.
    pub(in crate::media) fn stream(&mut self, mut dict: Dict<'_>, data: &[u8]) {
        self.begin();
        let len = data.len().to_string().into_bytes();
        dict.set(b"Length", Object::Number(len.into()));
        put_dict(&mut self.out, &dict);
        self.out.extend_from_slice(b"\nstream\n");
        self.out.extend_from_slice(data);
        self.out.extend_from_slice(b"\nendstream\nendobj\n");
    }

    fn begin(&mut self) {
        self.offsets.push(self.out.len());
        let head = format!("{} 0 obj\n", self.offsets.len());
        self.out.extend_from_slice(head.as_bytes());
    }

    /// Writes the table of contents and the end; the identifier is made of
    /// all that stands before.
    pub(in crate::media) fn finish(mut self, mut trailer: Dict<'_>) -> Vec<u8> {
        let sum = Sha256::digest(&self.out);
        let half = Object::Text(sum.iter().take(16).copied().collect::<Vec<u8>>().into());
        let table = self.out.len();
        let count = self.offsets.len() + 1;
        let mut lines = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            lines.push_str(&format!("{offset:010} 00000 n \n"));
        }
        lines.push_str("trailer\n");
        self.out.extend_from_slice(lines.as_bytes());
        trailer.set(b"ID", Object::Array(vec![half.clone(), half]));
        trailer.set(
            b"Size",
            Object::Number(count.to_string().into_bytes().into()),
        );
        put_dict(&mut self.out, &trailer);
        let end = format!("\nstartxref\n{table}\n%%EOF\n");
        self.out.extend_from_slice(end.as_bytes());
        self.out
    }
}

fn put(out: &mut Vec<u8>, value: &Object<'_>) {
    match value {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Bool(true) => out.extend_from_slice(b"true"),
        Object::Bool(false) => out.extend_from_slice(b"false"),
        Object::Number(digits) => out.extend_from_slice(digits),
        Object::Text(bytes) => put_text(out, bytes),
        Object::Name(name) => put_name(out, name),
        Object::Array(list) => {
            out.push(b'[');
            for (place, value) in list.iter().enumerate() {
                if place > 0 {
                    out.push(b' ');
                }
                put(out, value);
            }
            out.push(b']');
        }
        Object::Dict(dict) => put_dict(out, dict),
        Object::Reference(to) => {
            let words = format!("{} {} R", to.number, to.generation);
            out.extend_from_slice(words.as_bytes());
        }
    }
}

fn put_dict(out: &mut Vec<u8>, dict: &Dict<'_>) {
    out.extend_from_slice(b"<<");
    for (key, value) in dict.iter() {
        put_name(out, key);
        let closes_itself = matches!(
            value,
            Object::Text(_) | Object::Name(_) | Object::Array(_) | Object::Dict(_)
        );
        if !closes_itself {
            out.push(b' ');
        }
        put(out, value);
    }
    out.extend_from_slice(b">>");
}

fn put_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// Writes printable words as such, anything else as digits.
fn put_text(out: &mut Vec<u8>, bytes: &[u8]) {
    if !bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        out.push(b'<');
        for byte in bytes {
            out.extend_from_slice(&[hex(byte >> 4), hex(byte & 15)]);
        }
        out.push(b'>');
        return;
    }
    out.push(b'(');
    for byte in bytes {
        if matches!(byte, b'(' | b')' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b')');
}

fn hex(digit: u8) -> u8 {
    match digit {
        0..=9 => b'0' + digit,
        _ => b'A' + digit - 10,
    }
}
