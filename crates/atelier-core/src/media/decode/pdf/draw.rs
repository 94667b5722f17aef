//! Draw: a plain page on white, strip by strip.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, InterpreterWarning, interpret_page,
};
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{self, Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use super::meter::Meter;
use super::plain::{Longest, Plain};
use crate::media::decode::DecodeError;
use crate::media::pdf::page::Area;

const UNREADABLE: DecodeError = DecodeError::Page("it cannot be read");
const NO_PICTURE: DecodeError = DecodeError::Page("a picture of it cannot be decoded");

/// Draws a page of this size in pixels: rows of red, green and blue. Unwinds
/// when that would take too long.
pub(super) fn draw(plain: Plain, (width, height): (u32, u32)) -> Result<Vec<u8>, DecodeError> {
    let on_page = to_pixels(plain.area, plain.turned, (width, height));
    let longest = plain.longest;
    let pdf = Pdf::new(plain.bytes).map_err(|_| UNREADABLE)?;
    let page = pdf.pages().first().ok_or(UNREADABLE)?;
    let strips = measured(page, on_page, (width, height), longest);

    let drawing = Drawing::new(page, on_page);
    let mut rows = Vec::with_capacity(width as usize * height as usize * 3);
    let tall = height.div_ceil(strips);
    for top in (0..height).step_by(tall as usize) {
        drawing.strip(width, top..(top + tall).min(height), &mut rows)?;
    }
    if drawing.lost_picture.load(Ordering::Relaxed) {
        return Err(NO_PICTURE);
    }
    Ok(rows)
}

/// Measures what a page takes and returns how many strips it is drawn in.
fn measured(page: &Page<'_>, on_page: Affine, size: (u32, u32), longest: Longest) -> u32 {
    let mut meter = Meter::new(size, longest);
    meter.cost.read(page.page_stream().map_or(0, <[u8]>::len));
    let target = Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(on_page, target, &cache, page.xref(), settings);
    interpret_page(page, &mut context, &mut meter);
    meter.cost.strips()
}

/// Returns the way from the units of a page to pixels from the upper left.
fn to_pixels(area: Area, turned: u16, (width, height): (u32, u32)) -> Affine {
    let Area {
        left,
        bottom,
        right,
        top,
    } = area;
    // Each brings the shown upper left corner to nought, and turns.
    let upright = match turned {
        90 => Affine::new([0.0, 1.0, 1.0, 0.0, -bottom, -left]),
        180 => Affine::new([-1.0, 0.0, 0.0, 1.0, right, -bottom]),
        270 => Affine::new([0.0, -1.0, -1.0, 0.0, top, right]),
        _ => Affine::new([1.0, 0.0, 0.0, -1.0, -left, top]),
    };
    let (across, down) = match turned {
        90 | 270 => (top - bottom, right - left),
        _ => (right - left, top - bottom),
    };
    Affine::scale_non_uniform(f64::from(width) / across, f64::from(height) / down) * upright
}

struct Drawing<'p> {
    page: &'p Page<'p>,
    on_page: Affine,
    cache: RenderCache<'p>,
    settings: InterpreterSettings,
    lost_picture: Arc<AtomicBool>,
}

impl<'p> Drawing<'p> {
    fn new(page: &'p Page<'p>, on_page: Affine) -> Self {
        let lost_picture = Arc::new(AtomicBool::new(false));
        let lost = Arc::clone(&lost_picture);
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |warning| {
                if matches!(warning, InterpreterWarning::ImageDecodeFailure) {
                    lost.store(true, Ordering::Relaxed);
                }
            }),
            ..InterpreterSettings::default()
        };
        Self {
            page,
            on_page,
            cache: RenderCache::new(),
            settings,
            lost_picture,
        }
    }

    /// Draws a strip of the page and adds its rows.
    fn strip(
        &self,
        width: u32,
        rows: std::ops::Range<u32>,
        into: &mut Vec<u8>,
    ) -> Result<(), DecodeError> {
        let tall = u16::try_from(rows.end - rows.start).map_err(|_| UNREADABLE)?;
        let wide = u16::try_from(width).map_err(|_| UNREADABLE)?;
        let mut context = RenderContext::new_with(
            wide,
            tall,
            vello_cpu::RenderSettings {
                num_threads: 0,
                ..vello_cpu::RenderSettings::default()
            },
        );
        // Letters are shown smaller than drawn, so nothing is bent to pixels.
        let look = RenderSettings {
            hinting: false,
            ..RenderSettings::default()
        };
        let up = Affine::translate((0.0, -f64::from(rows.start)));
        let on_strip = up * self.on_page;
        render_into(
            self.page,
            &self.cache,
            &self.settings,
            &look,
            &mut context,
            on_strip,
        );
        context.flush();
        let mut drawn = Pixmap::new(wide, tall);
        let white = RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..RasterizerSettings::default()
        };
        context.render_with(&mut drawn, &mut Resources::default(), white);
        for pixel in drawn.data() {
            into.extend_from_slice(&[pixel.r, pixel.g, pixel.b]);
        }
        Ok(())
    }
}
