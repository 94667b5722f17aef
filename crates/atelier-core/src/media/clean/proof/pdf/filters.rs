//! Undoes the filters of a stream piece by piece, so that no drawing takes more
//! room than a piece of it, and counts what comes out.

mod digits;
mod flate;
mod lzw;
mod rows;
mod runs;

use std::cell::Cell;
use std::io::{self, Read};

use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Array, Name, Object, Stream};

/// How many filters a stream may have.
const MOST_FILTERS: usize = 8;
/// How many bytes are read at once, of Flate.
const PIECE: usize = 1 << 13;
/// How many bytes are read at once, of other filters.
pub(super) const FEW: usize = 1 << 9;
/// How much of a document may be unpacked and looked at, as often the document.
const MOST: u64 = 64;
/// How much may be looked at of the smallest document.
const LEAST: u64 = 64 << 20;

/// How much of a document may still be unpacked and looked at: all parts of it
/// share one room, so that the time has a bound however many there are.
#[derive(Debug)]
pub(super) struct Room(Cell<u64>);

impl Room {
    /// Returns the room of a document of `len` bytes.
    pub(super) fn of(len: usize) -> Self {
        let len = u64::try_from(len).unwrap_or(u64::MAX);
        Self(Cell::new(len.saturating_mul(MOST).saturating_add(LEAST)))
    }

    /// Returns a room of so many bytes, whatever the document.
    #[cfg(test)]
    pub(super) fn small(bytes: u64) -> Self {
        Self(Cell::new(bytes))
    }

    /// Takes bytes away.
    pub(super) fn spend(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.0.set(self.0.get().saturating_sub(bytes));
    }

    /// Tells whether there is none left.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// A filter with what it is told.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) name: Vec<u8>,
    /// LZW: codes grow when the table is full, not one before.
    pub(super) is_late: bool,
    pub(super) rows: rows::Shape,
}

impl Filter {
    /// Returns a filter that is told nothing.
    pub(super) fn named(name: &[u8]) -> Self {
        Self {
            name: name.to_vec(),
            ..Self::default()
        }
    }

    pub(super) fn is_jpeg(&self) -> bool {
        matches!(self.name.as_slice(), b"DCTDecode" | b"DCT")
    }

    pub(super) fn is_jpeg_2000(&self) -> bool {
        self.name == b"JPXDecode"
    }
}

/// Lists the filters of a stream, outermost first.
pub(super) fn list(dict: &Dict<'_>) -> Vec<Filter> {
    let one = |key: &str| dict.get::<Name<'_>>(key);
    let many = |key: &str| dict.get::<Array<'_>>(key);
    let settings = ["DP", "DecodeParms"];
    if let Some(name) = one("F").or_else(|| one("Filter")) {
        let told = settings.iter().find_map(|key| dict.get::<Dict<'_>>(*key));
        return vec![filter(&name, told.as_ref())];
    }
    let Some(names) = many("F").or_else(|| many("Filter")) else {
        return Vec::new();
    };
    let told = settings.iter().find_map(|key| many(key));
    let mut told = told.iter().flat_map(Array::iter::<Object<'_>>);
    let names = names.iter::<Name<'_>>();
    names
        .map(|name| filter(&name, told.next().and_then(Object::into_dict).as_ref()))
        .collect()
}

fn filter(name: &[u8], told: Option<&Dict<'_>>) -> Filter {
    let number = |key: &str, usual| {
        let given = told.and_then(|told| told.get::<i32>(key));
        given.map_or(usual, |given| usize::try_from(given).unwrap_or(usual))
    };
    Filter {
        name: name.to_vec(),
        is_late: number("EarlyChange", 1) == 0,
        rows: rows::Shape {
            predictor: number("Predictor", 1),
            colours: number("Colors", 1),
            bits: number("BitsPerComponent", 8),
            columns: number("Columns", 1),
        },
    }
}

/// Undoes the filters of data. One that nobody knows is passed over, as readers
/// do; nothing, when there are more than any writer needs.
pub(super) fn unpacked<'a>(
    data: &'a [u8],
    filters: &[Filter],
    room: &'a Room,
) -> Option<Box<dyn Read + 'a>> {
    if filters.len() > MOST_FILTERS {
        return None;
    }
    let mut plain: Box<dyn Read + 'a> = Box::new(data);
    for filter in filters {
        let has_rows = matches!(
            filter.name.as_slice(),
            b"FlateDecode" | b"Fl" | b"LZWDecode" | b"LZW"
        );
        plain = match filter.name.as_slice() {
            b"FlateDecode" | b"Fl" => Box::new(flate::Flate::new(plain)),
            b"LZWDecode" | b"LZW" => stepwise(plain, lzw::Lzw::new(filter.is_late)),
            b"ASCII85Decode" | b"A85" => stepwise(plain, digits::Base85::default()),
            b"ASCIIHexDecode" | b"AHx" => stepwise(plain, digits::Hexadecimal),
            b"RunLengthDecode" | b"RL" => stepwise(plain, runs::Runs),
            _ => continue,
        };
        plain = Box::new(Within { plain, room });
        if has_rows && let Some(rows) = rows::Rows::of(filter.rows) {
            plain = stepwise(plain, rows);
        }
    }
    Some(plain)
}

/// Undoes the filters around a picture, which is then a file of its own; nothing,
/// when there is no room for it.
pub(super) fn outermost(stream: &Stream<'_>, room: &Room) -> Option<Vec<u8>> {
    let mut around = list(stream.dict());
    around.pop()?;
    let data = stream.raw_data();
    if around.is_empty() {
        return Some(data.into_owned());
    }
    let mut file = Vec::new();
    // What unpacks before an error is shown as well.
    let _ = unpacked(&data, &around, room)?.read_to_end(&mut file);
    (!room.is_spent()).then_some(file)
}

/// Takes what comes out of a filter off the room, and ends with it.
struct Within<'a> {
    plain: Box<dyn Read + 'a>,
    room: &'a Room,
}

impl Read for Within<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.room.is_spent() {
            return Ok(0);
        }
        let len = self.plain.read(out)?;
        self.room.spend(len);
        Ok(len)
    }
}

/// A filter that is undone a few bytes at a time.
trait Step {
    /// Writes what comes next; nothing, when that was the end.
    fn step(&mut self, packed: &mut Packed<'_>, out: &mut Vec<u8>) -> Option<()>;
}

/// Bytes one by one.
struct Packed<'a> {
    from: Box<dyn Read + 'a>,
    piece: Vec<u8>,
    at: usize,
}

impl Packed<'_> {
    fn next(&mut self) -> Option<u8> {
        if self.at == self.piece.len() {
            self.at = 0;
            self.piece.resize(FEW, 0);
            let len = self.from.read(&mut self.piece).unwrap_or_default();
            self.piece.truncate(len);
        }
        let byte = *self.piece.get(self.at)?;
        self.at += 1;
        Some(byte)
    }
}

fn stepwise<'a>(from: Box<dyn Read + 'a>, step: impl Step + 'a) -> Box<dyn Read + 'a> {
    Box::new(Stepwise {
        packed: Packed {
            from,
            piece: Vec::new(),
            at: 0,
        },
        step,
        out: Vec::new(),
        given: 0,
        has_ended: false,
    })
}

struct Stepwise<'a, S> {
    packed: Packed<'a>,
    step: S,
    out: Vec<u8>,
    /// How much of it was handed on.
    given: usize,
    has_ended: bool,
}

impl<S: Step> Read for Stepwise<'_, S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.out.len() {
            self.out.clear();
            self.given = 0;
            while self.out.len() < FEW && !self.has_ended {
                self.has_ended = self.step.step(&mut self.packed, &mut self.out).is_none();
            }
        }
        let mut rest = self.out.get(self.given..).unwrap_or_default();
        let len = rest.read(into)?;
        self.given += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(packed: &[u8], names: &[&str]) -> Vec<u8> {
        let filters: Vec<Filter> = names
            .iter()
            .map(|name| Filter::named(name.as_bytes()))
            .collect();
        let room = Room::of(packed.len());
        let mut plain = Vec::new();
        let mut reader = unpacked(packed, &filters, &room).expect("few filters");
        reader.read_to_end(&mut plain).expect("no reader fails");
        plain
    }

    #[test]
    fn each_filter_is_undone_as_pdf_writes_it() {
        assert_eq!(plain(b"FF d8\nfF3>00", &["AHx"]), b"\xFF\xD8\xFF\x30");
        assert_eq!(
            plain(b"<~s4IA0\nz!!!!!~>x", &["ASCII85Decode"]),
            b"\xFF\xD8\xFF\xE0\0\0\0\0\0\0\0\0"
        );
        assert_eq!(plain(b"s4IA0!!~>", &["A85"]), b"\xFF\xD8\xFF\xE0\0");
        assert_eq!(plain(b"\x02abc\xFEx\x80y", &["RL"]), b"abcxxx");
        let standard = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(plain(&standard, &["LZW"]), b"-----A---B");
        assert_eq!(plain(b"3 4 3 5>", &["AHx", "Unknown"]), b"45");
    }

    #[test]
    fn flate_gives_what_comes_before_an_error_and_does_without_a_header() {
        use std::io::Write;
        let words: Vec<u8> = (0..20_000_u32).flat_map(u32::to_le_bytes).collect();
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&words).expect("packs");
        let packed = packer.finish().expect("packs");

        assert_eq!(plain(&packed, &["Fl"]), words);
        assert_eq!(plain(&packed[2..], &["Fl"]), words);
        let cut = plain(&packed[..packed.len() / 2], &["FlateDecode"]);
        assert!(cut.len() > words.len() / 4 && words.starts_with(&cut));
        let mut damaged = packed;
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        assert_eq!(plain(&damaged, &["Fl"]), words);
    }

    #[test]
    fn long_codes_are_read_as_the_tables_grow() {
        // Made by hand: each byte is a code of its own until the table is full.
        for (is_late, early) in [(false, 1), (true, 0)] {
            let words: Vec<u8> = (0..3000_usize).map(|i| (i * 7 % 251) as u8).collect();
            let (mut packed, mut bits, mut count) = (Vec::new(), 0_u32, 0);
            let codes = std::iter::once(256).chain(words.iter().map(|byte| u32::from(*byte)));
            for (place, code) in codes.enumerate() {
                let known = 258 + place.saturating_sub(2) + early;
                let width = [512, 1024, 2048]
                    .iter()
                    .filter(|edge| known >= **edge)
                    .count()
                    + 9;
                bits = bits << width | code;
                count += width;
                while count >= 8 {
                    count -= 8;
                    packed.push((bits >> count & 255) as u8);
                }
            }
            packed.push((bits << (8 - count) & 255) as u8);
            let filter = Filter {
                is_late,
                ..Filter::named(b"LZWDecode")
            };
            let room = Room::of(packed.len());
            let mut plain = Vec::new();

            let mut reader = unpacked(&packed, &[filter], &room).expect("one filter");
            reader.read_to_end(&mut plain).expect("no reader fails");

            assert_eq!(plain, words);
        }
    }

    #[test]
    fn rows_are_added_up() {
        let shape = rows::Shape {
            predictor: 12,
            colours: 1,
            bits: 8,
            columns: 3,
        };
        let packed = b"\x02\x01\x02\x03\x02\x01\x01\x01\x01\x05\x01\x01\x04\x01\x01";
        let rows = rows::Rows::of(shape).expect("has rows");
        let mut plain = Vec::new();

        let mut reader = stepwise(Box::new(&packed[..]), rows);
        reader.read_to_end(&mut plain).expect("no reader fails");

        assert_eq!(plain, [1, 2, 3, 2, 3, 4, 5, 6, 7, 6, 7]);
    }

    #[test]
    fn a_room_ends_what_unpacks_without_end() {
        let room = Room(Cell::new(100_000));
        let filters = [Filter::named(b"RL"), Filter::named(b"RL")];
        let bomb = b"\x81\x81".repeat(10_000);
        let mut plain = Vec::new();

        let mut reader = unpacked(&bomb, &filters, &room).expect("few filters");
        reader.read_to_end(&mut plain).expect("no reader fails");

        assert!(room.is_spent());
        assert!(plain.len() < 300_000, "{}", plain.len());
        assert!(unpacked(&bomb, &[(); 9].map(|()| Filter::named(b"RL")), &room).is_none());
    }
}
