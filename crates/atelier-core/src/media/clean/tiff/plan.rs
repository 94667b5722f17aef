//! What becomes of a file: written in one go, after all was decided.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ground::{Ground, outside};
use super::{CUT, Fault, jpeg_part};
use crate::domain::receipt::Carrier;
use crate::media::clean::carriers::Carriers;
use crate::media::clean::tiff_block::{maker_note, sweep};
use crate::media::ifd::{Entry, Layout};

/// The most zero bytes at the end that pass for padding.
const PADDING: usize = 3;

/// A list as it will be.
pub(super) struct Leaf {
    /// Where it lies, with the offset of the next where it has one.
    pub(super) extent: Range<usize>,
    pub(super) stay: Vec<Stay>,
    /// Where the next page lies.
    pub(super) next: Option<usize>,
}

impl Leaf {
    /// Returns where the list will end.
    fn end(&self, layout: Layout) -> usize {
        let entries = layout.head() + self.stay.len() * layout.entry();
        let next = self.next.map_or(0, |_| layout.room());
        (self.extent.start + entries + next).min(self.extent.end)
    }
}

/// An entry that stays.
pub(super) struct Stay {
    /// Where it lies now.
    pub(super) from: usize,
    /// How many values it has, where that changed.
    pub(super) count: Option<usize>,
    /// The value inside it, where that changed.
    pub(super) value: Option<Vec<u8>>,
}

impl Stay {
    pub(super) fn unchanged(entry: &Entry) -> Self {
        Self {
            from: entry.at,
            count: None,
            value: None,
        }
    }

    pub(super) fn counted(entry: &Entry, count: usize) -> Self {
        Self {
            count: Some(count),
            ..Self::unchanged(entry)
        }
    }
}

/// A value that is written anew in its old room.
pub(super) struct Rewritten {
    pub(super) room: Range<usize>,
    pub(super) bytes: Vec<u8>,
}

/// Makers' notes, and where the maker's name lies.
pub(super) struct Note {
    pub(super) range: Range<usize>,
    pub(super) make: Option<Range<usize>>,
}

/// Everything that is decided about a file.
pub(super) struct Plan {
    layout: Layout,
    pub(super) ground: Ground,
    pub(super) leaves: Vec<Leaf>,
    /// Values written anew, by where they begin.
    pub(super) blocks: BTreeMap<usize, Rewritten>,
    pub(super) notes: Vec<Note>,
    /// How far the pictures are said to reach.
    pub(super) reach: usize,
    /// Parts of the picture that are JPEG streams.
    pub(super) streams: Vec<Range<usize>>,
}

impl Plan {
    pub(super) fn new(layout: Layout, ground: Ground) -> Self {
        Self {
            layout,
            ground,
            leaves: Vec::new(),
            blocks: BTreeMap::new(),
            notes: Vec::new(),
            reach: 0,
            streams: Vec::new(),
        }
    }

    /// Writes the file.
    pub(super) fn write(&self, bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Fault> {
        let mut out = bytes.to_vec();
        self.report_leftovers(bytes, carriers);
        for leaf in &self.leaves {
            self.write_leaf(bytes, leaf, &mut out)?;
        }
        for block in self.blocks.values() {
            put(&mut out, block.room.start, &block.bytes);
        }
        let settled = self.ground.settled();
        for positions in &self.ground.positions {
            zero(&mut out, outside(positions.clone(), &settled));
        }
        let used = self.ground.used();
        for gone in &self.ground.gone {
            zero(&mut out, outside(gone.clone(), &used));
        }
        for note in &self.notes {
            self.clean_note(note, &mut out, carriers);
        }
        let open = outside(0..out.len(), &settled);
        sweep::sweep(&mut out, &open, Carrier::Exif, &mut carriers.ledger);
        for stream in &self.streams {
            let stream = out.get_mut(stream.clone()).unwrap_or_default();
            jpeg_part::blank(stream, carriers);
        }
        let gaps = outside(0..out.len(), &used);
        let end = self.end();
        let tail = out.get(end..).unwrap_or_default();
        if tail.len() > PADDING || tail.iter().any(|byte| *byte != 0) {
            out.truncate(end);
        }
        zero(&mut out, gaps);
        Ok(out)
    }

    /// Returns where the last byte lies that is needed.
    fn end(&self) -> usize {
        let ground = &self.ground;
        let kept = ground.picture.iter().chain(&ground.values);
        let kept = kept.chain(&ground.notes).map(|range| range.end);
        let blocks = self.blocks.values();
        let blocks = blocks.map(|block| block.room.start + block.bytes.len());
        let leaves = self.leaves.iter().map(|leaf| leaf.end(self.layout));
        let all = kept.chain(blocks).chain(leaves);
        let last = all.max().unwrap_or(0);
        // A file that ends before its picture is said to counts as cut short.
        last.max(self.layout.header()).max(self.reach)
    }

    /// Records bytes that nothing refers to.
    fn report_leftovers(&self, bytes: &[u8], carriers: &mut Carriers) {
        let end = self.end();
        for gap in outside(0..bytes.len(), &self.ground.known()) {
            let left = bytes.get(gap.clone()).unwrap_or_default();
            let beyond = gap.end.saturating_sub(gap.start.max(end));
            let is_trailer = gap.end == bytes.len() && beyond > PADDING;
            if is_trailer || left.iter().any(|byte| *byte != 0) {
                carriers.drop_outside(left);
            }
        }
    }

    /// Writes a list, its entries closed up.
    fn write_leaf(&self, bytes: &[u8], leaf: &Leaf, out: &mut [u8]) -> Result<(), Fault> {
        let layout = self.layout;
        let mut list = layout.put_head(leaf.stay.len()).ok_or(CUT)?;
        for stay in &leaf.stay {
            let start = list.len();
            let entry = bytes.get(stay.from..stay.from + layout.entry());
            list.extend_from_slice(entry.ok_or(CUT)?);
            if let Some(count) = stay.count {
                let count = layout.put_offset(count).ok_or(CUT)?;
                put(&mut list, start + 4, &count);
            }
            if let Some(value) = &stay.value {
                put(
                    &mut list,
                    start + layout.value_at(),
                    &vec![0; layout.room()],
                );
                put(&mut list, start + layout.value_at(), value);
            }
        }
        if let Some(next) = leaf.next {
            list.extend(layout.put_offset(next).ok_or(CUT)?);
        }
        let place = out.get_mut(leaf.extent.clone()).ok_or(CUT)?;
        list.resize(list.len().max(place.len()), 0);
        // The last list of a file may lack the offset of a next one.
        place.copy_from_slice(list.get(..place.len()).ok_or(CUT)?);
        Ok(())
    }

    /// Takes the places out of a maker's notes.
    fn clean_note(&self, note: &Note, out: &mut [u8], carriers: &mut Carriers) {
        let make = note.make.clone().and_then(|range| out.get(range));
        let make = make.unwrap_or_default().to_vec();
        let findings = maker_note::read(out, &note.range, self.layout.order, &make);
        for place in findings.places {
            if place.overwrite(out, &note.range) {
                carriers.drop(Carrier::MakerNote, place.kind);
            }
        }
    }
}

fn put(list: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = list.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

fn zero(bytes: &mut [u8], ranges: Vec<Range<usize>>) {
    for range in ranges {
        // What was cut off needs no zeroes.
        let range = range.start.min(bytes.len())..range.end.min(bytes.len());
        bytes.get_mut(range).unwrap_or_default().fill(0);
    }
}
