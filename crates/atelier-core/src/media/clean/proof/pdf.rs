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

use self::drawing::TOO_LONG;
use self::drawings::Drawings;
use self::filters::Room;
use super::Doubt;

/// Proves that a cleaned document carries no place and shows what it did;
/// returns the digest of what its pages show.
pub(super) fn prove(before: &[u8], after: &[u8]) -> Result<[u8; 32], Doubt> {
    const UNREAD: Doubt = Doubt("its pages cannot be followed");
    strict::look(after)?;
    let room = Room::of(before.len().max(after.len()));
    let mut drawings = Drawings::new(&room);
    let shown = pages::digest(after, &room, Some(&mut drawings));
    drawings.verdict()?;
    let came = shown.and_then(|_| pages::digest(before, &room, None));
    if room.is_spent() {
        return Err(TOO_LONG);
    }
    match (shown, came) {
        (Some(shown), Some(came)) if shown == came => Ok(shown),
        (Some(_), Some(_)) => Err(Doubt("its pages do not show the same")),
        _ => Err(UNREAD),
    }
}
