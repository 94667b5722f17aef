//! Colours held against what LittleCMS makes of the same files, in CIEDE2000.

use super::ToScreen;
use crate::domain::media_type::MediaType;
use crate::media::decode::{Scale, Source};
use crate::media::pixels::{Channels, Pixels};

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/colour/");
    std::fs::read(format!("{folder}{name}")).expect("a fixture")
}

/// Decodes a file to sRGB and tells whether its profile was used.
fn shown(name: &str) -> (Pixels, bool) {
    let media_type = if name.ends_with("png") {
        MediaType::Png
    } else {
        MediaType::Jpeg
    };
    let file = file(name);
    let source = Source::open(&file, media_type).expect("opens");
    let decoded = source.decode(Scale::Full).expect("decodes");
    let way = ToScreen::find(decoded.channels(), source.space());
    let used = !way.ignored_profile();
    (way.apply(decoded), used)
}

#[test]
fn every_space_is_within_one_of_littlecms() {
    for name in [
        "display-p3.jpg",
        "adobe-rgb.jpg",
        "adobe-rgb-by-exif.jpg",
        "press.jpg",
        "gray-gamma.jpg",
        "gray-lightness.jpg",
        "prophoto.png",
        "gray-and-alpha-gamma.png",
        "measured.png",
        "p3-by-number.png",
    ] {
        let (ours, used) = shown(name);
        let stem = name.split('.').next().expect("a stem");
        let (theirs, _) = shown(&format!("{stem}.srgb.png"));

        assert!(used, "{name}: what it says of its colours was ignored");
        assert_eq!(ours.channels(), theirs.channels(), "{name}");
        let apart = mean_difference(&ours, &theirs);
        println!("{name}: {apart:.3}");
        assert!(apart < 1.0, "{name}: {apart}");
    }
}

#[test]
fn the_judge_tells_spaces_apart() {
    // Without its profile a picture in Adobe RGB is paler than it should be.
    let adobe = file("adobe-rgb.jpg");
    let source = Source::open(&adobe, MediaType::Jpeg).expect("opens");
    let untouched = source.decode(Scale::Full).expect("decodes");
    let (theirs, _) = shown("adobe-rgb.srgb.png");

    assert!(mean_difference(&untouched, &theirs) > 1.0);
}

#[test]
fn ciede2000_agrees_with_its_published_pairs() {
    // Sharma, Wu and Dalal 2005, rows 1, 7, 17 and 25 of their table.
    for (a, b, expected) in [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        (
            [60.2574, -34.0099, 36.2677],
            [60.4626, -34.1751, 39.4387],
            1.2644,
        ),
    ] {
        let found = ciede2000(a, b);
        assert!((found - expected).abs() < 1e-3, "{found} for {expected}");
    }
}

fn mean_difference(a: &Pixels, b: &Pixels) -> f64 {
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    let lab = |pixels: &Pixels| -> Vec<[f64; 3]> {
        let count = pixels.channels().count();
        assert!(matches!(pixels.channels(), Channels::Rgb | Channels::Rgba));
        let pixels = pixels.bytes().chunks(count);
        pixels
            .map(|pixel| cielab([pixel[0], pixel[1], pixel[2]]))
            .collect()
    };
    let (a, b) = (lab(a), lab(b));
    let sum: f64 = a.iter().zip(&b).map(|(a, b)| ciede2000(*a, *b)).sum();
    sum / a.len() as f64
}

/// The light of a number of sRGB, and of Display P3.
pub(in crate::media) fn light(number: u8) -> f64 {
    let number = f64::from(number) / 255.0;
    if number <= 0.04045 {
        number / 12.92
    } else {
        ((number + 0.055) / 1.055).powf(2.4)
    }
}

/// A colour of sRGB in CIELAB under D65.
fn cielab(rgb: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(light);
    lab([
        0.412_456 * r + 0.357_576 * g + 0.180_437 * b,
        0.212_673 * r + 0.715_152 * g + 0.072_175 * b,
        0.019_334 * r + 0.119_192 * g + 0.950_304 * b,
    ])
}

/// A colour of CIE 1931 in CIELAB under D65.
pub(in crate::media) fn lab([x, y, z]: [f64; 3]) -> [f64; 3] {
    let bent = |t: f64| {
        if t > 216.0 / 24389.0 {
            t.cbrt()
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    let (x, y, z) = (bent(x / 0.950_47), bent(y), bent(z / 1.088_83));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How far two colours of CIELAB are apart, as people see it.
pub(in crate::media) fn ciede2000([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
    let seventh = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
    let stretch = 1.5 - 0.5 * seventh((a1.hypot(b1) + a2.hypot(b2)) / 2.0);
    let (a1, a2) = (a1 * stretch, a2 * stretch);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let gray = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if gray => 0.0,
        turn if turn > 180.0 => turn - 360.0,
        turn if turn < -180.0 => turn + 360.0,
        turn => turn,
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();
    let mean_hue = match (h1 + h2) / 2.0 {
        _ if gray => h1 + h2,
        mean if (h1 - h2).abs() <= 180.0 => mean,
        mean if mean < 180.0 => mean + 180.0,
        mean => mean - 180.0,
    };
    let (light, chroma) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let wave = |times: f64, offset: f64| (times * mean_hue + offset).to_radians().cos();
    let t = 1.0 - 0.17 * wave(1.0, -30.0) + 0.24 * wave(2.0, 0.0) + 0.32 * wave(3.0, 6.0)
        - 0.20 * wave(4.0, -63.0);
    let bulge = 30.0 * (-((mean_hue - 275.0) / 25.0).powi(2)).exp();
    let off = (light - 50.0).powi(2);
    let sl = 1.0 + 0.015 * off / (20.0 + off).sqrt();
    let (sc, sh) = (1.0 + 0.045 * chroma, 1.0 + 0.015 * chroma * t);
    let rotation = -(2.0 * bulge).to_radians().sin() * 2.0 * seventh(chroma);
    let (l, c, h) = (dl / sl, dc / sc, dh / sh);
    (l * l + c * c + h * h + rotation * c * h).sqrt()
}
