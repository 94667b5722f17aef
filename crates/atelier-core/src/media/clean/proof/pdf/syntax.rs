//! The few ways in which a cleaned document is written. Whatever is written
//! differently was not written by the cleaner.

use std::collections::BTreeMap;

use crate::media::clean::proof::split;

/// How deep values may nest.
const DEEPEST: usize = 128;

/// A value of a cleaned document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value {
    Name(Vec<u8>),
    Text,
    Number(Option<usize>),
    Word,
    List(Vec<Value>),
    Dict(BTreeMap<Vec<u8>, Value>),
    Reference(usize),
}

/// Reads a value; `None` when it is not as the cleaner writes.
pub(super) fn value(rest: &mut &[u8]) -> Option<Value> {
    nested(rest, DEEPEST)
}

fn nested(rest: &mut &[u8], depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    match rest.first()? {
        b'/' => name(rest).map(Value::Name),
        b'(' => literal(rest),
        b'[' => list(rest, depth),
        b'<' if rest.starts_with(b"<<") => dict(rest, depth),
        b'<' => {
            let end = memchr::memchr(b'>', rest)?;
            let digits = split(rest, end + 1)?;
            let digits = digits.get(1..end)?;
            (digits.len() % 2 == 0 && digits.iter().all(u8::is_ascii_hexdigit))
                .then_some(Value::Text)
        }
        byte if byte.is_ascii_alphabetic() => {
            let words: [&[u8]; 3] = [b"true", b"false", b"null"];
            let word = words.iter().find(|word| rest.starts_with(word))?;
            split(rest, word.len())?;
            Some(Value::Word)
        }
        _ => number(rest),
    }
}

fn name(rest: &mut &[u8]) -> Option<Vec<u8>> {
    split(rest, 1)?;
    let mut name = Vec::new();
    while let Some(byte) = rest
        .first()
        .copied()
        .filter(|byte| byte.is_ascii_graphic() && !b"()<>[]{}/%".contains(byte))
    {
        if byte == b'#' {
            let digits = std::str::from_utf8(split(rest, 3)?.get(1..)?).ok()?;
            name.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            split(rest, 1)?;
            name.push(byte);
        }
    }
    Some(name)
}

fn literal(rest: &mut &[u8]) -> Option<Value> {
    split(rest, 1)?;
    loop {
        match split(rest, 1)? {
            b")" => return Some(Value::Text),
            b"\\" => {
                split(rest, 1)?;
            }
            b"(" => return None,
            _ => {}
        }
    }
}

fn list(rest: &mut &[u8], depth: usize) -> Option<Value> {
    split(rest, 1)?;
    let mut list = Vec::new();
    while !rest.starts_with(b"]") {
        if !list.is_empty() && split(rest, 1)? != b" " {
            return None;
        }
        list.push(nested(rest, depth)?);
    }
    split(rest, 1)?;
    Some(Value::List(list))
}

fn dict(rest: &mut &[u8], depth: usize) -> Option<Value> {
    split(rest, 2)?;
    let mut dict = BTreeMap::new();
    while rest.starts_with(b"/") {
        let key = name(rest)?;
        if rest.starts_with(b" ") {
            split(rest, 1)?;
        }
        if dict.insert(key, nested(rest, depth)?).is_some() {
            return None;
        }
    }
    (split(rest, 2)? == b">>").then_some(Value::Dict(dict))
}

/// Reads a number, or the reference "12 0 R".
fn number(rest: &mut &[u8]) -> Option<Value> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.".contains(byte);
    let len = rest.iter().position(|byte| !is_part(byte))?;
    let digits = split(rest, len).filter(|digits| !digits.is_empty())?;
    let whole = std::str::from_utf8(digits)
        .ok()
        .and_then(|text| text.parse().ok());
    if let Some(to) = whole
        && rest.starts_with(b" 0 R")
    {
        split(rest, 4)?;
        return Some(Value::Reference(to));
    }
    Some(Value::Number(whole))
}

impl Value {
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Dict(dict) => dict.get(key.as_bytes()),
            _ => None,
        }
    }

    pub(super) fn name(&self, key: &str) -> Option<&[u8]> {
        match self.get(key)? {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
}
