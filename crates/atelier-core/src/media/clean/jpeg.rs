//! JPEG: the segments before the picture are rewritten by a list of what may
//! stay; the picture's own are copied; whatever follows its end goes.

mod extended_xmp;
mod segments;

use memchr::memchr;

use self::segments::{Segment, Segments};
use super::Broken;
use super::carriers::Carriers;
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::bytes::{Order, slice};

pub(super) const EXIF: &[u8] = b"Exif\0\0";
pub(super) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
pub(super) const ICC: &[u8] = b"ICC_PROFILE\0";
pub(super) const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// The most bytes of content in a segment.
pub(super) const FULL: usize = 65_533;

/// Returns the file without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    let header = Segments::read(bytes)?;
    if header.has_garbage {
        carriers.drop(Carrier::Trailer, RemovedKind::LeftoverBytes);
    }
    let mut writer = Writer {
        out: Vec::with_capacity(bytes.len()),
        carriers,
        done: Done::default(),
        main_packet: Vec::new(),
    };
    writer.out.extend_from_slice(b"\xFF\xD8");
    for segment in &header.list {
        writer.segment(segment, &header)?;
    }
    writer.picture(bytes, header.picture)?;
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
}

impl Writer<'_> {
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
            0xE1 if data.starts_with(EXIF) => self.exif(data)?,
            0xE1 if data.starts_with(XMP) => self.xmp(data)?,
            0xE1 if data.starts_with(extended_xmp::NAME) => self.extended(header)?,
            0xE2 if data.starts_with(ICC) && header.has_profile => {
                self.carriers.ledger.keep(Kept::ColourProfile);
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

    fn exif(&mut self, data: &[u8]) -> Result<(), Broken> {
        let block = data.get(EXIF.len()..).unwrap_or_default();
        if self.done.exif {
            self.carriers.drop_exif(block);
            return Ok(());
        }
        self.done.exif = true;
        match self.carriers.exif(block, Carrier::Exif) {
            Some(block) => self.put(0xE1, &[EXIF, &block]),
            None => Ok(()),
        }
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
            0xE2 if data.starts_with(b"MPF\0") => {
                (Carrier::SecondPicture, RemovedKind::SecondPicture)
            }
            0xE2 if data.starts_with(ICC) => (Carrier::ColourProfile, RemovedKind::UnreadableBlock),
            0xEB => (Carrier::ContentCredentials, RemovedKind::ContentCredentials),
            _ => (Carrier::PrivateBlock, RemovedKind::PrivateData),
        };
        self.carriers.drop(carrier, kind);
    }

    /// Copies the scans and what belongs to them, up to the end of the picture.
    fn picture(&mut self, bytes: &[u8], start: usize) -> Result<(), Broken> {
        let mut copied = start;
        let mut at = start;
        loop {
            let Some(found) = next_marker(bytes, at) else {
                // The writer forgot the end; all of it is picture.
                self.copy(bytes, copied..bytes.len());
                break;
            };
            let (marker, mark, body) = found;
            if marker == 0xD9 {
                self.copy(bytes, copied..mark);
                self.carriers
                    .drop_outside(bytes.get(body..).unwrap_or_default());
                break;
            }
            let len = usize::from(Order::Big.u16(bytes, body).ok_or(CUT)?);
            let end = body + len;
            at = end;
            if len < 2 {
                return Err(Broken("a segment of it has no length"));
            }
            let data = slice(bytes, body + 2, len - 2).ok_or(CUT)?;
            if marker == 0xDA {
                continue;
            }
            if matches!(marker, 0xC4 | 0xCC | 0xDB..=0xDD) {
                self.copy(bytes, copied..end);
            } else {
                self.copy(bytes, copied..mark);
                self.drop_inside(marker, data);
            }
            // What lies between a segment and the next marker is no picture.
            let rest = bytes.get(end..).unwrap_or_default();
            let skip = memchr(0xFF, rest).unwrap_or(rest.len());
            if skip > 0 {
                self.carriers
                    .drop_outside(rest.get(..skip).unwrap_or_default());
            }
            copied = end + skip;
            at = copied;
        }
        self.out.extend_from_slice(b"\xFF\xD9");
        Ok(())
    }

    fn copy(&mut self, bytes: &[u8], range: std::ops::Range<usize>) {
        self.out
            .extend_from_slice(bytes.get(range).unwrap_or_default());
    }

    /// Records a segment between two scans, which goes.
    fn drop_inside(&mut self, marker: u8, data: &[u8]) {
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

const CUT: Broken = Broken("a segment of it is cut short");

/// Finds the next marker over picture data: its code, where it begins, and
/// where its content does.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize, usize)> {
    loop {
        at += memchr(0xFF, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0x00 | 0x01 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            marker => return Some((marker, at, at + 2)),
        }
    }
}
