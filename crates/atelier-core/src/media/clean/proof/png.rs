//! A PNG as the second reader sees it.

use std::io::Read;

use super::{Sight, View, split};

/// The most bytes that anything packed may unpack to.
const MOST: u64 = 16 << 20;

/// Walks a PNG; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let mut view = View::default();
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1A\n")?;
    loop {
        let Some((name, data)) = chunk(&mut rest) else {
            // No reader needs the end once it has the picture.
            let is_picture = rest.get(4..8) == Some(b"IDAT") || rest.get(4..8) == Some(b"fdAT");
            let has_picture = view.picture.contains(&&b"IDAT"[..]);
            view.beside.push(Sight::Stranger("its end is missing"));
            return (has_picture && !is_picture).then_some(view);
        };
        if name == b"IEND" {
            if !data.is_empty() || rest.len() > 4 {
                view.beside
                    .push(Sight::Stranger("something follows its end"));
            }
            return Some(view);
        }
        rest = rest.get(4..)?;
        match name {
            b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"acTL" | b"fcTL" | b"fdAT" => {
                view.picture.push(name);
                view.picture.push(data);
            }
            _ => view.beside.push(sight(name, data)),
        }
    }
}

/// Takes a chunk's name and data; its checksum is left. Nothing is taken when
/// not all of it is there.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mut ahead = *rest;
    let len = u32::from_be_bytes(split(&mut ahead, 4)?.try_into().ok()?) as usize;
    let name = split(&mut ahead, 4)?;
    let data = split(&mut ahead, len)?;
    if ahead.len() < 4 && name != b"IEND" {
        return None;
    }
    *rest = ahead;
    Some((name, data))
}

/// Tells what a chunk beside the picture is.
fn sight(name: &[u8], data: &[u8]) -> Sight {
    match name {
        b"cHRM" | b"gAMA" | b"sBIT" | b"sRGB" | b"cICP" | b"bKGD" | b"pHYs" | b"tIME" | b"mDCV"
        | b"mDCv" | b"cLLI" | b"cLLi" | b"sTER" => match data.len() {
            33.. => Sight::Stranger("numbers of it are too many"),
            8.. if longest_word(data) >= 8 => Sight::Stranger("numbers of it are words"),
            _ => Sight::Plain,
        },
        b"eXIf" => Sight::Exif(data.to_vec()),
        b"iCCP" if is_numbered(data) => Sight::Stranger("its colour profile is named in numbers"),
        b"iCCP" => match after_zero(data).and_then(|packed| unpack(packed.get(1..)?)) {
            Some(profile) => Sight::Profile(profile),
            // Packed badly: no reader gets at it, so only its bytes matter.
            None => Sight::Profile(data.to_vec()),
        },
        b"tEXt" | b"zTXt" | b"iTXt" => text(name, data).unwrap_or(UNREADABLE),
        _ => Sight::Stranger("a chunk of it is unknown"),
    }
}

/// Tells whether a key has more digits than the name of a colour space.
fn is_numbered(data: &[u8]) -> bool {
    let key = data.iter().take_while(|byte| **byte != 0);
    key.filter(|byte| byte.is_ascii_digit()).count() > 8
}

/// Returns how many letters stand in a row at most.
fn longest_word(data: &[u8]) -> usize {
    let words = data.split(|byte| !byte.is_ascii_graphic() && *byte != b' ');
    words.map(<[u8]>::len).max().unwrap_or(0)
}

const UNREADABLE: Sight = Sight::Stranger("a text entry of it cannot be read");

fn text(name: &[u8], data: &[u8]) -> Option<Sight> {
    let key = data.split(|byte| *byte == 0).next()?;
    let rest = after_zero(data)?;
    let value = match name {
        b"tEXt" => rest.to_vec(),
        b"zTXt" => unpack(rest.get(1..)?)?,
        _ => {
            let value = after_zero(after_zero(rest.get(2..)?)?)?;
            match rest.first()? {
                1 => unpack(value)?,
                _ => value.to_vec(),
            }
        }
    };
    if key == b"XML:com.adobe.xmp" {
        return Some(Sight::Xmp(value));
    }
    if matches!(
        key.strip_prefix(b"Raw profile type "),
        Some(b"iptc" | b"8bim" | b"IPTC" | b"8BIM")
    ) {
        return Some(Sight::Photoshop(from_digits(&value)?));
    }
    Some(Sight::Text(key.to_vec(), value))
}

/// Reads every pair of hexadecimal digits behind the second line.
fn from_digits(text: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8(text.to_vec()).ok()?;
    let digits: String = text.trim_start().lines().skip(2).map(str::trim).collect();
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

fn after_zero(data: &[u8]) -> Option<&[u8]> {
    let at = data.iter().position(|byte| *byte == 0)?;
    data.get(at + 1..)
}

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut reader = flate2::bufread::ZlibDecoder::new(packed).take(MOST);
    reader.read_to_end(&mut plain).ok()?;
    Some(plain)
}
