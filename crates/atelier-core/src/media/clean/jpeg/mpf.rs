//! The index of further pictures in a file (CIPA's multi-picture format): a
//! small TIFF block with a line of sixteen bytes a picture.

use crate::media::bytes::{Order, slice};

pub(super) const NAME: &[u8] = b"MPF\0";
const ENTRIES: u16 = 0xB002;
/// The most pictures that are looked at.
const MOST: usize = 64;
/// How the first picture of two describes itself.
const PRIMARY: u32 = 0x0003_0000;
/// Where the lines lie in an index of ours.
const LINES: usize = 50;
const LINE: usize = 16;

/// One picture, as the index has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// What kind of picture it is.
    pub(super) kind: u32,
    /// Where it begins, counted from the index's header.
    pub(super) offset: usize,
}

/// Reads the lines of an index that follows its name.
pub(super) fn read(block: &[u8]) -> Option<Vec<Line>> {
    let order = match slice(block, 0, 4)? {
        b"II*\0" => Order::Little,
        b"MM\0*" => Order::Big,
        _ => return None,
    };
    let list = order.u32(block, 4)? as usize;
    let count = usize::from(order.u16(block, list)?);
    let entry = (0..count.min(MOST))
        .map(|index| list + 2 + index * 12)
        .find(|&at| order.u16(block, at) == Some(ENTRIES))?;
    let len = order.u32(block, entry + 4)? as usize;
    let first = order.u32(block, entry + 8)? as usize;
    (0..(len / LINE).min(MOST))
        .map(|index| {
            let at = first.checked_add(index * LINE)?;
            Some(Line {
                kind: order.u32(block, at)?,
                offset: order.u32(block, at + 8)? as usize,
            })
        })
        .collect()
}

/// An index of two pictures whose sizes are not known yet: the content of its
/// segment.
pub(super) fn of_two(primary: Option<u32>, second: u32) -> Vec<u8> {
    let mut out = NAME.to_vec();
    out.extend_from_slice(b"MM\0*\0\0\0\x08\0\x03");
    out.extend_from_slice(b"\xB0\0\0\x07\0\0\0\x040100");
    out.extend_from_slice(b"\xB0\x01\0\x04\0\0\0\x01\0\0\0\x02");
    out.extend_from_slice(b"\xB0\x02\0\x07\0\0\0\x20\0\0\0\x32");
    out.extend_from_slice(&[0; 4]);
    for kind in [primary.unwrap_or(PRIMARY), second] {
        out.extend_from_slice(&kind.to_be_bytes());
        out.extend_from_slice(&[0; LINE - 4]);
    }
    out
}

/// Writes into the index, whose name lies at `at` in the file, how long both
/// pictures are; the second follows the first.
pub(super) fn fill(file: &mut [u8], at: usize, first: usize, second: usize) {
    let header = at + NAME.len();
    let numbers = [
        (LINES + 4, first),
        (LINES + LINE + 4, second),
        (LINES + LINE + 8, first - header),
    ];
    for (place, number) in numbers {
        let start = header + place;
        if let Some(four) = file.get_mut(start..start + 4) {
            four.copy_from_slice(&u32::try_from(number).unwrap_or(0).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_of_ours_can_be_read_again() {
        let mut file = [b"before".to_vec(), of_two(None, 5)].concat();
        let first = file.len() + 100;

        fill(&mut file, 6, first, 77);

        let lines = read(&file[10..]).expect("reads");
        let line = |kind, offset| Line { kind, offset };
        assert_eq!(lines, [line(PRIMARY, 0), line(5, first - 10)]);
    }

    #[test]
    fn an_index_that_points_outside_itself_is_none() {
        let mut block = of_two(None, 0).split_off(4);
        block[44] = 0xFF;

        assert_eq!(read(&block), None);
        assert_eq!(read(b"II*\0\xFF\xFF\xFF\xFF"), None);
    }
}
