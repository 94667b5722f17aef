//! An Exif block as the second reader sees it: its fields by kamadak-exif, and
//! the shapes of positions in its raw bytes.

use exif::{Context, In, Reader, Value};

use super::{Doubt, contains, names};

/// Looks for places in a block.
pub(super) fn examine(block: &[u8]) -> Result<(), Doubt> {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = match reader.read_raw(block.to_vec()) {
        Ok(read) => read,
        Err(exif::Error::PartialResult(partial)) => partial.into_inner().0,
        Err(_) => return Err(Doubt("its Exif block cannot be read")),
    };
    for field in read.fields() {
        if field.tag.context() == Context::Gps {
            return Err(Doubt("its Exif block has a position"));
        }
        if field.ifd_num != In::PRIMARY {
            return Err(Doubt("its Exif block has a second picture"));
        }
        if MAP_TAGS.contains(&field.tag.number()) {
            return Err(Doubt("its Exif block has a map reference"));
        }
        if field.tag.number() == KEYWORDS
            && let Value::Byte(keywords) | Value::Undefined(keywords, _) = &field.value
            && names::has_position(keywords)
        {
            return Err(Doubt("a keyword of it is a position"));
        }
    }
    examine_shapes(block)?;
    if names::in_makers_notes(block) {
        return Err(Doubt("its camera maker's notes have a position"));
    }
    Ok(())
}

/// Looks for places in the lists of a TIFF, as far as kamadak-exif reads them;
/// the shapes are looked for in all of it.
pub(super) fn examine_pages(rest: &[u8]) -> Result<(), Doubt> {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = match reader.read_raw(rest.to_vec()) {
        Ok(read) => Some(read),
        Err(exif::Error::PartialResult(partial)) => Some(partial.into_inner().0),
        Err(_) => None,
    };
    for field in read.iter().flat_map(exif::Exif::fields) {
        if field.tag.context() == Context::Gps {
            return Err(Doubt("a list of it has a position"));
        }
        if MAP_TAGS.contains(&field.tag.number()) {
            return Err(Doubt("a page of it has a map reference"));
        }
    }
    examine_shapes(rest)?;
    examine_wide_shapes(rest)
}

/// Looks for what a list of positions looks like in BigTIFF.
fn examine_wide_shapes(rest: &[u8]) -> Result<(), Doubt> {
    for kind in [4_u8, 13, 16, 18] {
        let little = [0x25, 0x88, kind, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        let big = [0x88, 0x25, 0, kind, 0, 0, 0, 0, 0, 0, 0, 1];
        if contains(rest, &little) || contains(rest, &big) {
            return Err(Doubt("a list of it points at a position"));
        }
    }
    for (tag, letter) in [(1, b'N'), (1, b'S'), (3, b'E'), (3, b'W')] {
        let little = [tag, 0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, letter, 0];
        let big = [0, tag, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, letter, 0];
        if contains(rest, &little) || contains(rest, &big) {
            return Err(Doubt("it hides a position"));
        }
    }
    Ok(())
}

/// Windows' keywords.
const KEYWORDS: u16 = 0x9C9E;

const MAP_TAGS: [u16; 6] = [33550, 33922, 34264, 34735, 34736, 34737];

/// Looks at every byte for what a list of positions looks like.
pub(super) fn examine_positions(block: &[u8]) -> Result<(), Doubt> {
    let pointers: [&[u8]; 4] = [
        b"\x25\x88\x04\0\x01\0\0\0",
        b"\x25\x88\x0D\0\x01\0\0\0",
        b"\x88\x25\0\x04\0\0\0\x01",
        b"\x88\x25\0\x0D\0\0\0\x01",
    ];
    if pointers.iter().any(|shape| contains(block, shape)) {
        return Err(Doubt("its Exif block points at a position"));
    }
    for (tag, letters) in [(1, "NS"), (3, "EW")] {
        for letter in letters.bytes() {
            let little = [tag, 0, 2, 0, 2, 0, 0, 0, letter, 0];
            let big = [0, tag, 0, 2, 0, 0, 0, 2, letter, 0];
            if contains(block, &little) || contains(block, &big) {
                return Err(Doubt("its Exif block hides a position"));
            }
        }
    }
    Ok(())
}

/// Looks at every byte for positions and other carriers.
fn examine_shapes(block: &[u8]) -> Result<(), Doubt> {
    examine_positions(block)?;
    let carriers: [&[u8]; 5] = [
        b"<x:xmpmeta",
        b"<?xpacket begin",
        b"<rdf:RDF",
        b"8BIM\x04\x04",
        b"http://ns.adobe.com/xap/1.0/\0",
    ];
    if carriers.iter().any(|shape| contains(block, shape)) {
        return Err(Doubt("its Exif block hides other metadata"));
    }
    match has_field_of_place(block) {
        true => Err(Doubt("its Exif block hides an IPTC field with a place")),
        false => Ok(()),
    }
}

/// Tells whether there is an IPTC field that names a place in letters.
fn has_field_of_place(block: &[u8]) -> bool {
    memchr::memmem::find_iter(block, b"\x1C\x02").any(|at| {
        let Some([26 | 27 | 90 | 92 | 95 | 100 | 101, 0, len, rest @ ..]) = block.get(at + 2..)
        else {
            return false;
        };
        let words = rest.get(..usize::from(*len)).unwrap_or_default();
        (2..=64).contains(&words.len()) && !words.iter().any(u8::is_ascii_control)
    })
}
