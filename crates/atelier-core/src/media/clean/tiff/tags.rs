//! Which entries of a page stay. What is not named here or in the table of the
//! Exif block goes: a tag of one program can hold anything.

use crate::domain::receipt::{Kept, RemovedKind};
use crate::media::clean::tiff_block::tags as block;
use crate::media::clean::tiff_block::tags::List;

pub(super) const NEW_SUBFILE_TYPE: u16 = 0x00FE;
pub(super) const SUBFILE_TYPE: u16 = 0x00FF;
pub(super) const WIDTH: u16 = 0x0100;
pub(super) const HEIGHT: u16 = 0x0101;
pub(super) const COMPRESSION: u16 = 0x0103;
pub(super) const BITS: u16 = 0x0102;
pub(super) const COLOURS: u16 = 0x0106;
pub(super) const SAMPLES: u16 = 0x0115;
pub(super) const ROWS: u16 = 0x0116;
pub(super) const PLANES: u16 = 0x011C;
pub(super) const TILE: (u16, u16) = (0x0142, 0x0143);
/// How many rows each strip has, and depths: rare enough not to be counted.
pub(super) const UNCOUNTED: [u16; 3] = [0x022F, 0x80E5, 0x80E6];
pub(super) const MAKE: u16 = 0x010F;
pub(super) const STRIPS: (u16, u16) = (0x0111, 0x0117);
pub(super) const TILES: (u16, u16) = (0x0144, 0x0145);
pub(super) const JPEG_TABLES: u16 = 0x015B;
/// The stream of an old JPEG and its length.
pub(super) const OLD_JPEG: (u16, u16) = (0x0201, 0x0202);
/// Tables of an old JPEG: quantization, then both kinds of codes.
pub(super) const OLD_TABLES: [u16; 3] = [0x0207, 0x0208, 0x0209];

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It refers to a list of positions, which goes.
    Position,
    /// It goes.
    Goes(RemovedKind),
    /// It refers to another list that stays.
    List(List),
    /// It refers to further pages.
    Pages,
    /// It is a block of metadata, cleaned in its room.
    Block(Block),
    /// It stays.
    Stays(Option<Kept>),
}

/// A block of metadata inside a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Xmp,
    Iptc,
    Photoshop,
}

/// Decides about an entry of a page.
pub(super) fn judge_page(tag: u16, is_old_jpeg: bool, keeps_least: bool) -> Verdict {
    match tag {
        0x8825 => Verdict::Position,
        0x014A => Verdict::Pages,
        block::XMP => Verdict::Block(Block::Xmp),
        block::IPTC => Verdict::Block(Block::Iptc),
        block::PHOTOSHOP => Verdict::Block(Block::Photoshop),
        0x0201 | 0x0202 if !is_old_jpeg => Verdict::Goes(RemovedKind::Thumbnail),
        _ if is_picture(tag) => Verdict::Stays(block::keeps(tag)),
        _ if keeps_least => Verdict::Goes(RemovedKind::OtherMetadata),
        _ => judge_list(List::Main, tag),
    }
}

/// Decides about an entry of another list.
pub(super) fn judge_list(list: List, tag: u16) -> Verdict {
    match block::judge(list, tag) {
        block::Verdict::Position => Verdict::Position,
        block::Verdict::Goes(kind) => Verdict::Goes(kind),
        block::Verdict::List(child) => Verdict::List(child),
        block::Verdict::Stays(kept) => Verdict::Stays(kept),
    }
}

/// Knows what it takes to show a page: its shape, where its data lies, how
/// that is packed, its colours.
fn is_picture(tag: u16) -> bool {
    matches!(
        tag,
        0x00FE..=0x0103
            | 0x0106..=0x010A
            | 0x0111..=0x0112
            | 0x0115..=0x011C
            | 0x0122..=0x0125
            | 0x0128..=0x0129
            | 0x012D
            | 0x013D..=0x0148
            | 0x014C..=0x014E
            | 0x0150..=0x0156
            | 0x015A..=0x015B
            | 0x01B1..=0x01B3
            | 0x0200..=0x0209
            | 0x0211..=0x0214
            | 0x022F
            | 0x80E3..=0x80E6
            | 0x8773
            | 0x923F
            | 0xC5F2
    )
}
