//! The gain map behind a picture: a second, small JPEG that says how much
//! brighter each place of the first shines on an HDR screen.
//!
//! Google, Adobe and ISO 21496-1 name it in the second picture's metadata,
//! Apple by the type of an auxiliary picture. It is cleaned like a picture of
//! its own. What else a file has behind its end goes: previews, depth maps,
//! films.

use std::ops::Range;

use super::mpf::{self, Line};
use super::scans::Scans;
use super::segments::Segments;
use super::{XMP, write_alone};
use crate::domain::receipt::Carrier;
use crate::media::bytes::{find, slice};
use crate::media::clean::carriers::Carriers;
use crate::media::clean::xmp;

/// The name of a segment of ISO 21496-1.
pub(super) const ISO: &[u8] = b"urn:iso:std:iso:ts:21496:-1\0";
/// The most bytes that the standard's numbers for three channels take.
const LONGEST_ISO: usize = 256;
/// What XMP of a gain map speaks of.
const NAMES: [&[u8]; 3] = [
    b"http://ns.adobe.com/hdr-gain-map/1.0/",
    b"http://ns.apple.com/HDRGainMap/1.0/",
    b"urn:com:apple:photo:2020:aux:hdrgainmap",
];

/// A gain map that may stay.
#[derive(Debug)]
pub(super) struct GainMap {
    /// It, cleaned.
    pub(super) bytes: Vec<u8>,
    /// Where it lay in the file that came.
    pub(super) place: Range<usize>,
    /// The content of the index that the picture gets, if it had one.
    pub(super) index: Option<Vec<u8>>,
}

/// Finds the gain map that the file has an index for, and cleans it.
pub(super) fn find_in(
    bytes: &[u8],
    header: &Segments<'_>,
    end: usize,
    carriers: &mut Carriers,
) -> Option<GainMap> {
    if carriers.keeps_least() || end >= bytes.len() {
        return None;
    }
    let index = header.index();
    let lines = index.as_ref().map(|(_, lines)| lines.as_slice());
    let listed = header
        .main_packet()
        .and_then(|packet| xmp::directory(packet).ok());
    if lines.is_none() && listed.is_none() {
        return None;
    }
    let base = index.as_ref().map_or(0, |(at, _)| at + mpf::NAME.len());
    let by_index = lines.unwrap_or_default().iter().skip(1);
    let by_index = by_index.filter_map(|line| Some((base.checked_add(line.offset)?, line.kind)));
    let by_list = listed.unwrap_or_default();
    let by_list = places(&by_list, end, bytes.len())
        .into_iter()
        .map(|at| (at, 0));
    let candidates: Vec<(usize, u32)> = by_index.chain(by_list).chain([(end, 0)]).collect();
    for (at, kind) in candidates {
        if at < end {
            continue;
        }
        let Some((len, cleaned)) = clean_one(bytes.get(at..)?, carriers) else {
            continue;
        };
        let primary = lines.and_then(<[Line]>::first).map(|line| line.kind);
        return Some(GainMap {
            bytes: cleaned,
            place: at..at + len,
            index: lines.map(|_| mpf::of_two(primary, kind)),
        });
    }
    None
}

/// Where items of these lengths could lie: behind the picture, or at the end
/// of the file.
fn places(lengths: &[usize], end: usize, len: usize) -> Vec<usize> {
    let mut places = Vec::new();
    let mut from_picture = end;
    let mut from_end = lengths
        .iter()
        .try_fold(len, |left, item| left.checked_sub(*item));
    for item in lengths {
        places.push(from_picture);
        places.extend(from_end);
        from_picture = from_picture.saturating_add(*item);
        from_end = from_end.map(|at| at + item);
    }
    places
}

/// Cleans the picture that begins here, if it is a gain map; returns how long
/// it was and what it is now.
fn clean_one(bytes: &[u8], carriers: &mut Carriers) -> Option<(usize, Vec<u8>)> {
    if slice(bytes, 0, 2)? != b"\xFF\xD8" {
        return None;
    }
    let header = Segments::read(bytes).ok()?;
    if !is_gain_map(&header) {
        return None;
    }
    let scans = Scans::read(bytes, header.picture);
    let mut own = carriers.for_gain_map();
    let cleaned = write_alone(&header, &scans, &mut own).ok()?;
    if !is_gain_map(&Segments::read(&cleaned).ok()?) {
        return None;
    }
    carriers.adopt(Carrier::SecondPicture, &own);
    Some((scans.end, cleaned))
}

/// Tells whether a picture's metadata calls it a gain map.
fn is_gain_map(header: &Segments<'_>) -> bool {
    header.list.iter().any(|segment| match segment.marker {
        0xE1 => segment
            .data
            .strip_prefix(XMP)
            .is_some_and(|packet| NAMES.iter().any(|name| find(packet, name).is_some())),
        0xE2 => is_iso(segment.data) && segment.data.len() > ISO.len() + 4,
        _ => false,
    })
}

/// Tells whether a segment has the numbers of ISO 21496-1, and only them.
pub(super) fn is_iso(data: &[u8]) -> bool {
    data.starts_with(ISO) && data.len() <= ISO.len() + LONGEST_ISO
}
