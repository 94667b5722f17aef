//! Photoshop's resources as the second reader sees them.

use super::{Doubt, contains, examine_raw, names};

/// Looks for fields that name places and for blocks that hold metadata.
pub(super) fn examine(data: &[u8]) -> Result<(), Doubt> {
    for field in [26, 27, 90, 92, 95, 100, 101] {
        if contains(data, &[0x1C, 2, field]) {
            return Err(Doubt("its IPTC fields name a place"));
        }
    }
    if contains(data, &[0x1C, 1, 5]) {
        return Err(Doubt("its IPTC fields say where it was sent"));
    }
    for at in memchr::memmem::find_iter(data, &[0x1C, 2, 25, 0]) {
        let len = data.get(at + 4).map_or(0, |len| usize::from(*len));
        let keyword = data.get(at + 5..at + 5 + len).unwrap_or_default();
        if names::is_position(&String::from_utf8_lossy(keyword)) {
            return Err(Doubt("a keyword of it is a position"));
        }
    }
    for resource in [0x09, 0x0C, 0x22, 0x23, 0x24] {
        if contains(data, &[b'8', b'B', b'I', b'M', 4, resource]) {
            return Err(Doubt("its Photoshop resources hide metadata"));
        }
    }
    let fields = data
        .windows(6)
        .filter(|six| *six == b"8BIM\x04\x04")
        .count();
    if fields > 1 {
        return Err(Doubt("its IPTC fields come twice"));
    }
    match examine_raw(data) {
        Err(_) if fields == 0 => Err(Doubt("its Photoshop resources hide metadata")),
        _ => Ok(()),
    }
}
