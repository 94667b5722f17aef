//! Meter: stands in for the device that draws, and only counts.

use std::collections::BTreeSet;

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_syntax::object::{Array, Dict, Name};
use hayro::hayro_interpret::pattern::{Pattern, TilingPattern};
use hayro::hayro_interpret::shading::ShadingType;
use hayro::hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint,
    SoftMask, StrokeProps,
};
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};

use super::measure::{self, Cost};
use super::plain::Longest;

/// Counts what drawing on a page of this size takes.
pub(super) struct Meter {
    pub(super) cost: Cost,
    target: Rect,
    longest: Longest,
    masks: BTreeSet<u128>,
    /// A layer began, and nobody told yet how large it is.
    is_layer: bool,
    /// How deep in patterns and letters that are drawings.
    inside: usize,
}

impl Meter {
    pub(super) fn new((width, height): (u32, u32), longest: Longest) -> Self {
        Self {
            cost: Cost::default(),
            target: Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            longest,
            masks: BTreeSet::new(),
            is_layer: false,
            inside: 0,
        }
    }

    /// Returns how much of the page a part covers, in pixels.
    fn covered(&self, part: Rect) -> f64 {
        let common = self.target.intersect(part);
        if common.width() > 0.0 && common.height() > 0.0 {
            common.area()
        } else {
            0.0
        }
    }

    fn page(&self) -> f64 {
        self.target.area()
    }

    /// Counts a contour and returns the box around it.
    fn contour(&mut self, path: &BezPath, transform: Affine, sides: f64) -> Rect {
        let mut walk = Walk::new(self.target);
        for element in path.elements() {
            walk.go(*element, transform);
        }
        self.cost.contour(walk.points * sides, walk.length * sides);
        walk.around.unwrap_or(Rect::ZERO)
    }

    /// Counts a rectangle: its level sides cost nothing.
    fn upright(&mut self, rect: Rect) {
        let height = self.target.intersect(rect).height().max(0.0);
        self.cost.contour(4.0, 2.0 * height);
    }

    /// Counts the inside of a contour.
    fn fill(&mut self, around: Rect, props: &DrawProps<'_>) {
        let hides = match &props.paint {
            Paint::Color(colour) => {
                let [.., opacity] = colour.to_rgba().components();
                opacity >= 1.0 && props.blend_mode == BlendMode::Normal && props.soft_mask.is_none()
            }
            Paint::Pattern(_) => false,
        };
        self.cost.filled(self.covered(around), !hides);
    }

    /// Counts a line along a contour, both of its sides.
    fn stroke(&mut self, path: &BezPath, transform: Affine, props: &StrokeProps) -> Rect {
        let around = self.contour(path, transform, 2.0);
        let width = f64::from(props.line_width.abs()) * transform.determinant().abs().sqrt();
        let dashes = props.dash_array.iter();
        let period: f64 = dashes.map(|dash| f64::from(dash.abs())).sum();
        if period > 0.0 {
            let times = path.perimeter(1.0) / period;
            self.cost.dashes(times * props.dash_array.len() as f64);
        }
        around.inflate(width, width)
    }

    fn paint<'a>(&mut self, paint: &Paint<'a>, around: Rect, is_stroke: bool)
    where
        Self: Device<'a>,
    {
        let Paint::Pattern(pattern) = paint else {
            return;
        };
        let area = self.covered(around);
        match pattern.as_ref() {
            Pattern::Shading(shading) => match &*shading.shading.shading_type {
                ShadingType::RadialAxial { .. } if self.longest.program == 0 => {
                    self.cost.gradient(area);
                }
                _ => self.cost.computed(area, self.longest.program),
            },
            Pattern::Tiling(tiling) => self.tiles(tiling, around, area, is_stroke),
        }
    }

    /// Counts a tile as often as it may be drawn to fill a part of the page.
    fn tiles<'a>(&mut self, tiling: &TilingPattern<'a>, around: Rect, area: f64, is_stroke: bool)
    where
        Self: Device<'a>,
    {
        let part = self.target.intersect(around);
        let cells = tiling.matrix.inverse().transform_rect_bbox(part);
        let copies = |width: f64, step: f32, visible: f64| {
            let step = f64::from(step.abs());
            let overlapping = width / step;
            // A step wider than what is seen is not repeated but placed.
            let placed = if visible < step { visible / step } else { 0.0 };
            (overlapping + placed).ceil() + 1.0
        };
        let across = copies(tiling.bbox.width(), tiling.x_step, cells.width());
        let down = copies(tiling.bbox.height(), tiling.y_step, cells.height());
        self.cost.aside(area.max(1.0) * 2.0);
        let before = self.cost;
        self.cost.read(self.longest.pattern);
        // A tile is drawn whole, wherever on the page it would lie.
        let page = self.target;
        self.target = tiling.matrix.transform_rect_bbox(tiling.bbox);
        self.within(|meter| {
            tiling.interpret(meter, tiling.matrix, is_stroke);
        });
        self.target = page;
        self.cost.times(before, across * down);
    }

    /// Counts a drawing that the library keeps from telling its parts.
    fn within(&mut self, draw: impl FnOnce(&mut Self)) {
        self.inside += 1;
        draw(self);
        self.inside -= 1;
    }

    fn mask<'a>(&mut self, mask: Option<&SoftMask<'a>>)
    where
        Self: Device<'a>,
    {
        // On the page itself each mask is drawn once, however often it is used.
        if let Some(mask) = mask
            && (self.inside > 0 || self.masks.insert(mask.cache_key()))
        {
            self.cost.aside(self.page());
            mask.interpret(self);
        }
    }
}

impl<'a> Device<'a> for Meter {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.mask(props.soft_mask.as_ref());
        let transform = props.transform;
        if matches!(draw_mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) {
            let around = self.contour(path, transform, 1.0);
            self.fill(around, &props);
            self.paint(&props.paint, around, false);
        }
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = draw_mode {
            let around = self.stroke(path, transform, stroke);
            self.paint(&props.paint, around, true);
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let DrawMode::Fill(_) = draw_mode else {
            return self.draw_path(&rect.to_path(0.1), props, draw_mode);
        };
        self.mask(props.soft_mask.as_ref());
        let around = props.transform.transform_rect_bbox(*rect);
        self.upright(around);
        self.fill(around, &props);
        self.paint(&props.paint, around, false);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.upright(*rect);
        self.cost.cut(self.covered(*rect));
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        if self.inside > 0 {
            self.cost.read(self.longest.form);
        }
        let around = self.contour(&clip_path.path, Affine::IDENTITY, 1.0);
        let area = self.covered(around);
        self.cost.cut(area);
        if std::mem::take(&mut self.is_layer) {
            self.cost.layer(area);
        }
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend_mode: BlendMode,
    ) {
        self.mask(mask.as_ref());
        let is_plain = opacity >= 1.0 && blend_mode == BlendMode::Normal && mask.is_none();
        if is_plain {
            // How large it is, is told by what comes next: a cut or a picture.
            self.is_layer = true;
            self.cost.layer(0.0);
        } else {
            self.cost.layer(self.page());
        }
    }

    fn draw_glyph_run(
        &mut self,
        glyph_run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        self.mask(props.soft_mask.as_ref());
        if matches!(draw_mode, DrawMode::Invisible) {
            self.cost.letters(glyph_run.glyphs().len() as f64, 0.0);
            return;
        }
        for glyph in glyph_run.glyphs() {
            let transform = props.transform * glyph.transform();
            match &**glyph {
                Glyph::Outline(_) => {
                    // Letters are drawn in a square of a thousand units.
                    let em = transform.transform_rect_bbox(Rect::new(0.0, 0.0, 1e3, 1e3));
                    let height = em.height().min(self.target.height());
                    self.cost.letters(1.0, height);
                    self.paint(&props.paint, em, false);
                }
                Glyph::Type3(letter) => {
                    self.cost.read(self.longest.letter);
                    self.within(|meter| {
                        letter.interpret(meter, props.transform, glyph.transform(), &props.paint);
                    });
                }
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.mask(props.soft_mask.as_ref());
        self.is_layer = false;
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let around = props
            .transform
            .transform_rect_bbox(Rect::new(0.0, 0.0, width, height));
        let dict = match &image {
            Image::Stencil(stencil) => stencil.stream().dict().clone(),
            Image::Raster(raster) => raster.stream().dict().clone(),
        };
        let times = slowness(&dict, self.longest.program);
        self.cost.picture(width * height, times);
        self.cost.layer(self.covered(around));
        if let Image::Stencil(stencil) = &image
            && self.longest.pattern > 0
        {
            // Only whoever unpacks a stencil is told what it is painted with.
            let mut paint = None;
            stencil.with_stencil(|_, with| paint = Some(with.clone()), None);
            if let Some(paint) = paint {
                self.paint(&paint, around, false);
            }
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<&Dict<'_>>) {
        if let Some(bytes) = measure::length(tag) {
            self.cost.read(bytes);
        }
    }
}

/// Returns how many times longer than a JPEG a picture takes to unpack.
fn slowness(dict: &Dict<'_>, program: usize) -> f64 {
    let packed = match dict.get::<Name<'_>>(b"Filter") {
        Some(name) if &*name == b"JPXDecode" => 12.0,
        Some(name) if &*name == b"JBIG2Decode" => 4.0,
        _ => 1.0,
    };
    let colours = dict.get::<Array<'_>>(b"ColorSpace");
    let kind = colours.and_then(|list| list.iter::<Name<'_>>().next());
    let is_computed = kind.is_some_and(|kind| matches!(&*kind, b"Separation" | b"DeviceN"));
    if is_computed {
        packed + 3.0 + program as f64 / 3.0
    } else {
        packed
    }
}

/// Follows a contour over the page.
struct Walk {
    target: Rect,
    at: Point,
    start: Point,
    points: f64,
    /// How far it goes on the page, in pixels.
    length: f64,
    around: Option<Rect>,
}

impl Walk {
    fn new(target: Rect) -> Self {
        Self {
            target,
            at: Point::ZERO,
            start: Point::ZERO,
            points: 0.0,
            length: 0.0,
            around: None,
        }
    }

    fn go(&mut self, element: PathEl, transform: Affine) {
        self.points += 1.0;
        match element {
            PathEl::MoveTo(to) => {
                self.at = transform * to;
                self.start = self.at;
                self.reach(self.at);
            }
            PathEl::LineTo(to) => self.to(transform * to),
            PathEl::QuadTo(by, to) => {
                self.bend();
                self.to(transform * by);
                self.to(transform * to);
            }
            PathEl::CurveTo(first, second, to) => {
                self.bend();
                self.to(transform * first);
                self.to(transform * second);
                self.to(transform * to);
            }
            PathEl::ClosePath => self.to(self.start),
        }
    }

    fn to(&mut self, to: Point) {
        let (from, until) = (self.on_page(self.at), self.on_page(to));
        self.length += (until.x - from.x).abs() + (until.y - from.y).abs();
        self.at = to;
        self.reach(to);
    }

    /// Counts the pieces that a curve is cut into.
    fn bend(&mut self) {
        self.points += 8.0;
    }

    fn on_page(&self, point: Point) -> Point {
        let within = |at: f64, from: f64, to: f64| {
            if at.is_nan() {
                from
            } else {
                at.clamp(from, to)
            }
        };
        Point::new(
            within(point.x, self.target.x0, self.target.x1),
            within(point.y, self.target.y0, self.target.y1),
        )
    }

    fn reach(&mut self, point: Point) {
        let point = self.on_page(point);
        let spot = Rect::from_points(point, point);
        self.around = Some(self.around.map_or(spot, |around| around.union(spot)));
    }
}
