//! PDF, object by object: read within bounds, and written again.
//!
//! Numbers keep their digits and streams their bytes, which is why this is done
//! here and not by a library that rounds the one and unpacks the other. The
//! cleaner writes documents anew with it; whoever draws a page takes that page
//! out of its document with it.

#![warn(clippy::indexing_slicing)]

pub(in crate::media) mod file;
pub(in crate::media) mod filters;
pub(in crate::media) mod object;
pub(in crate::media) mod page;
mod parser;
pub(in crate::media) mod rebuild;
pub(in crate::media) mod writer;
pub(in crate::media) mod xref;

use self::file::File;
use self::xref::Contents;
use super::clean::Broken;

/// Opens a document whose first page can be found: as its table of contents
/// says, or, if that leads astray, by looking for the objects themselves.
pub(in crate::media) fn open(bytes: &[u8]) -> Result<File<'_>, Broken> {
    let trusting = xref::read(bytes).and_then(|contents| with_page(bytes, contents));
    let Err(first) = trusting else {
        return trusting;
    };
    rebuild::scan(bytes)
        .and_then(|contents| with_page(bytes, contents))
        .map_err(|_| first)
}

fn with_page<'a>(bytes: &'a [u8], contents: Contents<'a>) -> Result<File<'a>, Broken> {
    let file = File::open(bytes, contents)?;
    page::first(&file)?;
    Ok(file)
}

/// Returns the size in pixels at which a document's first page is drawn; none
/// if there is no page to draw.
pub(in crate::media) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let file = open(bytes).ok()?;
    let page = page::first(&file).ok()?;
    Some(page.pixels())
}
