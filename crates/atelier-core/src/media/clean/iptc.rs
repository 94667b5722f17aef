//! IPTC fields (IIM): the places among them are cut out, the others closed up.

use super::ledger::Ledger;
use super::words;
use crate::domain::receipt::{Carrier, Kept, RemovedKind};
use crate::media::bytes::{Order, slice};

/// The fields of the second record that name a place, and what kind of one.
pub(super) const PLACES: [(u8, RemovedKind); 7] = [
    (26, RemovedKind::Country),
    (27, RemovedKind::Landmark),
    (90, RemovedKind::City),
    (92, RemovedKind::Street),
    (95, RemovedKind::State),
    (100, RemovedKind::Country),
    (101, RemovedKind::Country),
];

/// A run of bytes that is no list of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotIptc;

/// One field: its record, its number, its value and its bytes as a whole.
struct Field<'a> {
    record: u8,
    number: u8,
    value: &'a [u8],
    whole: &'a [u8],
}

/// Returns the fields without their places.
///
/// # Errors
/// When there is no readable field at all.
pub(super) fn clean(data: &[u8], ledger: &mut Ledger) -> Result<Vec<u8>, NotIptc> {
    let mut kept = Vec::with_capacity(data.len());
    let mut at = 0;
    let mut count = 0;
    let mut is_utf8 = false;
    while let Some(field) = field(data, at) {
        at += field.whole.len();
        count += 1;
        is_utf8 |= field.record == 1 && field.number == 90 && field.value == b"\x1B%G";
        match removed(&field) {
            Some(kind) => ledger.remove(Carrier::Iptc, kind),
            None => {
                note(&field, is_utf8, ledger);
                kept.extend_from_slice(field.whole);
            }
        }
    }
    if count == 0 && !data.is_empty() {
        return Err(NotIptc);
    }
    let rest = data.get(at..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != 0) {
        ledger.remove(Carrier::Iptc, RemovedKind::LeftoverBytes);
    }
    Ok(kept)
}

/// Reads the field at `at`.
fn field(data: &[u8], at: usize) -> Option<Field<'_>> {
    let [0x1C, record, number] = *slice(data, at, 3)? else {
        return None;
    };
    let short = Order::Big.u16(data, at + 3)?;
    let (head, len) = if short & 0x8000 == 0 {
        (5, usize::from(short))
    } else {
        // A long field: the number says how many bytes give the length.
        match short & 0x7FFF {
            2 => (7, usize::from(Order::Big.u16(data, at + 5)?)),
            4 => (9, Order::Big.u32(data, at + 5)? as usize),
            _ => return None,
        }
    };
    Some(Field {
        record,
        number,
        value: slice(data, at + head, len)?,
        whole: slice(data, at, head.checked_add(len)?)?,
    })
}

/// Tells what kind of thing a field is that has to go.
fn removed(field: &Field<'_>) -> Option<RemovedKind> {
    let place = PLACES.iter().find(|(number, _)| *number == field.number);
    Some(match (field.record, field.number) {
        // Where an agency sent it, in codes of countries.
        (1, 5) => RemovedKind::Country,
        (2, 25) if words::is_position(&String::from_utf8_lossy(field.value)) => {
            RemovedKind::GpsPosition
        }
        (2, 200..=202) => RemovedKind::Thumbnail,
        (2, _) => return place.map(|(_, kind)| *kind),
        (1, _) => return None,
        _ => RemovedKind::PrivateData,
    })
}

/// Records what a field that stays is, and reads its words.
fn note(field: &Field<'_>, is_utf8: bool, ledger: &mut Ledger) {
    let kept = match (field.record, field.number) {
        (2, 5 | 105) => Kept::Title,
        (2, 25) => Kept::Keywords,
        (2, 55 | 60) => Kept::CaptureDate,
        (2, 80) => Kept::Creator,
        (2, 110 | 115) => Kept::Credit,
        (2, 116) => Kept::Copyright,
        (2, 120) => Kept::Description,
        _ => return,
    };
    ledger.keep(kept);
    if is_utf8 {
        ledger.read_words(&String::from_utf8_lossy(field.value));
    } else {
        let latin: String = field.value.iter().map(|&byte| char::from(byte)).collect();
        ledger.read_words(&latin);
    }
}
