//! A page as its list tells it: how large it is, and where its picture lies.

use std::ops::Range;

use super::{CUT, Fault, tags};
use crate::media::ifd::{Entry, Layout, entries};

/// A page of a file.
pub(super) struct Page {
    pub(super) entries: Vec<Entry>,
    /// The list with the offset that follows it.
    pub(super) extent: Range<usize>,
    /// Where the next page lies; zero for none.
    pub(super) next: usize,
    pub(super) size: Option<(u64, u64)>,
    /// Whether it says of itself that it is a smaller copy of another.
    pub(super) is_reduced: bool,
    /// Whether its data is packed the way JPEG was first put into TIFF.
    pub(super) is_old_jpeg: bool,
    /// Whether its data is made of JPEG streams.
    pub(super) is_jpeg: bool,
    pub(super) parts: Parts,
}

/// How long a strip or tile can be.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    /// What one that is unpacked and alone needs. Decoders read as much whatever
    /// it is said to have, and so did its writer.
    least: usize,
    /// What a longer one has beyond this is no picture.
    most: usize,
}

impl Bounds {
    const UNKNOWN: Self = Self {
        least: 0,
        most: usize::MAX,
    };
}

/// Where the data of a page lies.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) ranges: Vec<Range<usize>>,
    /// Where parts begin whose length nobody tells.
    pub(super) open: Vec<usize>,
    /// How far they are said to reach, which may be further than they do.
    pub(super) reach: usize,
}

impl Page {
    /// Reads the page at `at`.
    pub(super) fn read(bytes: &[u8], layout: Layout, at: usize) -> Result<Self, Fault> {
        let entries = entries(bytes, layout, at).ok_or(CUT)?;
        let end = at + layout.head() + entries.len() * layout.entry();
        let next = layout.offset(bytes, end);
        let reach = if next.is_some() { layout.room() } else { 0 };
        let mut page = Self {
            entries,
            extent: at..end + reach,
            next: next.unwrap_or(0),
            size: None,
            is_reduced: false,
            is_old_jpeg: false,
            is_jpeg: false,
            parts: Parts::default(),
        };
        let number = |tag| page.find(tag).and_then(|entry| entry.number(bytes, layout));
        let size = number(tags::WIDTH).zip(number(tags::HEIGHT));
        let kind = number(tags::NEW_SUBFILE_TYPE).unwrap_or(0);
        let is_reduced = kind & 1 == 1 || number(tags::SUBFILE_TYPE) == Some(2);
        let compression = number(tags::COMPRESSION).unwrap_or(1);
        page.size = size.filter(|(width, height)| *width > 0 && *height > 0);
        page.is_reduced = is_reduced;
        page.is_old_jpeg = compression == 6;
        page.is_jpeg = matches!(compression, 6 | 7);
        page.parts = page.read_parts(bytes, layout)?;
        Ok(page)
    }

    /// Finds an entry.
    pub(super) fn find(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    /// Tells whether it has strips or tiles, and a size.
    pub(super) fn is_picture(&self) -> bool {
        let has_data = [tags::STRIPS, tags::TILES]
            .iter()
            .any(|(offsets, _)| self.find(*offsets).is_some());
        self.size.is_some() && has_data
    }

    /// Tells whether it is a level of a pyramid over a page of that size: a
    /// half, a quarter, an eighth of it on both sides. A preview that shows
    /// more than the page or less has other sides.
    pub(super) fn is_level_of(&self, main: (u64, u64)) -> bool {
        let Some((width, height)) = self.size else {
            return false;
        };
        let fits = |whole: u64, part: u64, by: u64| (part.saturating_mul(by)).abs_diff(whole) <= by;
        (1..=24)
            .map(|level| 1 << level)
            .any(|by| fits(main.0, width, by) && fits(main.1, height, by))
    }

    /// Returns how many bytes its strips and tiles and their lists take.
    pub(super) fn cost(&self) -> usize {
        let lists = [tags::STRIPS.0, tags::STRIPS.1, tags::TILES.0, tags::TILES.1];
        let found = lists
            .iter()
            .filter_map(|tag| self.find(*tag)?.value.clone());
        let lists = found.map(|value| value.len());
        let parts = self.parts.ranges.iter().map(ExactSizeIterator::len);
        lists.chain(parts).fold(0, usize::saturating_add)
    }

    fn read_parts(&self, bytes: &[u8], layout: Layout) -> Result<Parts, Fault> {
        let mut parts = Parts::default();
        for (offsets, lengths) in [tags::STRIPS, tags::TILES] {
            let Some(offsets) = self.find(offsets) else {
                continue;
            };
            // Some writers list tiles under the name of strips.
            let lengths = [lengths, tags::STRIPS.1, tags::TILES.1]
                .iter()
                .find_map(|tag| self.find(*tag));
            let bounds = self.bounds(bytes, layout, offsets.tag == tags::TILES.0);
            parts.add(bytes, layout, (offsets, lengths), bounds)?;
        }
        if self.is_old_jpeg {
            if let Some(stream) = self.find(tags::OLD_JPEG.0) {
                let stream = (stream, self.find(tags::OLD_JPEG.1));
                parts.add(bytes, layout, stream, Bounds::UNKNOWN)?;
            }
            for tag in tags::OLD_TABLES {
                if let Some(tables) = self.find(tag) {
                    parts.add_tables(bytes, layout, tables);
                }
            }
        }
        Ok(parts)
    }

    /// Returns how many bytes a strip or tile has when nothing is packed.
    fn bounds(&self, bytes: &[u8], layout: Layout, is_tile: bool) -> Bounds {
        let number = |tag| self.find(tag)?.number(bytes, layout);
        let is_packed = number(tags::COMPRESSION).unwrap_or(1) != 1;
        let is_uncounted = tags::UNCOUNTED.iter().any(|tag| self.find(*tag).is_some());
        let sides = if is_tile {
            number(tags::TILE.0).zip(number(tags::TILE.1))
        } else {
            let rows = number(tags::ROWS).unwrap_or(u64::MAX);
            self.size.map(|(width, height)| (width, height.min(rows)))
        };
        let (Some((width, rows)), Some(bits)) = (sides, self.find(tags::BITS)) else {
            return Bounds::UNKNOWN;
        };
        if is_packed || is_uncounted {
            return Bounds::UNKNOWN;
        }
        let colours = number(tags::COLOURS);
        let needed = match colours {
            Some(2 | 6 | 8..=10) => 3,
            Some(5) => 4,
            _ => 1,
        };
        let counted = number(tags::SAMPLES).unwrap_or(1).max(1);
        let bits: Vec<u64> = bits.numbers(bytes, layout).take(64).collect();
        // Some writers give the depth of more samples than they count.
        let (fewest, samples) = if number(tags::PLANES) == Some(2) {
            (1, 1)
        } else {
            (counted, counted.max(needed).max(bits.len() as u64))
        };
        let len = |samples: u64, depth: Option<u64>| {
            let row = width.saturating_mul(samples);
            let row = row.saturating_mul(depth.unwrap_or(1).max(1)).div_ceil(8);
            usize::try_from(row.saturating_mul(rows)).unwrap_or(usize::MAX)
        };
        // A side of nothing, as some writers leave the rows of a strip, tells nothing.
        let most = match len(samples, bits.iter().copied().max()) {
            0 => return Bounds::UNKNOWN,
            most => most,
        };
        // Other colours may lie there with fewer samples than pixels.
        let is_plain = !is_tile && matches!(colours, None | Some(0..=3));
        let least = len(fewest, bits.iter().copied().min());
        Bounds {
            least: if is_plain { least } else { 0 },
            most,
        }
    }
}

impl Parts {
    /// Adds the parts that a list of offsets and one of lengths tell, within their
    /// bounds.
    fn add(
        &mut self,
        bytes: &[u8],
        layout: Layout,
        (offsets, lengths): (&Entry, Option<&Entry>),
        Bounds { least, most }: Bounds,
    ) -> Result<(), Fault> {
        let known = offsets.numbers(bytes, layout).take(2).count();
        if known == 0 {
            return Err(CUT);
        }
        let is_one = known == 1;
        let mut lengths = lengths.map(|entry| entry.numbers(bytes, layout));
        for start in offsets.numbers(bytes, layout) {
            let start = usize::try_from(start).map_err(|_| CUT)?;
            match lengths.as_mut().and_then(Iterator::next) {
                // A sparse file leaves out what is empty.
                Some(0) if start == 0 || !is_one => {}
                None | Some(0) if start >= bytes.len() => return Err(CUT),
                None | Some(0) if most == usize::MAX => self.open.push(start),
                None | Some(0) => {
                    let end = start.saturating_add(most).min(bytes.len());
                    self.push(start..end);
                }
                Some(len) => {
                    let len = usize::try_from(len).map_err(|_| CUT)?;
                    let end = start.checked_add(len).ok_or(CUT)?;
                    if end > bytes.len() {
                        return Err(CUT);
                    }
                    let needed = start.saturating_add(least);
                    // What the file has no room for is packed, whatever it says.
                    let end = if is_one && needed <= bytes.len() {
                        end.max(needed)
                    } else {
                        end
                    };
                    self.reach = self.reach.max(end);
                    self.push(start..end.min(start.saturating_add(most)));
                }
            }
        }
        Ok(())
    }

    /// Adds a part, joined to the last one where they touch.
    fn push(&mut self, part: Range<usize>) {
        match self.ranges.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ => self.ranges.push(part),
        }
    }

    /// Adds the tables of an old JPEG, which tell their own length.
    fn add_tables(&mut self, bytes: &[u8], layout: Layout, tables: &Entry) {
        for start in tables.numbers(bytes, layout).take(16) {
            let Ok(start) = usize::try_from(start) else {
                continue;
            };
            let len = if tables.tag == tags::OLD_TABLES[0] {
                64
            } else {
                let counts = bytes.get(start..).and_then(|rest| rest.get(..16));
                let codes = counts.unwrap_or_default().iter();
                16 + codes.map(|&count| usize::from(count)).sum::<usize>()
            };
            let end = start.saturating_add(len).min(bytes.len());
            if start < end {
                self.ranges.push(start..end);
            }
        }
    }
}
