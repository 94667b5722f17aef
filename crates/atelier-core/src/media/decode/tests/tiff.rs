//! Promises about TIFF: whatever depth and colours its numbers have.

use super::*;
use crate::media::colour::Space;
use crate::media::orientation::Orientation;

/// A file of one page of 2 x 2 pixels in one strip, with these shorts beside
/// its shape.
fn file(photometric: u16, bits: &[u16], more: &[(u16, Vec<u16>)], pixels: &[u8]) -> Vec<u8> {
    let mut list: Vec<(u16, u16, Vec<u16>)> = vec![
        (0x0100, 3, vec![2]),
        (0x0101, 3, vec![2]),
        (0x0102, 3, bits.to_vec()),
        (0x0103, 3, vec![1]),
        (0x0106, 3, vec![photometric]),
        (0x0111, 4, vec![8, 0]),
        (0x0115, 3, vec![bits.len() as u16]),
        (0x0116, 3, vec![2]),
        (0x0117, 4, vec![pixels.len() as u16, 0]),
    ];
    list.extend(more.iter().map(|(tag, values)| (*tag, 3, values.clone())));
    list.sort_by_key(|(tag, ..)| *tag);
    let mut out = b"II*\0\0\0\0\0".to_vec();
    out.extend(pixels);
    out.resize(out.len().next_multiple_of(2), 0);
    let mut entries = (list.len() as u16).to_le_bytes().to_vec();
    for (tag, format, values) in list {
        let data: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        let count = if format == 4 { 1 } else { values.len() as u32 };
        entries.extend([tag.to_le_bytes(), format.to_le_bytes()].concat());
        entries.extend(count.to_le_bytes());
        if data.len() > 4 {
            entries.extend((out.len() as u32).to_le_bytes());
            out.extend(data);
        } else {
            entries.extend(&data);
            entries.resize(entries.len() + 4 - data.len(), 0);
        }
    }
    let at = out.len() as u32;
    out[4..8].copy_from_slice(&at.to_le_bytes());
    out.extend(entries);
    out.extend([0; 4]);
    out
}

fn decoded(file: &[u8]) -> Pixels {
    open(file, MediaType::Tiff).expect("can be decoded")
}

#[test]
fn gray_rgb_and_inks_come_out_as_they_are() {
    let gray = decoded(&file(1, &[8], &[], &[0, 80, 160, 255]));
    assert_eq!(gray.channels(), Channels::Gray);
    assert_eq!(gray.bytes(), [0, 80, 160, 255]);

    let light: Vec<u8> = (0..12).map(|at| at * 20).collect();
    let rgb = decoded(&file(2, &[8; 3], &[], &light));
    assert_eq!(rgb.channels(), Channels::Rgb);
    assert_eq!(rgb.bytes(), light);

    let inks: Vec<u8> = (0..16).map(|at| at * 15).collect();
    let cmyk = decoded(&file(5, &[8; 4], &[], &inks));
    assert_eq!(cmyk.channels(), Channels::Cmyk);
    assert_eq!(cmyk.bytes(), inks);
}

#[test]
fn other_depths_become_eight_bits() {
    let words: Vec<u8> = [0_u16, 0x8080, 0xFFFF, 0x00FF]
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .collect();
    assert_eq!(
        decoded(&file(1, &[16], &[], &words)).bytes(),
        [0, 128, 255, 1]
    );

    // Each row begins with a byte of its own.
    let bits = decoded(&file(1, &[1], &[], &[0b1000_0000, 0b0100_0000]));
    assert_eq!(bits.bytes(), [255, 0, 0, 255]);

    let inverted = decoded(&file(0, &[8], &[], &[0, 80, 160, 255]));
    assert_eq!(inverted.bytes(), [255, 175, 95, 0]);
}

#[test]
fn a_palette_is_looked_up() {
    let mut palette = vec![0; 48];
    (palette[1], palette[16 + 2], palette[32 + 3]) = (0xFFFF, 0x8000, 0x4000);

    let pixels = decoded(&file(3, &[4], &[(0x0140, palette)], &[0x01, 0x23]));

    let [black, red] = [[0, 0, 0], [255, 0, 0]];
    let [green, blue] = [[0, 0x80, 0], [0, 0, 0x40]];
    assert_eq!(pixels.bytes(), [black, red, green, blue].concat());
}

#[test]
fn lab_becomes_light() {
    let white = [255, 0, 0];
    let red = [138, 81, 70];
    let signed = [white, white, red, red].concat();
    let shifted: Vec<u8> = signed
        .iter()
        .enumerate()
        .map(|(at, value)| if at % 3 == 0 { *value } else { value ^ 0x80 })
        .collect();
    for (photometric, pixels) in [(8, signed), (9, shifted)] {
        let pixels = decoded(&file(photometric, &[8; 3], &[], &pixels));

        let near = |a: &[u8], b: [u8; 3]| a.iter().zip(b).all(|(a, b)| a.abs_diff(b) < 4);
        assert!(near(&pixels.bytes()[..3], [255, 255, 255]), "{pixels:?}");
        assert!(near(&pixels.bytes()[6..9], [254, 0, 0]), "{pixels:?}");
    }
}

#[test]
fn opacity_is_told_from_other_samples() {
    let samples = [100, 50, 0, 128].repeat(4);
    let straight = decoded(&file(2, &[8; 4], &[(0x0152, vec![2])], &samples));
    assert_eq!(straight.bytes()[..4], [100, 50, 0, 128]);

    let multiplied = decoded(&file(2, &[8; 4], &[(0x0152, vec![1])], &samples));
    assert_eq!(multiplied.bytes()[..4], [199, 100, 0, 128]);

    let other = decoded(&file(2, &[8; 4], &[(0x0152, vec![0])], &samples));
    assert_eq!(other.bytes()[..3], [100, 50, 0]);
    assert_eq!(other.channels(), Channels::Rgb);
}

/// Returns where the entry of a long begins.
fn long(bytes: &[u8], tag: u16) -> usize {
    let shape = [tag.to_le_bytes(), 4_u16.to_le_bytes()].concat();
    memchr::memmem::find(bytes, &shape).expect("is there")
}

/// Returns a file whose three planes lie one after the other, a strip each.
fn planes_of(planes: [&[u8]; 3], more: &[(u16, Vec<u16>)]) -> Vec<u8> {
    let more = [more, &[(0x011C, vec![2])]].concat();
    let mut bytes = file(2, &[8; 3], &more, &planes.concat());
    let length = planes[0].len() as u32;
    for (tag, values) in [
        (0x0111, [8, 8 + length, 8 + 2 * length]),
        (0x0117, [length; 3]),
    ] {
        let (entry, at) = (long(&bytes, tag), bytes.len() as u32);
        bytes[entry + 4..entry + 8].copy_from_slice(&3_u32.to_le_bytes());
        bytes[entry + 8..entry + 12].copy_from_slice(&at.to_le_bytes());
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }
    bytes
}

const JOINED: [u8; 12] = [1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12];

#[test]
fn planes_are_joined() {
    let planes: [&[u8]; 3] = [&[1, 2, 3, 4], &[5, 6, 7, 8], &[9, 10, 11, 12]];

    let pixels = decoded(&planes_of(planes, &[]));

    assert_eq!(pixels.bytes(), JOINED);
}

#[test]
fn planes_in_tiles_larger_than_the_page_are_joined() {
    let tile = |first: u8| {
        let mut tile = [99; 16 * 16];
        tile[..2].copy_from_slice(&[first, first + 1]);
        tile[16..18].copy_from_slice(&[first + 2, first + 3]);
        tile
    };
    let [red, green, blue] = [1, 5, 9].map(tile);
    let tiles = [(0x0142, vec![16]), (0x0143, vec![16])];
    let mut bytes = planes_of([&red, &green, &blue], &tiles);
    for (strips, tiles) in [(0x0111, 0x0144_u16), (0x0117, 0x0145)] {
        let entry = long(&bytes, strips);
        bytes[entry..entry + 2].copy_from_slice(&tiles.to_le_bytes());
    }

    let pixels = decoded(&bytes);

    assert_eq!(pixels.bytes(), JOINED);
}

#[test]
fn orientation_and_profile_are_told() {
    let profile = vec![0x4142; 20];
    let more = [(0x0112, vec![6]), (0x8773, profile)];
    let bytes = file(1, &[8], &more, &[1, 2, 3, 4]);

    let source = Source::open(&bytes, MediaType::Tiff).expect("can be read");

    assert_eq!(source.orientation(), Orientation::from_exif(6));
    assert!(matches!(source.space(), Space::Profile(profile) if profile.len() == 40));
}

#[test]
fn what_is_cut_or_too_large_is_refused() {
    let whole = file(2, &[8; 3], &[], &[7; 12]);
    for len in 0..whole.len() - 4 {
        assert!(open(&whole[..len], MediaType::Tiff).is_err(), "{len}");
    }
    let mut bomb = whole;
    let wide = memchr::memmem::find(&bomb, &[0, 1, 3, 0, 1, 0, 0, 0]).expect("has a width");
    bomb[wide + 8..wide + 10].copy_from_slice(&40_000_u16.to_le_bytes());
    assert_eq!(
        open(&bomb, MediaType::Tiff),
        Err(too_many_pixels(40_000, 2))
    );
}

#[test]
fn a_room_of_another_program_is_decoded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let bytes = std::fs::read(folder.join("odd/room.tiff")).expect("is there");

    let source = Source::open(&bytes, MediaType::Tiff).expect("can be read");
    let pixels = source.decode(Scale::Full).expect("can be decoded");

    assert_eq!((pixels.width(), pixels.height()), source.stored_size());
}
