//! A PDF as the second reader sees it. What its pages show is read by
//! hayro-syntax, from the file that came and from the cleaned one, and has to
//! be the same; the cleaned file is also read byte by byte, and nothing in it
//! may be left unexplained.

mod drawing;
mod drawings;
mod filters;
mod jpx;
mod pages;
mod strict;
mod syntax;
mod words;

use hayro_syntax::Pdf;

use self::drawing::TOO_LONG;
use self::filters::Room;
use super::Doubt;

/// Proves that a cleaned document carries no place and shows what it did;
/// returns the digest of what its pages show.
pub(super) fn prove(before: &[u8], after: &[u8]) -> Result<[u8; 32], Doubt> {
    const UNREAD: Doubt = Doubt("its pages cannot be followed");
    strict::look(after)?;
    let room = Room::of(before.len().max(after.len()));
    let digest = |pdf: &Pdf| match pages::digest(pdf, &room) {
        _ if room.is_spent() => Err(TOO_LONG),
        digest => digest.ok_or(UNREAD),
    };
    let pdf = Pdf::new(after.to_vec()).map_err(|_| UNREAD)?;
    drawings::examine(&pdf, &room)?;
    let shown = digest(&pdf)?;
    drop(pdf);
    let pdf = Pdf::new(before.to_vec()).map_err(|_| UNREAD)?;
    match digest(&pdf)? == shown {
        true => Ok(shown),
        false => Err(Doubt("its pages do not show the same")),
    }
}
