//! Which bytes of a file belong to what.

use std::ops::Range;

/// The ranges that a walk met.
#[derive(Debug, Default)]
pub(super) struct Ground {
    /// The compressed pictures: never changed.
    pub(super) picture: Vec<Range<usize>>,
    /// The header, lists and blocks, which are written anew.
    pub(super) written: Vec<Range<usize>>,
    /// Makers' notes, changed where they name a place.
    pub(super) notes: Vec<Range<usize>>,
    /// Values that stay as they are.
    pub(super) values: Vec<Range<usize>>,
    /// Positions, zeroed even where a value lies over them.
    pub(super) positions: Vec<Range<usize>>,
    /// What goes with its entry.
    pub(super) gone: Vec<Range<usize>>,
    /// The pictures of pages that go.
    pub(super) gone_pictures: Vec<Range<usize>>,
}

impl Ground {
    /// Tells whether parts that are changed lie over each other or over the
    /// picture. A value may reach over them, as some cameras' lengths are wrong;
    /// the second reader sees to it that none is changed that matters.
    pub(super) fn is_tangled(&self) -> bool {
        let mut changed: Vec<&Range<usize>> = self.written.iter().chain(&self.notes).collect();
        changed.sort_by_key(|range| (range.start, range.end));
        // The same block may belong to several pages.
        changed.dedup();
        let over_each_other = changed.windows(2).any(|pair| match pair {
            [one, next] => one.end > next.start,
            _ => false,
        });
        over_each_other || self.meets_picture(changed.into_iter())
    }

    /// Tells whether something that has to go lies inside a picture that stays.
    pub(super) fn hides_something(&self) -> bool {
        self.meets_picture(self.gone.iter().chain(&self.positions))
    }

    fn meets_picture<'a>(&self, mut ranges: impl Iterator<Item = &'a Range<usize>>) -> bool {
        let pictures = merged(self.picture.iter());
        ranges.any(|range| {
            let next = pictures.partition_point(|picture| picture.end <= range.start);
            let picture = pictures.get(next);
            !range.is_empty() && picture.is_some_and(|picture| picture.start < range.end)
        })
    }

    /// Returns what stays, in order and without overlaps.
    pub(super) fn used(&self) -> Vec<Range<usize>> {
        let all = [&self.picture, &self.written, &self.notes, &self.values];
        merged(all.into_iter().flatten())
    }

    /// Returns what any entry refers to, whether it stays or not.
    pub(super) fn known(&self) -> Vec<Range<usize>> {
        let gone = [&self.positions, &self.gone, &self.gone_pictures];
        merged(self.used().iter().chain(gone.into_iter().flatten()))
    }

    /// Returns what has to stay as it was written.
    pub(super) fn settled(&self) -> Vec<Range<usize>> {
        merged(self.picture.iter().chain(&self.written))
    }

    /// Closes the parts of the picture that begin here and whose length nobody
    /// tells: each ends where the next thing begins, or with the file.
    pub(super) fn close(&mut self, open: &[usize], file: usize) {
        if open.is_empty() {
            return;
        }
        let all = [
            &self.picture,
            &self.written,
            &self.notes,
            &self.values,
            &self.positions,
            &self.gone,
            &self.gone_pictures,
        ];
        let begun = all.into_iter().flatten().map(|range| range.start);
        let mut starts: Vec<usize> = begun.chain(open.iter().copied()).collect();
        starts.sort_unstable();
        for &start in open {
            let next = starts.partition_point(|at| *at <= start);
            let end = starts.get(next).copied().unwrap_or(file);
            self.picture.push(start..end.max(start));
        }
    }
}

/// Sorts ranges and joins those that touch.
fn merged<'a>(ranges: impl Iterator<Item = &'a Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = ranges.filter(|range| !range.is_empty()).cloned().collect();
    all.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in all {
        match joined.last_mut() {
            Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Returns the parts of `whole` that no range covers; these have to be in
/// order.
pub(super) fn outside(whole: Range<usize>, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let first = ranges.partition_point(|range| range.end <= whole.start);
    let mut gaps = Vec::new();
    let mut at = whole.start;
    for range in ranges.iter().skip(first) {
        if range.start >= whole.end {
            break;
        }
        if range.start > at {
            gaps.push(at..range.start);
        }
        at = at.max(range.end);
    }
    if at < whole.end {
        gaps.push(at..whole.end);
    }
    gaps
}
