//! Bytes to values. Nesting and the number of values are bounded, so nothing
//! that is read here takes much more room than its text.

use std::borrow::Cow;

use memchr::memchr2;

use super::object::{Dict, Object, Reference};
use crate::media::clean::Broken;

/// How deep values may nest.
const DEEPEST: usize = 96;
/// How many values one object may hold.
const MOST_VALUES: usize = 2_000_000;

const CUT: Broken = Broken("an object of it is cut short");
const GARBAGE: Broken = Broken("an object of it cannot be read");

/// Reads values from a place on.
#[derive(Debug, Clone)]
pub(in crate::media) struct Parser<'a> {
    bytes: &'a [u8],
    pub(in crate::media) at: usize,
    left: usize,
}

/// An object with its number, as it lies in the file.
#[derive(Debug)]
pub(in crate::media) struct Indirect<'a> {
    pub(in crate::media) reference: Reference,
    pub(in crate::media) value: Object<'a>,
    /// Where its stream begins.
    pub(in crate::media) data: Option<usize>,
    /// Where reading stopped.
    pub(in crate::media) end: usize,
}

pub(in crate::media) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

pub(in crate::media) fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

impl<'a> Parser<'a> {
    pub(in crate::media) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            left: MOST_VALUES,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes on to the next token, over comments.
    pub(in crate::media) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.at += 1;
            } else if byte == b'%' {
                let rest = self.rest();
                self.at += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            } else {
                return;
            }
        }
    }

    /// Takes bytes if they come next.
    fn take(&mut self, mark: &[u8]) -> bool {
        let found = self.rest().starts_with(mark);
        self.at += if found { mark.len() } else { 0 };
        found
    }

    fn run(&mut self, within: fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let len = rest
            .iter()
            .position(|byte| !within(*byte))
            .unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    /// Takes a word if it comes next, whole.
    pub(in crate::media) fn keyword(&mut self, word: &[u8]) -> bool {
        self.skip_space();
        let start = self.at;
        if self.take(word) && !self.peek().is_some_and(is_regular) {
            return true;
        }
        self.at = start;
        false
    }

    /// Takes digits if they come next.
    pub(in crate::media) fn digits<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.skip_space();
        let start = self.at;
        let digits = self.run(|byte| byte.is_ascii_digit());
        let number = std::str::from_utf8(digits)
            .ok()
            .and_then(|text| text.parse().ok());
        if number.is_none() {
            self.at = start;
        }
        number
    }

    /// Reads a value.
    pub(in crate::media) fn value(&mut self) -> Result<Object<'a>, Broken> {
        self.nested(DEEPEST)
    }

    fn nested(&mut self, depth: usize) -> Result<Object<'a>, Broken> {
        let depth = depth
            .checked_sub(1)
            .ok_or(Broken("its objects nest too deep"))?;
        self.left = self
            .left
            .checked_sub(1)
            .ok_or(Broken("an object of it is too large"))?;
        self.skip_space();
        match self.peek().ok_or(CUT)? {
            b'/' => Ok(Object::Name(self.name())),
            b'(' => self.literal().map(Object::Text),
            b'[' => self.array(depth),
            b'<' if self.rest().starts_with(b"<<") => self.dict(depth).map(Object::Dict),
            b'<' => self.hexadecimal(),
            b'0'..=b'9' | b'+' | b'-' | b'.' => Ok(self.number()),
            byte if is_regular(byte) => self.word(),
            _ => Err(GARBAGE),
        }
    }

    /// Reads an object with its number.
    pub(in crate::media) fn indirect(&mut self) -> Result<Indirect<'a>, Broken> {
        const ASTRAY: Broken = Broken("an object of it is not where it should be");
        let reference = header(self).ok_or(ASTRAY)?;
        let value = if self.clone().keyword(b"endobj") {
            Object::Null
        } else {
            self.value()?
        };
        let data = match value {
            Object::Dict(_) => stream_start(self),
            _ => None,
        };
        let end = self.at;
        Ok(Indirect {
            reference,
            value,
            data,
            end,
        })
    }

    fn word(&mut self) -> Result<Object<'a>, Broken> {
        match self.run(is_regular) {
            b"true" => Ok(Object::Bool(true)),
            b"false" => Ok(Object::Bool(false)),
            b"obj" | b"endobj" | b"stream" | b"endstream" | b"xref" | b"trailer" | b"startxref" => {
                Err(CUT)
            }
            _ => Ok(Object::Null),
        }
    }

    /// Reads a number, or the reference that begins with it.
    fn number(&mut self) -> Object<'a> {
        let digits = self.run(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
        let end = self.at;
        if digits.first().is_some_and(u8::is_ascii_digit)
            && let Some(number) = std::str::from_utf8(digits)
                .ok()
                .and_then(|d| d.parse().ok())
            && let Some(generation) = self.digits()
            && self.keyword(b"R")
        {
            return Object::Reference(Reference { number, generation });
        }
        self.at = end;
        Object::Number(Cow::Borrowed(digits))
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        self.at += 1;
        let raw = self.run(is_regular);
        if !raw.contains(&b'#') {
            return Cow::Borrowed(raw);
        }
        let mut plain = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((byte, tail)) = rest.split_first() {
            let escaped = tail.split_at_checked(2).filter(|_| *byte == b'#');
            match escaped.and_then(|(pair, tail)| Some((hex_pair(pair)?, tail))) {
                Some((value, tail)) => {
                    plain.push(value);
                    rest = tail;
                }
                None => {
                    plain.push(*byte);
                    rest = tail;
                }
            }
        }
        Cow::Owned(plain)
    }

    fn hexadecimal(&mut self) -> Result<Object<'a>, Broken> {
        self.at += 1;
        let rest = self.rest();
        let len = memchr::memchr(b'>', rest).ok_or(CUT)?;
        self.at += len + 1;
        let mut digits: Vec<u8> = rest
            .iter()
            .take(len)
            .filter(|byte| !is_space(**byte))
            .copied()
            .collect();
        if digits.len() % 2 == 1 {
            digits.push(b'0');
        }
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(hex_pair).collect();
        bytes
            .map(|bytes| Object::Text(Cow::Owned(bytes)))
            .ok_or(GARBAGE)
    }

    fn literal(&mut self) -> Result<Cow<'a, [u8]>, Broken> {
        self.at += 1;
        let start = self.at;
        let mut open = 1_usize;
        let mut is_plain = true;
        loop {
            match self.peek().ok_or(CUT)? {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => {
                    is_plain = false;
                    self.at += 1;
                }
                b'\r' => is_plain = false,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                break;
            }
        }
        let raw = self.bytes.get(start..self.at - 1).ok_or(CUT)?;
        Ok(if is_plain {
            Cow::Borrowed(raw)
        } else {
            Cow::Owned(unescape(raw))
        })
    }

    fn array(&mut self, depth: usize) -> Result<Object<'a>, Broken> {
        self.at += 1;
        let mut list = Vec::new();
        loop {
            self.skip_space();
            if self.take(b"]") {
                return Ok(Object::Array(list));
            }
            list.push(self.nested(depth)?);
        }
    }

    fn dict(&mut self, depth: usize) -> Result<Dict<'a>, Broken> {
        self.at += 2;
        let mut dict = Dict::default();
        loop {
            self.skip_space();
            if self.take(b">>") {
                return Ok(dict);
            }
            if self.peek() != Some(b'/') {
                // Stray words between the entries are passed over, as readers do.
                self.nested(depth)?;
                continue;
            }
            let key = self.name();
            self.skip_space();
            let value = if self.rest().starts_with(b">>") {
                Object::Null
            } else {
                self.nested(depth)?
            };
            match value {
                Object::Null => dict.remove(&key),
                value => {
                    dict.insert(key, value);
                    None
                }
            };
        }
    }
}

/// Reads an object with its number.
pub(in crate::media) fn indirect(bytes: &[u8], at: usize) -> Result<Indirect<'_>, Broken> {
    Parser::new(bytes, at).indirect()
}

/// Reads "12 0 obj".
pub(in crate::media) fn header(parser: &mut Parser<'_>) -> Option<Reference> {
    let number = parser.digits()?;
    let generation = parser.digits()?;
    parser.skip_space();
    parser
        .take(b"obj")
        .then_some(Reference { number, generation })
}

/// Finds the first byte of a stream after its dictionary.
fn stream_start(parser: &mut Parser<'_>) -> Option<usize> {
    parser.skip_space();
    if !parser.take(b"stream") {
        return None;
    }
    while parser.take(b" ") {}
    let _ = parser.take(b"\r\n") || parser.take(b"\n") || parser.take(b"\r");
    Some(parser.at)
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    pair.iter().try_fold(0_u8, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | u8::try_from(digit).ok()?)
    })
}

/// Undoes the escapes of a literal string.
fn unescape(raw: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        rest = match rest {
            [] => return plain,
            [b'\\', b'\r', b'\n', tail @ ..] | [b'\\', b'\n' | b'\r', tail @ ..] => tail,
            [b'\\', b'0'..=b'7', ..] => {
                let digits = rest
                    .iter()
                    .skip(1)
                    .take(3)
                    .take_while(|byte| (b'0'..=b'7').contains(*byte));
                let (len, value) = digits.fold((0, 0_u32), |(len, value), digit| {
                    (len + 1, value * 8 + u32::from(digit - b'0'))
                });
                plain.push((value & 0xFF) as u8);
                rest.get(1 + len..).unwrap_or_default()
            }
            [b'\\', letter, tail @ ..] => {
                plain.push(match letter {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 0x08,
                    b'f' => 0x0C,
                    other => *other,
                });
                tail
            }
            [b'\r', b'\n', tail @ ..] | [b'\r', tail @ ..] => {
                plain.push(b'\n');
                tail
            }
            [byte, tail @ ..] => {
                plain.push(*byte);
                tail
            }
        };
    }
}
