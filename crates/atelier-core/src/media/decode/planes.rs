//! Planes: light and colour apart, as video codecs keep them, become RGB.
//!
//! AVIF and HEIC both decode to this. A picture that is wanted smaller is
//! averaged while it is still in planes, so that a small variant of a large
//! picture costs neither the memory nor the time of the large one.

use super::{DecodeError, damaged};
use crate::media::colour::ToneDown;

/// A decoded picture, or one tile of it, in planes.
pub(super) struct Planes<'a> {
    pub(super) size: (u32, u32),
    pub(super) light: Plane<'a>,
    /// Blue and red difference; none for gray.
    pub(super) colour: Option<Colour<'a>>,
    pub(super) coding: Coding,
}

pub(super) struct Colour<'a> {
    pub(super) blue: Plane<'a>,
    pub(super) red: Plane<'a>,
    /// Whether both have half the width, and half the height.
    pub(super) halved: (bool, bool),
}

/// How numbers stand for colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Coding {
    /// Bits a sample, 8 to 16.
    pub(super) depth: u8,
    /// Whether black is nought, and not a sixteenth above it.
    pub(super) full_range: bool,
    pub(super) matrix: Matrix,
}

/// How light and colour were taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Matrix {
    /// They were not: the planes are green, blue and red.
    Identity,
    /// Green against orange and violet.
    YCgCo,
    /// By the weight of red and of blue in light.
    Weights { red: f32, blue: f32 },
}

/// One plane of samples.
#[derive(Clone, Copy)]
pub(super) struct Plane<'a> {
    pub(super) samples: Samples<'a>,
    /// Samples from one row to the next.
    pub(super) stride: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Samples<'a> {
    Bytes(&'a [u8]),
    Words(&'a [u16]),
}

impl Matrix {
    /// Returns the matrix of a number of H.273; none for what stills do not use.
    /// What is not said is taken for BT.601, as every other reader does.
    pub(super) fn of_code(code: u16) -> Option<Self> {
        let weights = |red, blue| Some(Self::Weights { red, blue });
        match code {
            0 => Some(Self::Identity),
            1 => weights(0.2126, 0.0722),
            4 => weights(0.30, 0.11),
            2 | 5 | 6 => weights(0.299, 0.114),
            7 => weights(0.212, 0.087),
            8 => Some(Self::YCgCo),
            9 => weights(0.2627, 0.0593),
            _ => None,
        }
    }
}

/// Where converted pixels go: a picture that tiles are put into.
pub(super) struct Canvas<'a> {
    pub(super) bytes: &'a mut [u8],
    /// Width and height of the whole picture.
    pub(super) size: (u32, u32),
    /// One for gray, three for RGB, four with opacity.
    pub(super) channels: usize,
}

/// Averages planes by `shrink` and writes their colours at a place of the
/// canvas. What would lie beyond its edge is left out.
pub(super) fn write_colours(
    planes: &Planes<'_>,
    shrink: u32,
    tone: Option<&ToneDown>,
    canvas: &mut Canvas<'_>,
    at: (u32, u32),
) -> Result<(), DecodeError> {
    let window = Window::of(planes.size, shrink, canvas, at)?;
    let mut light = Rows::new(planes.light, planes.size, shrink, (false, false))?;
    let mut colours = match &planes.colour {
        Some(colour) => Some((
            Rows::new(colour.blue, planes.size, shrink, colour.halved)?,
            Rows::new(colour.red, planes.size, shrink, colour.halved)?,
        )),
        None => None,
    };
    let scale = Levels::of(planes.coding);
    let width = window.width;
    let (mut y, mut u, mut v) = (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
    for row in 0..window.height {
        light.read(row, &mut y);
        if let Some((blue, red)) = &mut colours {
            blue.read(row, &mut u);
            red.read(row, &mut v);
        }
        let channels = canvas.channels;
        let line = canvas.line(&window, row)?;
        match (&colours, channels) {
            (None, 1) => scale.write_gray(&y, line),
            (None, channels) => {
                scale.gray_as_rgb(&mut y, &mut u, &mut v);
                write_rgb(&y, &u, &v, line, channels, tone);
            }
            (Some(_), channels) => {
                scale.rgb(planes.coding.matrix, &mut y, &mut u, &mut v);
                write_rgb(&y, &u, &v, line, channels, tone);
            }
        }
    }
    Ok(())
}

/// Averages the light of planes by `shrink` and writes it as the opacity of
/// what is there.
pub(super) fn write_opacity(
    planes: &Planes<'_>,
    shrink: u32,
    canvas: &mut Canvas<'_>,
    at: (u32, u32),
) -> Result<(), DecodeError> {
    let window = Window::of(planes.size, shrink, canvas, at)?;
    let mut rows = Rows::new(planes.light, planes.size, shrink, (false, false))?;
    let scale = Levels::of(planes.coding);
    let mut opacity = vec![0.0; window.width];
    for row in 0..window.height {
        rows.read(row, &mut opacity);
        let line = canvas.line(&window, row)?;
        let (pixels, _) = line.as_chunks_mut::<4>();
        for (pixel, opacity) in pixels.iter_mut().zip(&opacity) {
            pixel[3] = to_byte(scale.light(*opacity));
        }
    }
    Ok(())
}

/// Takes back that colours were multiplied by their opacity.
pub(super) fn unmultiply(rgba: &mut [u8]) {
    for [r, g, b, a] in rgba.as_chunks_mut::<4>().0 {
        if let 1..=254 = *a {
            for colour in [r, g, b] {
                let light = (u32::from(*colour) * 255 + u32::from(*a) / 2) / u32::from(*a);
                *colour = light.min(255) as u8;
            }
        }
    }
}

/// The part of a canvas that planes fill.
struct Window {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl Window {
    fn of(
        size: (u32, u32),
        shrink: u32,
        canvas: &Canvas<'_>,
        (x, y): (u32, u32),
    ) -> Result<Self, DecodeError> {
        let room = |side: u32, whole: u32, at: u32| {
            whole
                .checked_sub(at)
                .map(|room| side.div_ceil(shrink).min(room) as usize)
        };
        let width = room(size.0, canvas.size.0, x);
        let height = room(size.1, canvas.size.1, y);
        let (Some(width), Some(height)) = (width, height) else {
            return Err(damaged("a tile of it lies beside it"));
        };
        Ok(Self {
            x: x as usize,
            y: y as usize,
            width,
            height,
        })
    }
}

impl Canvas<'_> {
    fn line(&mut self, window: &Window, row: usize) -> Result<&mut [u8], DecodeError> {
        let start = ((window.y + row) * self.size.0 as usize + window.x) * self.channels;
        self.bytes
            .get_mut(start..start + window.width * self.channels)
            .ok_or_else(|| damaged("a tile of it lies beside it"))
    }
}

/// How a row of the canvas is made from rows of a plane, along one side.
#[derive(Clone, Copy, PartialEq)]
enum Fit {
    /// So many samples become one.
    Average(usize),
    /// One sample stands for two, between the centres of its neighbours.
    Double,
}

impl Fit {
    fn of(shrink: u32, halved: bool) -> Self {
        match (shrink, halved) {
            (1, true) => Self::Double,
            (shrink, true) => Self::Average(shrink as usize / 2),
            (shrink, false) => Self::Average(shrink as usize),
        }
    }
}

/// Reads a plane row by row at the size of the canvas.
struct Rows<'a> {
    plane: Plane<'a>,
    size: (usize, usize),
    fit: (Fit, Fit),
    /// One row of the plane, already as tall as one of the canvas.
    row: Vec<f32>,
}

impl<'a> Rows<'a> {
    /// Takes a plane of a picture of this size, if all its samples are there.
    fn new(
        plane: Plane<'a>,
        (width, height): (u32, u32),
        shrink: u32,
        halved: (bool, bool),
    ) -> Result<Self, DecodeError> {
        let side = |full: u32, halved: bool| full.div_ceil(if halved { 2 } else { 1 }) as usize;
        let size = (side(width, halved.0), side(height, halved.1));
        let needed = plane.stride * (size.1.max(1) - 1) + size.0;
        if plane.samples.len() < needed || plane.stride < size.0 {
            return Err(damaged("its planes are smaller than it is"));
        }
        Ok(Self {
            plane,
            size,
            fit: (Fit::of(shrink, halved.0), Fit::of(shrink, halved.1)),
            row: vec![0.0; size.0],
        })
    }

    fn read(&mut self, at: usize, into: &mut [f32]) {
        let last = self.size.1 - 1;
        self.row.fill(0.0);
        match self.fit.1 {
            Fit::Average(count) => {
                let from = (at * count).min(last);
                let to = (at * count + count).min(last + 1);
                let weight = 1.0 / (to - from) as f32;
                for y in from..to {
                    self.plane.add_row(y, weight, &mut self.row);
                }
            }
            Fit::Double => {
                let near = (at / 2).min(last);
                let far = if at.is_multiple_of(2) {
                    near.saturating_sub(1)
                } else {
                    (near + 1).min(last)
                };
                self.plane.add_row(near, 0.75, &mut self.row);
                self.plane.add_row(far, 0.25, &mut self.row);
            }
        }
        match self.fit.0 {
            Fit::Average(1) => {
                for (into, sample) in into.iter_mut().zip(&self.row) {
                    *into = *sample;
                }
            }
            Fit::Average(count) => {
                for (into, samples) in into.iter_mut().zip(self.row.chunks(count)) {
                    *into = samples.iter().sum::<f32>() / samples.len() as f32;
                }
            }
            Fit::Double => double(&self.row, into),
        }
    }
}

/// Writes twice as many samples, each three quarters of the nearest and one of
/// the next.
fn double(row: &[f32], into: &mut [f32]) {
    let (Some(first), Some(last)) = (row.first(), row.last()) else {
        return;
    };
    let before = std::iter::once(first).chain(row);
    let after = row.iter().skip(1).chain(std::iter::once(last));
    let neighbours = row.iter().zip(before.zip(after));
    for (pair, (here, (left, right))) in into.chunks_mut(2).zip(neighbours) {
        for (into, other) in pair.iter_mut().zip([left, right]) {
            *into = here * 0.75 + other * 0.25;
        }
    }
}

impl Plane<'_> {
    fn add_row(&self, y: usize, weight: f32, sum: &mut [f32]) {
        let start = y * self.stride;
        match self.samples {
            Samples::Bytes(all) => add(all.get(start..).unwrap_or_default(), weight, sum),
            Samples::Words(all) => add(all.get(start..).unwrap_or_default(), weight, sum),
        }
    }
}

fn add<S: Copy + Into<f32>>(samples: &[S], weight: f32, sum: &mut [f32]) {
    for (sum, sample) in sum.iter_mut().zip(samples) {
        *sum += (*sample).into() * weight;
    }
}

impl Samples<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(all) => all.len(),
            Self::Words(all) => all.len(),
        }
    }
}

/// What turns sample numbers into shares of full light and colour.
struct Levels {
    black: f32,
    light: f32,
    middle: f32,
    colour: f32,
}

impl Levels {
    fn of(coding: Coding) -> Self {
        let step = f32::from(1_u16 << (coding.depth.clamp(8, 16) - 8));
        let most = step * 256.0 - 1.0;
        let middle = step * 128.0;
        let (black, light, colour) = match (coding.full_range, coding.matrix) {
            (true, _) => (0.0, most, most),
            (false, Matrix::Identity) => (step * 16.0, step * 219.0, step * 219.0),
            (false, _) => (step * 16.0, step * 219.0, step * 224.0),
        };
        Self {
            black,
            light: 1.0 / light,
            middle,
            colour: 1.0 / colour,
        }
    }

    fn light(&self, sample: f32) -> f32 {
        (sample - self.black) * self.light
    }

    fn write_gray(&self, light: &[f32], line: &mut [u8]) {
        for (byte, sample) in line.iter_mut().zip(light) {
            *byte = to_byte(self.light(*sample));
        }
    }

    /// Leaves red, green and blue in the three rows.
    fn gray_as_rgb(&self, red: &mut [f32], green: &mut [f32], blue: &mut [f32]) {
        for ((r, g), b) in red.iter_mut().zip(green).zip(blue) {
            *r = self.light(*r);
            (*g, *b) = (*r, *r);
        }
    }

    /// Turns rows of light, blue difference and red difference into red, green
    /// and blue.
    fn rgb(&self, matrix: Matrix, y: &mut [f32], u: &mut [f32], v: &mut [f32]) {
        let rows = y.iter_mut().zip(u).zip(v);
        match matrix {
            Matrix::Weights { red, blue } => {
                let green = 1.0 - red - blue;
                let (from_red, from_blue) = (2.0 - 2.0 * red, 2.0 - 2.0 * blue);
                let (red_in_green, blue_in_green) =
                    (red * from_red / green, blue * from_blue / green);
                for ((y, u), v) in rows {
                    let light = self.light(*y);
                    let (cb, cr) = (self.difference(*u), self.difference(*v));
                    *y = light + from_red * cr;
                    *u = light - red_in_green * cr - blue_in_green * cb;
                    *v = light + from_blue * cb;
                }
            }
            Matrix::Identity => {
                for ((y, u), v) in rows {
                    let (green, blue, red) = (self.light(*y), self.light(*u), self.light(*v));
                    (*y, *u, *v) = (red, green, blue);
                }
            }
            Matrix::YCgCo => {
                for ((y, u), v) in rows {
                    let light = self.light(*y);
                    let (cg, co) = (self.difference(*u), self.difference(*v));
                    let rest = light - cg;
                    (*y, *u, *v) = (rest + co, light + cg, rest - co);
                }
            }
        }
    }

    fn difference(&self, sample: f32) -> f32 {
        (sample - self.middle) * self.colour
    }
}

fn write_rgb(
    red: &[f32],
    green: &[f32],
    blue: &[f32],
    line: &mut [u8],
    channels: usize,
    tone: Option<&ToneDown>,
) {
    let pixels = line.chunks_exact_mut(channels.max(1));
    let lights = red.iter().zip(green).zip(blue);
    for (pixel, ((r, g), b)) in pixels.zip(lights) {
        let rgb = match tone {
            Some(tone) => tone.show([*r, *g, *b]),
            None => [*r, *g, *b].map(to_byte),
        };
        if let Some(colours) = pixel.first_chunk_mut::<3>() {
            *colours = rgb;
        }
    }
}

fn to_byte(light: f32) -> u8 {
    // The cast takes what is below nought for nought, and what is above for 255.
    (light * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests;
