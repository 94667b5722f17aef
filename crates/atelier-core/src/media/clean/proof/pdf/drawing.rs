//! What a drawing of a document hides among its operators: JPEGs written in
//! place, which carry metadata of their own, and properties written in place.
//!
//! The cleaner keeps drawings as they are packed, so whatever is found here
//! refuses the document. A drawing is handed in piece by piece, and no more of it
//! is kept than has begun and not ended. Lists and pictures are looked for
//! wherever their first letters stand, even in a text: nobody has to agree with
//! anybody on where a text ends.

mod picture;

use super::filters::{Filter, Room};
use super::words::{Stop, Words};
use crate::media::clean::proof::{Doubt, contains, names};
use picture::Found;

const PICTURE: Doubt = Doubt("a picture written into a page hides metadata");
const PROPERTIES: Doubt = Doubt("a part of a page is marked with a place");
/// There was no room for the rest.
pub(super) const TOO_LONG: Doubt = Doubt("its pages take too long to look through");

/// How long a list may be, or what stands before the data of a picture.
const LONGEST_LIST: usize = 1 << 20;
/// How much of a picture is looked at: all that is no picture stands before it.
const LONGEST_PICTURE: usize = 4 << 20;
/// Entries that place a page on a map.
const MAPS: [&str; 5] = ["GCS", "GPTS", "LGIDict", "LPTS", "PtData"];

/// A drawing that is being looked through.
pub(super) struct Watch<'r> {
    room: &'r Room,
    /// The end of what was handed in: whatever may still go on.
    held: Vec<u8>,
    /// Where to look next in it.
    from: usize,
    /// Up to where pictures are part of one that was looked at.
    beyond: usize,
    /// How much must be held before it is worth looking again.
    wanted: usize,
    is_last: bool,
}

/// What stands at a place.
enum Here {
    /// Nothing that matters, or nothing more.
    Done,
    /// Something that goes on behind all that is held.
    Open,
}

impl<'r> Watch<'r> {
    pub(super) fn new(room: &'r Room) -> Self {
        Self {
            room,
            held: Vec::new(),
            from: 0,
            beyond: 0,
            wanted: 0,
            is_last: false,
        }
    }

    /// Looks at the next piece.
    pub(super) fn feed(&mut self, piece: &[u8]) -> Result<(), Doubt> {
        self.held.extend_from_slice(piece);
        if self.held.len() < self.wanted {
            return Ok(());
        }
        self.look()
    }

    /// Ends a stream, which another may continue; tells whether something has
    /// begun that has not ended.
    pub(super) fn pause(&mut self) -> Result<bool, Doubt> {
        self.held.push(b'\n');
        self.look()?;
        Ok(self.from < self.held.len())
    }

    /// Ends the drawing.
    pub(super) fn end(mut self) -> Result<(), Doubt> {
        self.held.push(b'\n');
        self.is_last = true;
        self.look()
    }

    fn look(&mut self) -> Result<(), Doubt> {
        self.wanted = 0;
        loop {
            let rest = self.held.get(self.from..).unwrap_or_default();
            let Some(found) = memchr::memchr2(b'<', b'I', rest) else {
                self.from = self.held.len();
                break;
            };
            self.from += found;
            if self.room.is_spent() {
                return Err(TOO_LONG);
            }
            let here = match rest.get(found) {
                Some(b'<') => self.list(),
                _ => self.picture(),
            };
            if let Here::Open = here? {
                self.wanted = self.held.len().saturating_mul(2);
                break;
            }
            self.from += 1;
        }
        // Two bytes before a place tell whether a word begins there.
        let gone = self.from.saturating_sub(2);
        self.held.drain(..gone);
        self.from -= gone;
        self.beyond = self.beyond.saturating_sub(gone);
        self.wanted = self.wanted.saturating_sub(gone);
        match self.room.is_spent() {
            true => Err(TOO_LONG),
            false => Ok(()),
        }
    }

    /// Returns what is held from `from` on.
    fn ahead(&self) -> &[u8] {
        self.held.get(self.from..).unwrap_or_default()
    }

    /// Says what to do where the bytes that are held do not suffice.
    fn cut(&self, most: usize) -> Result<Here, Doubt> {
        if self.is_last {
            return Ok(Here::Done);
        }
        match self.ahead().len() > most {
            true => Err(TOO_LONG),
            false => Ok(Here::Open),
        }
    }

    /// Looks at the list that may begin here, if it is a mark's.
    fn list(&self) -> Result<Here, Doubt> {
        let text = self.ahead();
        let mut words = Words::new(text);
        let is_mark = match text.get(1) {
            None => Err(Stop::Cut),
            Some(b'<') => is_mark(&mut words),
            Some(_) => return Ok(Here::Done),
        };
        self.room.spend(words.at);
        match is_mark {
            Err(Stop::Cut) => self.cut(LONGEST_LIST),
            Err(Stop::Bad) | Ok(None) => Ok(Here::Done),
            Ok(Some(end)) => {
                let list = text.get(..end).unwrap_or_default();
                let hides = contains(list, b"<x:xmpmeta") || contains(list, b"Exif\0\0");
                if hides || words.names.iter().any(|name| is_place(name)) {
                    return Err(PROPERTIES);
                }
                Ok(Here::Done)
            }
        }
    }

    /// Looks at the picture that may begin with "BI", or its data with "ID".
    fn picture(&mut self) -> Result<Here, Doubt> {
        let word = |at: usize| self.held.get(at).copied();
        let before = self.from.checked_sub(1).and_then(word);
        if before == Some(b'B')
            && self
                .from
                .checked_sub(2)
                .and_then(word)
                .is_none_or(ends_a_word)
        {
            return self.whole_picture();
        }
        if !before.is_none_or(ends_a_word) || self.from < self.beyond {
            return Ok(Here::Done);
        }
        match (word(self.from + 1), word(self.from + 2)) {
            (None, _) | (Some(b'D'), None) => self.cut(LONGEST_LIST),
            (Some(b'D'), Some(space)) if ends_a_word(space) => {
                let start = self.from + 3;
                let data = self.held.get(start..).unwrap_or_default();
                let found = picture::bare(data, self.is_last, self.room)?;
                self.settle(found, start)
            }
            _ => Ok(Here::Done),
        }
    }

    /// Looks at a picture whose entries begin behind "BI", and at those.
    fn whole_picture(&mut self) -> Result<Here, Doubt> {
        let text = self.held.get(self.from + 1..).unwrap_or_default();
        let mut words = Words::new(text);
        let filters = entries(&mut words);
        self.room.spend(words.at);
        let filters = match filters {
            Err(Stop::Cut) => return self.cut(LONGEST_LIST),
            Err(Stop::Bad) => return Ok(Here::Done),
            Ok(filters) => filters?,
        };
        let data = text.get(words.at..).unwrap_or_default();
        let Some((Filter { name, .. }, around)) = filters.split_last() else {
            return Ok(Here::Done);
        };
        let found = picture::packed(name, data, around, self.is_last, self.room)?;
        // Whatever lies in its data is looked at all the same.
        match found {
            Found::Open => self.settle(found, 0),
            _ => Ok(Here::Done),
        }
    }

    /// Goes on behind a picture, or waits for more of it.
    fn settle(&mut self, found: Found, start: usize) -> Result<Here, Doubt> {
        Ok(match found {
            Found::Open => Here::Open,
            Found::Nothing => Here::Done,
            Found::Looked(len) => {
                self.beyond = self.beyond.max(start + len);
                Here::Done
            }
        })
    }
}

fn ends_a_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0 | b'>' | b']' | b'/' | b')')
}

/// Passes over a list; tells where it ends, if it belongs to a mark.
fn is_mark(words: &mut Words<'_>) -> Result<Option<usize>, Stop> {
    words.value()?;
    let end = words.at;
    if !words.peek()?.is_ascii_alphabetic() {
        return Ok(None);
    }
    let operator = words.word()?;
    let is_mark = operator.starts_with(b"BDC") || operator.starts_with(b"DP");
    Ok(is_mark.then_some(end))
}

fn is_place(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    MAPS.contains(&name.as_ref()) || names::is_place("", &name)
}

/// Passes over what a picture says of itself, up to its data; returns its filters,
/// unless it says where it was taken.
fn entries(words: &mut Words<'_>) -> Result<Result<Vec<Filter>, Doubt>, Stop> {
    let mut filters = Vec::new();
    loop {
        if words.peek()? != b'/' {
            if words.word()? != b"ID" {
                return Err(Stop::Bad);
            }
            words.at += 1;
            return Ok(Ok(filters));
        }
        let key = words.name()?;
        let count = words.names.len();
        words.value()?;
        if is_place(&key) {
            return Ok(Err(PROPERTIES));
        }
        if matches!(key.as_ref(), b"F" | b"Filter") {
            let names = words.names.get(count..).unwrap_or_default();
            filters = names.iter().map(|name| Filter::named(name)).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks through a drawing that comes in pieces of so many bytes.
    fn in_pieces(drawing: &[u8], len: usize) -> Result<(), Doubt> {
        let room = Room::of(drawing.len());
        let mut watch = Watch::new(&room);
        for piece in drawing.chunks(len) {
            watch.feed(piece)?;
        }
        watch.end()
    }

    fn examine_drawing(drawing: &[u8]) -> Result<(), Doubt> {
        let whole = in_pieces(drawing, drawing.len());
        let cut = in_pieces(drawing, 4096);
        assert_eq!(whole, cut, "it does not matter how it comes");
        if drawing.len() < 1000 {
            assert_eq!(whole, in_pieces(drawing, 1));
        }
        whole
    }

    #[test]
    fn properties_of_a_mark_may_say_what_a_part_means_but_not_where_it_is() {
        for drawing in [
            "/P <</MCID 0>> BDC (Kitchen) Tj EMC",
            "/Span <</ActualText (the /City and >> more)>> BDC EMC",
            "/OC /MC0 BDC EMC",
            "(City <</GPTS [1 2]>>) Tj",
            "BDC DP",
            ">> BDC",
            "(<</A) Tj (\\() Tj",
            "<</City (x)>> Tj",
        ] {
            assert_eq!(examine_drawing(drawing.as_bytes()), Ok(()), "{drawing}");
        }
        for drawing in [
            "/Plan <</GPTS [48.1 11.5]>> BDC EMC",
            "/Plan<</A<</Location(Hinterhofgasse)>>/B 1>>BDC EMC",
            "/Plan <</MCID 0/GPSLatitude 48.1>>\nDP",
            "/Plan <</City (x)>> BDC",
            "/Plan <</A<</GPTS [1 2]>> /T (BDC)>> BDC",
            "/Plan <</A (>> <<) /C#69ty (x)>> % that is all\nBDC",
            "(<<) Tj /Plan <<1 ] /T (x\\) y) /GPTS[1]>>DP",
            "BI /W 8 /GPSLatitude 48 /H 8 ID x EI",
        ] {
            let found = examine_drawing(drawing.as_bytes());
            assert_eq!(found, Err(PROPERTIES), "{drawing}");
        }
    }

    #[test]
    fn a_drawing_that_repeats_itself_is_looked_through_once() {
        for what in [
            &b">> BDC "[..],
            b">>DP",
            b" ID s4I",
            b" ID FFD8FF",
            b" ID \xFF\xD8\xFF",
            b" ID \xFF\xD8\xFF\xFE\0\x04ab",
        ] {
            // Looked through again from each of a million places, it would not end today.
            let drawing = what.repeat((1 << 20) / what.len());

            assert_eq!(examine_drawing(&drawing), Ok(()), "{}", what.escape_ascii());
        }
    }

    #[test]
    fn a_list_may_be_as_long_as_it_likes_and_is_read_to_its_end() {
        let long = |key: &str| {
            let words = "word ".repeat(20_000);
            format!("/Plan <</ActualText ({words}) /{key} (x)>> BDC EMC").into_bytes()
        };

        assert_eq!(examine_drawing(&long("Alt")), Ok(()));
        assert_eq!(examine_drawing(&long("City")), Err(PROPERTIES));

        let endless = [b"/Plan <</T (".to_vec(), b"x".repeat(2 << 20)].concat();
        assert_eq!(in_pieces(&endless, 4096), Err(TOO_LONG));
    }

    #[test]
    fn lists_within_lists_without_end_are_refused_and_not_read_for_hours() {
        for what in [&b"<<"[..], b"<</A[", b"<</A(", b" ID \xFF\xD8\xFF EI"] {
            let room = Room::small(1 << 18);
            let mut watch = Watch::new(&room);
            let fed = what
                .repeat(1 << 14)
                .chunks(4096)
                .try_for_each(|piece| watch.feed(piece));

            assert_eq!(fed.and_then(|()| watch.end()), Err(TOO_LONG));
        }
    }
}
