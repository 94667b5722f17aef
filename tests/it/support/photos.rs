//! Photos made on the spot: small JPEGs that all differ and all say where they
//! were taken, as a camera writes it.

use std::ops::Range;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};

/// Writes photos into a folder, `photo_0007.jpg` for number 7.
pub(crate) fn write(folder: &Path, numbers: Range<usize>) {
    std::fs::create_dir_all(folder).expect("a folder");
    for number in numbers {
        let path = folder.join(format!("photo_{number:04}.jpg"));
        std::fs::write(path, photo(number)).expect("a photo");
    }
}

/// One photo of about 160 x 120, with an Exif block that has a GPS position and
/// a camera's name.
pub(crate) fn photo(number: usize) -> Vec<u8> {
    let number = u32::try_from(number).expect("not that many");
    let (width, height) = (160 + number % 7 * 8, 120);
    let seed = number.wrapping_mul(2_654_435_761);
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        let wave = |step: u32| ((x * step + y * (seed % 5 + 1) + seed % 1_000) / 3 % 256) as u8;
        Rgb([wave(1), wave(2), (seed >> 24) as u8])
    });
    let mut plain = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut plain, ImageFormat::Jpeg)
        .expect("a JPEG");
    with_exif(plain.get_ref(), &exif())
}

/// Puts an Exif segment behind the start of a JPEG.
fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    let length = u16::try_from(exif.len() + 8).expect("a short block");
    let (start, rest) = jpeg.split_at(2);
    let mut out = start.to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(length.to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(exif);
    out.extend(rest);
    out
}

/// A TIFF block with a camera's name and a position: 51° 30' 26" N.
fn exif() -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    // The first directory at 8: make, and where the position is.
    block.extend(2_u16.to_le_bytes());
    entry(&mut block, 0x010f, 2, 8, 38);
    entry(&mut block, 0x8825, 4, 1, 46);
    block.extend(0_u32.to_le_bytes());
    block.extend(b"Harbour\0");
    // The directory of the position at 46: north, and the latitude at 76.
    block.extend(2_u16.to_le_bytes());
    entry(&mut block, 0x0001, 2, 2, u32::from(b'N'));
    entry(&mut block, 0x0002, 5, 3, 76);
    block.extend(0_u32.to_le_bytes());
    for part in [51_u32, 1, 30, 1, 26, 1] {
        block.extend(part.to_le_bytes());
    }
    block
}

fn entry(block: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32) {
    block.extend(tag.to_le_bytes());
    block.extend(kind.to_le_bytes());
    block.extend(count.to_le_bytes());
    block.extend(value.to_le_bytes());
}
