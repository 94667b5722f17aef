//! The first page of a document: where it is, how large, how it is turned.

use std::collections::BTreeSet;

use super::file::File;
use super::object::{Dict, Object, Reference};
use crate::media::clean::Broken;

/// The pixels of the longer side of a drawn page: enough for every screen, and
/// few enough to draw at once.
const LONGER: u32 = 4096;
/// How many branches of the tree of pages are looked at.
const MOST_BRANCHES: usize = 10_000;
/// The longest side that a page may have, in its own units: thirty times what
/// the standard allows, and less than what no paper has.
const LONGEST: f64 = 432_000.0;
/// The page that is meant where no size is told: A4, in points.
const A4: Area = Area {
    left: 0.0,
    bottom: 0.0,
    right: 595.0,
    top: 842.0,
};

const NO_PAGE: Broken = Broken("it has no pages");
const NO_SIZE: Broken = Broken("its page has a size that no paper has");

/// The first page of a document, with all that it inherits.
#[derive(Debug)]
pub(in crate::media) struct Page<'f> {
    /// Its own entries.
    pub(in crate::media) dict: Dict<'f>,
    /// What it draws with.
    pub(in crate::media) resources: Object<'f>,
    /// What is shown of it.
    pub(in crate::media) area: Area,
    /// How far it is turned to the right, in degrees: 0, 90, 180 or 270.
    pub(in crate::media) turned: u16,
    /// Whether other pages follow.
    pub(in crate::media) has_more: bool,
}

/// A rectangle in the units of a page, upwards and to the right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::media) struct Area {
    /// Its left side.
    pub(in crate::media) left: f64,
    /// Its lower side.
    pub(in crate::media) bottom: f64,
    /// Its right side.
    pub(in crate::media) right: f64,
    /// Its upper side.
    pub(in crate::media) top: f64,
}

impl Area {
    fn is_empty(self) -> bool {
        let (width, height) = self.size();
        width <= 0.0 || height <= 0.0
    }

    fn common(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    /// Returns its width and height.
    pub(in crate::media) fn size(self) -> (f64, f64) {
        (self.right - self.left, self.top - self.bottom)
    }
}

impl Page<'_> {
    /// Returns its size as shown, turned, in its own units.
    pub(in crate::media) fn shown(&self) -> (f64, f64) {
        let (width, height) = self.area.size();
        if self.turned.is_multiple_of(180) {
            (width, height)
        } else {
            (height, width)
        }
    }

    /// Returns its size in pixels when it is drawn. Paper has none of its own,
    /// and whether its unit is a point or a metre shows nowhere.
    pub(in crate::media) fn pixels(&self) -> (u32, u32) {
        let (width, height) = self.shown();
        let scale = f64::from(LONGER) / width.max(height);
        let side = |units: f64| ((units * scale).round() as u32).clamp(1, LONGER);
        (side(width), side(height))
    }
}

/// Finds the first page.
pub(in crate::media) fn first<'f>(file: &'f File<'_>) -> Result<Page<'f>, Broken> {
    let catalogue = file.dict(file.trailer().get(b"Root"))?;
    let mut search = Search {
        file,
        seen: BTreeSet::new(),
        first: None,
        pages: 0,
    };
    let root = catalogue.get(b"Pages").cloned().ok_or(NO_PAGE)?;
    search.from(root)?;
    let (dict, inherited) = search.first.ok_or(NO_PAGE)?;
    let area = area(file, &inherited)?;
    Ok(Page {
        dict,
        resources: inherited.resources.unwrap_or(Object::Null),
        area,
        turned: turned(file, inherited.turned.as_ref())?,
        has_more: search.pages > 1,
    })
}

/// What a page takes from its branch where it says nothing itself.
#[derive(Debug, Clone, Default)]
struct Inherited<'f> {
    media: Option<Object<'f>>,
    crop: Option<Object<'f>>,
    turned: Option<Object<'f>>,
    resources: Option<Object<'f>>,
}

impl<'f> Inherited<'f> {
    fn with(&self, dict: &Dict<'f>) -> Self {
        let own =
            |key: &[u8], from: &Option<Object<'f>>| dict.get(key).cloned().or_else(|| from.clone());
        Self {
            media: own(b"MediaBox", &self.media),
            crop: own(b"CropBox", &self.crop),
            turned: own(b"Rotate", &self.turned),
            resources: own(b"Resources", &self.resources),
        }
    }
}

struct Search<'f, 'a> {
    file: &'f File<'a>,
    seen: BTreeSet<Reference>,
    first: Option<(Dict<'f>, Inherited<'f>)>,
    pages: usize,
}

impl<'f> Search<'f, '_> {
    /// Walks the tree in the order of its pages, up to the second one.
    fn from(&mut self, root: Object<'f>) -> Result<(), Broken> {
        let mut waiting = vec![(root, Inherited::default())];
        let mut looked_at = 0;
        while let Some((node, above)) = waiting.pop() {
            looked_at += 1;
            if self.pages > 1 || looked_at > MOST_BRANCHES {
                break;
            }
            if let Object::Reference(reference) = node
                && !self.seen.insert(reference)
            {
                continue;
            }
            let Object::Dict(dict) = self.file.resolve(&node)? else {
                continue;
            };
            let here = above.with(&dict);
            let kids = dict.get(b"Kids").map(|kids| self.file.resolve(kids));
            match kids.transpose()? {
                Some(Object::Array(kids)) => {
                    let kids = kids.into_iter().rev();
                    waiting.extend(kids.map(|kid| (kid, here.clone())));
                }
                _ => {
                    self.pages += 1;
                    self.first.get_or_insert((dict, here));
                }
            }
        }
        Ok(())
    }
}

/// Returns what is shown: the part of the paper that is not cut off.
fn area(file: &File<'_>, inherited: &Inherited<'_>) -> Result<Area, Broken> {
    let paper = rectangle(file, inherited.media.as_ref())?.unwrap_or(A4);
    let paper = if paper.is_empty() { A4 } else { paper };
    let crop = rectangle(file, inherited.crop.as_ref())?.unwrap_or(paper);
    let shown = paper.common(crop);
    let shown = if shown.is_empty() { paper } else { shown };
    let (width, height) = shown.size();
    let corners = [shown.left, shown.bottom, shown.right, shown.top];
    let is_paper = width.max(height) <= LONGEST && corners.iter().all(|at| at.abs() <= LONGEST);
    if is_paper { Ok(shown) } else { Err(NO_SIZE) }
}

fn rectangle(file: &File<'_>, value: Option<&Object<'_>>) -> Result<Option<Area>, Broken> {
    let Some(Object::Array(corners)) = value.map(|value| file.resolve(value)).transpose()? else {
        return Ok(None);
    };
    let mut numbers = [0.0; 4];
    if corners.len() < numbers.len() {
        return Ok(None);
    }
    for (number, corner) in numbers.iter_mut().zip(&corners) {
        let Some(found) = file.resolve(corner)?.as_number() else {
            return Err(NO_SIZE);
        };
        *number = found;
    }
    let [x0, y0, x1, y1] = numbers;
    Ok(Some(Area {
        left: x0.min(x1),
        bottom: y0.min(y1),
        right: x0.max(x1),
        top: y0.max(y1),
    }))
}

fn turned(file: &File<'_>, value: Option<&Object<'_>>) -> Result<u16, Broken> {
    let value = value.map(|value| file.resolve(value)).transpose()?;
    let degrees = value.and_then(|value| value.as_number()).unwrap_or(0.0);
    Ok(match degrees.rem_euclid(360.0) {
        90.0 => 90,
        180.0 => 180,
        270.0 => 270,
        _ => 0,
    })
}
