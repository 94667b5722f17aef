//! Decodes a picture to a PPM or PGM, upright and in sRGB, so that decoders can
//! be held against each other:
//!
//! ```text
//! cargo run --release -p atelier-core --example decode -- photo.heic out.ppm [1|2|4|8]
//! ```
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool of the workshop"
)]

use std::time::Instant;

use atelier_core::media::colour::ToScreen;
use atelier_core::media::decode::{Scale, Source};
use atelier_core::media::inspect::inspect;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let (from, to) = words.next().zip(words.next()).ok_or("give two files")?;
    let scale = match words.next().as_deref() {
        Some("8") => Scale::Eighth,
        Some("4") => Scale::Quarter,
        Some("2") => Scale::Half,
        _ => Scale::Full,
    };
    let file = std::fs::read(from)?;
    let began = Instant::now();
    let source = Source::open(&file, inspect(&file)?.media_type)?;
    let decoded = source.decode(scale)?;
    let took = began.elapsed();
    let way = ToScreen::find(decoded.channels(), source.space());
    let shown = way.apply(source.orientation().apply(decoded)).on_white();
    println!(
        "{} x {} in {took:?}, at most {} MB by the header",
        shown.width(),
        shown.height(),
        source.memory_at(scale) >> 20
    );
    let head = format!("P6 {} {} 255\n", shown.width(), shown.height());
    std::fs::write(to, [head.as_bytes(), shown.bytes()].concat())?;
    Ok(())
}
