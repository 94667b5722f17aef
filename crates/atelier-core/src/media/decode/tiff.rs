//! TIFF: the first page, in whatever depth; variants have eight bits.
//!
//! The library reads strips, tiles and planes. It does not know palettes and
//! Lab, so it is told that these are gray or RGB, and what the numbers mean is
//! worked out here. Of planes in tiles it is told that the page ends where its
//! last tiles do: it sees that of the first plane only.

mod colours;

use std::borrow::Cow;
use std::io::{Cursor, ErrorKind};
use std::ops::Range;

use tiff::TiffError;
use tiff::decoder::{Decoder, DecodingResult, Limits};

use self::colours::Colours;
use super::{DecodeError, Detail, Header, Scale, Source, damaged};
use crate::media::colour::Space;
use crate::media::guard::guarded;
use crate::media::ifd::{Entry, Layout, entries};
use crate::media::pixels::Pixels;

const HEIGHT: u16 = 0x0101;
const BITS: u16 = 0x0102;
const PHOTOMETRIC: u16 = 0x0106;
const SAMPLES: u16 = 0x0115;
const PLANES: u16 = 0x011C;
const PALETTE: u16 = 0x0140;
const TILE_HEIGHT: u16 = 0x0143;
const EXTRA: u16 = 0x0152;
const PROFILE: u16 = 0x8773;

/// The kind of number that takes two bytes, and the one that takes four.
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// The most bytes that the samples of a page may take.
const MOST: usize = 1 << 30;
/// The most bytes that a profile may take.
const LONGEST_VALUE: usize = 16 << 20;

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    let page = Page::read(file).ok_or(DecodeError::Truncated)?;
    let colours = page.colours()?;
    let size = |tag| page.number(tag).unwrap_or(0);
    let rows = page.rows_of_tiles().unwrap_or(size(HEIGHT));
    let pixels = size(0x0100).saturating_mul(rows);
    let bits = page.number(BITS).unwrap_or(1).max(8);
    let samples = page.number(SAMPLES).unwrap_or(1);
    let decoded = pixels
        .saturating_mul(samples)
        .saturating_mul(bits.div_ceil(8));
    let copied = if colours.alias().is_some() || page.rows_of_tiles().is_some() {
        file.len() as u64
    } else {
        0
    };
    Ok(Header {
        channels: colours.channels(),
        progressive: false,
        scalable: false,
        space: page.space(&colours),
        beside: decoded.saturating_add(copied),
        detail: Detail::None,
    })
}

pub(super) fn decode(source: &Source<'_>) -> Result<Pixels, DecodeError> {
    let page = Page::read(source.file).ok_or(DecodeError::Truncated)?;
    let colours = page.colours()?;
    let file = page.told(colours.alias());
    // The library asserts what it believes of a file; a lie is no crash here.
    let read = guarded(|| Samples::read(&file));
    let samples = read.unwrap_or_else(|_| Err(damaged("its data contradicts its header")))?;
    let pixels = source.size.0 as usize * source.size.1 as usize;
    let rows = samples.into_pixels(source.size.0 as usize, pixels, &colours)?;
    super::pixels(source, Scale::Full, colours.channels(), rows)
}

/// The first page of a file.
struct Page<'a> {
    file: &'a [u8],
    layout: Layout,
    entries: Vec<Entry>,
}

impl<'a> Page<'a> {
    fn read(file: &'a [u8]) -> Option<Self> {
        let (layout, first) = Layout::of(file)?;
        let entries = entries(file, layout, first)?;
        Some(Self {
            file,
            layout,
            entries,
        })
    }

    fn find(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }

    fn number(&self, tag: u16) -> Option<u64> {
        self.find(tag)?.number(self.file, self.layout)
    }

    fn colours(&self) -> Result<Colours, DecodeError> {
        let extra = self.number(EXTRA);
        let samples = self.number(SAMPLES).unwrap_or(1);
        Ok(match self.number(PHOTOMETRIC) {
            Some(0 | 1) if samples > 1 && matches!(extra, Some(1 | 2)) => Colours::GrayAlpha {
                is_multiplied: extra == Some(1),
            },
            Some(0 | 1) => Colours::Gray,
            Some(2) if samples > 3 && matches!(extra, Some(1 | 2)) => Colours::Rgba {
                is_multiplied: extra == Some(1),
            },
            Some(2) => Colours::Rgb,
            Some(3) => Colours::Palette(self.palette()),
            Some(5) => Colours::Cmyk,
            Some(6) => Colours::Luma,
            Some(8) => Colours::Lab { is_signed: true },
            Some(9) => Colours::Lab { is_signed: false },
            _ => return Err(DecodeError::UnsupportedFeature("a rare kind of colours")),
        })
    }

    /// Reads the palette: all reds, all greens, all blues, of sixteen bits.
    fn palette(&self) -> Vec<[u8; 3]> {
        let numbers = self.find(PALETTE).into_iter();
        let numbers = numbers.flat_map(|entry| entry.numbers(self.file, self.layout));
        let all: Vec<u8> = numbers.map(|number| (number >> 8) as u8).collect();
        let third = all.len() / 3;
        let (reds, rest) = all.split_at(third);
        let (greens, blues) = rest.split_at(third);
        let both = reds.iter().zip(greens).zip(blues);
        both.map(|((red, green), blue)| [*red, *green, *blue])
            .collect()
    }

    fn space(&self, colours: &Colours) -> Space {
        let profile = self.find(PROFILE).and_then(|entry| entry.value.clone());
        match profile.and_then(|range| self.file.get(range)) {
            Some(profile) if !matches!(colours, Colours::Lab { .. }) => {
                Space::Profile(profile.to_vec())
            }
            _ => Space::Srgb,
        }
    }

    /// Returns the rows that the tiles of a page have, where they are more than the
    /// page's own and lie in planes.
    fn rows_of_tiles(&self) -> Option<u64> {
        let in_planes = self.number(PLANES) == Some(2) && self.number(SAMPLES) > Some(1);
        let tile = self
            .number(TILE_HEIGHT)
            .filter(|tile| in_planes && *tile > 0)?;
        let height = self.number(HEIGHT)?;
        let rows = height.checked_next_multiple_of(tile)?;
        (rows > height).then_some(rows)
    }

    /// Returns the file as the library is told of it: with its colours under another
    /// name, and as many rows as its tiles have.
    fn told(&self, alias: Option<u16>) -> Cow<'a, [u8]> {
        let mut file = Cow::Borrowed(self.file);
        let changes = [
            (PHOTOMETRIC, alias.map(u64::from)),
            (HEIGHT, self.rows_of_tiles()),
        ];
        for (tag, value) in changes {
            if let Some((place, bytes)) = value.and_then(|value| self.written(tag, value)) {
                file.to_mut()[place].copy_from_slice(&bytes);
            }
        }
        file
    }

    /// Returns where a number lies and how another is written there; none where
    /// it is too large for its kind, or lies nowhere.
    fn written(&self, tag: u16, value: u64) -> Option<(Range<usize>, Vec<u8>)> {
        let entry = self.find(tag)?;
        let order = self.layout.order;
        let bytes = match entry.format {
            SHORT => order.put_u16(value.try_into().ok()?).to_vec(),
            LONG => order.put_u32(value.try_into().ok()?).to_vec(),
            _ => return None,
        };
        let start = entry.value.as_ref()?.start;
        let place = start..start.checked_add(bytes.len())?;
        self.file.get(place.clone()).map(|_| (place, bytes))
    }
}

/// The samples of a page as they were stored.
struct Samples {
    values: DecodingResult,
    planes: usize,
    row: Option<usize>,
    bits: u8,
}

impl Samples {
    fn read(file: &[u8]) -> Result<Self, DecodeError> {
        let mut limits = Limits::default();
        limits.decoding_buffer_size = MOST;
        limits.intermediate_buffer_size = MOST;
        limits.ifd_value_size = LONGEST_VALUE;
        let decoder = Decoder::new(Cursor::new(file)).map_err(refused)?;
        let mut decoder = decoder.with_limits(limits);
        let bits = decoder.colortype().map_err(refused)?.bit_depth();
        let mut values = DecodingResult::U8(Vec::new());
        let layout = decoder.read_image_to_buffer(&mut values).map_err(refused)?;
        if values.as_buffer(0).byte_len() < layout.complete_len {
            return Err(DecodeError::UnsupportedFeature(
                "more memory than is reasonable",
            ));
        }
        Ok(Self {
            values,
            planes: layout.planes,
            row: layout.row_stride.map(std::num::NonZeroUsize::get),
            bits,
        })
    }

    /// Makes pixels of eight bits a channel.
    fn into_pixels(
        self,
        width: usize,
        pixels: usize,
        colours: &Colours,
    ) -> Result<Vec<u8>, DecodeError> {
        let is_whole = matches!(colours, Colours::Lab { .. });
        let bytes = match self.values {
            DecodingResult::U8(bytes) if self.bits < 8 => {
                let row = self.row.ok_or_else(|| damaged("its rows have no length"))?;
                unpacked(&bytes, row, width, self.bits, colours)
            }
            DecodingResult::U8(bytes) => bytes,
            // Lab's second byte is a fraction; elsewhere it rounds.
            DecodingResult::U16(words) => words
                .into_iter()
                .map(|word| {
                    if is_whole {
                        word >> 8
                    } else {
                        (word - (word >> 8) + 128) >> 8
                    }
                })
                .map(|byte| byte as u8)
                .collect(),
            DecodingResult::F32(lights) => lights
                .into_iter()
                .map(|light| (light.clamp(0.0, 1.0) * 255.0).round() as u8)
                .collect(),
            _ => return Err(DecodeError::UnsupportedFeature("samples of a rare kind")),
        };
        let is_even = self.planes > 1 || bytes.len() % pixels.max(1) == 0;
        if pixels == 0 || bytes.len() < pixels || !is_even {
            return Err(damaged("its data has another size than its header"));
        }
        if self.planes < 2 {
            return colours.pixels(&bytes, bytes.len() / pixels);
        }
        // A plane may have more rows than the page, where its tiles have.
        let plane = bytes.len() / self.planes;
        if plane < pixels {
            return Err(damaged("its data has another size than its header"));
        }
        let samples = self.planes;
        let mut joined = vec![0; pixels * samples];
        for (index, light) in bytes.chunks_exact(plane).enumerate() {
            let places = joined.iter_mut().skip(index).step_by(samples);
            for (place, light) in places.zip(light) {
                *place = *light;
            }
        }
        colours.pixels(&joined, samples)
    }
}

/// Spreads samples of less than eight bits; numbers of a palette stay small.
fn unpacked(packed: &[u8], row: usize, width: usize, bits: u8, colours: &Colours) -> Vec<u8> {
    let full = (1_u16 << bits) - 1;
    let is_number = matches!(colours, Colours::Palette(_));
    let in_byte = 8 / usize::from(bits.max(1));
    let mut bytes = Vec::with_capacity(packed.len() * in_byte);
    for row in packed.chunks_exact(row.max(1)) {
        let samples = row.iter().flat_map(|byte| {
            (0..in_byte).map(move |index| {
                let shift = 8 - usize::from(bits) * (index + 1);
                u16::from(*byte) >> shift & full
            })
        });
        let light = |sample: u16| {
            if is_number {
                sample
            } else {
                sample * 255 / full
            }
        };
        bytes.extend(samples.take(width).map(|sample| light(sample) as u8));
    }
    bytes
}

fn refused(error: TiffError) -> DecodeError {
    match error {
        TiffError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            DecodeError::Truncated
        }
        TiffError::UnsupportedError(_) => {
            DecodeError::UnsupportedFeature("a rare way to pack or to colour")
        }
        TiffError::LimitsExceeded => {
            DecodeError::UnsupportedFeature("more memory than is reasonable")
        }
        other => DecodeError::Damaged(other.to_string()),
    }
}
