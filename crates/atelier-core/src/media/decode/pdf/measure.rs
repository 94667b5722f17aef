//! Measure: what drawing takes, in time and memory, as found by drawing much of
//! everything. The figures are for one core of an ordinary machine; what counts
//! is that they are the same on all, so that a page is drawn everywhere or
//! nowhere.

use std::any::Any;

use crate::media::decode::DecodeError;

/// The most time that a page may take, in nanoseconds.
const MOST_TIME: f64 = 3.5e9;
/// The memory at which a page is drawn in strips, in bytes.
const STRIP: f64 = 48e6;
/// The most strips: each reads the page anew.
const MOST_STRIPS: u32 = 12;

/// A point of a contour: turning, cutting, keeping it.
const POINT: f64 = 60.0;
/// A shape, whatever its size.
const SHAPE: f64 = 1_000.0;
/// A pixel of a contour.
const EDGE: f64 = 45.0;
/// A pixel that is filled, mixing with what lies under it.
const MIXED: f64 = 0.19;
/// A pixel that is filled, hiding what lies under it.
const HIDDEN: f64 = 0.03;
/// A pixel of a part that is drawn by itself and then laid on the page.
const LAID: f64 = 0.4;
/// A pixel that is cut out.
const CUT: f64 = 0.01;
/// A pixel of a picture that is unpacked.
const SAMPLE: f64 = 15.0;
/// A pixel of which a program finds the colour, and each byte of the program.
const COMPUTED: (f64, f64) = (40.0, 5.0);
/// A letter, and each pixel of its height.
const LETTER: (f64, f64) = (1_000.0, 80.0);
/// A byte of a drawing that is read.
const READ: f64 = 30.0;
/// A dash of a line.
const DASH: f64 = 3_000.0;

/// What was measured of a page so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// What is done once, however many strips there are.
    once: f64,
    /// What is done anew for each strip.
    each: f64,
    memory: f64,
}

/// Ends the measuring of a page that would take too long.
struct TooMuch;

impl Cost {
    /// Returns in how many strips a page is drawn.
    pub(super) fn strips(&self) -> u32 {
        ((self.memory / STRIP).ceil() as u32).clamp(1, MOST_STRIPS)
    }

    /// A contour of so many points and pixels of length.
    pub(super) fn contour(&mut self, points: f64, length: f64) {
        self.each += points * POINT;
        self.add(SHAPE + length * EDGE);
        self.keep(250.0 + points * 60.0 + length * 8.0);
    }

    /// So many pixels filled with one colour.
    pub(super) fn filled(&mut self, pixels: f64, is_mixed: bool) {
        self.add(pixels * if is_mixed { MIXED } else { HIDDEN });
        self.keep(pixels / 150.0);
    }

    /// Letters of a height in pixels.
    pub(super) fn letters(&mut self, count: f64, height: f64) {
        self.each += count * LETTER.0 / 2.0;
        self.add(count * (LETTER.0 + height * LETTER.1));
        self.keep(count * (500.0 + height * 14.0));
    }

    /// Dashes of a line.
    pub(super) fn dashes(&mut self, count: f64) {
        self.each += count * DASH / 4.0;
        self.add(count * DASH);
        self.keep(count * 900.0);
    }

    /// A picture: so many times the time of an ordinary one.
    pub(super) fn picture(&mut self, pixels: f64, times: f64) {
        self.each += pixels * SAMPLE * times;
        self.add(0.0);
    }

    /// Pixels of a gradient.
    pub(super) fn gradient(&mut self, pixels: f64) {
        self.computed(pixels * 0.5, 0);
    }

    /// Pixels whose colour a program of so many bytes computes.
    pub(super) fn computed(&mut self, pixels: f64, program: usize) {
        self.add(pixels * (COMPUTED.0 + COMPUTED.1 * program as f64));
        self.keep(pixels * 4.0);
    }

    /// A contour that cuts off what lies beyond it, of a box of so many pixels.
    pub(super) fn cut(&mut self, pixels: f64) {
        self.add(5_000.0 + pixels * CUT);
        self.keep(pixels / 150.0);
    }

    /// A part of the page that is drawn by itself and then laid on it.
    pub(super) fn layer(&mut self, pixels: f64) {
        self.add(20_000.0 + pixels * LAID);
        self.keep(2_000.0 + pixels / 150.0);
    }

    /// A part of the page that is drawn beside it.
    pub(super) fn aside(&mut self, pixels: f64) {
        self.add(50_000.0 + pixels * 5.0);
        self.keep(pixels * 2.0);
    }

    /// Bytes of a drawing that are read.
    pub(super) fn read(&mut self, bytes: usize) {
        self.each += 500.0 + bytes as f64 * READ;
        self.add(0.0);
    }

    /// Runs what is measured so many times over.
    pub(super) fn times(&mut self, before: Self, times: f64) {
        let more = |now: f64, then: f64| (now - then) * (times - 1.0).max(0.0);
        self.each += more(self.each, before.each);
        self.memory += more(self.memory, before.memory);
        self.add(more(self.once, before.once));
    }

    fn add(&mut self, time: f64) {
        self.once += time;
        self.check();
    }

    fn keep(&mut self, bytes: f64) {
        self.memory += bytes;
        self.check();
    }

    /// Ends the measuring once the page costs too much: nothing in the library
    /// asks whether to go on, so the way out is that of a fault.
    fn check(&self) {
        let strips = f64::from(self.strips());
        // Measuring reads the page once more than drawing does.
        let time = self.once + self.each * (strips + 1.0);
        let is_bearable = time <= MOST_TIME && self.memory <= STRIP * f64::from(MOST_STRIPS);
        if !is_bearable {
            std::panic::resume_unwind(Box::new(TooMuch));
        }
    }
}

/// Tells why a page came to no end.
pub(super) fn reason(end: &(dyn Any + Send)) -> DecodeError {
    if end.is::<TooMuch>() {
        DecodeError::Page("drawing it would take too long")
    } else {
        DecodeError::Page("it contradicts itself")
    }
}

const MARK: &str = "atelier-";

/// Returns a drawing that tells its length when it begins.
pub(super) fn marked(content: &[u8]) -> Vec<u8> {
    let begin = format!("/{MARK}{} BMC\n", content.len());
    [begin.as_bytes(), content, b"\nEMC"].concat()
}

/// Reads the length of the drawing that begins with a mark.
pub(super) fn length(tag: &[u8]) -> Option<usize> {
    let tag = std::str::from_utf8(tag).ok()?;
    tag.strip_prefix(MARK)?.parse().ok()
}
