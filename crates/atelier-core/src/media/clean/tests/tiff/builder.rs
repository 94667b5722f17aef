//! TIFF files, built byte by byte, in every layout.

use super::super::builders;
use crate::media::bytes::Order;
use crate::media::ifd::Layout;

/// Every way to write a file.
pub(super) const LAYOUTS: [Layout; 4] = [
    Layout {
        order: Order::Little,
        is_big: false,
    },
    Layout {
        order: Order::Big,
        is_big: false,
    },
    Layout {
        order: Order::Little,
        is_big: true,
    },
    Layout {
        order: Order::Big,
        is_big: true,
    },
];

/// A value of an entry.
#[derive(Clone)]
pub(super) enum Value {
    Short(u16),
    Long(u32),
    Text(&'static str),
    /// Thirds of a position.
    Rationals(Vec<(u32, u32)>),
    /// A format and its bytes.
    Raw(u16, Vec<u8>),
    /// Where these bytes lie.
    At(Vec<u8>),
    List(Vec<Item>),
    /// Pages below this one.
    Pages(Vec<Vec<Item>>),
}

pub(super) type Item = (u16, Value);

/// A file of these pages.
pub(super) fn file(layout: Layout, pages: &[Vec<Item>]) -> Vec<u8> {
    let mut out = match layout.order {
        Order::Little => b"II".to_vec(),
        Order::Big => b"MM".to_vec(),
    };
    if layout.is_big {
        for number in [43, 8, 0] {
            out.extend(layout.order.put_u16(number));
        }
    } else {
        out.extend(layout.order.put_u16(42));
    }
    let mut next_at = out.len();
    out.resize(layout.header(), 0);
    for page in pages {
        let at = layout.put_offset(out.len()).expect("is small");
        out[next_at..next_at + at.len()].copy_from_slice(&at);
        next_at = put_list(&mut out, layout, page);
    }
    out
}

/// Writes a list and what it refers to; returns where the next offset goes.
pub(super) fn put_list(out: &mut Vec<u8>, layout: Layout, list: &[Item]) -> usize {
    let mut list = list.to_vec();
    list.sort_by_key(|(tag, _)| *tag);
    let start = out.len();
    out.extend(layout.put_head(list.len()).expect("is small"));
    let end = out.len() + list.len() * layout.entry();
    out.resize(end + layout.room(), 0);
    for (index, (tag, value)) in list.iter().enumerate() {
        let (format, count, data) = encode(out, layout, value);
        let mut entry = layout.order.put_u16(*tag).to_vec();
        entry.extend(layout.order.put_u16(format));
        entry.extend(layout.put_offset(count).expect("is small"));
        if data.len() <= layout.room() {
            entry.extend(&data);
            entry.resize(layout.entry(), 0);
        } else {
            entry.extend(layout.put_offset(out.len()).expect("is small"));
            out.extend(&data);
            out.resize(out.len().next_multiple_of(2), 0);
        }
        let at = start + layout.head() + index * layout.entry();
        out[at..at + layout.entry()].copy_from_slice(&entry);
    }
    end
}

fn encode(out: &mut Vec<u8>, layout: Layout, value: &Value) -> (u16, usize, Vec<u8>) {
    let order = layout.order;
    match value {
        Value::Short(number) => (3, 1, order.put_u16(*number).to_vec()),
        Value::Long(number) => (4, 1, order.put_u32(*number).to_vec()),
        Value::Text(text) => (2, text.len() + 1, [text.as_bytes(), b"\0"].concat()),
        Value::Raw(format, bytes) => {
            let size = layout.size_of(*format).expect("is known");
            (*format, bytes.len() / size, bytes.clone())
        }
        Value::Rationals(pairs) => {
            let numbers = pairs.iter().flat_map(|(a, b)| [*a, *b]);
            let data = numbers.flat_map(|number| order.put_u32(number)).collect();
            (5, pairs.len(), data)
        }
        Value::At(bytes) => {
            let at = out.len() as u32;
            out.extend(bytes);
            out.resize(out.len().next_multiple_of(2), 0);
            (4, 1, order.put_u32(at).to_vec())
        }
        Value::List(list) => {
            let at = out.len() as u32;
            put_list(out, layout, list);
            (4, 1, order.put_u32(at).to_vec())
        }
        Value::Pages(pages) => {
            let mut offsets = Vec::new();
            for page in pages {
                offsets.extend(order.put_u32(out.len() as u32));
                put_list(out, layout, page);
            }
            (13, pages.len(), offsets)
        }
    }
}

/// A gray page of this size, with these entries beside what it needs.
pub(super) fn page(width: u16, height: u16, more: &[Item]) -> Vec<Item> {
    let len = usize::from(width) * usize::from(height);
    let pixels = (0..len).map(|at| (at * 7 + 1) as u8).collect();
    let mut list = vec![
        (0x0100, Value::Short(width)),
        (0x0101, Value::Short(height)),
        (0x0102, Value::Short(8)),
        (0x0103, Value::Short(1)),
        (0x0106, Value::Short(1)),
        (0x0111, Value::At(pixels)),
        (0x0115, Value::Short(1)),
        (0x0116, Value::Short(height)),
        (0x0117, Value::Long(len as u32)),
    ];
    list.retain(|(tag, _)| more.iter().all(|(other, _)| other != tag));
    list.extend(more.iter().cloned());
    list
}

/// A list of positions.
pub(super) fn position() -> Value {
    let minutes = (0x0012_D687, 0x2710);
    Value::List(vec![
        (0, Value::Raw(1, vec![2, 3, 0, 0])),
        (1, Value::Text("N")),
        (2, Value::Rationals(vec![(48, 1), minutes, (0, 1)])),
        (3, Value::Text("E")),
        (4, Value::Rationals(vec![(11, 1), minutes, (0, 1)])),
    ])
}

/// What people want to keep.
pub(super) fn camera() -> Vec<Item> {
    vec![
        (0x010F, Value::Text("Acme Cameras")),
        (0x0112, Value::Short(6)),
        (0x8298, Value::Text("Copyright Jo Maker")),
        (0x8773, Value::Raw(7, vec![9; 40])),
        (
            0x8769,
            Value::List(vec![
                (0x829A, Value::Rationals(vec![(1, 125)])),
                (0x9003, Value::Text("2024:05:06 07:08:09")),
            ]),
        ),
    ]
}

/// An XMP packet that names a street and a credit.
pub(super) fn packet() -> Value {
    Value::Raw(1, builders::street_packet())
}
