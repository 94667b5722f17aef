//! Lists the metadata of a file for a person's eye: where, what it is called,
//! what it says.
//!
//! This is no part of cleaning and proves nothing: it shows before and after.
//! What it cannot read it leaves out. It is bounded in entries and in the
//! length of each value, and never panics.

#![warn(clippy::indexing_slicing)]

mod exif_block;
mod iptc;
mod jpeg;
mod place;
mod png;
mod webp;
mod xmp;

use super::bytes::find;
use super::guard::guarded;
use super::inspect::{Kind, kind_of};
use crate::domain::media_type::MediaType;
use crate::domain::tag::TagLine;

/// The most entries that are listed of one file.
const MOST: usize = 1_000;
/// The most characters of a value.
const LONGEST: usize = 240;
/// The most bytes of a packed text or of a packet that is in parts.
const LONGEST_BLOCK: usize = 4 << 20;

/// One entry of a file's metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Where in the file it is: "Exif, GPS", "XMP, photoshop".
    pub group: String,
    /// Its name there: "GPSLatitude", "City".
    pub name: String,
    /// What it says, cut where it is long. Not to be stored or sent: see `place`.
    pub value: String,
    /// Whether it says where something is.
    pub place: bool,
}

/// Lists the metadata of a file in the order of the file.
#[must_use]
pub fn read(bytes: &[u8]) -> Vec<Tag> {
    // A reader of other people's bytes that breaks off has found nothing.
    guarded(|| {
        let mut list = List::default();
        look(bytes, &mut list);
        list.0
    })
    .unwrap_or_default()
}

/// Says of each entry before whether it is there after, and adds what is only
/// there after: a block that moved to its proper place.
#[must_use]
pub fn compare(before: &[Tag], after: &[Tag]) -> Vec<TagLine> {
    let mut left: Vec<&Tag> = after.iter().collect();
    let mut lines = Vec::with_capacity(before.len());
    for tag in before {
        let same = |one: &&Tag| one.group == tag.group && one.name == tag.name;
        let stayed = left.iter().position(same).map(|at| left.remove(at));
        lines.push(line(tag, stayed.is_some()));
    }
    lines.extend(left.into_iter().map(|tag| line(tag, true)));
    lines
}

/// A line with what it says, where that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The entry.
    pub line: TagLine,
    /// What it says; none where that is hidden or not known any more.
    pub value: Option<String>,
}

/// Gives each line its words out of the entries that were read. Those of places
/// are left out unless they are asked for.
#[must_use]
pub fn show(lines: Vec<TagLine>, mut read: Vec<Tag>, places: bool) -> Vec<Shown> {
    lines
        .into_iter()
        .map(|line| {
            let same = |tag: &Tag| tag.group == line.group && tag.name == line.name;
            let found = read.iter().position(same).map(|at| read.remove(at).value);
            let value = found.filter(|_| places || !line.place);
            Shown { line, value }
        })
        .collect()
}

fn line(tag: &Tag, stayed: bool) -> TagLine {
    TagLine {
        group: tag.group.clone(),
        name: tag.name.clone(),
        place: tag.place,
        stayed,
    }
}

fn look(bytes: &[u8], list: &mut List) {
    let Some(Kind::Taken(kind)) = kind_of(bytes) else {
        return;
    };
    match kind {
        MediaType::Jpeg => jpeg::look(bytes, list),
        MediaType::Png => png::look(bytes, list),
        MediaType::Webp => webp::look(bytes, list),
        MediaType::Tiff => {
            exif_block::look(bytes, "Exif", list);
            scan(bytes, list);
        }
        MediaType::Heic | MediaType::Avif => {
            exif_block::look_into_container(bytes, list);
            scan(bytes, list);
        }
        MediaType::Gif | MediaType::Pdf => scan(bytes, list),
    }
}

/// Finds the first XMP packet wherever it lies.
fn scan(bytes: &[u8], list: &mut List) {
    let Some(start) = find(bytes, b"<x:xmpmeta") else {
        return;
    };
    let rest = bytes.get(start..).unwrap_or_default();
    const END: &[u8] = b"</x:xmpmeta>";
    if let Some(end) = find(rest, END) {
        xmp::look(rest.get(..end + END.len()).unwrap_or_default(), "XMP", list);
    }
}

/// The entries so far, never more than [`MOST`].
#[derive(Default)]
struct List(Vec<Tag>);

impl List {
    fn add(&mut self, group: &str, name: &str, value: &str, place: bool) {
        if self.0.len() < MOST {
            self.0.push(Tag {
                group: short(group),
                name: short(name),
                value: short(value),
                place,
            });
        }
    }

    /// Adds something that has no words, by its size.
    fn add_block(&mut self, group: &str, name: &str, bytes: usize) {
        self.add(group, name, &size(bytes), false);
    }
}

/// "64 bytes", "12 kB".
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// Takes out what no line of text holds, and cuts it.
fn short(text: &str) -> String {
    let words = text
        .chars()
        .take(LONGEST * 4)
        .map(|c| if c.is_control() { ' ' } else { c });
    let mut line = String::new();
    for (count, letter) in words.enumerate() {
        if count == LONGEST {
            line.push('…');
            break;
        }
        line.push(letter);
    }
    line.trim().to_owned()
}

/// Reads bytes as UTF-8, or as Latin-1 where they are none.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().map(|&byte| char::from(byte)).collect(),
        str::to_owned,
    )
}

#[cfg(test)]
mod tests;
