//! Photoshop's resources: a list of small blocks, of which a few stay.

use super::ledger::Ledger;
use super::{iptc, tiff_block, xmp};
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::bytes::{Order, slice};

const RESOLUTION: u16 = 0x03ED;
const IPTC: u16 = 0x0404;
const QUALITY: u16 = 0x0406;
const OLD_THUMBNAIL: u16 = 0x0409;
const COPYRIGHT_FLAG: u16 = 0x040A;
const URL: u16 = 0x040B;
const THUMBNAIL: u16 = 0x040C;
const EXIF: u16 = 0x0422;
const EXIF_MORE: u16 = 0x0423;
const XMP: u16 = 0x0424;
const IPTC_DIGEST: u16 = 0x0425;

/// Returns the resources that may stay, their IPTC cleaned.
pub(super) fn clean(data: &[u8], ledger: &mut Ledger) -> Vec<u8> {
    let mut kept = Vec::with_capacity(data.len());
    let mut at = 0;
    let mut has_iptc = false;
    let mut digest = None;
    let mut is_iptc_changed = false;
    while let Some(resource) = resource(data, at) {
        at += resource.whole.len();
        match resource.id {
            IPTC if !has_iptc => {
                has_iptc = true;
                if let Ok(fields) = iptc::clean(resource.data, ledger) {
                    is_iptc_changed = fields != resource.data;
                    if is_iptc_changed {
                        put(&mut kept, &fields);
                    } else {
                        kept.extend_from_slice(resource.whole);
                    }
                } else {
                    is_iptc_changed = true;
                    ledger.remove(Carrier::Iptc, RemovedKind::UnreadableBlock);
                }
            }
            IPTC_DIGEST if digest.is_none() => {
                digest = Some(kept.len()..kept.len() + resource.whole.len());
                kept.extend_from_slice(resource.whole);
            }
            RESOLUTION if resource.data.len() == 16 => {
                ledger.keep(Kept::Density);
                kept.extend_from_slice(resource.whole);
            }
            COPYRIGHT_FLAG if resource.data.len() == 1 => kept.extend_from_slice(resource.whole),
            QUALITY if resource.data.len() <= 16 => kept.extend_from_slice(resource.whole),
            URL if resource.data.len() <= 2048 => kept.extend_from_slice(resource.whole),
            _ => drop_resource(&resource, ledger),
        }
    }
    if let Some(digest) = digest
        && is_iptc_changed
    {
        // It would call the changed fields wrong.
        kept.drain(digest);
    }
    let rest = data.get(at..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != 0) {
        ledger.remove(Carrier::Photoshop, RemovedKind::LeftoverBytes);
    }
    kept
}

/// Returns the resources without the digest of IPTC fields that lie elsewhere
/// and have changed.
pub(super) fn without_digest(data: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(data.len());
    let mut at = 0;
    while let Some(resource) = resource(data, at) {
        at += resource.whole.len();
        if resource.id != IPTC_DIGEST {
            kept.extend_from_slice(resource.whole);
        }
    }
    kept
}

struct Resource<'a> {
    id: u16,
    data: &'a [u8],
    whole: &'a [u8],
}

/// Reads the resource at `at`. The last one may lack its padding.
fn resource(bytes: &[u8], at: usize) -> Option<Resource<'_>> {
    if slice(bytes, at, 4)? != b"8BIM" {
        return None;
    }
    let id = Order::Big.u16(bytes, at + 4)?;
    let name = usize::from(*bytes.get(at + 6)?) + 1;
    let len_at = at + 6 + name + name % 2;
    let len = Order::Big.u32(bytes, len_at)? as usize;
    let data = slice(bytes, len_at + 4, len)?;
    let end = (len_at + 4 + len + len % 2).min(bytes.len());
    Some(Resource {
        id,
        data,
        whole: bytes.get(at..end)?,
    })
}

/// Writes a resource of IPTC fields.
fn put(kept: &mut Vec<u8>, fields: &[u8]) {
    if fields.is_empty() {
        return;
    }
    kept.extend_from_slice(b"8BIM\x04\x04\0\0");
    let len = u32::try_from(fields.len()).unwrap_or(u32::MAX);
    kept.extend_from_slice(&len.to_be_bytes());
    kept.extend_from_slice(fields);
    if fields.len() % 2 == 1 {
        kept.push(0);
    }
}

/// Records a resource that goes, and which places were in it.
fn drop_resource(resource: &Resource<'_>, ledger: &mut Ledger) {
    let mut seen = Ledger::default();
    let kind = match resource.id {
        IPTC => {
            let _ = iptc::clean(resource.data, &mut seen);
            RemovedKind::SecondCopy
        }
        EXIF | EXIF_MORE => {
            let _ = tiff_block::clean(&mut resource.data.to_vec(), Carrier::Photoshop, &mut seen);
            RemovedKind::SecondCopy
        }
        XMP => {
            let _ = xmp::clean(&mut resource.data.to_vec(), Carrier::Photoshop, &mut seen);
            RemovedKind::SecondCopy
        }
        THUMBNAIL | OLD_THUMBNAIL => RemovedKind::Thumbnail,
        _ => RemovedKind::PrivateData,
    };
    ledger.adopt_places(&seen);
    ledger.remove(Carrier::Photoshop, kind);
}
