//! A JPEG as the second reader sees it.

use super::exif_block::examine_positions;
use super::{Sight, View, contains, examine_raw, split};

/// Parts of an extended packet: where each belongs, and its bytes.
type Parts<'a> = Vec<(u32, &'a [u8])>;

/// The name of an XMP packet.
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// The most further pictures that are looked for behind the first.
const MOST_BEHIND: usize = 256;
/// An index of two pictures, up to the first's line.
const INDEX: &[u8] = b"MM\0*\0\0\0\x08\0\x03\xB0\0\0\x07\0\0\0\x040100\xB0\x01\0\x04\0\0\0\x01\
    \0\0\0\x02\xB0\x02\0\x07\0\0\0\x20\0\0\0\x32\0\0\0\0";
/// The name of the numbers of a gain map.
const ISO: &[u8] = b"urn:iso:std:iso:ts:21496:-1\0";

/// One picture of a file.
#[derive(Default)]
struct Picture<'a> {
    view: View<'a>,
    /// Its index of further pictures, and how much of the file comes before
    /// the index's header.
    index: Option<(usize, &'a [u8])>,
    is_gain_map: bool,
    /// Parts of what may be split over segments.
    exif: Vec<u8>,
    extended: Parts<'a>,
    resources: Vec<u8>,
    profile: Vec<u8>,
}

/// What a walk is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// To find what a file hides, also inside its pictures.
    Doubts,
    /// To find its pictures.
    Pictures,
}

/// Walks a JPEG and what follows it; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    walk(bytes, For::Doubts)
}

/// Walks a JPEG as it came, whose pictures alone are looked at.
pub(super) fn came(bytes: &[u8]) -> Option<View<'_>> {
    walk(bytes, For::Pictures)
}

fn walk(bytes: &[u8], aim: For) -> Option<View<'_>> {
    let (mut first, mut rest) = picture(bytes, aim)?;
    let whole = bytes.len() - rest.len();
    let follows = Sight::Stranger("something follows its end");
    let mut map = None;
    for _ in 0..MOST_BEHIND {
        let Some(skip) = memchr::memmem::find(rest, b"\xFF\xD8\xFF") else {
            break;
        };
        let start = rest.get(skip..)?;
        let Some((second, tail)) = picture(start, aim) else {
            rest = start.get(2..)?;
            continue;
        };
        if second.is_gain_map && skip == 0 && tail.is_empty() && first.view.behind.is_empty() {
            first.view.beside.extend(second.view.beside);
            map = Some(start.len());
        }
        first.view.behind.push(second.view.picture);
        rest = tail;
    }
    match (map, first.index) {
        (None, Some(_)) => first.view.beside.push(Sight::Stranger(
            "it has an index of pictures that are not there",
        )),
        (Some(len), Some(index)) if !leads(index, whole, len) => first
            .view
            .beside
            .push(Sight::Stranger("its index leads nowhere")),
        _ => {}
    }
    if map.is_none() && whole < bytes.len() {
        first.view.beside.push(follows);
    }
    Some(first.view)
}

/// Returns what stands beside the picture that bytes begin with, and how long it
/// is, whatever follows it; `None` when there is no picture.
pub(super) fn beside(bytes: &[u8]) -> Option<(Vec<Sight>, usize)> {
    picture(bytes, For::Doubts).map(|(found, rest)| (found.view.beside, bytes.len() - rest.len()))
}

/// Tells whether an index has a first picture and a second, which lies behind
/// it, and nothing else.
fn leads((before, index): (usize, &[u8]), first: usize, second: usize) -> bool {
    let Some((_, lines)) = index.split_at_checked(INDEX.len()) else {
        return false;
    };
    let number = |at: usize| {
        let four = lines.get(at..at + 4).and_then(|four| four.try_into().ok());
        four.map(|four| u32::from_be_bytes(four) as usize)
    };
    index.starts_with(INDEX)
        && lines.len() == 32
        && (number(4), number(8), number(12)) == (Some(first), Some(0), Some(0))
        && (number(20), number(24), number(28)) == (Some(second), Some(first - before), Some(0))
}

/// Walks one picture; returns it and what follows.
fn picture(bytes: &[u8], aim: For) -> Option<(Picture<'_>, &[u8])> {
    let mut found = Picture::default();
    let mut rest = bytes.strip_prefix(b"\xFF\xD8")?;
    let mut scans = 0;
    while let Some(marker) = next(&mut rest, &mut found.view) {
        if marker == 0xD9 {
            break;
        }
        let Some(data) = segment(&mut rest) else {
            // Behind a scan this is where the writer stopped.
            found.doubt("a block of it is cut short");
            rest = &[];
            break;
        };
        if matches!(marker, 0xC0..=0xCF | 0xDA..=0xDD) {
            found.view.picture.push(data);
            if aim == For::Doubts && hides_metadata(data) {
                found.doubt("a table of it hides metadata");
            }
        } else if scans > 0 {
            found.doubt("a block lies between its scans");
        } else {
            let before = bytes.len() - rest.len() - data.len();
            found.beside(marker, data, before)?;
        }
        if marker == 0xDA {
            scans += 1;
            let (end, odd) = scan_end(rest);
            let scan = split(&mut rest, end)?;
            if aim == For::Doubts && scan_hides_metadata(scan, odd) {
                found.doubt("a scan of it hides metadata");
            }
            found.view.picture.push(scan);
        }
    }
    found.join_parts();
    (scans > 0).then_some((found, rest))
}

impl<'a> Picture<'a> {
    fn doubt(&mut self, what: &'static str) {
        stranger(&mut self.view, what);
    }

    /// Looks at a segment before the first scan; `before` it lie so many bytes.
    fn beside(&mut self, marker: u8, data: &'a [u8], before: usize) -> Option<()> {
        if marker != 0xE1 || !data.starts_with(b"Exif\0\0") {
            self.end_of_exif();
        }
        let sight = match (marker, data) {
            (0xE1, _) if data.starts_with(XMP) => {
                self.is_gain_map |= speaks_of_gain_map(data);
                packet(data, &mut self.extended)
            }
            (0xE1, [b'E', b'x', b'i', b'f', 0, 0, part @ ..]) => {
                self.exif_part(part);
                return Some(());
            }
            (0xE1, _) => packet(data, &mut self.extended),
            (0xE2, _) if data.starts_with(b"ICC_PROFILE\0") => {
                self.profile.extend_from_slice(data.get(14..)?);
                Sight::Plain
            }
            (0xE2, [b'M', b'P', b'F', 0, index @ ..]) if self.index.is_none() => {
                self.index = Some((before + 4, index));
                Sight::Plain
            }
            (0xE2, _) if data.starts_with(ISO) && data.len() < 300 => {
                self.is_gain_map = true;
                Sight::Profile(data.to_vec())
            }
            (0xED, _) if data.starts_with(b"Photoshop 3.0\0") => {
                self.resources.extend_from_slice(data.get(14..)?);
                Sight::Plain
            }
            _ => small(marker, data),
        };
        match sight {
            Sight::Plain => {}
            Sight::Stranger(what) => self.doubt(what),
            sight => self.view.beside.push(sight),
        }
        Some(())
    }

    /// Takes a part of an Exif block: a new one where a byte order is named, else
    /// more of the one in the segment before.
    fn exif_part(&mut self, part: &[u8]) {
        if matches!(part, [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..]) {
            self.end_of_exif();
        } else if self.exif.is_empty() {
            self.view.beside.push(Sight::Exif(part.to_vec()));
            return;
        }
        self.exif.extend_from_slice(part);
    }

    fn end_of_exif(&mut self) {
        if !self.exif.is_empty() {
            let block = std::mem::take(&mut self.exif);
            self.view.beside.push(Sight::Exif(block));
        }
    }

    /// Puts together what was split over segments.
    fn join_parts(&mut self) {
        self.end_of_exif();
        let beside = &mut self.view.beside;
        if !self.resources.is_empty() {
            beside.push(Sight::Photoshop(std::mem::take(&mut self.resources)));
        }
        if !self.profile.is_empty() {
            beside.push(Sight::Profile(std::mem::take(&mut self.profile)));
        }
        if !self.extended.is_empty() {
            self.extended.sort_by_key(|(offset, _)| *offset);
            let parts: Vec<&[u8]> = self.extended.iter().map(|(_, part)| *part).collect();
            beside.push(Sight::Xmp(parts.concat()));
        }
    }
}

/// Takes the content of a segment.
fn segment<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = usize::from(u16::from_be_bytes(split(rest, 2)?.try_into().ok()?));
    split(rest, len.checked_sub(2)?)
}

/// Tells density and Adobe's mark from blocks that should not be there.
fn small(marker: u8, data: &[u8]) -> Sight {
    match (marker, data) {
        (0xE0, [b'J', b'F', b'I', b'F', 0, ..]) if data.len() == 14 => Sight::Plain,
        (0xEE, [b'A', b'd', b'o', b'b', b'e', ..]) if data.len() == 12 => Sight::Plain,
        _ => Sight::Stranger("a block of it is unknown"),
    }
}

/// Tells whether a packet calls its picture a gain map.
fn speaks_of_gain_map(packet: &[u8]) -> bool {
    let names: [&[u8]; 2] = [b"/hdr-gain-map/1.0/", b"HDRGainMap"];
    let aux: &[u8] = b":aux:hdrgainmap";
    names
        .into_iter()
        .chain([aux])
        .any(|name| contains(packet, name))
}

/// Remembers that something should not be there; once, however much there is.
fn stranger(view: &mut View<'_>, what: &'static str) {
    if !matches!(view.beside.last(), Some(Sight::Stranger(last)) if *last == what) {
        view.beside.push(Sight::Stranger(what));
    }
}

/// Goes to the next marker; bytes before it are strangers.
fn next(rest: &mut &[u8], view: &mut View<'_>) -> Option<u8> {
    loop {
        match *rest {
            [] | [0xFF] => return None,
            [0xFF, 0xFF, ..] => *rest = rest.get(1..)?,
            [0xFF, 0x00 | 0x01 | 0xD0..=0xD8, ..] => {
                stranger(view, "bytes lie between its blocks");
                *rest = rest.get(2..)?;
            }
            [0xFF, marker, tail @ ..] => {
                *rest = tail;
                return Some(*marker);
            }
            [_, ..] => {
                stranger(view, "bytes lie between its blocks");
                let skip = memchr::memchr(0xFF, rest)?;
                *rest = rest.get(skip..)?;
            }
        }
    }
}

/// Tells whether metadata lies in a table.
fn hides_metadata(table: &[u8]) -> bool {
    examine_raw(table).is_err() || examine_positions(table).is_err()
}

/// Tells whether a whole block of metadata lies in a scan; an odd one is looked
/// through for more.
fn scan_hides_metadata(scan: &[u8], odd: bool) -> bool {
    contains(scan, b"Exif\0\0")
        || contains(scan, b"<x:xmpmeta")
        || (odd && examine_raw(scan).is_err())
}

/// Returns the codes behind each 0xFF of a scan.
fn codes(scan: &[u8]) -> impl Iterator<Item = u8> {
    let pairs = scan.iter().zip(scan.iter().skip(1));
    pairs
        .filter(|(mark, _)| **mark == 0xFF)
        .map(|(_, code)| *code)
}

/// Tells whether a code ends a scan; fill comes before what does.
fn ends_a_scan(code: u8) -> bool {
    code >= 0xC0 && !(0xD0..=0xD7).contains(&code)
}

/// Tells whether a code could be a marker's but for its number.
fn is_odd(code: u8) -> bool {
    (0x01..0xC0).contains(&code)
}

/// Counts bytes in front, in steps, in which no marker begins and no fill is;
/// tells whether they are odd.
fn unmarked(data: &[u8]) -> (usize, bool) {
    const STEP: usize = 1 << 13;
    let (mut count, mut odd) = (0, false);
    while let Some(step) = data.get(count..count + STEP + 1) {
        // Without a branch a byte, so that many are compared at once.
        let pairs = step.iter().zip(step.iter().skip(1));
        let unusual = pairs.fold(0_u8, |unusual, (mark, code)| {
            unusual | u8::from((*mark == 0xFF) & (*code != 0) & (*code & 0xF8 != 0xD0))
        });
        if unusual != 0 {
            if codes(step).any(ends_a_scan) {
                break;
            }
            odd = true;
        }
        count += STEP;
    }
    (count, odd)
}

/// Finds where the data of a scan ends, and whether it is odd.
fn scan_end(data: &[u8]) -> (usize, bool) {
    let (count, mut odd) = unmarked(data);
    let rest = data.get(count..).unwrap_or_default();
    let end = count + marker(rest);
    let last = data.get(count..end).unwrap_or_default();
    odd |= codes(last).any(is_odd);
    (end, odd)
}

/// Finds the first marker, or the fill before it.
fn marker(data: &[u8]) -> usize {
    let mut at = 0;
    while let Some(skip) = data.get(at..).and_then(|rest| memchr::memchr(0xFF, rest)) {
        let mark = at + skip;
        let filled = data.get(mark..).unwrap_or_default().iter();
        at = mark + filled.take_while(|byte| **byte == 0xFF).count();
        match data.get(at) {
            Some(0x00..=0xBF | 0xD0..=0xD7) => at += 1,
            _ => return mark,
        }
    }
    data.len()
}

/// Tells the packets of APP1 apart.
fn packet<'a>(data: &'a [u8], extended: &mut Parts<'a>) -> Sight {
    if let Some(packet) = data.strip_prefix(XMP) {
        return Sight::Xmp(packet.to_vec());
    }
    let part = data.strip_prefix(b"http://ns.adobe.com/xmp/extension/\0");
    let offset = part.and_then(|part| part.get(36..40)?.try_into().ok());
    match (part.and_then(|part| part.get(40..)), offset) {
        (Some(bytes), Some(offset)) => {
            extended.push((u32::from_be_bytes(offset), bytes));
            Sight::Plain
        }
        _ => Sight::Stranger("a block of it is unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Picture data over several steps: every kind of pair, no marker.
    fn plain() -> Vec<u8> {
        [0x11, 0xFF, 0x00, 0xFF, 0xD3].repeat(5000)
    }

    #[test]
    fn a_scan_ends_at_its_first_marker_wherever_that_lies() {
        for at in [0, 1, 8190, 8191, 8192, 8193, 16383, 24_998] {
            let mut data = plain();
            data[at..at + 2].copy_from_slice(&[0xFF, 0xD9]);
            // A mark just before is the fill of this one.
            let fill = usize::from(at > 0 && data[at - 1] == 0xFF);

            assert_eq!(scan_end(&data), (at - fill, false), "{at}");
        }
        assert_eq!(scan_end(&plain()), (25_000, false));
    }

    #[test]
    fn a_scan_is_odd_by_a_code_below_the_first_frames_up_to_its_end() {
        for at in [0, 1, 8190, 8191, 8192, 8193, 16383, 24_990] {
            for code in [0x01, 0x45, 0xBF] {
                let mut data = plain();
                data[at..at + 3].copy_from_slice(&[0x11, 0xFF, code]);
                data.truncate(24_995);
                data.extend([0xFF, 0xDA, 0xFF, code]);

                assert_eq!(scan_end(&data), (24_995, true), "{at} {code:x}");
            }
        }
    }
}
