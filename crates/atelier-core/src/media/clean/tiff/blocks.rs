//! Blocks of metadata inside a page: XMP, IPTC and Photoshop's resources are
//! cleaned as everywhere and written anew in their old room.

use super::Fault;
use super::plan::Stay;
use super::tags::Block;
use super::walk::{Walk, Within};
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::clean::ledger::Ledger;
use crate::media::clean::{iptc, photoshop};
use crate::media::ifd::Entry;

impl Walk<'_> {
    /// Cleans a block of metadata in its room.
    pub(super) fn block(
        &mut self,
        block: Block,
        entry: &Entry,
        within: &mut Within<'_>,
    ) -> Result<Option<Stay>, Fault> {
        let size = self.layout.size_of(entry.format);
        let room = entry
            .value
            .clone()
            .filter(|_| !entry.is_inline(self.layout));
        let (Some(room), Some(size)) = (room, size) else {
            self.carriers
                .drop(Carrier::Exif, RemovedKind::UnreadableBlock);
            return Ok(None);
        };
        if let Some(known) = self.plan.blocks.get(&room.start)
            && known.room == room
        {
            return Ok(Some(Stay::counted(entry, known.bytes.len() / size)));
        }
        self.spend(room.len())?;
        let data = self.bytes.get(room.clone()).unwrap_or_default();
        let kept = match block {
            Block::Xmp => self.carriers.xmp(data, Carrier::Xmp),
            Block::Iptc => self.iptc(data, size == 4, within),
            Block::Photoshop => {
                let kept = self.carriers.photoshop(data);
                let changed = within.is_iptc_changed;
                kept.map(|kept| {
                    if changed {
                        photoshop::without_digest(&kept)
                    } else {
                        kept
                    }
                })
            }
        };
        let fits = |kept: &Vec<u8>| !kept.is_empty() && kept.len() <= room.len();
        let Some(mut bytes) = kept.filter(fits) else {
            self.plan.ground.gone.push(room);
            return Ok(None);
        };
        // A value too small for its room would belong into its entry.
        let least = bytes.len().max(self.layout.room() + 1);
        bytes.resize(least.next_multiple_of(size), 0);
        let count = bytes.len() / size;
        Ok(Some(self.rewritten(entry, room, bytes, count)))
    }

    /// Returns what stays of IPTC fields. As rows of four bytes they may have
    /// been turned with the order of the file.
    fn iptc(&mut self, data: &[u8], is_wide: bool, within: &mut Within<'_>) -> Option<Vec<u8>> {
        let is_turned = is_wide && data.first() != Some(&0x1C) && data.get(3) == Some(&0x1C);
        let fields = if is_turned {
            turned(data)
        } else {
            data.to_vec()
        };
        let mut seen = Ledger::default();
        let kept = iptc::clean(&fields, &mut seen);
        if self.carriers.keeps_least() {
            self.carriers.ledger.adopt_places(&seen);
            self.carriers
                .drop(Carrier::Iptc, RemovedKind::OtherMetadata);
            return None;
        }
        let Ok(mut kept) = kept else {
            self.carriers
                .drop(Carrier::Iptc, RemovedKind::UnreadableBlock);
            return None;
        };
        within.is_iptc_changed |= !seen.removed.is_empty();
        self.carriers.ledger.adopt(seen);
        if is_turned {
            kept.resize(kept.len().next_multiple_of(4), 0);
            kept = turned(&kept);
        }
        Some(kept)
    }
}

/// Turns every four bytes around.
fn turned(data: &[u8]) -> Vec<u8> {
    let rows = data.chunks(4);
    rows.flat_map(|row| row.iter().rev().copied()).collect()
}
