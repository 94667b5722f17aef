//! TIFF headers, classic and big: the first page's size, where the pictures of
//! all pages lie, and whether it is a camera's raw file in disguise.

use std::collections::HashSet;

use super::{Facts, Reason};
use crate::media::ifd::{Entry, Layout, entries};

const WIDTH: u16 = 0x0100;
const HEIGHT: u16 = 0x0101;
const COMPRESSION: u16 = 0x0103;
const PHOTOMETRIC: u16 = 0x0106;
const ORIENTATION: u16 = 0x0112;
const SUB_PAGES: u16 = 0x014A;
const LEAF_DATA: u16 = 0x8606;
const DNG_VERSION: u16 = 0xC612;
/// Offsets and lengths of strips, tiles and old JPEG streams.
const PARTS: [(u16, u16); 3] = [(0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202)];

/// The most pages that are looked at.
const MOST_PAGES: usize = 4096;
/// The most pages below a page that are looked at.
const MOST_BELOW: usize = 16;
/// The most parts of pictures that are looked at, for each byte of the file
/// one: pages may share them, but a file may not cost more than its length.
const LEAST_PARTS: usize = 1 << 16;

/// Reads what the pages of a TIFF say.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, Reason> {
    let Some((layout, first)) = Layout::of(bytes) else {
        return Err(Reason::CutShort(None));
    };
    let file = File { bytes, layout };
    let page = file.page(first)?.ok_or(Reason::CutShort(None))?;
    let facts = file.shape(&page);
    let mut met = HashSet::from([first]);
    let mut parts = bytes.len().max(LEAST_PARTS);
    let mut next = Some(page);
    while let Some(page) = next {
        file.refuse_raw(&page)?;
        file.reach(&page, &mut parts)?;
        let at = file.next(&page);
        if at == 0 || met.len() > MOST_PAGES || !met.insert(at) {
            break;
        }
        next = file.page(at)?;
    }
    Ok(facts)
}

struct File<'a> {
    bytes: &'a [u8],
    layout: Layout,
}

/// A page: where its list ends, and the list.
struct Page {
    end: usize,
    entries: Vec<Entry>,
}

impl File<'_> {
    /// Reads a page; none when what lies there is no list.
    fn page(&self, at: usize) -> Result<Option<Page>, Reason> {
        if at >= self.bytes.len() {
            return Err(Reason::CutShort(None));
        }
        let Some(entries) = entries(self.bytes, self.layout, at) else {
            return Ok(None);
        };
        let end = at + self.layout.head() + entries.len() * self.layout.entry();
        Ok(Some(Page { end, entries }))
    }

    /// Returns where the next page lies; zero for none.
    fn next(&self, page: &Page) -> usize {
        self.layout.offset(self.bytes, page.end).unwrap_or(0)
    }

    fn number(&self, page: &Page, tag: u16) -> Option<u64> {
        let entry = page.entries.iter().find(|entry| entry.tag == tag)?;
        entry.number(self.bytes, self.layout)
    }

    fn shape(&self, page: &Page) -> Facts {
        let side = |tag| u32::try_from(self.number(page, tag).unwrap_or(0)).unwrap_or(u32::MAX);
        let turn = self.number(page, ORIENTATION).unwrap_or(1);
        Facts {
            width: side(WIDTH),
            height: side(HEIGHT),
            orientation: u8::try_from(turn)
                .ok()
                .filter(|turn| (1..=8).contains(turn))
                .unwrap_or(1),
            animated: false,
        }
    }

    /// Refuses what a camera's sensor saw, wherever among the pages it lies.
    fn refuse_raw(&self, page: &Page) -> Result<(), Reason> {
        let below = page.entries.iter().filter(|entry| entry.tag == SUB_PAGES);
        let below: Vec<Page> = below
            .flat_map(|entry| entry.numbers(self.bytes, self.layout))
            .take(MOST_BELOW)
            .filter_map(|at| self.page(usize::try_from(at).ok()?).ok()?)
            .collect();
        let mut pages = std::iter::once(page).chain(&below);
        if pages.any(|page| self.is_raw(page)) {
            return Err(Reason::CameraRaw);
        }
        Ok(())
    }

    fn is_raw(&self, page: &Page) -> bool {
        let is_sensor = matches!(self.number(page, PHOTOMETRIC), Some(32803 | 34892));
        // As Sony, Epson, Samsung, Nikon, Kodak and Pentax pack them.
        let is_packed_raw = matches!(
            self.number(page, COMPRESSION),
            Some(32767 | 32769 | 32770 | 34713 | 65000 | 65535)
        );
        let marks = [DNG_VERSION, LEAF_DATA];
        is_sensor || is_packed_raw || page.entries.iter().any(|entry| marks.contains(&entry.tag))
    }

    /// Refuses a page whose picture lies behind the end of the file.
    fn reach(&self, page: &Page, left: &mut usize) -> Result<(), Reason> {
        let find = |tag| page.entries.iter().find(|entry| entry.tag == tag);
        for (offsets, lengths) in PARTS {
            let is_old_jpeg = self.number(page, COMPRESSION) == Some(6);
            let Some(offsets) = find(offsets).filter(|e| e.tag != 0x0201 || is_old_jpeg) else {
                continue;
            };
            let lengths = find(lengths).map(|entry| entry.numbers(self.bytes, self.layout));
            let lengths = lengths.into_iter().flatten();
            let starts = offsets.numbers(self.bytes, self.layout);
            for (start, len) in starts.zip(lengths) {
                *left = left.checked_sub(1).ok_or(Reason::Damaged(
                    "its pages refer to the same bytes too often",
                ))?;
                self.reach_to(start.saturating_add(len))?;
            }
        }
        Ok(())
    }

    fn reach_to(&self, end: u64) -> Result<(), Reason> {
        let len = self.bytes.len() as u64;
        if end <= len {
            return Ok(());
        }
        let percent = len.saturating_mul(100) / end;
        Err(Reason::CutShort(u8::try_from(percent).ok()))
    }
}
