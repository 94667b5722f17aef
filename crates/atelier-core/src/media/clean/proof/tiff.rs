//! A TIFF as the second reader sees it: every page, classic or big, with a
//! reading of numbers of its own.

mod fields;
mod streams;

use std::collections::HashSet;
use std::ops::Range;

use self::fields::{Field, File};
use super::{Sight, View, names};

/// The most fields that are looked at, of all pages together.
const MOST_FIELDS: usize = 2_000_000;

/// The most pages that one field may refer to.
const MOST_BELOW: usize = 5000;

/// Walks a TIFF; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let file = File::open(bytes)?;
    let mut reader = Reader {
        file,
        view: View::default(),
        picture: Vec::new(),
        blocks: Vec::new(),
        known: std::iter::once(0..file.header()).collect(),
        open: Vec::new(),
        met: HashSet::new(),
        fields: 0,
        taken: 0,
    };
    reader.chain(file.first()?, &[], 0)?;
    reader.finish();
    Some(reader.view)
}

struct Reader<'a> {
    file: File<'a>,
    view: View<'a>,
    /// Where pictures lie.
    picture: Vec<Range<usize>>,
    /// Where blocks lie that are looked at by themselves.
    blocks: Vec<Range<usize>>,
    /// Everything that a field refers to.
    known: Vec<Range<usize>>,
    /// Parts whose end nobody tells, and whose page is a smaller copy.
    open: Vec<(usize, bool)>,
    met: HashSet<usize>,
    fields: usize,
    /// How many bytes of pictures were taken.
    taken: usize,
}

/// What a page says of itself.
#[derive(Default)]
struct Page {
    size: (u64, u64),
    is_reduced: bool,
    compression: u64,
    has_data: bool,
}

impl<'a> Reader<'a> {
    fn stranger(&mut self, what: &'static str) {
        self.view.beside.push(Sight::Stranger(what));
    }

    /// Follows pages from one to the next, but not to those that are named.
    fn chain(&mut self, first: usize, named: &[u64], depth: usize) -> Option<()> {
        let mut at = first;
        while at != 0 && (at == first || !named.contains(&(at as u64))) {
            if depth > 8 {
                return None;
            }
            let is_first = self.met.is_empty();
            let list = self.file.list(at).filter(|_| self.met.insert(at));
            let Some((fields, next)) = list else {
                self.stranger("a page of it cannot be read");
                return (!is_first).then_some(());
            };
            let len = fields.len();
            self.count(len)?;
            let end = at + self.file.list_len(len);
            self.known
                .push(at..end + next.map_or(0, |_| self.file.room()));
            self.page(&fields, is_first, depth)?;
            at = next.unwrap_or(0);
        }
        Some(())
    }

    fn count(&mut self, fields: usize) -> Option<()> {
        self.fields += fields;
        (self.fields <= MOST_FIELDS).then_some(())
    }

    fn page(&mut self, fields: &[Field], is_first: bool, depth: usize) -> Option<()> {
        let page = self.facts(fields);
        let is_picture = page.size.0 > 0 && page.size.1 > 0 && page.has_data;
        if !is_first && !is_picture {
            self.stranger("a page of it has no picture");
            return Some(());
        }
        let is_copy = !is_first && page.is_reduced;
        let mut pieces = Vec::new();
        for field in fields {
            self.field(field, &page, &mut pieces, depth)?;
        }
        self.data(fields, &page, is_copy, &mut pieces)?;
        if is_copy {
            self.view.behind.push(pieces);
        } else {
            self.view.picture.extend(pieces);
        }
        Some(())
    }

    fn facts(&self, fields: &[Field]) -> Page {
        let number = |tag| {
            let field = fields.iter().find(|field| field.tag == tag)?;
            self.file.numbers(field).next()
        };
        Page {
            size: (number(256).unwrap_or(0), number(257).unwrap_or(0)),
            is_reduced: number(254).is_some_and(|kind| kind % 2 == 1) || number(255) == Some(2),
            compression: number(259).unwrap_or(1),
            has_data: fields.iter().any(|field| matches!(field.tag, 273 | 324)),
        }
    }

    /// Looks at one field of a page.
    fn field(
        &mut self,
        field: &Field,
        page: &Page,
        pieces: &mut Vec<&'a [u8]>,
        depth: usize,
    ) -> Option<()> {
        let Some(data) = self.value(field) else {
            self.stranger("a field of it cannot be read");
            return Some(());
        };
        match field.tag {
            330 => {
                let named: Vec<u64> = self.file.numbers(field).take(MOST_BELOW).collect();
                for &below in &named {
                    self.chain(usize::try_from(below).ok()?, &named, depth + 1)?;
                }
            }
            34665 => self.list(field, 0)?,
            34853 => {
                self.stranger("a page of it has a position");
                self.list(field, 0)?;
            }
            700 => {
                self.view.beside.push(Sight::Xmp(data.to_vec()));
                self.blocks.extend(field.outside.clone());
            }
            33723 | 34377 => {
                let turned = data.chunks(4).flat_map(|row| row.iter().rev().copied());
                self.view.beside.push(Sight::Photoshop(turned.collect()));
                self.view.beside.push(Sight::Photoshop(data.to_vec()));
                self.blocks.extend(field.outside.clone());
            }
            34675 => {
                self.view.beside.push(Sight::Profile(data.to_vec()));
                pieces.push(data);
            }
            347 => {
                pieces.extend(self.stream(data));
                self.view.beside.push(Sight::Profile(data.to_vec()));
            }
            tag if is_shape(tag) => pieces.push(data),
            513 | 514 if page.compression != 6 => self.stranger("a page of it has a preview"),
            tag if is_known(tag) => {}
            tag if is_place(tag) => self.stranger("a page of it names a place"),
            _ => self.stranger("a field of it is unknown"),
        }
        Some(())
    }

    /// Returns the value of a field, which then belongs to something.
    fn value(&mut self, field: &Field) -> Option<&'a [u8]> {
        let data = self.file.value(field)?;
        self.known.extend(field.outside.clone());
        Some(data)
    }

    /// Looks at a list that is no page.
    fn list(&mut self, pointer: &Field, depth: usize) -> Option<()> {
        let at = self.file.numbers(pointer).next();
        let at = at.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
        if !self.met.insert(at) {
            return Some(());
        }
        let Some((fields, _)) = self.file.list(at).filter(|_| depth < 4) else {
            self.stranger("a list of it cannot be read");
            return Some(());
        };
        self.count(fields.len())?;
        self.known.push(at..at + self.file.list_len(fields.len()));
        for field in &fields {
            let Some(data) = self.value(field) else {
                self.stranger("a field of it cannot be read");
                continue;
            };
            match field.tag {
                40965 => self.list(field, depth + 1)?,
                34853 => {
                    self.stranger("a list of it has a position");
                    self.list(field, depth + 1)?;
                }
                37500 if names::in_makers_notes(data) => {
                    self.stranger("its camera maker's notes have a position");
                }
                330 | 513 | 700 | 33723 | 34377 => self.stranger("a list of it holds a block"),
                tag if is_place(tag) => self.stranger("a list of it names a place"),
                _ => {}
            }
        }
        Some(())
    }

    /// Follows the offsets of strips, tiles and streams.
    fn data(
        &mut self,
        fields: &[Field],
        page: &Page,
        is_copy: bool,
        pieces: &mut Vec<&'a [u8]>,
    ) -> Option<()> {
        let find = |tag| fields.iter().find(|field| field.tag == tag);
        let is_old = page.compression == 6;
        for (offsets, lengths) in [(273, 279), (324, 325), (513, 514)] {
            let Some(offsets) = find(offsets).filter(|field| field.tag != 513 || is_old) else {
                continue;
            };
            let most = match offsets.tag {
                273 => self.plain_len(fields, (256, 278)),
                324 => self.plain_len(fields, (322, 323)),
                _ => None,
            };
            let least = match offsets.tag {
                273 => self.plain_need(fields).unwrap_or(0),
                _ => 0,
            };
            let lengths = find(lengths).or_else(|| find(279)).or_else(|| find(325));
            let starts: Vec<u64> = self.file.numbers(offsets).collect();
            let mut lengths = lengths.map(|field| self.file.numbers(field));
            self.count(starts.len())?;
            for &start in &starts {
                let start = usize::try_from(start).ok()?;
                let len = lengths.as_mut().and_then(Iterator::next);
                match len {
                    Some(0) if start == 0 || starts.len() > 1 => continue,
                    None | Some(0) => match most {
                        Some(most) => {
                            let end = start.saturating_add(most).min(self.file.bytes().len());
                            self.part(start..end, page, pieces)?;
                        }
                        None => self.open.push((start, is_copy)),
                    },
                    Some(len) => {
                        let mut len = usize::try_from(len).ok()?.min(most.unwrap_or(usize::MAX));
                        let rest = self.file.bytes().len().saturating_sub(start);
                        if starts.len() == 1 && least <= rest {
                            len = len.max(least);
                        }
                        self.part(start..start.checked_add(len)?, page, pieces)?;
                    }
                }
            }
        }
        for field in fields
            .iter()
            .filter(|field| is_old && (519..=521).contains(&field.tag))
        {
            for start in self.file.numbers(field).take(16).collect::<Vec<_>>() {
                let start = usize::try_from(start).ok()?;
                let rest = self.file.bytes().get(start..)?;
                let codes = rest.iter().take(16).map(|count| usize::from(*count));
                let len = if field.tag == 519 {
                    64
                } else {
                    16 + codes.sum::<usize>()
                };
                let end = (start + len).min(self.file.bytes().len());
                self.part(start..end, page, pieces)?;
            }
        }
        Some(())
    }

    /// Returns how long an unpacked strip or tile may be, by its sides.
    fn plain_len(&self, fields: &[Field], (across, down): (u16, u16)) -> Option<usize> {
        let find = |tag| fields.iter().find(|field| field.tag == tag);
        let first = |tag| find(tag).and_then(|field| self.file.numbers(field).next());
        let is_odd = [559, 32997, 32998]
            .into_iter()
            .any(|tag| find(tag).is_some());
        if is_odd || first(259).unwrap_or(1) != 1 {
            return None;
        }
        let mut rows = first(down);
        if down == 278 {
            rows = Some(rows.unwrap_or(u64::MAX).min(first(257)?));
        }
        let depths: Vec<u64> = self.file.numbers(find(258)?).take(64).collect();
        let least = match first(262) {
            Some(5) => 4,
            Some(2 | 6 | 8..=10) => 3,
            _ => 1,
        };
        let mut samples = first(277).unwrap_or(least).max(least);
        samples = samples.max(depths.len() as u64);
        if first(284) == Some(2) {
            samples = 1;
        }
        let depth = depths.into_iter().max().unwrap_or(1).max(1);
        let bits = first(across)?.checked_mul(samples)?.checked_mul(depth)?;
        let len = usize::try_from(bits.div_ceil(8).checked_mul(rows?)?).ok()?;
        (len > 0).then_some(len)
    }

    /// Returns how long the one strip of an unpacked page has to be: a decoder
    /// takes as much, whatever its length is said to be.
    fn plain_need(&self, fields: &[Field]) -> Option<usize> {
        self.plain_len(fields, (256, 278))?;
        let of = |tag| fields.iter().find(|field| field.tag == tag);
        let one = |tag| of(tag).and_then(|field| self.file.numbers(field).next());
        if one(262).is_some_and(|colours| colours > 3) {
            return None;
        }
        let rows = one(257)?.min(one(278).unwrap_or(u64::MAX));
        let shallowest = self.file.numbers(of(258)?).take(64).min()?.max(1);
        let samples = match one(284) {
            Some(2) => 1,
            _ => one(277).unwrap_or(1).max(1),
        };
        let bits = one(256)?.checked_mul(samples)?.checked_mul(shallowest)?;
        usize::try_from(bits.div_ceil(8).checked_mul(rows)?).ok()
    }

    /// Takes a part of the picture.
    fn part(&mut self, range: Range<usize>, page: &Page, pieces: &mut Vec<&'a [u8]>) -> Option<()> {
        let data = self.file.bytes().get(range.clone())?;
        self.taken = self.taken.checked_add(data.len())?;
        if self.taken > self.file.bytes().len().saturating_mul(16) {
            return None;
        }
        if data.is_empty() {
            self.stranger("a strip of it has no bytes");
        }
        if super::examine_raw(data).is_err() {
            self.stranger("a strip of it hides metadata");
        }
        match page.compression {
            6 | 7 => pieces.extend(self.stream(data)),
            _ => pieces.push(data),
        }
        self.picture.push(range);
        Some(())
    }

    /// Splits a run of JPEG streams into what is picture.
    fn stream(&mut self, data: &'a [u8]) -> Vec<&'a [u8]> {
        let streams = streams::split(data);
        let is_blank = streams
            .beside
            .iter()
            .all(|b| b.iter().all(|byte| *byte == 0));
        if !is_blank {
            self.stranger("a strip of it hides metadata");
        }
        streams.picture
    }

    /// Looks at the bytes between everything that was met.
    fn finish(&mut self) {
        let file = self.file.bytes();
        let all = self.known.iter().chain(&self.picture);
        let begun = all.map(|range| range.start);
        let mut starts: Vec<usize> = begun.chain(self.open.iter().map(|o| o.0)).collect();
        starts.sort_unstable();
        for (start, is_copy) in std::mem::take(&mut self.open) {
            let next = starts.partition_point(|at| *at <= start);
            let end = starts.get(next).copied().unwrap_or(file.len());
            let data = file.get(start..end).unwrap_or_default();
            // Where it ends depends on what follows, so zeroes do not count.
            let full = data.iter().rposition(|byte| *byte != 0);
            let data = data.get(..full.map_or(0, |last| last + 1));
            let data = data.unwrap_or_default();
            if is_copy {
                self.view.behind.push(vec![data]);
            } else {
                self.view.picture.push(data);
            }
            self.picture.push(start..end);
        }
        let mut rest = file.to_vec();
        for range in self.picture.iter().chain(&self.blocks) {
            rest.get_mut(range.clone()).unwrap_or_default().fill(0);
        }
        let mut strange = rest.clone();
        for range in &self.known {
            strange.get_mut(range.clone()).unwrap_or_default().fill(0);
        }
        if strange.iter().any(|byte| *byte != 0) {
            self.stranger("bytes of it belong to nothing");
        }
        self.view.beside.push(Sight::Pages(rest));
    }
}

/// Knows the fields that shape and colour a picture; these never change.
fn is_shape(tag: u16) -> bool {
    matches!(
        tag,
        256..=259
            | 262
            | 266
            | 277
            | 278
            | 284
            | 292
            | 293
            | 301
            | 317..=323
            | 332
            | 334
            | 336
            | 338..=342
            | 346
            | 433..=435
            | 512
            | 515..=518
            | 529..=532
            | 559
            | 32995..=32998
            | 37439
            | 50674
    )
}

/// Knows the other fields that a page may have.
fn is_known(tag: u16) -> bool {
    matches!(
        tag,
        254..=347
            | 512..=532
            | 4096..=4098
            | 18246..=18249
            | 33432..=33437
            | 34850..=34852
            | 34855..=34869
            | 36864..=37522
            | 37888..=37893
            | 40091..=40095
            | 40960..=42111
            | 42240
            | 50341
            | 59933
    ) && !is_place(tag)
}

/// Knows the fields that say where something is.
fn is_place(tag: u16) -> bool {
    matches!(
        tag,
        34853 | 33550 | 33918..=33922 | 34264 | 34735..=34737 | 42112 | 42113 | 50844 | 50908
    )
}
