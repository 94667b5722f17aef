//! A walk over all pages of a file: it decides about every entry and changes
//! nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ground::Ground;
use super::page::Page;
use super::plan::{Leaf, Note, Plan, Rewritten, Stay};
use super::tags::{self, Verdict};
use super::{CUT, Fault};
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::clean::carriers::Carriers;
use crate::media::clean::tiff_block::tags::{self as block, List};
use crate::media::clean::words;
use crate::media::ifd::{Entry, Layout, entries};

/// The most pages that a file may have.
const MOST_PAGES: usize = 4096;
const TOO_MANY: Fault = Fault::Broken("it has more than 4096 pages");
/// How deep pages may hang below pages.
const DEEPEST: usize = 4;

/// Decides what stays of a file.
pub(super) fn walk(bytes: &[u8], carriers: &mut Carriers) -> Result<Plan, Fault> {
    let (layout, first) = Layout::of(bytes).ok_or(CUT)?;
    let mut ground = Ground::default();
    ground.written.push(0..layout.header());
    let mut walk = Walk {
        bytes,
        layout,
        carriers,
        plan: Plan::new(layout, ground),
        lists: BTreeMap::new(),
        open: Vec::new(),
        pages: 0,
        budget: bytes.len().saturating_mul(8).saturating_add(1 << 20),
    };
    walk.chain(first, None, &[], 0)?;
    walk.finish()
}

/// The page whose entries are decided about.
#[derive(Clone, Copy)]
pub(super) struct Within<'p> {
    page: &'p Page,
    depth: usize,
    /// Whether its IPTC fields changed, so that Photoshop's digest is wrong.
    pub(super) is_iptc_changed: bool,
}

/// A chain of pages as far as they stay.
struct Chain {
    /// Where the first lies.
    start: Option<usize>,
    /// Which leaf the last became.
    last: Option<usize>,
    /// What the last page referred to that is named by itself.
    next: usize,
}

pub(super) struct Walk<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) layout: Layout,
    pub(super) carriers: &'a mut Carriers,
    pub(super) plan: Plan,
    /// The lists that were met, and how many entries stay in each.
    lists: BTreeMap<usize, usize>,
    /// Where parts of the picture begin whose length nobody tells.
    open: Vec<usize>,
    pages: usize,
    /// How many bytes may still be looked at: entries can share what they
    /// refer to, and a file may not cost more than its length.
    budget: usize,
}

impl Walk<'_> {
    /// Decides about a chain of pages, up to one of those that are named by
    /// themselves. Without a main page, the first is one.
    fn chain(
        &mut self,
        first: usize,
        mut main: Option<(u64, u64)>,
        named: &[u64],
        depth: usize,
    ) -> Result<Chain, Fault> {
        if depth > DEEPEST {
            return Err(Fault::Broken("its pages hang too deep below each other"));
        }
        let (mut start, mut last) = (None, None);
        let mut at = first;
        while at != 0 && (at == first || !named.contains(&(at as u64))) {
            let is_page = entries(self.bytes, self.layout, at).is_some();
            if start.is_some() && (self.lists.contains_key(&at) || !is_page) {
                // What the last page refers to is no page, or an earlier one.
                self.carriers
                    .drop(Carrier::Trailer, RemovedKind::UnreadableBlock);
                break;
            }
            self.meet(at)?;
            let page = Page::read(self.bytes, self.layout, at)?;
            self.spend(page.entries.len() * self.layout.entry())?;
            self.spend(page.cost())?;
            let is_kept = main.is_none_or(|main| self.stays(&page, main));
            if is_kept {
                let leaf = self.page(&page, depth)?;
                self.link(last, at);
                start = start.or(Some(at));
                last = Some(leaf);
                if !page.is_reduced || main.is_none() {
                    main = page.size.or(main).or(Some((0, 0)));
                }
            } else {
                self.carriers
                    .drop(Carrier::SecondPicture, RemovedKind::Thumbnail);
                self.doom(List::Main, &page.entries)?;
                self.plan.ground.gone.push(page.extent.clone());
                self.plan.ground.gone_pictures.extend(page.parts.ranges);
            }
            at = page.next;
        }
        Ok(Chain {
            start,
            last,
            next: at,
        })
    }

    /// Makes the page before refer to this one.
    fn link(&mut self, last: Option<usize>, at: usize) {
        if let Some(leaf) = last.and_then(|last| self.plan.leaves.get_mut(last)) {
            leaf.next = Some(at);
        }
    }

    /// Notes that a page was met: none may come twice.
    fn meet(&mut self, at: usize) -> Result<(), Fault> {
        self.pages += 1;
        if self.pages > MOST_PAGES {
            return Err(TOO_MANY);
        }
        match self.lists.insert(at, 1) {
            None => Ok(()),
            Some(_) => Err(Fault::Broken("its pages refer to each other in a circle")),
        }
    }

    /// Takes from the bytes that may still be looked at.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        let left = self.budget.checked_sub(bytes);
        self.budget = left.ok_or(Fault::Broken("its lists refer to the same bytes too often"))?;
        Ok(())
    }

    /// Tells whether a page behind the first stays. A smaller copy may show
    /// what was cropped away; it stays where its sides are those of a pyramid.
    fn stays(&self, page: &Page, main: (u64, u64)) -> bool {
        let is_level = page.is_level_of(main) && !self.carriers.keeps_least();
        page.is_picture() && (!page.is_reduced || is_level)
    }

    /// Decides about a page that stays; returns which leaf it became.
    fn page(&mut self, page: &Page, depth: usize) -> Result<usize, Fault> {
        let mut within = Within {
            page,
            depth,
            is_iptc_changed: false,
        };
        let mut stay = Vec::with_capacity(page.entries.len());
        for entry in &page.entries {
            let least = self.carriers.keeps_least();
            let verdict = tags::judge_page(entry.tag, page.is_old_jpeg, least);
            stay.extend(self.entry(verdict, entry, &mut within)?);
        }
        self.plan.ground.written.push(page.extent.clone());
        let parts = page.parts.ranges.iter();
        self.plan.ground.picture.extend(parts.cloned());
        self.open.extend(&page.parts.open);
        self.plan.reach = self.plan.reach.max(page.parts.reach);
        if page.is_jpeg {
            let tables = page.find(tags::JPEG_TABLES);
            let tables = tables.and_then(|entry| entry.value.clone());
            let streams = page.parts.ranges.iter().cloned().chain(tables);
            self.plan.streams.extend(streams);
        }
        self.plan.leaves.push(Leaf {
            extent: page.extent.clone(),
            stay,
            next: Some(0),
        });
        Ok(self.plan.leaves.len() - 1)
    }

    /// Decides about an entry; returns it when it stays.
    fn entry(
        &mut self,
        verdict: Verdict,
        entry: &Entry,
        within: &mut Within<'_>,
    ) -> Result<Option<Stay>, Fault> {
        match verdict {
            Verdict::Position => self.drop_position(entry)?,
            Verdict::Goes(kind) => {
                self.carriers.drop(Carrier::Exif, kind);
                self.doom(List::Main, std::slice::from_ref(entry))?;
            }
            Verdict::List(list) => {
                let stays = self.list(list, entry, within)?;
                return Ok(stays.then(|| Stay::unchanged(entry)));
            }
            Verdict::Pages => return self.sub_pages(entry, within),
            Verdict::Block(block) => return self.block(block, entry, within),
            Verdict::Stays(kept) => return self.value(entry, kept, within),
        }
        Ok(None)
    }

    /// Decides about an entry that stays if it can be read.
    fn value(
        &mut self,
        entry: &Entry,
        kept: Option<Kept>,
        within: &Within<'_>,
    ) -> Result<Option<Stay>, Fault> {
        let Some(value) = entry.value.clone() else {
            self.carriers
                .drop(Carrier::Exif, RemovedKind::UnreadableBlock);
            return Ok(None);
        };
        if let Some(kept) = kept {
            self.carriers.ledger.keep(kept);
        }
        if block::is_words(entry.tag) {
            self.spend(value.len())?;
            let mut text = self.bytes.get(value.clone()).unwrap_or_default().to_vec();
            let had_position = entry.tag == block::KEYWORDS && words::blank_positions(&mut text);
            self.carriers
                .ledger
                .read_words(&block::text_of(&text, entry.tag));
            if had_position {
                self.carriers.drop(Carrier::Exif, RemovedKind::GpsPosition);
                let count = text.len() / self.layout.size_of(entry.format).unwrap_or(1).max(1);
                return Ok(Some(self.rewritten(entry, value, text, count)));
            }
        }
        if entry.is_inline(self.layout) {
            return Ok(Some(Stay::unchanged(entry)));
        }
        if entry.tag == block::MAKER_NOTE {
            self.plan.ground.notes.push(value.clone());
            let make = within.page.find(tags::MAKE);
            self.plan.notes.push(Note {
                range: value,
                make: make.and_then(|entry| entry.value.clone()),
            });
        } else {
            self.plan.ground.values.push(value);
        }
        Ok(Some(Stay::unchanged(entry)))
    }

    /// Decides about a list that an entry refers to; tells whether any of it
    /// stays.
    fn list(&mut self, list: List, entry: &Entry, within: &mut Within<'_>) -> Result<bool, Fault> {
        let at = entry.number(self.bytes, self.layout).unwrap_or(0);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        if let Some(left) = self.lists.get(&at) {
            return Ok(*left > 0);
        }
        let Some(found) = entries(self.bytes, self.layout, at) else {
            self.carriers
                .drop(Carrier::Exif, RemovedKind::UnreadableBlock);
            return Ok(false);
        };
        let len = found.len() * self.layout.entry();
        self.spend(len)?;
        self.lists.insert(at, 0);
        let mut stay = Vec::with_capacity(found.len());
        for entry in &found {
            stay.extend(self.entry(tags::judge_list(list, entry.tag), entry, within)?);
        }
        let extent = at..at + self.layout.head() + len;
        if stay.is_empty() {
            self.plan.ground.gone.push(extent);
            return Ok(false);
        }
        self.lists.insert(at, stay.len());
        self.plan.ground.written.push(extent.clone());
        self.plan.leaves.push(Leaf {
            extent,
            stay,
            next: None,
        });
        Ok(true)
    }

    /// Decides about the pages that an entry refers to.
    fn sub_pages(&mut self, entry: &Entry, within: &Within<'_>) -> Result<Option<Stay>, Fault> {
        let value = entry.value.clone().ok_or(CUT)?;
        self.spend(value.len())?;
        let main = within.page.size.unwrap_or((0, 0));
        let before = entry.numbers(self.bytes, self.layout);
        let before: Vec<u64> = before.take(MOST_PAGES + 1).collect();
        if before.len() > MOST_PAGES {
            return Err(TOO_MANY);
        }
        let mut after = Vec::with_capacity(before.len());
        let mut previous = None;
        for &at in &before {
            let at = usize::try_from(at).map_err(|_| CUT)?;
            let chain = self.chain(at, Some(main), &before, within.depth + 1)?;
            if let Some((last, _)) = previous.filter(|(_, next)| *next == at)
                && chain.start == Some(at)
            {
                self.link(last, at);
            }
            previous = Some((chain.last, chain.next));
            after.extend(chain.start);
        }
        if after.is_empty() {
            self.plan.ground.gone.extend(outside(entry, self.layout));
            return Ok(None);
        }
        let size = value.len() / before.len().max(1);
        let mut bytes = Vec::with_capacity(value.len());
        for &at in &after {
            let mut number = self.layout.put_offset(at).ok_or(CUT)?;
            if number.len() != size {
                // Four bytes in a big file, or eight in a classic one.
                let at = u32::try_from(at).map_err(|_| CUT)?;
                number = self.layout.order.put_u32(at).to_vec();
            }
            bytes.extend(number);
        }
        let count = after.len();
        Ok(Some(self.rewritten(entry, value, bytes, count)))
    }

    /// Writes a value anew, in its room or in its entry.
    pub(super) fn rewritten(
        &mut self,
        entry: &Entry,
        room: Range<usize>,
        bytes: Vec<u8>,
        count: usize,
    ) -> Stay {
        if bytes.len() <= self.layout.room() {
            self.plan.ground.gone.extend(outside(entry, self.layout));
            return Stay {
                value: Some(bytes),
                ..Stay::counted(entry, count)
            };
        }
        let end = room.start + bytes.len();
        self.plan.ground.written.push(room.start..end);
        self.plan.ground.gone.push(end..room.end);
        self.plan
            .blocks
            .insert(room.start, Rewritten { room, bytes });
        Stay::counted(entry, count)
    }

    /// Finds the end of parts that tell none, and whether all can be written.
    fn finish(mut self) -> Result<Plan, Fault> {
        let open = std::mem::take(&mut self.open);
        self.plan.ground.close(&open, self.bytes.len());
        if self.plan.ground.is_tangled() {
            return Err(Fault::Tangled);
        }
        if self.plan.ground.hides_something() {
            return Err(Fault::Broken("what has to go lies inside its picture"));
        }
        Ok(self.plan)
    }
}

/// Returns where the value of an entry lies, if not in the entry itself.
pub(super) fn outside(entry: &Entry, layout: Layout) -> Option<Range<usize>> {
    entry.value.clone().filter(|_| !entry.is_inline(layout))
}
