//! Items: which parts of a HEIC file make up its picture, and what they say of
//! its colours.

use heifer_hevc_dec::nal::NalUnit;
use heifer_hevc_dec::params::{ParameterSets, Vui};
use heifer_hevc_dec::recon::Frame;
use heifer_isobmff::boxes::{ColorInfo, Property};
use heifer_isobmff::{HeifFile, ItemId};

use super::{Coding, DecodeError, Matrix, container, damaged};
use crate::media::inspect::{MAX_PIXELS, MAX_SIDE};

/// More tiles than any phone makes.
const MAX_TILES: usize = 4096;
/// The most pixels that are coded in one piece: cameras stay below it, and
/// phones code in tiles.
const MAX_PIECE: u64 = 1 << 26;
/// How often a picture may be said to be the same as another.
const MAX_DETOURS: usize = 4;
/// A tile may be larger than the whole picture by this: the smallest pictures
/// are cut out of one tile.
const SPARE_PIXELS: u64 = 4 << 20;

const RARE: DecodeError = DecodeError::UnsupportedFeature("a rare form of HEIC");

/// A picture and the tiles that it is put together from.
pub(super) struct Picture {
    pub(super) item: ItemId,
    pub(super) size: (u32, u32),
    /// The size of every tile.
    pub(super) tile: (u32, u32),
    columns: usize,
    tiles: Vec<ItemId>,
}

/// One tile and where its corner lies.
pub(super) struct Tile {
    pub(super) item: ItemId,
    pub(super) at: (u32, u32),
}

impl Picture {
    /// Tells whether tiles still meet when all are made smaller.
    pub(super) fn can_shrink(&self) -> bool {
        self.tiles.len() == 1 || (self.tile.0.is_multiple_of(8) && self.tile.1.is_multiple_of(8))
    }

    /// Gives every tile in turn to `work`.
    pub(super) fn each_tile(
        &self,
        mut work: impl FnMut(Tile) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        for (index, item) in self.tiles.iter().enumerate() {
            let (column, row) = (index % self.columns, index / self.columns);
            let at = (self.tile.0 * column as u32, self.tile.1 * row as u32);
            work(Tile { item: *item, at })?;
        }
        Ok(())
    }
}

/// Finds out how the picture of an item is put together.
pub(super) fn picture(file: &HeifFile<'_>, item: ItemId) -> Result<Picture, DecodeError> {
    let mut item = item;
    for _ in 0..MAX_DETOURS {
        match &file.item(item).map_err(container)?.item_type.0 {
            b"hvc1" | b"hev1" => return single(file, item),
            b"grid" => return grid(file, item),
            b"iden" => match file.referenced_items(item, b"dimg") {
                [source] => item = *source,
                _ => return Err(damaged("it is said to be a copy of nothing")),
            },
            _ => return Err(RARE),
        }
    }
    Err(damaged("it is said to be a copy of itself"))
}

fn size_of(file: &HeifFile<'_>, item: ItemId) -> Result<(u32, u32), DecodeError> {
    let size = file.image_size(item).map_err(container)?;
    let (width, height) = size.ok_or_else(|| damaged("a part of it has no size"))?;
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 || width.max(height) > MAX_SIDE || pixels > MAX_PIXELS {
        return Err(damaged("a part of it has an impossible size"));
    }
    Ok((width, height))
}

/// Refuses what is coded in one piece that is too large to decode.
fn bearable((width, height): (u32, u32)) -> Result<(), DecodeError> {
    if u64::from(width) * u64::from(height) > MAX_PIECE {
        return Err(DecodeError::UnsupportedFeature(
            "more than 67 megapixels in one piece",
        ));
    }
    Ok(())
}

fn single(file: &HeifFile<'_>, item: ItemId) -> Result<Picture, DecodeError> {
    let size = size_of(file, item)?;
    bearable(size)?;
    Ok(Picture {
        item,
        size,
        tile: size,
        columns: 1,
        tiles: vec![item],
    })
}

fn grid(file: &HeifFile<'_>, item: ItemId) -> Result<Picture, DecodeError> {
    let grid = file.grid(item).map_err(container)?;
    let tiles = file.referenced_items(item, b"dimg");
    let (columns, rows) = (usize::from(grid.columns), usize::from(grid.rows));
    let size = (grid.output_width, grid.output_height);
    let first = tiles
        .first()
        .copied()
        .ok_or_else(|| damaged("it has no tiles"))?;
    if tiles.len() != columns * rows {
        return Err(damaged("some of its tiles are missing"));
    }
    if tiles.len() > MAX_TILES {
        return Err(DecodeError::UnsupportedFeature(
            "an unreasonable number of tiles",
        ));
    }
    let tile = size_of(file, first)?;
    bearable(tile)?;
    let fits = |whole: u32, tile: u32, count: usize| whole.div_ceil(tile) as usize == count;
    if size_of(file, item)? != size || !fits(size.0, tile.0, columns) || !fits(size.1, tile.1, rows)
    {
        return Err(damaged("its tiles do not make up its size"));
    }
    let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    if area(tile) > area(size) + SPARE_PIXELS {
        return Err(damaged("its tiles are larger than it is"));
    }
    for tile in tiles {
        if !matches!(
            &file.item(*tile).map_err(container)?.item_type.0,
            b"hvc1" | b"hev1"
        ) {
            return Err(RARE);
        }
    }
    Ok(Picture {
        item,
        size,
        tile,
        columns,
        tiles: tiles.to_vec(),
    })
}

/// Finds the picture that says how see-through each pixel is.
pub(super) fn opacity(file: &HeifFile<'_>, of: &Picture) -> Result<Option<Picture>, DecodeError> {
    for item in file.referencing_items(of.item, b"auxl") {
        if is_opacity(file, item)? {
            let opacity = picture(file, item)?;
            // Some phones add a small mask of the person in front; it is not opacity.
            return Ok((opacity.size == of.size).then_some(opacity));
        }
    }
    Ok(None)
}

fn is_opacity(file: &HeifFile<'_>, item: ItemId) -> Result<bool, DecodeError> {
    const KINDS: [&str; 2] = [
        "urn:mpeg:hevc:2015:auxid:1",
        "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
    ];
    let mut properties = file.item_properties(item).map_err(container)?;
    Ok(properties.any(
        |property| matches!(property, Property::AuxiliaryType(kind) if KINDS.contains(&kind.as_str())),
    ))
}

/// Returns by how much the middle of what is shown lies right of and below the
/// middle of what is coded.
pub(super) fn off_middle(file: &HeifFile<'_>, item: ItemId) -> Result<(f64, f64), DecodeError> {
    let mut properties = file.item_properties(item).map_err(container)?;
    let share = |(top, bottom): (i32, u32)| f64::from(top) / f64::from(bottom.max(1));
    let found = properties.find_map(|property| match property {
        Property::CleanAperture {
            horiz_offset,
            vert_offset,
            ..
        } => Some((share(*horiz_offset), share(*vert_offset))),
        _ => None,
    });
    Ok(found.unwrap_or_default())
}

/// Tells whether colours are already multiplied by their opacity.
pub(super) fn is_premultiplied(file: &HeifFile<'_>, picture: &Picture) -> bool {
    !file.referenced_items(picture.item, b"prem").is_empty()
}

/// What a picture's properties and its stream say of its colours.
pub(super) struct Said {
    pub(super) profile: Option<Vec<u8>>,
    pub(super) primaries: u8,
    pub(super) transfer: u8,
    pub(super) gray: bool,
    /// The matrix and the range, if a property says them.
    coded: Option<(u16, bool)>,
}

pub(super) fn said(file: &HeifFile<'_>, picture: &Picture) -> Result<Said, DecodeError> {
    let tile = picture.tiles.first().copied().unwrap_or(picture.item);
    let config = file.hevc_config(tile).map_err(container)?;
    let config = config.ok_or_else(|| damaged("its coding is not described"))?;
    let mut said = Said {
        profile: None,
        primaries: 2,
        transfer: 2,
        gray: config.chroma_format == 0,
        coded: None,
    };
    let mut told = false;
    for item in [picture.item, tile] {
        for property in file.item_properties(item).map_err(container)? {
            match property {
                Property::Color(ColorInfo::Icc(profile))
                    if said.profile.is_none() && !profile.is_empty() =>
                {
                    said.profile = Some(profile.clone());
                }
                Property::Color(ColorInfo::Nclx {
                    primaries,
                    transfer,
                    matrix,
                    full_range,
                }) if !told => {
                    told = true;
                    said.primaries = small(*primaries);
                    said.transfer = small(*transfer);
                    said.coded = Some((*matrix, *full_range));
                }
                _ => {}
            }
        }
    }
    if !told && let Some(vui) = vui(&config.nal_units) {
        said.primaries = vui.colour_primaries;
        said.transfer = vui.transfer_characteristics;
    }
    Ok(said)
}

impl Said {
    /// Returns how the numbers of one of the picture's frames are meant.
    pub(super) fn coding_of(&self, frame: &Frame) -> Result<Coding, DecodeError> {
        coding(frame, self.coded)
    }
}

/// Returns how the numbers of a frame of opacity are meant.
pub(super) fn coding_of_opacity(
    file: &HeifFile<'_>,
    item: ItemId,
    frame: &Frame,
) -> Result<Coding, DecodeError> {
    let mut properties = file.item_properties(item).map_err(container)?;
    let coded = properties.find_map(|property| match property {
        Property::Color(ColorInfo::Nclx { full_range, .. }) => Some((2, *full_range)),
        _ => None,
    });
    coding(frame, coded)
}

fn coding(frame: &Frame, coded: Option<(u16, bool)>) -> Result<Coding, DecodeError> {
    let [depth, colour_depth] = frame.bit_depth;
    if frame.chroma_format != 0 && depth != colour_depth || !(8..=16).contains(&depth) {
        return Err(RARE);
    }
    let stream = u16::from(frame.matrix_coeffs);
    let (matrix, full_range) = match coded {
        Some((2, full_range)) => (stream, full_range),
        Some(coded) => coded,
        None => (stream, frame.full_range),
    };
    let matrix = Matrix::of_code(matrix);
    Ok(Coding {
        depth,
        full_range,
        matrix: matrix.ok_or(DecodeError::UnsupportedFeature("a rare coding of colours"))?,
    })
}

/// Reads what the stream's own parameters say of its colours.
fn vui(nal_units: &[Vec<u8>]) -> Option<Vui> {
    let mut sets = ParameterSets::default();
    for unit in nal_units {
        sets.add(&NalUnit::parse(unit).ok()?).ok()?;
    }
    sets.sps.into_iter().flatten().find_map(|sps| sps.vui)
}

fn small(code: u16) -> u8 {
    u8::try_from(code).unwrap_or(2)
}
