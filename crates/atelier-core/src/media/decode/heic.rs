//! HEIC: what phones take. The container and the HEVC pictures in it are read
//! by safe Rust.
//!
//! A phone's picture is a grid of tiles. Each is decoded, averaged to the size
//! that is wanted and put in its place before the next, so that memory stays
//! small however large the picture is. Nothing is turned here: inspection says
//! how, as for every other format.

use heifer_hevc_dec::Error as HevcError;
use heifer_hevc_dec::decoder::{DecodeOptions, decode_picture};
use heifer_hevc_dec::recon::Frame;
use heifer_isobmff::HeifFile;

use super::planes::{self, Canvas, Coding, Colour, Matrix, Plane, Planes, Samples};
use super::{DecodeError, Detail, Header, Scale, Source, damaged};
use crate::media::colour::{CodePoints, Space, ToneDown};
use crate::media::guard::guarded;
use crate::media::pixels::{Channels, Pixels};
use items::Picture;

mod items;

/// What the decoder holds at most for every pixel of a tile: words of three
/// planes, twice while it filters.
const BYTES_A_PIXEL: u64 = 12;

/// The pixels that coding may add around a tile of a given size.
const PADDING: u32 = 128;

/// How a picture's colours are to be understood and its pixels laid out.
struct Facts {
    picture: Picture,
    opacity: Option<Picture>,
    said: items::Said,
    space: Space,
    tone: Option<ToneDown>,
    channels: Channels,
}

impl Facts {
    fn read(file: &HeifFile<'_>, item: u32) -> Result<Self, DecodeError> {
        let picture = items::picture(file, item)?;
        let opacity = items::opacity(file, &picture)?;
        let said = items::said(file, &picture)?;
        let points = CodePoints {
            primaries: said.primaries,
            transfer: said.transfer,
        };
        let tone = match said.profile {
            Some(_) => None,
            None => ToneDown::find(points),
        };
        let space = match (&said.profile, &tone) {
            (Some(profile), _) => Space::Profile(profile.clone()),
            // Decoding itself brings it down to what a screen shows.
            (None, Some(_)) => Space::Srgb,
            (None, None) => Space::coded(points.primaries, points.transfer),
        };
        let channels = match (&opacity, said.gray && tone.is_none()) {
            (Some(_), _) => Channels::Rgba,
            (None, true) => Channels::Gray,
            (None, false) => Channels::Rgb,
        };
        Ok(Self {
            picture,
            opacity,
            said,
            space,
            tone,
            channels,
        })
    }
}

impl Facts {
    /// Decodes tile after tile, each averaged by `shrink`.
    fn paint(&self, file: &HeifFile<'_>, shrink: u32) -> Result<Pixels, DecodeError> {
        let (width, height) = self.picture.size;
        let (width, height) = (width.div_ceil(shrink), height.div_ceil(shrink));
        let channels = self.channels;
        let mut bytes = vec![0; width as usize * height as usize * channels.count()];
        let mut canvas = Canvas {
            bytes: &mut bytes,
            size: (width, height),
            channels: channels.count(),
        };
        self.picture.each_tile(|tile| {
            let frame = frame(file, tile.item, self.picture.tile)?;
            let coding = self.said.coding_of(&frame)?;
            let planes = planes_of(&frame, self.picture.tile, coding)?;
            let at = (tile.at.0 / shrink, tile.at.1 / shrink);
            planes::write_colours(&planes, shrink, self.tone.as_ref(), &mut canvas, at)
        })?;
        if let Some(opacity) = &self.opacity {
            opacity.each_tile(|tile| {
                let frame = frame(file, tile.item, opacity.tile)?;
                let coding = items::coding_of_opacity(file, tile.item, &frame)?;
                let planes = planes_of(&frame, opacity.tile, coding)?;
                let at = (tile.at.0 / shrink, tile.at.1 / shrink);
                planes::write_opacity(&planes, shrink, &mut canvas, at)
            })?;
            if items::is_premultiplied(file, &self.picture) {
                planes::unmultiply(&mut bytes);
            }
        }
        Pixels::new(width, height, channels, bytes).ok_or_else(|| damaged("it has no pixels"))
    }
}

/// Decodes the preview that phones put beside their picture, if it has the
/// picture's shape and channels.
pub(super) fn thumbnail(source: &Source<'_>) -> Option<Pixels> {
    let preview = whole(|| {
        let file = parse(source.file)?;
        let previews = file.referencing_items(file.primary_id, b"thmb");
        let item = previews
            .first()
            .copied()
            .ok_or_else(|| damaged("no preview"))?;
        Facts::read(&file, item)?.paint(&file, 1)
    })
    .ok()?;
    let shape = |(width, height): (u32, u32)| f64::from(width) / f64::from(height);
    let alike = shape((preview.width(), preview.height())) / shape(source.stored_size());
    let same = (0.97..1.03).contains(&alike) && preview.channels() == source.header.channels;
    same.then_some(preview)
}

pub(super) fn header(file: &[u8]) -> Result<Header, DecodeError> {
    whole(|| {
        let file = parse(file)?;
        let facts = Facts::read(&file, file.primary_id)?;
        let tile = facts.picture.tile;
        Ok(Header {
            channels: facts.channels,
            progressive: false,
            scalable: facts.picture.can_shrink()
                && facts.opacity.as_ref().is_none_or(Picture::can_shrink),
            space: facts.space,
            beside: u64::from(tile.0) * u64::from(tile.1) * BYTES_A_PIXEL,
            detail: Detail::None,
        })
    })
}

pub(super) fn decode(source: &Source<'_>, scale: Scale) -> Result<Pixels, DecodeError> {
    whole(|| {
        let file = parse(source.file)?;
        let facts = Facts::read(&file, file.primary_id)?;
        let (shown, coded) = (source.stored_size(), facts.picture.size);
        if coded.0 < shown.0 || coded.1 < shown.1 {
            return Err(damaged("its picture has another size than its header"));
        }
        let shrink = if source.header.scalable {
            scale.divisor()
        } else {
            1
        };
        let coded = facts.paint(&file, shrink)?;
        let off = items::off_middle(&file, facts.picture.item)?;
        super::cut_out(source, scale, coded, off)
    })
}

/// Decodes one coded picture, if it is about as large as it is said to be.
fn frame(
    file: &HeifFile<'_>,
    item: u32,
    (width, height): (u32, u32),
) -> Result<Frame, DecodeError> {
    let stream = file.hevc_bitstream(item).map_err(container)?;
    let most = u64::from(width + PADDING) * u64::from(height + PADDING);
    let options = DecodeOptions {
        max_pixels: most,
        ..DecodeOptions::default()
    };
    decode_picture(&stream, options).map_err(|error| match error {
        HevcError::UnexpectedEof => DecodeError::Truncated,
        HevcError::Unimplemented(_) => DecodeError::UnsupportedFeature("a rare form of HEIC"),
        HevcError::Invalid(_) | HevcError::HashMismatch(_) => {
            DecodeError::Damaged(error.to_string())
        }
    })
}

/// Describes the planes of a frame, if it covers the size that it is said to
/// have.
fn planes_of(frame: &Frame, size: (u32, u32), coding: Coding) -> Result<Planes<'_>, DecodeError> {
    if frame.widths[0] < size.0 || frame.heights[0] < size.1 {
        return Err(damaged("its picture is smaller than its header says"));
    }
    let [light, blue, red] = &frame.planes;
    let plane = |samples, at: usize| Plane {
        samples: Samples::Words(samples),
        stride: frame.widths.get(at).map_or(0, |width| *width as usize),
    };
    let colour = (frame.chroma_format != 0).then(|| Colour {
        blue: plane(blue, 1),
        red: plane(red, 2),
        halved: (frame.chroma_format != 3, frame.chroma_format == 1),
    });
    Ok(Planes {
        size,
        light: plane(light, 0),
        colour,
        coding,
    })
}

fn parse(file: &[u8]) -> Result<HeifFile<'_>, DecodeError> {
    HeifFile::parse(file).map_err(container)
}

fn container(error: heifer_isobmff::Error) -> DecodeError {
    match error {
        heifer_isobmff::Error::UnexpectedEof => DecodeError::Truncated,
        heifer_isobmff::Error::Unimplemented(_) => {
            DecodeError::UnsupportedFeature("a rare form of HEIC")
        }
        other => DecodeError::Damaged(other.to_string()),
    }
}

/// Does what may break off in the decoder, and tells it as damage: a file that
/// it was not made for must not end the work on all others.
fn whole<T>(work: impl FnOnce() -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    guarded(work).unwrap_or_else(|_| Err(damaged("its data makes no sense to the decoder")))
}
