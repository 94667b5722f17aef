//! Google's directory of what a file holds behind its picture: a list of
//! items with their lengths. Items that went are blanked, and the gain map's
//! length is put right, where they stand.

use std::ops::Range;

use super::namespaces::{Namespaces, bytes, string};
use crate::domain::receipt::RemovedKind;
use crate::media::clean::xml::{Attribute, NotXml, Piece, Pieces};

const DIRECTORY: &str = "http://ns.google.com/photos/1.0/container/";
const ITEM: &str = "http://ns.google.com/photos/1.0/container/item/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// How deep elements may nest.
const DEEPEST: usize = 200;

/// A property of an item.
#[derive(Debug, Clone)]
struct Property {
    name: String,
    value: String,
    /// Where the value lies, and the quote or end tag behind it.
    value_at: Range<usize>,
    end: usize,
}

/// One item of the directory.
#[derive(Debug, Default)]
struct Item {
    span: Range<usize>,
    properties: Vec<Property>,
}

impl Item {
    fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|known| known.name == name)
    }

    fn says(&self, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|found| found.value == value)
    }

    fn length(&self) -> usize {
        let length = self.get("Length");
        length.and_then(|l| l.value.parse().ok()).unwrap_or(0)
    }
}

/// Returns the lengths of the items behind the picture, if one of them is a
/// gain map.
pub(in crate::media::clean) fn lengths(packet: &[u8]) -> Result<Vec<usize>, NotXml> {
    let items = read(packet)?;
    if !items.iter().any(|item| item.says("Semantic", "GainMap")) {
        return Err(NotXml);
    }
    let others = items.iter().filter(|i| !i.says("Semantic", "Primary"));
    Ok(others.map(Item::length).collect())
}

/// Puts the directory right when only the gain map stays behind the picture;
/// returns what was taken out of it, or nothing when it lists no gain map or
/// has no room for its length.
pub(super) fn put_right(packet: &mut [u8], length: usize) -> Option<Vec<RemovedKind>> {
    let items = read(packet).ok()?;
    let map = items.iter().position(|i| i.says("Semantic", "GainMap"))?;
    let mut edits = Vec::new();
    let mut removed = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if index == map {
            edits.extend(item.get("Length").map(|found| (found, length)));
        } else if item.says("Semantic", "Primary") {
            edits.extend(item.get("Padding").map(|found| (found, 0)));
        } else {
            let is_video = item.says("Semantic", "MotionPhoto") || is_video(item);
            removed.push(if is_video {
                RemovedKind::Video
            } else {
                RemovedKind::SecondPicture
            });
        }
    }
    let written: Option<Vec<_>> = edits
        .into_iter()
        .filter(|(found, number)| found.value != number.to_string())
        .map(|(found, number)| write(packet, found, number))
        .collect();
    for (place, text) in written? {
        packet.get_mut(place)?.copy_from_slice(&text);
    }
    for (index, item) in items.iter().enumerate() {
        if index != map && !item.says("Semantic", "Primary") {
            packet.get_mut(item.span.clone())?.fill(b' ');
        }
    }
    Some(removed)
}

fn is_video(item: &Item) -> bool {
    item.get("Mime")
        .is_some_and(|mime| mime.value.starts_with("video/"))
}

/// Writes a number in the place of a value; what closes it moves up, and
/// spaces fill the rest.
fn write(packet: &[u8], found: &Property, number: usize) -> Option<(Range<usize>, Vec<u8>)> {
    let room = found.end - found.value_at.start;
    let mut text = number.to_string().into_bytes();
    text.extend_from_slice(bytes(packet, &(found.value_at.end..found.end)));
    if text.len() > room {
        return None;
    }
    text.resize(room, b' ');
    Some((found.value_at.start..found.end, text))
}

/// An element that is open.
struct Open {
    namespaces: usize,
    is_directory: bool,
    is_item: bool,
    /// The name of the property it is, and where its text begins.
    property: Option<(String, usize)>,
}

/// A walk through a packet that gathers the items of its directory.
struct Walk<'a> {
    packet: &'a [u8],
    namespaces: Namespaces,
    open: Vec<Open>,
    items: Vec<Item>,
}

/// Lists the items of the directory.
fn read(packet: &[u8]) -> Result<Vec<Item>, NotXml> {
    let mut walk = Walk {
        packet,
        namespaces: Namespaces::default(),
        open: Vec::new(),
        items: Vec::new(),
    };
    for piece in Pieces::of(packet) {
        let (piece, span) = piece?;
        match piece {
            Piece::Open {
                name,
                attributes,
                is_empty,
            } => {
                walk.enter(&name, &attributes, &span)?;
                if is_empty {
                    walk.leave(span.end..span.end)?;
                }
            }
            Piece::Close { .. } => walk.leave(span)?,
            _ => {}
        }
    }
    Ok(walk.items)
}

impl Walk<'_> {
    fn enter(
        &mut self,
        name: &Range<usize>,
        attributes: &[Attribute],
        span: &Range<usize>,
    ) -> Result<(), NotXml> {
        if self.open.len() >= DEEPEST {
            return Err(NotXml);
        }
        let namespaces = self.namespaces.len();
        self.namespaces.bind(self.packet, attributes);
        let (space, local) = self.namespaces.resolve(self.packet, name, false);
        let is_listed = self.open.iter().any(|element| element.is_directory);
        let is_inside = self.open.iter().any(|element| element.is_item);
        let is_item = is_listed && !is_inside && space == RDF && local == "li";
        if is_item {
            self.items.push(Item {
                span: span.clone(),
                ..Item::default()
            });
        }
        if is_inside || is_item {
            self.gather(attributes);
        }
        self.open.push(Open {
            namespaces,
            is_directory: space == DIRECTORY && local == "Directory",
            is_item,
            property: (is_inside && space == ITEM).then_some((local, span.end)),
        });
        Ok(())
    }

    /// Takes the properties of the last item that are written as attributes.
    fn gather(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            let (space, name) = self.namespaces.resolve(self.packet, &attribute.name, true);
            if space == ITEM
                && let Some(item) = self.items.last_mut()
            {
                item.properties.push(Property {
                    name,
                    value: string(self.packet, &attribute.value),
                    value_at: attribute.value.clone(),
                    end: attribute.span.end,
                });
            }
        }
    }

    fn leave(&mut self, span: Range<usize>) -> Result<(), NotXml> {
        let element = self.open.pop().ok_or(NotXml)?;
        self.namespaces.truncate(element.namespaces);
        let Some(item) = self.items.last_mut() else {
            return Ok(());
        };
        if let Some((name, start)) = element.property {
            let value_at = start..span.start;
            item.properties.push(Property {
                name,
                value: string(self.packet, &value_at).trim().to_owned(),
                value_at,
                end: span.end,
            });
        }
        if element.is_item {
            item.span.end = span.end;
        }
        Ok(())
    }
}
