//! What goes from a file, looked at for places first.

use super::Fault;
use super::tags::{self, Verdict};
use super::walk::{Walk, outside};
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::clean::ledger::Ledger;
use crate::media::clean::tiff_block::tags::{self as block, List};
use crate::media::clean::{iptc, photoshop, tiff_block, xmp};
use crate::media::ifd::{Entry, entries};

impl Walk<'_> {
    /// Records a list of positions with its values; it goes.
    pub(super) fn drop_position(&mut self, entry: &Entry) -> Result<(), Fault> {
        let at = entry.number(self.bytes, self.layout).unwrap_or(0);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let list = tiff_block::positions(self.bytes, self.layout, at);
        self.spend(list.len() * self.layout.entry() + 1000)?;
        // A list with nothing but its version says nothing.
        let says_where = list.iter().any(|entry| entry.tag != 0);
        let kind = if says_where {
            RemovedKind::GpsPosition
        } else {
            RemovedKind::LeftoverBytes
        };
        self.carriers.drop(Carrier::Exif, kind);
        if !list.is_empty() {
            let len = self.layout.head() + list.len() * self.layout.entry();
            self.plan.ground.positions.push(at..at + len);
        }
        let values = list.into_iter().filter_map(|entry| entry.value);
        self.plan.ground.positions.extend(values);
        Ok(())
    }

    /// Records which places are in a block that goes.
    fn survey(&mut self, entry: &Entry) -> Result<(), Fault> {
        let blocks = [block::XMP, block::IPTC, block::PHOTOSHOP];
        let Some(value) = entry.value.clone().filter(|_| blocks.contains(&entry.tag)) else {
            return Ok(());
        };
        self.spend(value.len())?;
        let data = self.bytes.get(value).unwrap_or_default();
        let mut seen = Ledger::default();
        match entry.tag {
            block::XMP => {
                let _ = xmp::clean(&mut data.to_vec(), Carrier::Exif, &mut seen);
            }
            block::IPTC => {
                let _ = iptc::clean(data, &mut seen);
            }
            _ => {
                photoshop::clean(data, &mut seen);
            }
        }
        self.carriers.ledger.adopt_places(&seen);
        Ok(())
    }

    /// Records what a list that goes refers to, and the places in it.
    pub(super) fn doom(&mut self, list: List, found: &[Entry]) -> Result<(), Fault> {
        for entry in found {
            self.plan.ground.gone.extend(outside(entry, self.layout));
            match tags::judge_list(list, entry.tag) {
                Verdict::Position => self.drop_position(entry)?,
                Verdict::Goes(kind) if kind.is_place() => self.carriers.drop(Carrier::Exif, kind),
                Verdict::List(child) => {
                    let at = entry.number(self.bytes, self.layout).unwrap_or(0);
                    let at = usize::try_from(at).unwrap_or(usize::MAX);
                    let below = entries(self.bytes, self.layout, at).unwrap_or_default();
                    let len = below.len() * self.layout.entry();
                    self.spend(len)?;
                    if !below.is_empty() {
                        self.plan
                            .ground
                            .gone
                            .push(at..at + self.layout.head() + len);
                    }
                    self.doom(child, &below)?;
                }
                _ => self.survey(entry)?,
            }
        }
        Ok(())
    }
}
