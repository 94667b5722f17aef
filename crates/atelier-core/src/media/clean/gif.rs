//! GIF: blocks by a list of what may stay. Pictures, what steers them, the
//! loop and the colour profile are copied; every other extension goes, and so
//! does whatever follows the end.

use super::Broken;
use super::carriers::Carriers;
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::bytes::slice;

const LOOPS: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];
const PROFILE: &[u8] = b"ICCRGBG1012";
const XMP: &[u8] = b"XMP DataXMP";
/// How the magic trailer begins that lets a packet pass for sub-blocks.
const TRAILER: &[u8] = b"\x01\xFF\xFE\xFD";
const CUT: Broken = Broken("a block of it is cut short");

/// Returns the file without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    let flags = *bytes.get(10).ok_or(CUT)?;
    let mut at = 13 + colours(flags);
    let mut writer = Writer {
        out: Vec::with_capacity(bytes.len()),
        carriers,
        frames: 0,
        has_profile: false,
    };
    writer
        .out
        .extend_from_slice(slice(bytes, 0, at).ok_or(CUT)?);
    loop {
        match *bytes.get(at).ok_or(CUT)? {
            0x3B => break,
            0x21 => at = writer.extension(bytes, at)?,
            0x2C => at = writer.picture(bytes, at)?,
            // Some writers pad between blocks.
            0x00 => {
                at += 1;
                writer
                    .carriers
                    .drop(Carrier::Trailer, RemovedKind::LeftoverBytes);
            }
            _ => return Err(Broken("a block of it is unknown")),
        }
    }
    writer.out.push(0x3B);
    let rest = bytes.get(at + 1..).unwrap_or_default();
    writer.carriers.drop_outside(rest);
    if writer.frames > 1 {
        writer.carriers.ledger.keep(Kept::Animation);
    }
    Ok(writer.out)
}

struct Writer<'a> {
    out: Vec<u8>,
    carriers: &'a mut Carriers,
    frames: usize,
    has_profile: bool,
}

impl Writer<'_> {
    /// Copies a picture; returns where it ends.
    fn picture(&mut self, bytes: &[u8], at: usize) -> Result<usize, Broken> {
        let flags = *bytes.get(at + 9).ok_or(CUT)?;
        let data = SubBlocks::at(bytes, at + 11 + colours(flags));
        let end = data.end().ok_or(CUT)?;
        self.frames += 1;
        self.copy(bytes, at, end);
        Ok(end)
    }

    /// Decides about an extension; returns where it ends.
    fn extension(&mut self, bytes: &[u8], at: usize) -> Result<usize, Broken> {
        let label = *bytes.get(at + 1).ok_or(CUT)?;
        let mut blocks = SubBlocks::at(bytes, at + 2);
        let end = blocks.end().ok_or(CUT)?;
        match label {
            0xF9 => match blocks.next() {
                Some([a, b, c, d, ..]) => {
                    self.out
                        .extend_from_slice(&[0x21, 0xF9, 4, *a, *b, *c, *d, 0]);
                }
                _ => self
                    .carriers
                    .drop(Carrier::PrivateBlock, RemovedKind::UnreadableBlock),
            },
            0xFE => self.carriers.drop(Carrier::Comment, RemovedKind::Comment),
            0x01 => self.carriers.drop(Carrier::TextEntry, RemovedKind::Comment),
            0xFF => {
                let name = blocks.next().unwrap_or_default();
                let data = bytes.get(blocks.at..end).unwrap_or_default();
                let whole = bytes.get(at..end).unwrap_or_default();
                if !self.application(name, blocks, whole) {
                    self.drop_application(name, data);
                }
            }
            _ => self
                .carriers
                .drop(Carrier::PrivateBlock, RemovedKind::PrivateData),
        }
        Ok(end)
    }

    /// Writes what stays of a program's extension; tells whether it stays.
    fn application(&mut self, name: &[u8], mut blocks: SubBlocks<'_>, whole: &[u8]) -> bool {
        if LOOPS.contains(&name) {
            let times = blocks.find_map(|block| match block {
                [1, low, high] => Some([*low, *high]),
                _ => None,
            });
            let Some([low, high]) = times else {
                return false;
            };
            self.out.extend_from_slice(&[0x21, 0xFF, 11]);
            self.out.extend_from_slice(name);
            self.out.extend_from_slice(&[3, 1, low, high, 0]);
            return true;
        }
        if name != PROFILE || std::mem::replace(&mut self.has_profile, true) {
            return false;
        }
        let profile: Vec<u8> = blocks.flatten().copied().collect();
        let stays = self.carriers.profile(&profile);
        if stays {
            self.out.extend_from_slice(whole);
        }
        stays
    }

    /// Records a program's extension that goes.
    fn drop_application(&mut self, name: &[u8], data: &[u8]) {
        if name == XMP {
            self.carriers.give_up_xmp(&packet(data));
        } else if name == PROFILE {
            self.carriers
                .drop(Carrier::ColourProfile, RemovedKind::SecondCopy);
        } else if name.starts_with(b"C2PA") {
            self.carriers
                .drop(Carrier::ContentCredentials, RemovedKind::ContentCredentials);
        } else {
            self.carriers
                .drop(Carrier::PrivateBlock, RemovedKind::PrivateData);
        }
    }

    fn copy(&mut self, bytes: &[u8], from: usize, to: usize) {
        self.out
            .extend_from_slice(bytes.get(from..to).unwrap_or_default());
    }
}

/// Finds the packet: written as it is before its trailer, or in sub-blocks.
fn packet(data: &[u8]) -> Vec<u8> {
    match memchr::memmem::rfind(data, TRAILER) {
        Some(end) => data.get(..end).unwrap_or_default().to_vec(),
        None => SubBlocks::at(data, 0).flatten().copied().collect(),
    }
}

/// Returns how many bytes the colour table takes that these flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// A run of sub-blocks, up to the empty one that ends it.
#[derive(Clone)]
struct SubBlocks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> SubBlocks<'a> {
    fn at(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Returns where the run ends; none when the bytes end before it does.
    fn end(&self) -> Option<usize> {
        let mut rest = self.clone();
        while rest.next().is_some() {}
        (self.bytes.get(rest.at) == Some(&0)).then_some(rest.at + 1)
    }
}

impl<'a> Iterator for SubBlocks<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let len = usize::from(*self.bytes.get(self.at)?);
        if len == 0 {
            return None;
        }
        let block = slice(self.bytes, self.at + 1, len)?;
        self.at += 1 + len;
        Some(block)
    }
}
