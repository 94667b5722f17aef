//! Reads out the places in a file, for the person in front of this screen.
//!
//! Nothing here goes into a receipt, a row or a log. It is no proof either: it
//! shows what can be shown in words and passes over what it cannot read.

use std::collections::BTreeSet;
use std::io::Cursor;

use exif::{Context, Exif, In, Reader, Tag, Value};
use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::xml::unescape;
use crate::domain::receipt::Carrier;
use crate::media::bytes::{Order, slice};

/// The most places that are read out of one file.
const MOST: usize = 100;
/// The longest value shown, in letters.
const LONGEST: usize = 200;
/// How many bytes a block found by its shape may take.
const BLOCK: usize = 0x1_0000;

/// A place that a file names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where in the file.
    pub carrier: Carrier,
    /// What it is called there: "position", "City".
    pub name: String,
    /// The place itself.
    pub value: String,
}

/// Reads out the places of a file, each once.
pub(super) fn places(bytes: &[u8]) -> Vec<Place> {
    let mut found = Found::default();
    for exif in blocks(bytes) {
        found.exif(&exif);
    }
    for packet in packets(bytes) {
        found.xmp(&packet);
    }
    found.iptc(bytes);
    found.0.into_iter().collect()
}

#[derive(Default)]
struct Found(BTreeSet<Place>);

impl Found {
    fn add(&mut self, carrier: Carrier, name: &str, value: &str) {
        let value: String = value.trim().chars().take(LONGEST).collect();
        if self.0.len() < MOST && !value.is_empty() {
            self.0.insert(Place {
                carrier,
                name: name.to_owned(),
                value,
            });
        }
    }

    /// Takes what an Exif block says: positions as decimal degrees, the rest as
    /// it stands.
    fn exif(&mut self, exif: &Exif) {
        for (name, latitude, longitude) in [
            (
                "position",
                (Tag::GPSLatitude, Tag::GPSLatitudeRef),
                (Tag::GPSLongitude, Tag::GPSLongitudeRef),
            ),
            (
                "position of what is shown",
                (Tag::GPSDestLatitude, Tag::GPSDestLatitudeRef),
                (Tag::GPSDestLongitude, Tag::GPSDestLongitudeRef),
            ),
        ] {
            if let (Some(latitude), Some(longitude)) =
                (degrees(exif, latitude), degrees(exif, longitude))
            {
                self.add(
                    Carrier::Exif,
                    name,
                    &format!("{latitude:.6}, {longitude:.6}"),
                );
            }
        }
        let shown = [
            (Tag::GPSAltitude, "altitude"),
            (Tag::GPSImgDirection, "direction"),
            (Tag::GPSAreaInformation, "area"),
            (Tag::GPSDateStamp, "day of the position"),
        ];
        for field in exif
            .fields()
            .filter(|field| field.tag.context() == Context::Gps)
        {
            if let Some((_, name)) = shown.iter().find(|(tag, _)| *tag == field.tag) {
                let value = field.display_value().with_unit(exif).to_string();
                self.add(Carrier::Exif, name, value.trim_matches('"'));
            }
        }
    }

    fn xmp(&mut self, packet: &str) {
        let mut reader = NsReader::from_str(packet);
        let mut inside: Vec<Option<String>> = Vec::new();
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(tag) => {
                    self.attributes(&reader, &tag);
                    inside.push(place_of(&reader, &tag));
                }
                Event::Empty(tag) => self.attributes(&reader, &tag),
                Event::End(_) => drop(inside.pop()),
                Event::Text(text) => {
                    let name = inside.iter().rev().flatten().next();
                    if let Some(name) = name {
                        self.add(Carrier::Xmp, name, &unescape(&text.xml10_content()));
                    }
                }
                Event::Eof => return,
                _ => {}
            }
        }
    }

    fn attributes(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) {
        for attribute in tag.attributes().flatten() {
            let (space, local) = reader.resolver().resolve_attribute(attribute.key);
            if is_place(space, local.as_ref()) {
                self.add(Carrier::Xmp, local.as_ref(), &unescape(&attribute.value));
            }
        }
    }

    /// Takes the IPTC fields that name places, wherever their shape is found.
    fn iptc(&mut self, bytes: &[u8]) {
        for at in memchr::memmem::find_iter(bytes, b"8BIM\x04\x04").take(MOST) {
            // The name of a resource is empty here as good as always: two bytes.
            let Some(len) = Order::Big.u32(bytes, at + 8) else {
                continue;
            };
            let len = usize::try_from(len).unwrap_or(0).min(BLOCK);
            let mut fields = slice(bytes, at + 12, len).unwrap_or_default();
            while let [0x1C, record, number, high, low, rest @ ..] = fields {
                let len = usize::from(u16::from_be_bytes([*high, *low]));
                let Some((value, rest)) = rest.split_at_checked(len) else {
                    break;
                };
                if *record == 2
                    && let Some((_, name)) = IPTC.iter().find(|(known, _)| known == number)
                {
                    self.add(Carrier::Iptc, name, &String::from_utf8_lossy(value));
                }
                fields = rest;
            }
        }
    }
}

const IPTC: [(u8, &str); 7] = [
    (26, "country code of the content"),
    (27, "location of the content"),
    (90, "city"),
    (92, "street or quarter"),
    (95, "state"),
    (100, "country code"),
    (101, "country"),
];

/// Reads the Exif blocks of a file: the one of its format, and any that have
/// the shape of one.
fn blocks(bytes: &[u8]) -> Vec<Exif> {
    let read = |outcome: Result<Exif, exif::Error>| match outcome {
        Ok(exif) => Some(exif),
        Err(exif::Error::PartialResult(partial)) => Some(partial.into_inner().0),
        Err(_) => None,
    };
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let own = read(reader.read_from_container(&mut Cursor::new(bytes)));
    let shaped = memchr::memmem::find_iter(bytes, b"Exif\0\0").take(MOST);
    let shaped = shaped.filter_map(|at| {
        let rest = bytes.get(at + 6..)?;
        let block = rest.get(..BLOCK.min(rest.len()))?;
        read(reader.read_raw(block.to_vec()))
    });
    own.into_iter().chain(shaped).collect()
}

/// Returns an angle in degrees, south and west below zero.
fn degrees(exif: &Exif, (value, reference): (Tag, Tag)) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(value, In::PRIMARY)?.value else {
        return None;
    };
    let size = parts
        .iter()
        .zip([1.0, 60.0, 3600.0])
        .map(|(part, share)| part.to_f64() / share)
        .sum::<f64>();
    let below = exif
        .get_field(reference, In::PRIMARY)
        .is_some_and(|field| matches!(&field.value, Value::Ascii(words) if words.iter().any(|word| matches!(word.first(), Some(b'S' | b'W')))));
    size.is_finite().then_some(if below { -size } else { size })
}

/// Finds XMP packets by their shape.
fn packets(bytes: &[u8]) -> Vec<String> {
    let begins = memchr::memmem::find_iter(bytes, b"<x:xmpmeta").take(MOST);
    begins
        .filter_map(|at| {
            let rest = bytes.get(at..)?;
            let end = memchr::memmem::find(rest, b"</x:xmpmeta>")? + b"</x:xmpmeta>".len();
            Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
        })
        .collect()
}

fn place_of(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Option<String> {
    let (space, local) = reader.resolver().resolve_element(tag.name());
    is_place(space, local.as_ref()).then(|| local.as_ref().to_owned())
}

/// Names of properties that a person reads as places.
const NAMES: [&str; 14] = [
    "city",
    "country",
    "countrycode",
    "countryname",
    "provincestate",
    "state",
    "location",
    "sublocation",
    "locationshown",
    "locationcreated",
    "locationname",
    "worldregion",
    "ciadrcity",
    "ciadrextadr",
];

fn is_place(space: ResolveResult<'_>, local: &str) -> bool {
    let name = local.to_lowercase();
    let of_gps = ["gpslat", "gpslong", "gpsalt", "gpsdest", "gpsarea"];
    matches!(space, ResolveResult::Bound(_))
        && (NAMES.contains(&name.as_str()) || of_gps.iter().any(|part| name.starts_with(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fixture: &str) -> Vec<Place> {
        let path = format!(
            "{}/../../tests/fixtures/{fixture}",
            env!("CARGO_MANIFEST_DIR")
        );
        let bytes =
            std::fs::read(&path).or_else(|_| std::fs::read(path.replace("/../../", "/../")));
        places(&bytes.expect("a fixture"))
    }

    #[test]
    fn a_position_is_read_out_in_degrees() {
        let found = of("cleaning/jpeg-exif.jpg");

        let position = found.iter().find(|place| place.name == "position");
        let value = &position.expect("a position").value;
        let numbers: Vec<f64> = value.split(", ").filter_map(|n| n.parse().ok()).collect();
        assert_eq!(numbers.len(), 2, "{value}");
    }

    #[test]
    fn names_of_places_are_read_out_of_xmp_and_iptc() {
        for (fixture, carrier) in [
            ("cleaning/jpeg-xmp.jpg", Carrier::Xmp),
            ("cleaning/jpeg-iptc.jpg", Carrier::Iptc),
            ("cleaning/webp-xmp.webp", Carrier::Xmp),
        ] {
            let found = of(fixture);
            assert!(
                found.iter().any(|place| place.carrier == carrier),
                "{fixture}: {found:?}"
            );
        }
    }

    #[test]
    fn a_plain_picture_names_no_place() {
        assert_eq!(of("cleaning/jpeg-plain.jpg"), []);
    }
}
