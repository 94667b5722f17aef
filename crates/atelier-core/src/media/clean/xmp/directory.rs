//! Google's directory of what a file holds behind its picture: a list of
//! items with their lengths. Items that went are blanked, and the gain map's
//! length is put right, where they stand.

use std::ops::Range;

use super::namespaces::{Namespaces, bytes, string};
use crate::domain::receipt::RemovedKind;
use crate::media::clean::xml::{NotXml, Piece, Pieces};

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
    /// Where it begins, when it is an item of the directory.
    item: Option<usize>,
    is_directory: bool,
    /// The name of the property it is, and where its text begins.
    property: Option<(String, usize)>,
}

/// Lists the items of the directory.
fn read(packet: &[u8]) -> Result<Vec<Item>, NotXml> {
    let mut namespaces = Namespaces::default();
    let mut open: Vec<Open> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for piece in Pieces::of(packet) {
        let (piece, span) = piece?;
        match piece {
            Piece::Open {
                name,
                attributes,
                is_empty,
            } => {
                if open.len() >= DEEPEST {
                    return Err(NotXml);
                }
                let before = namespaces.len();
                namespaces.bind(packet, &attributes);
                let (space, local) = namespaces.resolve(packet, &name, false);
                let is_inside = open.iter().any(|element| element.is_directory);
                let is_in_item = open.iter().any(|element| element.item.is_some());
                let is_item = is_inside && !is_in_item && space == RDF && local == "li";
                if is_item {
                    items.push(Item {
                        span: span.start..span.end,
                        ..Item::default()
                    });
                }
                if let Some(item) = items.last_mut().filter(|_| is_in_item || is_item) {
                    for attribute in &attributes {
                        let (space, local) = namespaces.resolve(packet, &attribute.name, true);
                        if space == ITEM {
                            item.properties.push(Property {
                                name: local,
                                value: string(packet, &attribute.value),
                                value_at: attribute.value.clone(),
                                end: attribute.span.end,
                            });
                        }
                    }
                }
                if is_empty {
                    namespaces.truncate(before);
                    continue;
                }
                open.push(Open {
                    namespaces: before,
                    item: is_item.then(|| items.len() - 1),
                    is_directory: space == DIRECTORY && local == "Directory",
                    property: (is_in_item && space == ITEM).then_some((local, span.end)),
                });
            }
            Piece::Close { .. } => {
                let element = open.pop().ok_or(NotXml)?;
                namespaces.truncate(element.namespaces);
                if let (Some((name, start)), Some(item)) = (element.property, items.last_mut()) {
                    let value_at = start..span.start;
                    item.properties.push(Property {
                        name,
                        value: string(packet, &value_at).trim().to_owned(),
                        value_at,
                        end: span.end,
                    });
                }
                if let Some(item) = element.item.and_then(|index| items.get_mut(index)) {
                    item.span.end = span.end;
                }
            }
            _ => {}
        }
    }
    Ok(items)
}
