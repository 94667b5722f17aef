//! XML cut into pieces that know where they lie, so that a piece can be
//! blanked without moving the others.

use std::ops::Range;

/// A piece of XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A start tag, or an empty element.
    Open {
        name: Range<usize>,
        attributes: Vec<Attribute>,
        is_empty: bool,
    },
    /// An end tag.
    Close { name: Range<usize> },
    /// Words between tags, entities unread.
    Text,
    /// A section of unescaped words.
    Cdata,
    /// A comment.
    Comment,
    /// A processing instruction.
    Instruction,
}

/// An attribute of a start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
    pub(super) span: Range<usize>,
}

/// Something that is no XML, or that uses a document type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotXml;

/// Walks the pieces of a text from its beginning.
pub(super) struct Pieces<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// Returns where `needle` ends, searching from `from` on.
    fn after(&self, from: usize, needle: &[u8]) -> Result<usize, NotXml> {
        let rest = self.text.get(from..).ok_or(NotXml)?;
        let at = memchr::memmem::find(rest, needle).ok_or(NotXml)?;
        Ok(from + at + needle.len())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.get(at).copied()
    }

    fn starts(&self, with: &[u8]) -> bool {
        self.text
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(with))
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while self.byte(at).is_some_and(|b| b.is_ascii_whitespace()) {
            at += 1;
        }
        at
    }

    fn skip_name(&self, mut at: usize) -> usize {
        let ends = |b: u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/' | b'<');
        while self.byte(at).is_some_and(|b| !ends(b)) {
            at += 1;
        }
        at
    }

    fn piece(&mut self) -> Result<(Piece, usize), NotXml> {
        let start = self.at;
        if !self.starts(b"<") {
            let rest = self.text.get(start..).ok_or(NotXml)?;
            let len = memchr::memchr(b'<', rest).unwrap_or(rest.len());
            return Ok((Piece::Text, start + len));
        }
        if self.starts(b"<!--") {
            return Ok((Piece::Comment, self.after(start + 4, b"-->")?));
        }
        if self.starts(b"<![CDATA[") {
            return Ok((Piece::Cdata, self.after(start + 9, b"]]>")?));
        }
        if self.starts(b"<!") {
            return Err(NotXml);
        }
        if self.starts(b"<?") {
            return Ok((Piece::Instruction, self.after(start + 2, b"?>")?));
        }
        if self.starts(b"</") {
            let end = self.skip_name(start + 2);
            let close = self.skip_space(end);
            if self.byte(close) != Some(b'>') {
                return Err(NotXml);
            }
            return Ok((
                Piece::Close {
                    name: start + 2..end,
                },
                close + 1,
            ));
        }
        self.open(start)
    }

    fn open(&self, start: usize) -> Result<(Piece, usize), NotXml> {
        let end = self.skip_name(start + 1);
        if end == start + 1 {
            return Err(NotXml);
        }
        let name = start + 1..end;
        let mut attributes = Vec::new();
        let mut at = end;
        loop {
            at = self.skip_space(at);
            let is_empty = match self.byte(at).ok_or(NotXml)? {
                b'>' => false,
                b'/' if self.byte(at + 1) == Some(b'>') => true,
                _ => {
                    let attribute = self.attribute(at)?;
                    at = attribute.span.end;
                    attributes.push(attribute);
                    continue;
                }
            };
            let piece = Piece::Open {
                name,
                attributes,
                is_empty,
            };
            return Ok((piece, at + 1 + usize::from(is_empty)));
        }
    }

    fn attribute(&self, start: usize) -> Result<Attribute, NotXml> {
        let end = self.skip_name(start);
        let equals = self.skip_space(end);
        if end == start || self.byte(equals) != Some(b'=') {
            return Err(NotXml);
        }
        let open = self.skip_space(equals + 1);
        let quote = self
            .byte(open)
            .filter(|q| matches!(q, b'"' | b'\''))
            .ok_or(NotXml)?;
        let close = self.after(open + 1, &[quote])? - 1;
        Ok(Attribute {
            name: start..end,
            value: open + 1..close,
            span: start..close + 1,
        })
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<(Piece, Range<usize>), NotXml>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let found = self.piece();
        self.at = match &found {
            Ok((_, end)) => *end,
            Err(NotXml) => self.text.len(),
        };
        Some(found.map(|(piece, end)| (piece, start..end)))
    }
}

/// Reads the five entities and character numbers of an attribute's value.
pub(super) fn unescape(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let known = after
            .split_once(';')
            .and_then(|(name, tail)| Some((entity(name)?, tail)));
        if let Some((letter, tail)) = known {
            plain.push(letter);
            rest = tail;
        } else {
            plain.push('&');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
