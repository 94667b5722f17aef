//! Extended XMP: one packet over several segments, named by a digest that the
//! main packet repeats. The digest stays as its name: readers compare it, they
//! do not compute it.

use super::FULL;
use super::segments::Segments;
use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::bytes::{Order, find, slice};
use crate::media::clean::carriers::Carriers;

pub(super) const NAME: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const DIGEST: usize = 32;
const HEAD: usize = NAME.len() + DIGEST + 8;

/// Returns the segments that carry what stays of the packet.
pub(super) fn clean(
    header: &Segments<'_>,
    main_packet: &[u8],
    carriers: &mut Carriers,
) -> Vec<Vec<u8>> {
    let Some((digest, packet)) = join(header) else {
        carriers.drop(Carrier::ExtendedXmp, RemovedKind::UnreadableBlock);
        return Vec::new();
    };
    if find(main_packet, digest).is_none() {
        carriers.drop_xmp(&packet, Carrier::ExtendedXmp);
        return Vec::new();
    }
    let Some(kept) = carriers.xmp(&packet, Carrier::ExtendedXmp) else {
        return Vec::new();
    };
    let kept = if kept == packet { kept } else { tighten(&kept) };
    split(digest, &kept)
}

/// Joins the parts that bear the first part's digest, if none is missing.
fn join<'a>(header: &Segments<'a>) -> Option<(&'a [u8], Vec<u8>)> {
    let parts: Vec<&[u8]> = header
        .list
        .iter()
        .filter(|segment| segment.marker == 0xE1 && segment.data.starts_with(NAME))
        .map(|segment| segment.data)
        .collect();
    let first = parts.first()?;
    let digest = slice(first, NAME.len(), DIGEST)?;
    let whole = Order::Big.u32(first, NAME.len() + DIGEST)? as usize;
    let there: usize = parts
        .iter()
        .map(|part| part.len().saturating_sub(HEAD))
        .sum();
    if whole > there {
        return None;
    }
    let mut packet = vec![0; whole];
    let mut filled = 0;
    for part in parts {
        if slice(part, NAME.len(), DIGEST)? != digest {
            return None;
        }
        let offset = Order::Big.u32(part, NAME.len() + DIGEST + 4)? as usize;
        let data = part.get(HEAD..)?;
        packet
            .get_mut(offset..offset.checked_add(data.len())?)?
            .copy_from_slice(data);
        filled += data.len();
    }
    (filled == whole).then_some((digest, packet))
}

/// Draws long runs of spaces together: blanked pictures leave megabytes.
fn tighten(packet: &[u8]) -> Vec<u8> {
    let mut tight = Vec::with_capacity(packet.len());
    let mut run = 0;
    for &byte in packet {
        run = if byte == b' ' { run + 1 } else { 0 };
        if run <= 64 {
            tight.push(byte);
        }
    }
    tight
}

fn split(digest: &[u8], packet: &[u8]) -> Vec<Vec<u8>> {
    let whole = u32::try_from(packet.len()).unwrap_or(0).to_be_bytes();
    let room = FULL - HEAD;
    packet
        .chunks(room)
        .enumerate()
        .map(|(index, part)| {
            let offset = u32::try_from(index * room).unwrap_or(0).to_be_bytes();
            [NAME, digest, &whole, &offset, part].concat()
        })
        .collect()
}
