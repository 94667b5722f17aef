//! A PDF as the second reader sees it. What its pages show is read by
//! hayro-syntax, from the file that came and from the cleaned one, and has to
//! be the same; the cleaned file is also read byte by byte, and nothing in it
//! may be left unexplained.

mod drawing;
mod jpx;
mod pages;
mod strict;
mod syntax;

use super::{Doubt, examine};

/// Proves that a cleaned document carries no place and shows what it did;
/// returns the digest of what its pages show.
pub(super) fn prove(before: &[u8], after: &[u8]) -> Result<[u8; 32], Doubt> {
    for sight in &strict::look(after)? {
        examine(sight)?;
    }
    const UNREAD: Doubt = Doubt("its pages cannot be followed");
    let mut hidden = Ok(());
    let shown = pages::digest(after, |drawing| {
        if hidden.is_ok() {
            hidden = drawing::examine_drawing(drawing);
        }
    });
    let shown = shown.ok_or(UNREAD)?;
    hidden?;
    if pages::digest(before, |_| ()).ok_or(UNREAD)? != shown {
        return Err(Doubt("its pages do not show the same"));
    }
    Ok(shown)
}
