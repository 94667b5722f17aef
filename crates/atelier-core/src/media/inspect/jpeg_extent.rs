//! How far a JPEG without its end gets: the code words of a baseline picture
//! are counted, no sample is made. Progressive pictures cannot be told so.

use crate::media::bytes::{Order, slice};

/// How many of a picture's units are there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    there: u64,
    whole: u64,
}

impl Extent {
    /// Tells whether only the end marker is missing.
    pub(super) fn is_whole(self) -> bool {
        self.there == self.whole
    }

    /// Returns how much is there, in hundredths.
    pub(super) fn percent(self) -> Option<u8> {
        u8::try_from(self.there * 100 / self.whole.max(1)).ok()
    }
}

/// Counts the units of a baseline picture; `None` for other kinds.
pub(super) fn measure(bytes: &[u8]) -> Option<Extent> {
    let mut setup = Setup::default();
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        if marker == 0xFF {
            at += 1;
            continue;
        }
        let len = usize::from(Order::Big.u16(bytes, at + 2)?);
        let data = slice(bytes, at + 4, len.checked_sub(2)?)?;
        at += 2 + len;
        match marker {
            0xC0 | 0xC1 => setup.frame(data)?,
            0xC2 => return None,
            0xC4 => setup.tables(data)?,
            0xDD => setup.interval = u64::from(Order::Big.u16(data, 0)?),
            0xDA => return setup.count(data, bytes.get(at..)?),
            _ => {}
        }
    }
}

/// A component of the frame: its name and its blocks a unit.
#[derive(Debug, Clone, Copy)]
struct Component {
    id: u8,
    across: u64,
    down: u64,
}

/// A Huffman table, as the standard walks it: one length after the other.
#[derive(Debug, Clone, Default)]
struct Table {
    counts: [u8; 16],
    symbols: Vec<u8>,
}

/// What the headers before the scan set up.
#[derive(Debug, Default)]
struct Setup {
    size: (u64, u64),
    components: Vec<Component>,
    dc: [Table; 4],
    ac: [Table; 4],
    interval: u64,
}

impl Setup {
    fn frame(&mut self, data: &[u8]) -> Option<()> {
        let height = u64::from(Order::Big.u16(data, 1)?);
        let width = u64::from(Order::Big.u16(data, 3)?);
        self.size = (width, height);
        self.components = data
            .get(6..)?
            .chunks_exact(3)
            .filter_map(|c| {
                let factors = *c.get(1)?;
                Some(Component {
                    id: *c.first()?,
                    across: u64::from(factors >> 4),
                    down: u64::from(factors & 15),
                })
            })
            .collect();
        Some(())
    }

    fn tables(&mut self, mut data: &[u8]) -> Option<()> {
        while let Some((&class, rest)) = data.split_first() {
            let counts: [u8; 16] = rest.get(..16)?.try_into().ok()?;
            let len: usize = counts.iter().map(|&count| usize::from(count)).sum();
            let symbols = slice(rest, 16, len)?.to_vec();
            let tables = if class >> 4 == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            *tables.get_mut(usize::from(class & 15))? = Table { counts, symbols };
            data = rest.get(16 + len..)?;
        }
        Some(())
    }

    /// Walks the units of the first scan, if it holds every component.
    fn count(&self, scan: &[u8], data: &[u8]) -> Option<Extent> {
        let count = usize::from(*scan.first()?);
        if count != self.components.len() {
            return None;
        }
        let most = |of: fn(&Component) -> u64| self.components.iter().map(of).max();
        let (across, down) = match count {
            1 => (1, 1),
            _ => (most(|c| c.across)?, most(|c| c.down)?),
        };
        let (width, height) = self.size;
        let whole = width.div_ceil(8 * across.max(1)) * height.div_ceil(8 * down.max(1));
        let mut blocks = Vec::new();
        for chosen in scan.get(1..)?.chunks_exact(2).take(count) {
            let (id, tables) = (*chosen.first()?, *chosen.get(1)?);
            let component = self.components.iter().find(|c| c.id == id)?;
            let each = if count == 1 {
                1
            } else {
                component.across * component.down
            };
            let dc = self.dc.get(usize::from(tables >> 4))?;
            let ac = self.ac.get(usize::from(tables & 15))?;
            blocks.push((each, dc, ac));
        }
        let mut bits = Bits::new(data);
        let mut there = 0;
        while there < whole {
            if self.interval > 0 && there > 0 && there % self.interval == 0 {
                bits.restart();
            }
            if unit(&mut bits, &blocks).is_none() {
                break;
            }
            there += 1;
        }
        Some(Extent { there, whole })
    }
}

/// Reads over one unit: every block of every component.
fn unit(bits: &mut Bits<'_>, blocks: &[(u64, &Table, &Table)]) -> Option<()> {
    for (each, dc, ac) in blocks {
        for _ in 0..*each {
            let size = bits.symbol(dc)?;
            bits.skip(size)?;
            let mut place = 1;
            while place < 64 {
                let symbol = bits.symbol(ac)?;
                let (run, size) = (symbol >> 4, symbol & 15);
                match (run, size) {
                    (15, 0) => place += 16,
                    (_, 0) => break,
                    _ => {
                        bits.skip(size)?;
                        place += u32::from(run) + 1;
                    }
                }
            }
        }
    }
    Some(())
}

/// Bits of picture data, with stuffed bytes taken out.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    byte: u8,
    left: u8,
}

impl<'a> Bits<'a> {
    fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            at: 0,
            byte: 0,
            left: 0,
        }
    }

    fn bit(&mut self) -> Option<u16> {
        if self.left == 0 {
            self.byte = *self.data.get(self.at)?;
            self.at += 1;
            if self.byte == 0xFF {
                if *self.data.get(self.at)? != 0 {
                    return None;
                }
                self.at += 1;
            }
            self.left = 8;
        }
        self.left -= 1;
        Some(u16::from(self.byte >> self.left & 1))
    }

    fn skip(&mut self, count: u8) -> Option<()> {
        for _ in 0..count {
            self.bit()?;
        }
        Some(())
    }

    /// Reads one code word.
    fn symbol(&mut self, table: &Table) -> Option<u8> {
        let (mut code, mut first, mut index) = (0_i32, 0_i32, 0_i32);
        for &count in &table.counts {
            code |= i32::from(self.bit()?);
            let count = i32::from(count);
            if code - first < count {
                let at = usize::try_from(index + code - first).ok()?;
                return table.symbols.get(at).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }

    /// Goes on behind the next restart marker, if one follows here.
    fn restart(&mut self) {
        self.left = 0;
        if let Some(&[0xFF, 0xD0..=0xD7]) = self.data.get(self.at..self.at + 2) {
            self.at += 2;
        }
    }
}
