//! Exif blocks and XMP packets as items hold them, cleaned in the room that
//! they have.

use super::super::carriers::Carriers;
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::bytes::{Order, slice};

/// The longest block or packet that is read; a longer one goes unread.
const LONGEST: usize = 16 << 20;

/// What an entry of the table of items says in words.
#[derive(Debug, Default)]
pub(super) struct Words<'a> {
    pub(super) name: &'a [u8],
    pub(super) content_type: &'a [u8],
    pub(super) encoding: &'a [u8],
    /// Whether something follows them.
    pub(super) has_rest: bool,
}

impl<'a> Words<'a> {
    /// Reads words that each end with a zero.
    pub(super) fn read(bytes: &'a [u8], is_mime: bool) -> Self {
        let mut words = bytes.split(|byte| *byte == 0);
        let mut next = || words.next().unwrap_or_default();
        let name = next();
        let (content_type, encoding) = if is_mime {
            (next(), next())
        } else {
            Default::default()
        };
        Self {
            name,
            content_type,
            encoding,
            has_rest: words.any(|word| !word.is_empty()),
        }
    }

    /// Writes them without the name, in the same room.
    pub(super) fn without_name(&self, len: usize) -> Vec<u8> {
        let mut plain = [b"\0", self.content_type, b"\0", self.encoding].concat();
        plain.resize(len, 0);
        plain
    }
}

/// Finds the TIFF header of an Exif item: where its first four bytes say, or
/// in one of the places where writers put it that forget these.
fn header(content: &[u8]) -> Option<usize> {
    let said = Order::Big
        .u32(content, 0)
        .and_then(|at| (at as usize).checked_add(4));
    let is_header = |at: &usize| matches!(slice(content, *at, 4), Some(b"II*\0" | b"MM\0*"));
    said.into_iter().chain([4, 10, 0, 6]).find(is_header)
}

/// Cleans an Exif item; tells whether anything stays in it.
pub(super) fn exif(content: &mut [u8], carriers: &mut Carriers) -> bool {
    let found = header(content).filter(|_| content.len() <= LONGEST);
    let Some(at) = found else {
        carriers.drop_block(Carrier::Exif, RemovedKind::UnreadableBlock, content);
        return false;
    };
    let (head, block) = content.split_at_mut_checked(at).unwrap_or_default();
    let Some(kept) = carriers.exif(block, Carrier::Exif) else {
        return false;
    };
    let (front, behind) = block.split_at_mut_checked(kept.len()).unwrap_or_default();
    front.copy_from_slice(&kept);
    behind.fill(0);
    // Before the block stand its place and, with some writers, JPEG's prefix.
    let before = head.get_mut(4..).unwrap_or_default();
    if before != b"Exif\0\0" && before.iter().any(|byte| *byte != 0) {
        carriers.drop_block(Carrier::Exif, RemovedKind::LeftoverBytes, before);
        before.fill(0);
    }
    true
}

/// Cleans an XMP item; tells whether it stays.
pub(super) fn xmp(content: &mut [u8], carriers: &mut Carriers) -> bool {
    if content.len() > LONGEST {
        carriers.drop_block(Carrier::Xmp, RemovedKind::UnreadableBlock, content);
        return false;
    }
    let Some(kept) = carriers.xmp(content, Carrier::Xmp) else {
        return false;
    };
    content.copy_from_slice(&kept);
    true
}
