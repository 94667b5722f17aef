//! What a PDF is made of, borrowed from its bytes wherever that is possible.
//!
//! Numbers stay as they were written, so no coordinate of a drawing is rounded
//! on its way through.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Points at an object by its number and generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::media) struct Reference {
    pub(in crate::media) number: u32,
    pub(in crate::media) generation: u16,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::media) enum Object<'a> {
    Null,
    Bool(bool),
    /// The digits as they were written.
    Number(Cow<'a, [u8]>),
    /// The bytes of a string, escapes undone.
    Text(Cow<'a, [u8]>),
    /// The bytes of a name, escapes undone.
    Name(Cow<'a, [u8]>),
    Array(Vec<Object<'a>>),
    Dict(Dict<'a>),
    Reference(Reference),
}

impl<'a> Object<'a> {
    /// Makes a name of our own.
    pub(in crate::media) fn name(name: &'static [u8]) -> Self {
        Self::Name(Cow::Borrowed(name))
    }

    pub(in crate::media) fn as_name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(in crate::media) fn as_dict(&self) -> Option<&Dict<'a>> {
        match self {
            Self::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// Reads a number that is not beyond measure.
    pub(in crate::media) fn as_number(&self) -> Option<f64> {
        let Self::Number(digits) = self else {
            return None;
        };
        let number: f64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// Reads a whole number that is not negative.
    pub(in crate::media) fn as_size(&self) -> Option<usize> {
        match self {
            Self::Number(digits) => size(digits),
            _ => None,
        }
    }
}

/// Reads digits; a fraction of nought is forgiven.
fn size(digits: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?;
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.strip_prefix('+').unwrap_or(whole).parse().ok()
}

/// Values by name, in the order of their names.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::media) struct Dict<'a>(BTreeMap<Cow<'a, [u8]>, Object<'a>>);

impl<'a> Dict<'a> {
    pub(in crate::media) fn get(&self, key: &[u8]) -> Option<&Object<'a>> {
        self.0.get(key)
    }

    pub(in crate::media) fn has(&self, key: &[u8]) -> bool {
        self.0.contains_key(key)
    }

    /// Returns a value that is a name.
    pub(in crate::media) fn name(&self, key: &[u8]) -> Option<&[u8]> {
        self.get(key)?.as_name()
    }

    /// Tells whether a value is this name.
    pub(in crate::media) fn is(&self, key: &[u8], name: &[u8]) -> bool {
        self.name(key) == Some(name)
    }

    pub(in crate::media) fn insert(&mut self, key: Cow<'a, [u8]>, value: Object<'a>) {
        self.0.insert(key, value);
    }

    /// Sets a key of our own.
    pub(in crate::media) fn set(&mut self, key: &'static [u8], value: Object<'a>) {
        self.0.insert(Cow::Borrowed(key), value);
    }

    pub(in crate::media) fn remove(&mut self, key: &[u8]) -> Option<Object<'a>> {
        self.0.remove(key)
    }

    pub(in crate::media) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::media) fn iter(&self) -> impl Iterator<Item = (&[u8], &Object<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }
}

impl<'a> IntoIterator for Dict<'a> {
    type Item = (Cow<'a, [u8]>, Object<'a>);
    type IntoIter = std::collections::btree_map::IntoIter<Cow<'a, [u8]>, Object<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// What a number of the file stands for.
#[derive(Debug, Clone)]
pub(in crate::media) enum Thing<'a> {
    Value(Object<'a>),
    Stream(Stream<'a>),
}

/// A dictionary with bytes behind it.
#[derive(Debug, Clone)]
pub(in crate::media) struct Stream<'a> {
    pub(in crate::media) dict: Dict<'a>,
    pub(in crate::media) data: &'a [u8],
}

/// Reads a text string: UTF-16 or UTF-8 by its mark, otherwise Latin.
pub(in crate::media) fn words(bytes: &[u8]) -> String {
    if let Some(wide) = bytes.strip_prefix(b"\xFE\xFF") {
        let units = wide.chunks_exact(2).map(|pair| {
            pair.iter()
                .fold(0, |unit, byte| unit << 8 | u16::from(*byte))
        });
        return char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(' '))
            .collect();
    }
    match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(text) => String::from_utf8_lossy(text).into_owned(),
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
