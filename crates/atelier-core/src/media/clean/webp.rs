//! WebP: chunks by a list of what may stay, the header's flags corrected, cut
//! at the end that the file declares.

use super::Broken;
use super::carriers::Carriers;
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::bytes::{Order, slice};

const HAS_PROFILE: u8 = 0x20;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
/// What comes before the chunks of an animation's frame.
const FRAME_HEAD: usize = 16;

/// Returns the file without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    let declared = Order::Little.u32(bytes, 4).ok_or(CUT)? as usize;
    let end = declared.saturating_add(8);
    let body = bytes.get(..end).ok_or(CUT)?;
    carriers.drop_outside(bytes.get(end..).unwrap_or_default());
    let mut writer = Writer {
        out: Vec::with_capacity(body.len()),
        carriers,
        flags_at: None,
        flags: 0,
    };
    writer.out.extend_from_slice(b"RIFF\0\0\0\0WEBP");
    let mut at = 12;
    while at < body.len() {
        let Some(chunk) = Chunk::read(body, at)? else {
            writer
                .carriers
                .drop(Carrier::Trailer, RemovedKind::LeftoverBytes);
            break;
        };
        at += chunk.len;
        writer.chunk(&chunk)?;
    }
    writer.finish()
}

const CUT: Broken = Broken("a chunk of it is cut short");

struct Chunk<'a> {
    name: &'a [u8],
    data: &'a [u8],
    /// How many bytes it takes with its head and padding.
    len: usize,
}

impl<'a> Chunk<'a> {
    /// Reads the chunk at `at`; none when too few bytes are left for one.
    fn read(bytes: &'a [u8], at: usize) -> Result<Option<Self>, Broken> {
        let (Some(name), Some(len)) = (slice(bytes, at, 4), Order::Little.u32(bytes, at + 4))
        else {
            return Ok(None);
        };
        let len = len as usize;
        let data = slice(bytes, at + 8, len).ok_or(CUT)?;
        Ok(Some(Self {
            name,
            data,
            len: 8 + len + len % 2,
        }))
    }
}

struct Writer<'a> {
    out: Vec<u8>,
    carriers: &'a mut Carriers,
    /// Where the extended header's flags lie in the output.
    flags_at: Option<usize>,
    /// Which carriers were written.
    flags: u8,
}

impl Writer<'_> {
    fn chunk(&mut self, chunk: &Chunk<'_>) -> Result<(), Broken> {
        match chunk.name {
            b"VP8X" if self.flags_at.is_none() => {
                self.flags_at = Some(self.out.len() + 8);
                let head = chunk.data.get(..10).ok_or(CUT)?;
                self.put(b"VP8X", head);
            }
            b"VP8 " | b"VP8L" | b"ALPH" => self.put(chunk.name, chunk.data),
            b"ANIM" => {
                self.carriers.ledger.keep(Kept::Animation);
                self.put(chunk.name, chunk.data.get(..6).ok_or(CUT)?);
            }
            b"ANMF" => self.frame(chunk.data)?,
            b"ICCP" if self.flags & HAS_PROFILE == 0 => {
                if self.carriers.profile(chunk.data) {
                    self.flags |= HAS_PROFILE;
                    self.put(chunk.name, chunk.data);
                }
            }
            b"EXIF" => self.exif(chunk.data),
            b"XMP " => self.xmp(chunk.data),
            b"C2PA" => self
                .carriers
                .drop(Carrier::ContentCredentials, RemovedKind::ContentCredentials),
            _ => self
                .carriers
                .drop(Carrier::PrivateBlock, RemovedKind::PrivateData),
        }
        Ok(())
    }

    fn put(&mut self, name: &[u8], data: &[u8]) {
        put(&mut self.out, name, data);
    }

    /// Copies a frame with nothing in it but its picture.
    fn frame(&mut self, data: &[u8]) -> Result<(), Broken> {
        let mut kept = data.get(..FRAME_HEAD).ok_or(CUT)?.to_vec();
        let mut at = FRAME_HEAD;
        while let Some(chunk) = Chunk::read(data, at)? {
            at += chunk.len;
            match chunk.name {
                b"VP8 " | b"VP8L" | b"ALPH" => put(&mut kept, chunk.name, chunk.data),
                _ => self
                    .carriers
                    .drop(Carrier::PrivateBlock, RemovedKind::PrivateData),
            }
        }
        self.put(b"ANMF", &kept);
        Ok(())
    }

    fn exif(&mut self, data: &[u8]) {
        // Some writers put JPEG's prefix before the block.
        let prefix: &[u8] = b"Exif\0\0";
        let block = data.strip_prefix(prefix).unwrap_or(data);
        if self.flags & HAS_EXIF != 0 {
            self.carriers.drop_exif(block);
            return;
        }
        if let Some(kept) = self.carriers.exif(block, Carrier::Exif) {
            self.flags |= HAS_EXIF;
            self.put(b"EXIF", &kept);
        }
    }

    fn xmp(&mut self, data: &[u8]) {
        if self.flags & HAS_XMP != 0 {
            self.carriers.drop_xmp(data, Carrier::Xmp);
            return;
        }
        if let Some(kept) = self.carriers.xmp(data, Carrier::Xmp) {
            self.flags |= HAS_XMP;
            self.put(b"XMP ", &kept);
        }
    }

    /// Writes the flags and the length.
    fn finish(mut self) -> Result<Vec<u8>, Broken> {
        if let Some(flags) = self.flags_at.and_then(|at| self.out.get_mut(at)) {
            *flags = *flags & !(HAS_PROFILE | HAS_EXIF | HAS_XMP) | self.flags;
        }
        let len = u32::try_from(self.out.len() - 8).map_err(|_| Broken("it is too large"))?;
        if let Some(place) = self.out.get_mut(4..8) {
            place.copy_from_slice(&len.to_le_bytes());
        }
        Ok(self.out)
    }
}

/// Writes a chunk with its padding.
fn put(out: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    out.extend_from_slice(name);
    let len = u32::try_from(data.len()).unwrap_or(0);
    out.extend_from_slice(&len.to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}
