//! PNG and APNG: chunks by a list of what may stay. Metadata blocks written as
//! hexadecimal text become what they should have been.

mod raw_profile;
mod text;

use self::text::{Entry, Meaning};
use super::carriers::Carriers;
use super::{Broken, words};
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::bytes::{Order, slice};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";
/// The most bytes that compressed text may unpack to.
const LONGEST_TEXT: u64 = 8 << 20;
/// What a colour profile is called whose name goes.
const PROFILE_NAME: &[u8] = b"icc\0";
/// The most digits in a profile's name: "sRGB IEC61966-2.1" has seven.
const MOST_DIGITS: usize = 8;
/// The most chunks; each holds picture data or is looked at.
const MOST_CHUNKS: usize = 1_000_000;

/// Returns the file without its places.
pub(super) fn clean(bytes: &[u8], carriers: &mut Carriers) -> Result<Vec<u8>, Broken> {
    let mut writer = Writer {
        out: Vec::with_capacity(bytes.len()),
        has_own_exif: has_chunk(bytes, b"eXIf"),
        has_own_xmp: text::has_xmp(bytes),
        carriers,
        done: Done::default(),
    };
    writer.out.extend_from_slice(SIGNATURE);
    let mut at = SIGNATURE.len();
    for _ in 0..MOST_CHUNKS {
        let chunk = match Chunk::read(bytes, at) {
            // The writer forgot the end, or something else stands there.
            Err(_) if writer.is_picture_whole(bytes, at) => None,
            found => Some(found?),
        };
        if let Some(chunk) = chunk.filter(|chunk| chunk.name != b"IEND") {
            at += chunk.whole.len();
            writer.chunk(&chunk)?;
            continue;
        }
        let end = Chunk::read(bytes, at).map_or(at, |end| at + end.whole.len());
        writer.put(b"IEND", &[]);
        writer
            .carriers
            .drop_outside(bytes.get(end..).unwrap_or_default());
        return Ok(writer.out);
    }
    Err(Broken("it has too many chunks"))
}

/// One chunk.
pub(super) struct Chunk<'a> {
    pub(super) name: &'a [u8],
    pub(super) data: &'a [u8],
    /// All of it, length and checksum included.
    pub(super) whole: &'a [u8],
}

impl<'a> Chunk<'a> {
    pub(super) fn read(bytes: &'a [u8], at: usize) -> Result<Self, Broken> {
        let cut = Broken("a chunk of it is cut short");
        let len = Order::Big.u32(bytes, at).ok_or(cut)? as usize;
        let name = slice(bytes, at + 4, 4).ok_or(cut)?;
        let data = slice(bytes, at + 8, len).ok_or(cut)?;
        let whole_len = len.saturating_add(12).min(bytes.len() - at);
        let whole = slice(bytes, at, whole_len).ok_or(cut)?;
        if whole_len < len + 12 && name != b"IEND" {
            return Err(cut);
        }
        Ok(Self { name, data, whole })
    }
}

/// Tells whether a chunk of numbers holds nothing but its numbers: readers pass
/// over those of other lengths, which may hold anything, and words can be as
/// long as the numbers.
fn is_sound(chunk: &Chunk<'_>) -> bool {
    let len = chunk.data.len();
    let fits = match chunk.name {
        b"sRGB" | b"sTER" => len == 1,
        b"gAMA" | b"cICP" => len == 4,
        b"sBIT" => (1..=4).contains(&len),
        b"bKGD" => matches!(len, 1 | 2 | 6),
        b"tIME" => len == 7,
        b"cLLI" | b"cLLi" => len == 8,
        b"pHYs" => len == 9,
        b"mDCV" | b"mDCv" => len == 24,
        b"cHRM" => len == 32,
        _ => return true,
    };
    let is_letter = |byte: &u8| matches!(byte, b' '..=b'~');
    fits && !chunk.data.windows(8).any(|part| part.iter().all(is_letter))
}

/// Tells whether a chunk of this name comes before the end.
fn has_chunk(bytes: &[u8], name: &[u8]) -> bool {
    let mut at = SIGNATURE.len();
    while let Ok(chunk) = Chunk::read(bytes, at) {
        if chunk.name == name {
            return true;
        }
        if chunk.name == b"IEND" {
            return false;
        }
        at += chunk.whole.len();
    }
    false
}

#[derive(Debug, Default)]
struct Done {
    picture: bool,
    exif: bool,
    xmp: bool,
    iptc: bool,
}

struct Writer<'a> {
    out: Vec<u8>,
    carriers: &'a mut Carriers,
    /// Whether a real chunk carries what a text entry may carry as well.
    has_own_exif: bool,
    has_own_xmp: bool,
    done: Done,
}

impl Writer<'_> {
    /// Tells whether what is cut short at `at` is no part of the picture.
    fn is_picture_whole(&self, bytes: &[u8], at: usize) -> bool {
        let is_picture = matches!(slice(bytes, at + 4, 4), Some(b"IDAT" | b"fdAT"));
        self.done.picture && !is_picture
    }

    fn chunk(&mut self, chunk: &Chunk<'_>) -> Result<(), Broken> {
        self.done.picture |= chunk.name == b"IDAT";
        if !is_sound(chunk) {
            self.carriers
                .drop(Carrier::PrivateBlock, RemovedKind::UnreadableBlock);
            return Ok(());
        }
        match chunk.name {
            b"IHDR" | b"PLTE" | b"IDAT" | b"tRNS" | b"cHRM" | b"gAMA" | b"sBIT" | b"sRGB"
            | b"cICP" | b"mDCV" | b"mDCv" | b"cLLI" | b"cLLi" | b"bKGD" | b"sTER" => {
                self.copy(chunk);
            }
            b"acTL" | b"fcTL" | b"fdAT" => {
                self.carriers.ledger.keep(Kept::Animation);
                self.copy(chunk);
            }
            b"iCCP" => self.profile(chunk),
            b"pHYs" => {
                self.carriers.ledger.keep(Kept::Density);
                self.copy(chunk);
            }
            b"tIME" if !self.carriers.keeps_least() => self.copy(chunk),
            b"eXIf" => self.exif(chunk),
            b"tEXt" | b"zTXt" | b"iTXt" => self.text(chunk),
            b"caBX" => self
                .carriers
                .drop(Carrier::ContentCredentials, RemovedKind::ContentCredentials),
            b"CgBI" => {
                return Err(Broken(
                    "it is of a variety that only one maker's phones show",
                ));
            }
            name if name.first().is_some_and(u8::is_ascii_uppercase) => {
                return Err(Broken("it needs a chunk that nobody knows"));
            }
            _ => self
                .carriers
                .drop(Carrier::PrivateBlock, RemovedKind::PrivateData),
        }
        Ok(())
    }

    fn copy(&mut self, chunk: &Chunk<'_>) {
        self.out.extend_from_slice(chunk.whole);
    }

    /// Writes a chunk with its checksum.
    fn put(&mut self, name: &[u8; 4], data: &[u8]) {
        let len = u32::try_from(data.len()).unwrap_or(0);
        self.out.extend_from_slice(&len.to_be_bytes());
        self.out.extend_from_slice(name);
        self.out.extend_from_slice(data);
        let mut sum = crc32fast::Hasher::new();
        sum.update(name);
        sum.update(data);
        self.out.extend_from_slice(&sum.finalize().to_be_bytes());
    }

    /// Keeps a colour profile; a name that is none becomes a plain one.
    fn profile(&mut self, chunk: &Chunk<'_>) {
        let entry = text::split(chunk.data);
        let profile = entry.and_then(|(_, packed)| text::unpack(packed.get(1..)?));
        // Packed badly, no reader gets at it, and only its bytes matter.
        if !self
            .carriers
            .profile(profile.as_deref().unwrap_or(chunk.data))
        {
            return;
        }
        match entry {
            Some((name, packed)) if !self.is_profile_name(name) => {
                self.carriers
                    .drop(Carrier::ColourProfile, RemovedKind::OtherMetadata);
                self.put(b"iCCP", &[PROFILE_NAME, packed].concat());
            }
            _ => self.copy(chunk),
        }
    }

    /// Tells whether a profile's name reads like one, and not like a place.
    fn is_profile_name(&self, name: &[u8]) -> bool {
        let name: String = name.iter().map(|&byte| char::from(byte)).collect();
        let digits = name.chars().filter(char::is_ascii_digit).count();
        let is_place = words::is_position(&name) || words::has_address(&name);
        let is_plain = digits <= MOST_DIGITS && !is_place && !words::has_coordinates(&name);
        is_plain && !self.carriers.keeps_least()
    }

    fn exif(&mut self, chunk: &Chunk<'_>) {
        // Some writers put JPEG's prefix before the block.
        let block = chunk.data.strip_prefix(b"Exif\0\0").unwrap_or(chunk.data);
        if self.done.exif {
            self.carriers.drop_exif(block);
            return;
        }
        self.done.exif = true;
        if let Some(kept) = self.carriers.exif(block, Carrier::Exif) {
            if kept == chunk.data {
                self.copy(chunk);
            } else {
                self.put(b"eXIf", &kept);
            }
        }
    }

    fn text(&mut self, chunk: &Chunk<'_>) {
        let Some(entry) = Entry::read(chunk) else {
            self.carriers
                .drop(Carrier::TextEntry, RemovedKind::UnreadableBlock);
            return;
        };
        match entry.meaning() {
            Meaning::Xmp => self.xmp(chunk, &entry),
            Meaning::RawProfile(kind) => self.raw_profile(chunk, &entry, &kind),
            _ if self.carriers.keeps_least() => {
                self.carriers
                    .drop(Carrier::TextEntry, RemovedKind::OtherMetadata);
            }
            Meaning::Place(kind) => self.carriers.drop(Carrier::TextEntry, kind),
            Meaning::Words(kept) => {
                if let Some(kept) = kept {
                    self.carriers.ledger.keep(kept);
                }
                self.carriers.ledger.read_words(&entry.words());
                self.copy(chunk);
            }
        }
    }

    fn xmp(&mut self, chunk: &Chunk<'_>, entry: &Entry) {
        if std::mem::replace(&mut self.done.xmp, true) {
            self.carriers.drop_xmp(&entry.value, Carrier::Xmp);
            return;
        }
        if let Some(kept) = self.carriers.xmp(&entry.value, Carrier::Xmp) {
            if kept == entry.value && chunk.name == b"iTXt" {
                self.copy(chunk);
            } else {
                self.put(b"iTXt", &text::xmp_entry(&kept));
            }
        }
    }

    /// Puts a block written as hexadecimal text where it belongs.
    fn raw_profile(&mut self, chunk: &Chunk<'_>, entry: &Entry, kind: &str) {
        let Some(data) = raw_profile::read(&entry.value) else {
            self.carriers
                .drop(Carrier::RawProfile, RemovedKind::UnreadableBlock);
            return;
        };
        let block = data.strip_prefix(b"Exif\0\0");
        let packet = data.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0");
        match (kind, block, packet) {
            ("exif" | "app1", _, None) => {
                self.raw_exif(block.unwrap_or(&data));
            }
            ("xmp" | "app1", _, packet) => self.raw_xmp(packet.unwrap_or(&data)),
            ("iptc" | "8bim", ..) => self.raw_iptc(chunk, &data, kind),
            _ => self
                .carriers
                .drop(Carrier::RawProfile, RemovedKind::PrivateData),
        }
    }

    fn raw_exif(&mut self, block: &[u8]) {
        if self.has_own_exif || self.done.exif {
            self.carriers.drop_exif(block);
            return;
        }
        self.done.exif = true;
        if let Some(kept) = self.carriers.exif(block, Carrier::RawProfile) {
            self.put(b"eXIf", &kept);
        }
    }

    fn raw_xmp(&mut self, packet: &[u8]) {
        if self.has_own_xmp || self.done.xmp {
            self.carriers.drop_xmp(packet, Carrier::RawProfile);
            return;
        }
        self.done.xmp = true;
        if let Some(kept) = self.carriers.xmp(packet, Carrier::RawProfile) {
            self.put(b"iTXt", &text::xmp_entry(&kept));
        }
    }

    fn raw_iptc(&mut self, chunk: &Chunk<'_>, data: &[u8], kind: &str) {
        if std::mem::replace(&mut self.done.iptc, true) {
            self.carriers
                .drop(Carrier::RawProfile, RemovedKind::SecondCopy);
            return;
        }
        let kept = if data.first() == Some(&0x1C) {
            // The fields alone, as readers of the IPTC's own take them.
            self.carriers.iptc(data)
        } else {
            self.carriers.photoshop(data)
        };
        let Some(kept) = kept else {
            return;
        };
        if kept == data && chunk.data.starts_with(text::RAW_PROFILE.as_bytes()) {
            self.copy(chunk);
        } else if let Some(data) = raw_profile::write(kind, &kept) {
            self.put(b"zTXt", &data);
        }
    }
}
