//! What a drawing of a document hides among its operators: JPEGs written in
//! place, which carry metadata of their own, and properties written in place.
//!
//! The cleaner keeps drawings as they are packed, so whatever is found here
//! refuses the document.

use crate::media::clean::proof::{Doubt, Sight, contains, examine, examine_raw, jpeg, names};

const PICTURE: Doubt = Doubt("a picture written into a page hides metadata");
const PROPERTIES: Doubt = Doubt("a part of a page is marked with a place");

/// How far before its operator a list of properties may begin.
const LONGEST_LIST: usize = 16_384;
/// Entries that place a page on a map.
const MAPS: [&str; 5] = ["GCS", "GPTS", "LGIDict", "LPTS", "PtData"];

/// Looks through an unpacked drawing. No byte of it is looked at twice, whatever
/// is written there.
pub(super) fn examine_drawing(drawing: &[u8]) -> Result<(), Doubt> {
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(drawing.get(from..).unwrap_or_default(), b"ID") {
        let at = from + found;
        from = at + 2;
        let (before, rest) = drawing.split_at_checked(at).unwrap_or_default();
        if before.last().is_none_or(|byte| ends_a_word(*byte))
            && let [_, _, space, data @ ..] = rest
            && ends_a_word(*space)
        {
            let data = data.trim_ascii_start();
            from = drawing.len() - data.len() + examine_picture(data)?;
        }
    }
    for operator in [&b"BDC"[..], b"DP"] {
        let mut last = 0;
        for at in memchr::memmem::find_iter(drawing, operator) {
            let start = at.saturating_sub(LONGEST_LIST).max(last);
            let before = drawing.get(start..at).unwrap_or_default();
            examine_properties(before.trim_ascii_end())?;
            last = at + operator.len();
        }
    }
    Ok(())
}

fn ends_a_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0 | b'>' | b']' | b'/')
}

/// Looks at what follows the beginning of a picture, if that is a JPEG: its bytes,
/// or digits that stand for them. Returns how many bytes belong to it.
fn examine_picture(data: &[u8]) -> Result<usize, Doubt> {
    let is_hexadecimal = data
        .get(..6)
        .is_some_and(|six| six.eq_ignore_ascii_case(b"FFD8FF"));
    if data.starts_with(b"\xFF\xD8\xFF") {
        examine_jpeg(data)
    } else if is_hexadecimal {
        let digits = until(data, b'>');
        examine_jpeg(&from_hexadecimal(digits)).map(|_| digits.len())
    } else if let Some(digits) = data.strip_prefix(b"<~") {
        Ok(2 + examine_base_85(digits)?)
    } else {
        examine_base_85(data)
    }
}

fn examine_base_85(data: &[u8]) -> Result<usize, Doubt> {
    if !data.starts_with(b"s4I") {
        return Ok(0);
    }
    let digits = until(data, b'~');
    examine_jpeg(&from_base_85(digits)).map(|_| digits.len())
}

fn until(data: &[u8], end: u8) -> &[u8] {
    let len = memchr::memchr(end, data).unwrap_or(data.len());
    data.get(..len).unwrap_or(data)
}

/// Returns how long the picture is.
fn examine_jpeg(data: &[u8]) -> Result<usize, Doubt> {
    let Some((beside, len)) = jpeg::beside(data) else {
        // It is no picture that anyone shows; then it may not be a place either.
        let ends = [&b" EI"[..], b"\nEI", b"\rEI"].map(|end| memchr::memmem::find(data, end));
        let len = ends.into_iter().flatten().min().unwrap_or(data.len());
        examine_raw(data.get(..len).unwrap_or(data)).map_err(|_| PICTURE)?;
        return Ok(len);
    };
    // A comment and a maker's block without a place do no harm.
    let is_stranger = |sight: &Sight| matches!(sight, Sight::Stranger(_));
    let (strangers, told): (Vec<&Sight>, Vec<&Sight>) =
        beside.iter().partition(|sight| is_stranger(sight));
    if told.into_iter().any(|sight| examine(sight).is_err()) {
        return Err(PICTURE);
    }
    if !strangers.is_empty() {
        examine_raw(data.get(..len).unwrap_or(data)).map_err(|_| PICTURE)?;
    }
    Ok(len)
}

fn from_hexadecimal(digits: &[u8]) -> Vec<u8> {
    let digits = digits.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u8> = digits
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let (pairs, _) = digits.as_chunks();
    pairs.iter().map(|[high, low]| high << 4 | low).collect()
}

fn from_base_85(digits: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(digits.len());
    let mut group: Vec<u32> = Vec::with_capacity(5);
    for byte in digits.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if group.is_empty() => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => {}
        }
        if group.len() == 5 {
            let add = |sum: u32, digit: &u32| sum.wrapping_mul(85).wrapping_add(*digit);
            out.extend_from_slice(&group.iter().fold(0, add).to_be_bytes());
            group.clear();
        }
    }
    // What is left are the last three bytes at most: they hold no metadata.
    out
}

/// Looks at the list of properties that a text ends with.
fn examine_properties(text: &[u8]) -> Result<(), Doubt> {
    let Some(inside) = text.strip_suffix(b">>") else {
        return Ok(());
    };
    let mut depth = 1;
    let mut start = inside.len();
    while depth > 0 {
        let Some([first, second]) = start
            .checked_sub(2)
            .and_then(|at| inside.get(at..start)?.as_array())
        else {
            break;
        };
        let step = match (first, second) {
            (b'<', b'<') => {
                depth -= 1;
                2
            }
            (b'>', b'>') => {
                depth += 1;
                2
            }
            _ => 1,
        };
        start -= step;
    }
    let list = inside.get(start..).unwrap_or_default();
    let keys = without_text(list);
    for name in keys.split(|byte| *byte == b'/').skip(1) {
        let end = name
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && !b"_-:.#".contains(byte));
        let name = String::from_utf8_lossy(name.get(..end.unwrap_or(name.len())).unwrap_or(name));
        if MAPS.contains(&name.as_ref()) || names::is_place("", &name) {
            return Err(PROPERTIES);
        }
    }
    let hides = contains(list, b"<x:xmpmeta") || contains(list, b"Exif\0\0");
    if hides { Err(PROPERTIES) } else { Ok(()) }
}

/// Leaves out what stands in parentheses.
fn without_text(list: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(list.len());
    let (mut depth, mut is_escaped) = (0_usize, false);
    for byte in list {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = depth > 0,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(*byte),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_of_a_mark_may_say_what_a_part_means_but_not_where_it_is() {
        for drawing in [
            "/P <</MCID 0>> BDC (Kitchen) Tj EMC",
            "/Span <</ActualText (the /City and >> more)>> BDC EMC",
            "/OC /MC0 BDC EMC",
            "(City <</GPTS [1 2]>>) Tj",
            "BDC DP",
            ">> BDC",
        ] {
            assert_eq!(examine_drawing(drawing.as_bytes()), Ok(()), "{drawing}");
        }
        for drawing in [
            "/Plan <</GPTS [48.1 11.5]>> BDC EMC",
            "/Plan<</A<</Location(Hinterhofgasse)>>/B 1>>BDC EMC",
            "/Plan <</MCID 0/GPSLatitude 48.1>>\nDP",
            "/Plan <</City (x)>> BDC",
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
            let drawing = what.repeat((8 << 20) / what.len());

            assert_eq!(examine_drawing(&drawing), Ok(()), "{}", what.escape_ascii());
        }
    }

    #[test]
    fn digits_are_read_as_the_filters_of_pdf_write_them() {
        assert_eq!(from_hexadecimal(b"FF d8\nfF>00"), [0xFF, 0xD8, 0xFF]);
        assert_eq!(
            from_base_85(b"s4IA0\nz!!!!!~>"),
            *b"\xFF\xD8\xFF\xE0\0\0\0\0\0\0\0\0"
        );
    }
}
