//! XMP: places are blanked where they stand, so the packet keeps its length
//! and everything else in it its place.

mod directory;
mod names;
mod namespaces;

use std::ops::Range;

pub(super) use self::directory::lengths as directory;
pub(super) use self::names::GainMapWords;
use self::namespaces::{Namespaces, bytes, string};
use super::ledger::Ledger;
use super::words;
use super::xml::{Attribute, NotXml, Piece, Pieces};
use crate::domain::receipt::{Carrier, RemovedKind};

/// Tells what kind of place a name stands for, whatever the namespace.
pub(super) fn judge_name(name: &str) -> Option<RemovedKind> {
    names::judge("", name, GainMapWords::Go)
}

/// How deep elements may nest.
const DEEPEST: usize = 200;

/// Blanks every place in a packet, and what it says of a gain map.
///
/// A packet in UTF-16 comes out in UTF-8, with spaces up to its old length.
///
/// # Errors
/// When the packet is no XML that can be understood: it then has to go.
pub(super) fn clean(
    packet: &mut [u8],
    carrier: Carrier,
    ledger: &mut Ledger,
) -> Result<(), NotXml> {
    clean_beside(packet, GainMapWords::Go, carrier, ledger)
}

/// Blanks every place in a packet that may speak of a gain map.
///
/// # Errors
/// When the packet is no XML that can be understood: it then has to go.
pub(super) fn clean_beside(
    packet: &mut [u8],
    mut words: GainMapWords,
    carrier: Carrier,
    ledger: &mut Ledger,
) -> Result<(), NotXml> {
    narrow(packet)?;
    mend(packet);
    if let GainMapWords::Listed(length) = words {
        match directory::put_right(packet, length) {
            Some(removed) => removed
                .into_iter()
                .for_each(|kind| ledger.remove(carrier, kind)),
            None => words = GainMapWords::Stay,
        }
    }
    let blanks = find_places(packet, words, carrier, ledger)?;
    for blank in blanks {
        packet.get_mut(blank).ok_or(NotXml)?.fill(b' ');
    }
    Ok(())
}

/// Rewrites UTF-16 as UTF-8 in the same room.
fn narrow(packet: &mut [u8]) -> Result<(), NotXml> {
    let wide = |at: usize| packet.get(at..at + 2);
    let is_big = match (wide(0), packet.first(), packet.get(1)) {
        (Some(b"\xFE\xFF"), _, _) | (_, Some(0), Some(b'<')) => true,
        (Some(b"\xFF\xFE"), _, _) | (_, Some(b'<'), Some(0)) => false,
        _ => return Ok(()),
    };
    let units = packet.chunks_exact(2).map(|pair| match *pair {
        [a, b] if is_big => u16::from_be_bytes([a, b]),
        [a, b] => u16::from_le_bytes([a, b]),
        _ => 0,
    });
    let text: String = char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(' '))
        .map(|letter| if letter == '\0' { ' ' } else { letter })
        .filter(|letter| *letter != '\u{FEFF}')
        .collect();
    packet
        .get_mut(..text.len())
        .ok_or(NotXml)?
        .copy_from_slice(text.as_bytes());
    packet.get_mut(text.len()..).ok_or(NotXml)?.fill(b' ');
    Ok(())
}

/// Puts a question mark in the place of bytes that are no UTF-8, and a space in
/// the place of what XML has no letter for; zeros at the end are padding.
fn mend(packet: &mut [u8]) {
    let padding = packet.iter().rev().take_while(|byte| **byte == 0).count();
    let text = packet.len() - padding;
    for byte in packet.iter_mut().take(text) {
        if matches!(byte, 0..=8 | 11 | 12 | 14..=31) {
            *byte = b' ';
        }
    }
    let mut at = 0;
    while let Some(rest) = packet.get_mut(at..) {
        let Err(error) = std::str::from_utf8(rest) else {
            return;
        };
        let bad = error.valid_up_to();
        let len = error.error_len().unwrap_or(rest.len() - bad);
        if let Some(bytes) = rest.get_mut(bad..bad + len) {
            bytes.fill(b'?');
        }
        at += bad + len;
    }
}

/// An element that is open.
struct Open {
    name: Range<usize>,
    namespaces: usize,
    label: Label,
}

/// What an element is, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// It goes, with everything in it, from this byte on.
    Goes(usize),
    /// It lies in one that goes.
    Within,
    /// It stays; its text is a person's words.
    Words,
    /// It stays.
    Stays,
}

/// The state of a walk through a packet.
struct Walk<'a> {
    text: &'a [u8],
    gain_map: GainMapWords,
    carrier: Carrier,
    ledger: &'a mut Ledger,
    open: Vec<Open>,
    namespaces: Namespaces,
    blanks: Vec<Range<usize>>,
}

fn find_places(
    text: &[u8],
    gain_map: GainMapWords,
    carrier: Carrier,
    ledger: &mut Ledger,
) -> Result<Vec<Range<usize>>, NotXml> {
    let mut walk = Walk {
        text,
        gain_map,
        carrier,
        ledger,
        open: Vec::new(),
        namespaces: Namespaces::default(),
        blanks: Vec::new(),
    };
    let mut has_root = false;
    let mut at = 0;
    for piece in Pieces::of(text) {
        // Behind the root a writer may have stopped in the middle of a mark.
        if piece.is_err() && has_root && walk.open.is_empty() {
            walk.blank(at..text.len(), RemovedKind::LeftoverBytes);
            break;
        }
        let (piece, span) = piece?;
        at = span.end;
        match piece {
            Piece::Open {
                name,
                attributes,
                is_empty,
            } => {
                has_root = true;
                walk.enter(name.clone(), &attributes, span.start)?;
                if is_empty {
                    walk.leave(name, span.end)?;
                }
            }
            Piece::Close { name } => walk.leave(name, span.end)?,
            Piece::Text | Piece::Cdata => walk.words(span),
            Piece::Comment => walk.blank(span, RemovedKind::Comment),
            Piece::Instruction => walk.instruction(span),
        }
    }
    if !has_root || !walk.open.is_empty() {
        return Err(NotXml);
    }
    Ok(walk.blanks)
}

impl Walk<'_> {
    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        bytes(self.text, range)
    }

    fn string(&self, range: &Range<usize>) -> String {
        string(self.text, range)
    }

    fn enter(
        &mut self,
        name: Range<usize>,
        attributes: &[Attribute],
        start: usize,
    ) -> Result<(), NotXml> {
        if self.open.len() >= DEEPEST || self.namespaces.len() > 2000 {
            return Err(NotXml);
        }
        let namespaces = self.namespaces.len();
        self.namespaces.bind(self.text, attributes);
        let is_gone = self
            .open
            .last()
            .is_some_and(|parent| matches!(parent.label, Label::Goes(_) | Label::Within));
        let (space, local) = self.namespaces.resolve(self.text, &name, false);
        let verdict = names::judge(&space, &local, self.gain_map);
        if let Some(kind) = verdict {
            self.ledger.remove(self.carrier, kind);
            // Without its root nothing is left that could be read again.
            if self.open.is_empty() {
                return Err(NotXml);
            }
        }
        let label = if is_gone {
            Label::Within
        } else if verdict.is_some() {
            Label::Goes(start)
        } else {
            self.stays(&space, &local)
        };
        for attribute in attributes {
            self.judge_attribute(attribute, label);
        }
        self.open.push(Open {
            name,
            namespaces,
            label,
        });
        Ok(())
    }

    /// Records a property that stays; one inside words is words as well.
    fn stays(&mut self, space: &str, local: &str) -> Label {
        let within_words = self.open.last().is_some_and(|o| o.label == Label::Words);
        if let Some(kept) = names::keeps(space, local) {
            self.ledger.keep(kept);
            return Label::Words;
        }
        if within_words || names::is_words(local) {
            Label::Words
        } else {
            Label::Stays
        }
    }

    fn judge_attribute(&mut self, attribute: &Attribute, label: Label) {
        if self.bytes(&attribute.name).starts_with(b"xmlns") {
            return;
        }
        let (space, local) = self.namespaces.resolve(self.text, &attribute.name, true);
        if let Some(kind) = names::judge(&space, &local, self.gain_map) {
            self.ledger.remove(self.carrier, kind);
            if !matches!(label, Label::Goes(_) | Label::Within) {
                self.blanks.push(attribute.span.clone());
            }
        } else if words::is_position(&self.string(&attribute.value)) {
            self.blank(attribute.value.clone(), RemovedKind::GpsPosition);
        } else if let Some(kept) = names::keeps(&space, &local)
            && !matches!(label, Label::Goes(_) | Label::Within)
        {
            self.ledger.keep(kept);
            let words = self.string(&attribute.value);
            self.ledger.read_words(&words);
        }
    }

    fn leave(&mut self, name: Range<usize>, end: usize) -> Result<(), NotXml> {
        let open = self.open.pop().ok_or(NotXml)?;
        if self.bytes(&open.name) != self.bytes(&name) {
            return Err(NotXml);
        }
        self.namespaces.truncate(open.namespaces);
        if let Label::Goes(start) = open.label {
            self.blanks.push(start..end);
        }
        Ok(())
    }

    /// Blanks text outside every element and reads words inside.
    fn words(&mut self, span: Range<usize>) {
        match self.open.last() {
            None => {
                let text = self.bytes(&span);
                let is_bom = text.starts_with(b"\xEF\xBB\xBF");
                let rest = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
                if !rest.iter().all(|b| b.is_ascii_whitespace()) {
                    let start = span.start + if is_bom { 3 } else { 0 };
                    self.blank(start..span.end, RemovedKind::LeftoverBytes);
                }
            }
            Some(open) => {
                let label = open.label;
                let text = self.string(&span);
                let plain = text.strip_prefix("<![CDATA[").unwrap_or(&text);
                if words::is_position(plain) {
                    self.blank(span, RemovedKind::GpsPosition);
                } else if label == Label::Words {
                    self.ledger.read_words(&text);
                }
            }
        }
    }

    /// Keeps the packet's own marks and nothing else a program may have left.
    fn instruction(&mut self, span: Range<usize>) {
        if !is_mark(&self.string(&span)) {
            self.blank(span, RemovedKind::PrivateData);
        }
    }

    /// Blanks what is no property.
    fn blank(&mut self, span: Range<usize>, kind: RemovedKind) {
        self.ledger.remove(self.carrier, kind);
        self.blanks.push(span);
    }
}

/// Tells whether an instruction is the mark of a packet's beginning or end, and
/// says nothing else.
fn is_mark(text: &str) -> bool {
    let Some(words) = text.strip_prefix("<?xpacket ") else {
        return false;
    };
    let is_sign =
        |c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '?' | '>' | '\u{FEFF}');
    let known = [
        "begin",
        "id",
        "end",
        "bytes",
        "encoding",
        "r",
        "w",
        "utf-8",
        "utf-16",
        "w5m0mpcehihzreszntczkc9d",
    ];
    words
        .split(is_sign)
        .map(str::to_ascii_lowercase)
        .all(|word| word.bytes().all(|b| b.is_ascii_digit()) || known.contains(&word.as_str()))
}
