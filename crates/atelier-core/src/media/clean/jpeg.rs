//! JPEG: the segments before the picture are rewritten by a list of what may
//! stay; the picture's own are copied; whatever follows its end goes, but
//! for a gain map, which is cleaned like a picture of its own.

mod extended_xmp;
mod gain_map;
mod mpf;
mod scans;
mod segments;

use self::gain_map::GainMap;
use self::scans::{Scans, Stranger};
use self::segments::{Segment, Segments, begins_a_block};
use super::Broken;
use super::carriers::Carriers;
use super::xmp::{self, GainMapWords};
use crate::domain::receipt::{Carrier, Kept, RemovedKind};

pub(super) const EXIF: &[u8] = b"Exif\0\0";
pub(super) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
pub(super) const ICC: &[u8] = b"ICC_PROFILE\0";
pub(super) const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// The most bytes of content in a segment.
pub(super) const FULL: usize = 65_533;

/// Returns the file without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    let header = Segments::read(bytes)?;
    let scans = Scans::read(bytes, header.picture);
    if let Some(map) = gain_map::find_in(bytes, &header, scans.end, carriers) {
        carriers.gain_map = GainMapWords::Listed(map.bytes.len());
        let mut writer = Writer::new(carriers, Some(map));
        writer.write(&header, &scans)?;
        if writer.append_gain_map(bytes, scans.end) {
            return Ok(writer.out);
        }
        // Nothing that stays leads to it, so it goes like everything behind.
        carriers.gain_map = GainMapWords::Go;
    }
    let mut writer = Writer::new(carriers, None);
    writer.write(&header, &scans)?;
    writer.drop_behind(bytes, scans.end..bytes.len());
    Ok(writer.out)
}

/// Returns a picture that lies inside another file, without its places.
fn write_alone(
    header: &Segments<'_>,
    scans: &Scans<'_>,
    carriers: &mut Carriers,
) -> Result<Vec<u8>, Broken> {
    let mut writer = Writer::new(carriers, None);
    writer.write(header, scans)?;
    Ok(writer.out)
}

/// Which carriers were met already: each may come once.
#[derive(Debug, Default)]
struct Done {
    jfif: bool,
    adobe: bool,
    exif: bool,
    xmp: bool,
    extended: bool,
    photoshop: bool,
}

struct Writer<'a> {
    out: Vec<u8>,
    carriers: &'a mut Carriers,
    done: Done,
    /// The XMP packet that stays, which names its extension.
    main_packet: Vec<u8>,
    /// The gain map that stays behind the picture.
    gain_map: Option<GainMap>,
    /// Where the index of pictures lies in the output.
    index_at: Option<usize>,
}

impl<'a> Writer<'a> {
    fn new(carriers: &'a mut Carriers, gain_map: Option<GainMap>) -> Self {
        Self {
            out: Vec::new(),
            carriers,
            done: Done::default(),
            main_packet: Vec::new(),
            gain_map,
            index_at: None,
        }
    }

    /// Writes the picture and what may stay before it.
    fn write(&mut self, header: &Segments<'_>, scans: &Scans<'_>) -> Result<(), Broken> {
        if header.has_garbage {
            self.carriers
                .drop(Carrier::Trailer, RemovedKind::LeftoverBytes);
        }
        self.out.reserve(scans.end);
        self.out.extend_from_slice(b"\xFF\xD8");
        for segment in &header.list {
            self.segment(segment, header)?;
        }
        for piece in &scans.pieces {
            self.out.extend_from_slice(piece);
        }
        for stranger in &scans.strangers {
            self.drop_inside(stranger);
        }
        for garbage in &scans.garbage {
            self.carriers.drop_outside(garbage);
        }
        self.out.extend_from_slice(b"\xFF\xD9");
        Ok(())
    }

    /// Appends the gain map and corrects its index, if there is one.
    fn append_gain_map(&mut self, bytes: &[u8], end: usize) -> bool {
        let is_listed = self.index_at.is_some() || xmp::directory(&self.main_packet).is_ok();
        let Some(map) = self.gain_map.take().filter(|_| is_listed) else {
            return false;
        };
        let first = self.out.len();
        self.out.extend_from_slice(&map.bytes);
        if let Some(at) = self.index_at {
            mpf::fill(&mut self.out, at, first, map.bytes.len());
        }
        self.carriers.ledger.keep(Kept::GainMap);
        self.drop_behind(bytes, end..map.place.start);
        self.drop_behind(bytes, map.place.end..bytes.len());
        true
    }

    /// Records what lies behind the picture and goes.
    fn drop_behind(&mut self, bytes: &[u8], place: std::ops::Range<usize>) {
        self.carriers
            .drop_outside(bytes.get(place).unwrap_or_default());
    }

    /// Decides about one segment before the picture.
    fn segment(&mut self, segment: &Segment<'_>, header: &Segments<'_>) -> Result<(), Broken> {
        let data = segment.data;
        match segment.marker {
            0xC0..=0xCF | 0xDA..=0xDD => self.out.extend_from_slice(segment.whole),
            0xE0 if data.starts_with(b"JFIF\0") && !self.done.jfif => self.jfif(data)?,
            0xE0 if data.starts_with(b"JFXX\0") => {
                self.carriers
                    .drop(Carrier::PrivateBlock, RemovedKind::Thumbnail);
            }
            0xE1 if data.starts_with(EXIF) => self.exif(segment, header)?,
            0xE1 if data.starts_with(XMP) => self.xmp(data)?,
            0xE1 if data.starts_with(extended_xmp::NAME) => self.extended(header)?,
            0xE2 if data.starts_with(ICC) && header.has_profile => {
                self.carriers.ledger.keep(Kept::ColourProfile);
                self.out.extend_from_slice(segment.whole);
            }
            0xE2 if data.starts_with(mpf::NAME) => self.index()?,
            0xE2 if gain_map::is_iso(data) && self.carriers.gain_map != GainMapWords::Go => {
                self.out.extend_from_slice(segment.whole);
            }
            0xED if data.starts_with(PHOTOSHOP) => self.photoshop(header)?,
            0xEE if data.starts_with(b"Adobe") && data.len() >= 12 && !self.done.adobe => {
                self.done.adobe = true;
                self.put(0xEE, &[data.get(..12).unwrap_or_default()])?;
            }
            _ => self.drop_segment(segment),
        }
        Ok(())
    }

    /// Writes an index of the picture and its gain map instead of the one that
    /// came.
    fn index(&mut self) -> Result<(), Broken> {
        let index = self.gain_map.as_ref().and_then(|map| map.index.clone());
        match index.filter(|_| self.index_at.is_none()) {
            Some(index) => {
                self.index_at = Some(self.out.len() + 4);
                self.put(0xE2, &[&index])
            }
            None => {
                self.carriers
                    .drop(Carrier::SecondPicture, RemovedKind::SecondPicture);
                Ok(())
            }
        }
    }

    /// Writes a segment.
    fn put(&mut self, marker: u8, parts: &[&[u8]]) -> Result<(), Broken> {
        let len: usize = parts.iter().map(|part| part.len()).sum();
        let len = u16::try_from(len + 2).map_err(|_| Broken("a segment grew too long"))?;
        self.out.extend_from_slice(&[0xFF, marker]);
        self.out.extend_from_slice(&len.to_be_bytes());
        for part in parts {
            self.out.extend_from_slice(part);
        }
        Ok(())
    }

    /// Keeps the density and drops the thumbnail that may follow it.
    fn jfif(&mut self, data: &[u8]) -> Result<(), Broken> {
        let Some(head) = data.get(..12) else {
            self.carriers
                .drop(Carrier::PrivateBlock, RemovedKind::UnreadableBlock);
            return Ok(());
        };
        self.done.jfif = true;
        self.carriers.ledger.keep(Kept::Density);
        if data.len() > 14 {
            self.carriers
                .drop(Carrier::PrivateBlock, RemovedKind::Thumbnail);
        }
        self.put(0xE0, &[head, &[0, 0]])
    }

    /// Joins the first block, cleans it, and splits it again.
    fn exif(&mut self, segment: &Segment<'_>, header: &Segments<'_>) -> Result<(), Broken> {
        let (joined, last) = header.exif();
        if self.done.exif {
            // What the first block goes on with was cleaned with it.
            if segment.at > last {
                let block = segment.data.get(EXIF.len()..).unwrap_or_default();
                self.carriers.drop_exif(block);
            }
            return Ok(());
        }
        self.done.exif = true;
        let Some(block) = self.carriers.exif(&joined, Carrier::Exif) else {
            return Ok(());
        };
        let mut rest = block.as_slice();
        while !rest.is_empty() {
            let mut len = rest.len().min(FULL - EXIF.len());
            // No part but the first may look like the beginning of a block.
            while rest.get(len..).is_some_and(begins_a_block) {
                len -= 1;
            }
            let (part, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            self.put(0xE1, &[EXIF, part])?;
            rest = behind;
        }
        Ok(())
    }

    fn xmp(&mut self, data: &[u8]) -> Result<(), Broken> {
        let packet = data.get(XMP.len()..).unwrap_or_default();
        if self.done.xmp {
            self.carriers.drop_xmp(packet, Carrier::Xmp);
            return Ok(());
        }
        self.done.xmp = true;
        let Some(packet) = self.carriers.xmp(packet, Carrier::Xmp) else {
            return Ok(());
        };
        self.put(0xE1, &[XMP, &packet])?;
        self.main_packet = packet;
        Ok(())
    }

    /// Joins the split packet, cleans it, and splits it again.
    fn extended(&mut self, header: &Segments<'_>) -> Result<(), Broken> {
        if std::mem::replace(&mut self.done.extended, true) {
            return Ok(());
        }
        for part in extended_xmp::clean(header, &self.main_packet, self.carriers) {
            self.put(0xE1, &[&part])?;
        }
        Ok(())
    }

    /// Joins the resources, cleans them, and splits them again.
    fn photoshop(&mut self, header: &Segments<'_>) -> Result<(), Broken> {
        if std::mem::replace(&mut self.done.photoshop, true) {
            return Ok(());
        }
        let joined = header.photoshop();
        let Some(kept) = self.carriers.photoshop(&joined) else {
            return Ok(());
        };
        for part in kept.chunks(FULL - PHOTOSHOP.len()) {
            self.put(0xED, &[PHOTOSHOP, part])?;
        }
        Ok(())
    }

    /// Records a segment that goes.
    fn drop_segment(&mut self, segment: &Segment<'_>) {
        let data = segment.data;
        let (carrier, kind) = match segment.marker {
            0xFE => (Carrier::Comment, RemovedKind::Comment),
            0xE2 if data.starts_with(ICC) => (Carrier::ColourProfile, RemovedKind::UnreadableBlock),
            0xEB => (Carrier::ContentCredentials, RemovedKind::ContentCredentials),
            _ => (Carrier::PrivateBlock, RemovedKind::PrivateData),
        };
        self.carriers.drop(carrier, kind);
    }

    /// Records a segment between two scans, which goes.
    fn drop_inside(&mut self, stranger: &Stranger<'_>) {
        let Stranger { marker, data } = *stranger;
        if marker == 0xE1
            && let Some(block) = data.strip_prefix(EXIF)
        {
            self.carriers.drop_exif(block);
        } else if marker == 0xE1
            && let Some(packet) = data.strip_prefix(XMP)
        {
            self.carriers.drop_xmp(packet, Carrier::Xmp);
        } else {
            let kind = match marker {
                0xFE => RemovedKind::Comment,
                _ => RemovedKind::PrivateData,
            };
            self.carriers.drop(Carrier::PrivateBlock, kind);
        }
    }
}
