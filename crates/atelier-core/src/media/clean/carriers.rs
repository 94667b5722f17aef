//! What becomes of each carrier of metadata, whatever the format it came in.

use super::ledger::Ledger;
use super::xmp::GainMapWords;
use super::{iptc, photoshop, tiff_block, xmp};
use crate::domain::receipt::{Carrier, Kept, Policy, RemovedKind};
use crate::media::bytes::{find, slice};

/// How many Exif blocks are looked at in what goes anyway.
const MOST_SURVEYED: usize = 4;
/// How often a block is cleaned before it counts as unreadable.
const MOST_PASSES: usize = 4;
const LONGEST_BLOCK: usize = 0x1_0000;

/// Decides about carriers by one policy, and writes down what it did.
#[derive(Debug)]
pub(super) struct Carriers {
    policy: Policy,
    pub(super) ledger: Ledger,
    /// What XMP may say of a gain map.
    pub(super) gain_map: GainMapWords,
}

impl Carriers {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            ledger: Ledger::default(),
            gain_map: GainMapWords::Go,
        }
    }

    /// Decides alike about the gain map of a picture, with a list of its own.
    pub(super) fn for_gain_map(&self) -> Self {
        Self {
            gain_map: GainMapWords::Stay,
            ..Self::new(self.policy)
        }
    }

    /// Takes over what was found in a part of the file that stays.
    pub(super) fn adopt(&mut self, carrier: Carrier, part: &Self) {
        for found in &part.ledger.removed {
            self.ledger.remove(carrier, found.kind);
        }
        self.ledger.warnings.extend(&part.ledger.warnings);
    }

    /// Tells whether only what shows the picture may stay.
    pub(super) fn keeps_least(&self) -> bool {
        self.policy == Policy::Everything
    }

    /// Returns what stays of the Exif block.
    pub(super) fn exif(&mut self, tiff: &[u8], carrier: Carrier) -> Option<Vec<u8>> {
        if self.keeps_least() {
            return self.least_exif(tiff, carrier);
        }
        let kept = self.settle(tiff, carrier);
        if kept.is_err() {
            self.ledger.remove(carrier, RemovedKind::UnreadableBlock);
        }
        kept.ok().filter(|block| !block.is_empty())
    }

    /// Cleans a block until nothing changes any more. One pass is enough for
    /// blocks whose values do not lie over each other; some damaged ones never
    /// settle, and go.
    fn settle(&mut self, tiff: &[u8], carrier: Carrier) -> Result<Vec<u8>, tiff_block::Unreadable> {
        let mut block = tiff.to_vec();
        let needed = tiff_block::clean(&mut block, carrier, &mut self.ledger)?;
        block.truncate(needed);
        for _ in 0..MOST_PASSES {
            if block.is_empty() {
                return Ok(block);
            }
            let mut again = block.clone();
            let mut seen = Ledger::default();
            let needed = tiff_block::clean(&mut again, carrier, &mut seen)?;
            again.truncate(needed);
            if again == block {
                return Ok(block);
            }
            self.ledger.adopt_places(&seen);
            block = again;
        }
        Err(tiff_block::Unreadable)
    }

    fn least_exif(&mut self, tiff: &[u8], carrier: Carrier) -> Option<Vec<u8>> {
        let upright = tiff_block::orientation(tiff).filter(|turn| *turn != 1);
        let least = upright.map(tiff_block::only_orientation);
        if least.is_some() {
            self.ledger.keep(Kept::Orientation);
        }
        if least.as_deref() != Some(tiff) {
            self.look_at_exif(tiff, carrier);
            self.ledger.remove(carrier, RemovedKind::OtherMetadata);
        }
        least
    }

    /// Returns what stays of an XMP packet.
    pub(super) fn xmp(&mut self, packet: &[u8], carrier: Carrier) -> Option<Vec<u8>> {
        if self.keeps_least() {
            self.look_at_xmp(packet, carrier);
            self.ledger.remove(carrier, RemovedKind::OtherMetadata);
            return None;
        }
        let mut clean = packet.to_vec();
        let mut seen = Ledger::default();
        if xmp::clean_beside(&mut clean, self.gain_map, carrier, &mut seen).is_err() {
            self.ledger.adopt_places(&seen);
            self.ledger.remove(carrier, RemovedKind::UnreadableBlock);
            return None;
        }
        self.ledger.adopt(seen);
        Some(clean)
    }

    /// Returns what stays of Photoshop's resources.
    pub(super) fn photoshop(&mut self, data: &[u8]) -> Option<Vec<u8>> {
        if self.keeps_least() {
            let mut seen = Ledger::default();
            photoshop::clean(data, &mut seen);
            self.ledger.adopt_places(&seen);
            self.ledger
                .remove(Carrier::Photoshop, RemovedKind::OtherMetadata);
            return None;
        }
        Some(photoshop::clean(data, &mut self.ledger)).filter(|kept| !kept.is_empty())
    }

    /// Returns what stays of IPTC fields that no resource wraps.
    pub(super) fn iptc(&mut self, data: &[u8]) -> Option<Vec<u8>> {
        let mut seen = Ledger::default();
        let kept = iptc::clean(data, &mut seen);
        if self.keeps_least() {
            self.ledger.adopt_places(&seen);
            self.ledger
                .remove(Carrier::Iptc, RemovedKind::OtherMetadata);
            return None;
        }
        self.ledger.adopt(seen);
        if kept.is_err() {
            self.ledger
                .remove(Carrier::Iptc, RemovedKind::UnreadableBlock);
        }
        kept.ok().filter(|kept| !kept.is_empty())
    }

    /// Tells whether what calls itself a colour profile stays: it hides no other
    /// carrier. `profile` is unpacked and joined.
    pub(super) fn profile(&mut self, profile: &[u8]) -> bool {
        let stays = is_profile(profile);
        if stays {
            self.ledger.keep(Kept::ColourProfile);
        } else {
            self.drop_block(
                Carrier::ColourProfile,
                RemovedKind::UnreadableBlock,
                profile,
            );
        }
        stays
    }

    /// Records a further Exif block, which goes.
    pub(super) fn drop_exif(&mut self, tiff: &[u8]) {
        self.look_at_exif(tiff, Carrier::SecondExif);
        self.ledger
            .remove(Carrier::SecondExif, RemovedKind::SecondCopy);
    }

    /// Records a further XMP packet, which goes.
    pub(super) fn drop_xmp(&mut self, packet: &[u8], carrier: Carrier) {
        self.look_at_xmp(packet, carrier);
        self.ledger.remove(carrier, RemovedKind::SecondCopy);
    }

    /// Records an XMP packet that goes, with all that people may want in it.
    pub(super) fn give_up_xmp(&mut self, packet: &[u8]) {
        self.look_at_xmp(packet, Carrier::Xmp);
        self.ledger.remove(Carrier::Xmp, RemovedKind::OtherMetadata);
    }

    /// Records something else that goes.
    pub(super) fn drop(&mut self, carrier: Carrier, kind: RemovedKind) {
        self.ledger.remove(carrier, kind);
    }

    /// Records bytes outside the picture, which go, and what was in them.
    pub(super) fn drop_outside(&mut self, bytes: &[u8]) {
        if bytes.iter().all(|byte| *byte == 0) {
            if !bytes.is_empty() {
                self.ledger
                    .remove(Carrier::Trailer, RemovedKind::LeftoverBytes);
            }
            return;
        }
        let is_video = slice(bytes, 4, 4) == Some(b"ftyp")
            || find(bytes, b"ftypmp4").is_some()
            || find(bytes, b"ftypisom").is_some()
            || find(bytes, b"ftypqt  ").is_some()
            || find(bytes, b"MotionPhoto_Data").is_some();
        let kind = if is_video {
            RemovedKind::Video
        } else if find(bytes, b"\xFF\xD8\xFF").is_some() {
            RemovedKind::SecondPicture
        } else {
            RemovedKind::LeftoverBytes
        };
        self.ledger.remove(Carrier::Trailer, kind);
        if is_video && (find(bytes, b"\xA9xyz").is_some() || find(bytes, b"loci").is_some()) {
            self.ledger
                .remove(Carrier::Trailer, RemovedKind::GpsPosition);
        }
        for at in memchr::memmem::find_iter(bytes, b"Exif\0\0").take(MOST_SURVEYED) {
            let end = (at + 6 + LONGEST_BLOCK).min(bytes.len());
            let block = bytes.get(at + 6..end).unwrap_or_default();
            self.look_at_exif(block, Carrier::Trailer);
        }
    }

    /// Records a block that goes as a whole, and which places were in it.
    pub(super) fn drop_block(&mut self, carrier: Carrier, kind: RemovedKind, bytes: &[u8]) {
        self.ledger.remove(carrier, kind);
        let words: [&[u8]; 4] = [b"\xA9xyz", b"loci", b"location.ISO6709", b"GPSCoordinates"];
        if words.iter().any(|word| find(bytes, word).is_some()) {
            self.ledger.remove(carrier, RemovedKind::GpsPosition);
        }
        for header in [b"II*\0", b"MM\0*"] {
            for at in memchr::memmem::find_iter(bytes, header).take(MOST_SURVEYED) {
                let end = (at + LONGEST_BLOCK).min(bytes.len());
                self.look_at_exif(bytes.get(at..end).unwrap_or_default(), carrier);
            }
        }
        if let Some(at) = find(bytes, b"<x:xmpmeta") {
            let rest = bytes.get(at..).unwrap_or_default();
            let end = find(rest, b"</x:xmpmeta>").map_or(rest.len(), |end| end + 12);
            self.look_at_xmp(rest.get(..end).unwrap_or_default(), carrier);
        }
    }

    fn look_at_exif(&mut self, tiff: &[u8], carrier: Carrier) {
        let mut seen = Ledger::default();
        let _ = tiff_block::clean(&mut tiff.to_vec(), carrier, &mut seen);
        self.ledger.adopt_places(&seen);
    }

    /// Records the places of an XMP packet that goes.
    pub(super) fn look_at_xmp(&mut self, packet: &[u8], carrier: Carrier) {
        let mut seen = Ledger::default();
        let _ = xmp::clean(&mut packet.to_vec(), carrier, &mut seen);
        self.ledger.adopt_places(&seen);
    }
}

/// Tells whether what calls itself a colour profile hides no other carrier.
pub(super) fn is_profile(profile: &[u8]) -> bool {
    let others: [&[u8]; 8] = [
        b"Exif\0\0",
        b"<x:xmpmeta",
        b"8BIM\x04\x04",
        b"ns.adobe.com",
        b"GPSLatitude",
        b"GPSLongitude",
        // An entry that refers to a list of positions, in both orders.
        b"\x25\x88\x04\0\x01\0\0\0",
        b"\x88\x25\0\x04\0\0\0\x01",
    ];
    !others.iter().any(|other| find(profile, other).is_some())
}
