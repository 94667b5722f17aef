//! Text entries of a PNG: which are metadata blocks, which are places, and
//! which are words.

use std::io::Read;

use super::{Chunk, LONGEST_TEXT, SIGNATURE, raw_profile};
use crate::domain::receipt::{Kept, RemovedKind};
use crate::media::bytes::find;
use crate::media::clean::words;

const XMP_KEY: &str = "XML:com.adobe.xmp";
/// How the key of a block in hexadecimal digits begins.
pub(super) const RAW_PROFILE: &str = "Raw profile type ";

/// A text entry, unpacked.
pub(super) struct Entry {
    key: String,
    pub(super) value: Vec<u8>,
    is_utf8: bool,
}

/// What an entry is.
pub(super) enum Meaning {
    /// An XMP packet.
    Xmp,
    /// A block in hexadecimal digits, and what kind it is.
    RawProfile(String),
    /// It says where something is, or may.
    Place(RemovedKind),
    /// A person's or a program's words.
    Words(Option<Kept>),
}

/// Entries whose words are known to be worth keeping.
const KNOWN: &[(&str, Option<Kept>)] = &[
    ("title", Some(Kept::Title)),
    ("author", Some(Kept::Creator)),
    ("artist", Some(Kept::Creator)),
    ("description", Some(Kept::Description)),
    ("comment", Some(Kept::Description)),
    ("copyright", Some(Kept::Copyright)),
    ("creation time", Some(Kept::CaptureDate)),
    ("software", None),
    ("disclaimer", None),
    ("warning", None),
    ("source", None),
    ("parameters", Some(Kept::RenderParameters)),
    ("prompt", Some(Kept::RenderParameters)),
    ("negative_prompt", Some(Kept::RenderParameters)),
    ("workflow", Some(Kept::RenderParameters)),
    ("dream", Some(Kept::RenderParameters)),
    ("sd-metadata", Some(Kept::RenderParameters)),
    ("generation_data", Some(Kept::RenderParameters)),
    ("invokeai_metadata", Some(Kept::RenderParameters)),
    ("invokeai_graph", Some(Kept::RenderParameters)),
    ("fooocus_scheme", Some(Kept::RenderParameters)),
];

impl Entry {
    /// Reads a text chunk of any of the three kinds.
    pub(super) fn read(chunk: &Chunk<'_>) -> Option<Self> {
        let (key, rest) = split(chunk.data)?;
        let key: String = key.iter().map(|&byte| char::from(byte)).collect();
        let (value, is_utf8) = match chunk.name {
            b"tEXt" => (rest.to_vec(), false),
            b"zTXt" => (unpack(rest.get(1..)?)?, false),
            _ => {
                let is_packed = *rest.first()? == 1;
                let (_, rest) = split(rest.get(2..)?)?;
                let (_, rest) = split(rest)?;
                let value = if is_packed {
                    unpack(rest)?
                } else {
                    rest.to_vec()
                };
                (value, true)
            }
        };
        Some(Self {
            key,
            value,
            is_utf8,
        })
    }

    /// Tells what the entry is.
    pub(super) fn meaning(&self) -> Meaning {
        if self.key == XMP_KEY {
            return Meaning::Xmp;
        }
        let key = self.key.to_ascii_lowercase();
        if let Some(kind) = key.strip_prefix(RAW_PROFILE.to_ascii_lowercase().trim_end()) {
            let kind = kind.trim_matches([' ', ':']);
            return Meaning::RawProfile(kind.to_owned());
        }
        if let Some(kind) = place(&key) {
            return Meaning::Place(kind);
        }
        if self.is_carrier() {
            return Meaning::Place(RemovedKind::PrivateData);
        }
        if let Some((_, kept)) = KNOWN.iter().find(|(known, _)| *known == key) {
            return Meaning::Words(*kept);
        }
        // Nobody can be asked about a key that nobody knows.
        let lower = self.words().to_ascii_lowercase();
        let suspect = [
            "gps",
            "latitude",
            "longitude",
            "geotag",
            "location\"",
            "\"lat\"",
            "\"lng\"",
            "\"city\"",
            "\"country\"",
            "\"place\"",
            "\"address\"",
            "<city",
        ];
        if suspect.iter().any(|word| lower.contains(word))
            || words::has_coordinates(&lower)
            || words::is_position(&lower)
        {
            return Meaning::Place(RemovedKind::PrivateData);
        }
        Meaning::Words(None)
    }

    /// Returns the words as text; those in UTF-16 as well, as far as they are
    /// Latin.
    pub(super) fn words(&self) -> String {
        let letters = self.value.iter().copied().filter(|byte| *byte != 0);
        if self.is_utf8 {
            let letters: Vec<u8> = letters.collect();
            return String::from_utf8_lossy(&letters).into_owned();
        }
        letters.map(char::from).collect()
    }

    /// Tells whether the words are a metadata block in disguise.
    fn is_carrier(&self) -> bool {
        let shapes: [&[u8]; 6] = [
            b"<x:xmpmeta",
            b"<rdf:RDF",
            b"Exif\0\0",
            b"8BIM",
            b"II*\0",
            b"MM\0*",
        ];
        let words = self.words();
        let texts = [
            self.value.clone(),
            words.clone().into_bytes(),
            from_base64(&words),
        ];
        let is_shaped = |text: &Vec<u8>| shapes.iter().any(|shape| find(text, shape).is_some());
        texts.iter().any(is_shaped)
            || raw_profile::read(&self.value).is_some_and(|block| block.len() > 8)
    }
}

/// Reads words that are nothing but base64; nothing from others.
fn from_base64(words: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut many) = (0_u32, 0);
    for letter in words
        .bytes()
        .filter(|b| !b.is_ascii_whitespace() && *b != b'=')
    {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return Vec::new(),
        };
        bits = (bits << 6 | u32::from(six)) & 0xFFFF;
        many += 6;
        if many >= 8 {
            many -= 8;
            bytes.push(u8::try_from(bits >> many & 0xFF).unwrap_or(0));
        }
    }
    bytes
}

/// Tells what kind of place a key names.
fn place(key: &str) -> Option<RemovedKind> {
    let name = key.rsplit(':').next().unwrap_or(key);
    let position = [
        "gps",
        "latitude",
        "longitude",
        "geotag",
        "geoloc",
        "coordinates",
    ];
    if position.iter().any(|part| key.contains(part)) || key.starts_with("geo:") {
        return Some(RemovedKind::GpsPosition);
    }
    Some(match name {
        "lat" | "lon" | "lng" | "elevation" | "altitude" => RemovedKind::GpsPosition,
        "city" | "iptc city" | "city name" => RemovedKind::City,
        "state" | "province" | "province-state" | "province/state" => RemovedKind::State,
        "country" | "countrycode" | "country code" | "country-name" => RemovedKind::Country,
        "location" | "sublocation" | "sub-location" | "address" | "place" => RemovedKind::Street,
        "landmark" | "venue" => RemovedKind::Landmark,
        _ if key.contains("location") => RemovedKind::Street,
        _ => return None,
    })
}

/// Tells whether a proper XMP entry comes before the end.
pub(super) fn has_xmp(bytes: &[u8]) -> bool {
    let mut at = SIGNATURE.len();
    while let Ok(chunk) = Chunk::read(bytes, at) {
        if chunk.name == b"IEND" {
            return false;
        }
        if chunk.name == b"iTXt" && chunk.data.starts_with(XMP_KEY.as_bytes()) {
            return true;
        }
        at += chunk.whole.len();
    }
    false
}

/// Writes the content of an uncompressed entry for an XMP packet.
pub(super) fn xmp_entry(packet: &[u8]) -> Vec<u8> {
    [XMP_KEY.as_bytes(), &[0; 5], packet].concat()
}

/// Splits at the zero that ends a key.
pub(super) fn split(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(0, data)?;
    Some((data.get(..at)?, data.get(at + 1..)?))
}

/// Unpacks what is compressed, up to a bound.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    flate2::read::ZlibDecoder::new(packed)
        .take(LONGEST_TEXT + 1)
        .read_to_end(&mut text)
        .ok()?;
    (text.len() as u64 <= LONGEST_TEXT).then_some(text)
}
