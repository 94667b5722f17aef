//! What the prefixes of a packet stand for, as far as it was read.

use std::ops::Range;

use crate::media::clean::xml::{Attribute, unescape};

/// The prefixes that are bound where a walk stands.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    bound: Vec<(Vec<u8>, String)>,
}

impl Namespaces {
    /// Returns how many prefixes are bound.
    pub(super) fn len(&self) -> usize {
        self.bound.len()
    }

    /// Binds what an element's attributes bind.
    pub(super) fn bind(&mut self, text: &[u8], attributes: &[Attribute]) {
        for attribute in attributes {
            let key = bytes(text, &attribute.name);
            let prefix = match key.strip_prefix(b"xmlns:") {
                Some(prefix) => prefix.to_vec(),
                None if key == b"xmlns" => Vec::new(),
                None => continue,
            };
            self.bound.push((prefix, string(text, &attribute.value)));
        }
    }

    /// Forgets all but the first.
    pub(super) fn truncate(&mut self, len: usize) {
        self.bound.truncate(len);
    }

    /// Splits a name and finds the namespace it stands for; a prefix that is
    /// not bound stands for itself.
    pub(super) fn resolve(
        &self,
        text: &[u8],
        name: &Range<usize>,
        is_attribute: bool,
    ) -> (String, String) {
        let name = string(text, name);
        let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
        let bound =
            self.bound.iter().rev().find(|(known, _)| {
                known == prefix.as_bytes() && !(is_attribute && known.is_empty())
            });
        let space = bound.map_or_else(|| prefix.to_owned(), |(_, uri)| uri.clone());
        (space, local.to_owned())
    }
}

/// Returns the bytes of a piece.
pub(super) fn bytes<'a>(text: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    text.get(range.clone()).unwrap_or_default()
}

/// Returns a piece as text.
pub(super) fn string(text: &[u8], range: &Range<usize>) -> String {
    unescape(&String::from_utf8_lossy(bytes(text, range)))
}
