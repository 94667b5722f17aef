//! The fields of a TIFF, read without the help of the cleaner's reader.

use std::ops::Range;

/// A file and how its numbers are written.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    bytes: &'a [u8],
    is_little: bool,
    is_wide: bool,
}

/// A field of a list.
pub(super) struct Field {
    pub(super) tag: u16,
    kind: u16,
    /// Where its value lies.
    place: Option<Range<usize>>,
    /// The same, when that is not the field itself.
    pub(super) outside: Option<Range<usize>>,
}

impl<'a> File<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let is_little = bytes.starts_with(b"II");
        let mut file = Self {
            bytes,
            is_little,
            is_wide: false,
        };
        file.is_wide = match file.number(2, 2)? {
            42 => false,
            43 => true,
            _ => return None,
        };
        (is_little || bytes.starts_with(b"MM")).then_some(file)
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn header(&self) -> usize {
        8 + self.room() * usize::from(self.is_wide)
    }

    /// Returns how many bytes an offset takes.
    pub(super) fn room(&self) -> usize {
        if self.is_wide { 8 } else { 4 }
    }

    pub(super) fn first(&self) -> Option<usize> {
        self.offset(self.header() - self.room())
    }

    /// Returns how many bytes a list takes without what follows it.
    pub(super) fn list_len(&self, fields: usize) -> usize {
        if self.is_wide {
            8 + fields * 20
        } else {
            2 + fields * 12
        }
    }

    /// Reads the fields of a list, and the offset behind them.
    pub(super) fn list(&self, at: usize) -> Option<(Vec<Field>, Option<usize>)> {
        let head = self.list_len(0);
        let count = usize::try_from(self.number(at, head)?).ok()?;
        if count > 1000 || at < self.header() {
            return None;
        }
        let step = self.list_len(1) - head;
        let fields = (0..count).map(|index| self.field(at + head + index * step));
        let fields = fields.collect::<Option<Vec<Field>>>()?;
        Some((fields, self.offset(at + self.list_len(count))))
    }

    fn field(&self, at: usize) -> Option<Field> {
        let kind = self.number(at + 2, 2)? as u16;
        let count = self.offset(at + 4)?;
        let inner = at + 4 + self.room();
        self.bytes.get(inner..inner + self.room())?;
        let size = match kind {
            1 | 2 | 6 | 7 | 129 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            16..=18 if self.is_wide => 8,
            _ => 0,
        };
        let len = count.checked_mul(size).filter(|_| size > 0);
        let is_inner = len.is_some_and(|len| len <= self.room());
        let start = if is_inner {
            Some(inner)
        } else {
            self.offset(inner)
        };
        let end = start
            .zip(len)
            .and_then(|(start, len)| start.checked_add(len));
        let place = start.zip(end).map(|(start, end)| start..end);
        let place = place.filter(|place| place.end <= self.bytes.len());
        Some(Field {
            tag: self.number(at, 2)? as u16,
            kind,
            outside: place.clone().filter(|_| !is_inner),
            place,
        })
    }

    pub(super) fn value(&self, field: &Field) -> Option<&'a [u8]> {
        self.bytes.get(field.place.clone()?)
    }

    /// Reads the values of a field as numbers.
    pub(super) fn numbers(&self, field: &Field) -> impl Iterator<Item = u64> + use<'a> {
        let size = match field.kind {
            1 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 13 => 4,
            16..=18 => 8,
            _ => 0,
        };
        let file = *self;
        let place = field.place.clone().unwrap_or(0..0);
        let count = place.len().checked_div(size).unwrap_or(0);
        (0..count).filter_map(move |index| file.number(place.start + index * size, size))
    }

    fn offset(&self, at: usize) -> Option<usize> {
        usize::try_from(self.number(at, self.room())?).ok()
    }

    fn number(&self, at: usize, len: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(len)?)?;
        let join = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        Some(if self.is_little {
            bytes.iter().rev().fold(0, join)
        } else {
            bytes.iter().fold(0, join)
        })
    }
}
