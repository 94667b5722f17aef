//! The properties of an XMP packet, each with all that is inside it.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{LONGEST, LONGEST_BLOCK, List, place};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The most elements that are walked.
const MOST_ELEMENTS: usize = 20_000;

/// A property that is being read.
struct Property {
    name: String,
    value: String,
    place: bool,
    depth: usize,
}

/// Lists the properties of a packet.
pub(super) fn look(packet: &[u8], group: &str, list: &mut List) {
    let packet = packet
        .get(..LONGEST_BLOCK.min(packet.len()))
        .unwrap_or(packet);
    let text = decode(packet);
    let mut reader = NsReader::from_str(text.trim_matches(['\0', '\u{feff}', ' ', '\n']));
    let mut walk = Walk {
        group,
        list,
        described: None,
        open: None,
    };
    let mut depth = 0_usize;
    for _ in 0..MOST_ELEMENTS {
        let Ok(event) = reader.read_event() else {
            return;
        };
        match event {
            Event::Start(tag) => {
                depth += 1;
                walk.start(&reader, &tag, depth);
            }
            Event::Empty(tag) => {
                walk.start(&reader, &tag, depth + 1);
                walk.finish(depth + 1);
            }
            Event::End(_) => {
                walk.finish(depth);
                depth = depth.saturating_sub(1);
            }
            Event::Text(words) => {
                if let Some(property) = &mut walk.open {
                    say(property, words.trim());
                }
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

/// What is known while a packet is walked.
struct Walk<'a> {
    group: &'a str,
    list: &'a mut List,
    /// How deep the description lies whose children are the properties.
    described: Option<usize>,
    open: Option<Property>,
}

impl Walk<'_> {
    /// Enters an element at this depth.
    fn start(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart<'_>, depth: usize) {
        let (space, local) = reader.resolver().resolve_element(tag.name());
        let is_description = is_rdf(&space) && local.as_ref() == "Description";
        if let Some(property) = &mut self.open {
            property.place |= place::is_place(local.as_ref());
            say_attributes(property, reader, tag);
        } else if is_description && self.described.is_none() {
            self.described = Some(depth);
            for (name, value) in attributes(reader, tag) {
                let is_place = place::is_place(&name);
                self.list.add(self.group, &name, &value, is_place);
            }
        } else if self.described.is_some_and(|at| depth == at + 1) {
            let mut property = Property {
                place: place::is_place(local.as_ref()),
                value: String::new(),
                name: tag.name().as_ref().to_owned(),
                depth,
            };
            say_attributes(&mut property, reader, tag);
            self.open = Some(property);
        }
    }

    /// Closes what was opened at this depth.
    fn finish(&mut self, depth: usize) {
        if let Some(property) = self.open.take_if(|property| property.depth == depth) {
            self.list
                .add(self.group, &property.name, &property.value, property.place);
        }
        self.described.take_if(|at| *at == depth);
    }
}

fn say_attributes(property: &mut Property, reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) {
    for (name, value) in attributes(reader, tag) {
        property.place |= place::is_place(&name);
        say(property, &value);
    }
}

/// The attributes that are properties, with the prefix that the file gives them.
fn attributes(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for attribute in tag.attributes().flatten() {
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (space, _) = reader.resolver().resolve_attribute(attribute.key);
        if is_rdf(&space) || attribute.key.as_ref().starts_with("xml:") {
            continue;
        }
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_or_else(|_| String::new(), |value| value.into_owned());
        found.push((attribute.key.as_ref().to_owned(), value));
    }
    found
}

fn is_rdf(space: &ResolveResult<'_>) -> bool {
    matches!(space, ResolveResult::Bound(namespace) if namespace.as_ref() == RDF)
}

fn say(property: &mut Property, words: &str) {
    if words.is_empty() || property.value.len() > LONGEST * 4 {
        return;
    }
    if !property.value.is_empty() {
        property.value.push_str("; ");
    }
    property.value.extend(words.chars().take(LONGEST));
}

/// Packets are UTF-8, or UTF-16 with a mark.
fn decode(packet: &[u8]) -> String {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units = packet
            .chunks_exact(2)
            .filter_map(|pair| pair.try_into().ok());
        let units: Vec<u16> = units.map(of).collect();
        String::from_utf16_lossy(&units)
    };
    match packet {
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        _ => super::text(packet),
    }
}
