mod bounded;
mod files;
mod heif;
mod plans;
mod tiff;

use super::*;
use crate::domain::preset::Effort;
use crate::domain::variant::VariantFormat;
use crate::media::encode::encode;
use crate::media::inspect::Reason;
use crate::media::pixels::Channels;
use crate::media::testing::{cut_out, difference, jpeg, photo, png, turned, with_segment};

fn too_many_pixels(width: u32, height: u32) -> DecodeError {
    DecodeError::Refused(Reason::TooManyPixels { width, height }.into())
}

fn open(file: &[u8], media_type: MediaType) -> Result<Pixels, DecodeError> {
    Source::open(file, media_type)?.decode(Scale::Full)
}

#[test]
fn a_small_jpeg_that_claims_280_million_pixels_is_refused() {
    let mut bomb = jpeg(&photo(64, 64));
    let frame = bomb.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0x36, 0xB0, 0x4E, 0x20]);

    let refused = open(&bomb, MediaType::Jpeg);

    assert_eq!(refused, Err(too_many_pixels(20_000, 14_000)));
}

#[test]
fn a_small_png_that_claims_900_million_pixels_is_refused() {
    let mut header = b"IHDR".to_vec();
    header.extend([30_000_u32.to_be_bytes(), 30_000_u32.to_be_bytes()].concat());
    header.extend([8, 2, 0, 0, 0]);
    let crc = crc32fast::hash(&header).to_be_bytes();
    let bomb = [&b"\x89PNG\r\n\x1A\n\0\0\0\x0D"[..], &header, &crc].concat();

    let refused = open(&bomb, MediaType::Png);

    assert_eq!(refused, Err(too_many_pixels(30_000, 30_000)));
}

#[test]
fn nothing_at_all_is_no_picture() {
    for media_type in [
        MediaType::Jpeg,
        MediaType::Png,
        MediaType::Webp,
        MediaType::Gif,
        MediaType::Pdf,
    ] {
        assert!(Source::open(b"", media_type).is_err(), "{media_type:?}");
    }
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
    let picture = photo(120, 90);
    let whole = [
        (jpeg(&picture), MediaType::Jpeg),
        (
            encode(&picture, VariantFormat::Jpeg, 90, Effort::Small).unwrap(),
            MediaType::Jpeg,
        ),
        (png(&picture), MediaType::Png),
        (
            encode(&picture, VariantFormat::Webp, 80, Effort::Fast).unwrap(),
            MediaType::Webp,
        ),
        (
            encode(&cut_out(120, 90), VariantFormat::Webp, 80, Effort::Fast).unwrap(),
            MediaType::Webp,
        ),
        (gif(&[(picture, 0)]), MediaType::Gif),
    ];

    for (file, media_type) in whole {
        assert!(open(&file, media_type).is_ok(), "{media_type:?} is whole");
        for hundredths in [5, 30, 60, 90, 99] {
            let cut = &file[..file.len() * hundredths / 100];
            assert!(
                open(cut, media_type).is_err(),
                "{media_type:?} cut at {hundredths} %"
            );
        }
    }
}

#[test]
fn a_jpeg_shows_nothing_of_the_memory_that_it_is_decoded_in() {
    let picture = photo(61, 43);
    let light = picture.map(Channels::Gray, |[r, _, _]: [u8; 3]| [r]);
    let mut gray = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut gray)
        .encode(light.bytes(), 61, 43, image::ExtendedColorType::L8)
        .unwrap();
    for file in [jpeg(&picture), gray] {
        let source = Source::open(&file, MediaType::Jpeg).unwrap();
        for scale in Scale::ALL {
            for bytes in [7, 61 * 43 * 3, 100_000] {
                let used = source.decode_in(vec![0xA5; bytes], scale).unwrap();

                assert_eq!(used, source.decode(scale).unwrap(), "{scale:?} {bytes}");
            }
        }
    }
}

/// A photo's JPEG with its colours shared like this.
fn jpeg_sharing(size: (u32, u32), chroma: turbojpeg::Subsamp) -> Vec<u8> {
    let picture = photo(size.0, size.1);
    let image = turbojpeg::Image {
        pixels: picture.bytes(),
        width: size.0 as usize,
        pitch: size.0 as usize * 3,
        height: size.1 as usize,
        format: turbojpeg::PixelFormat::RGB,
    };
    turbojpeg::compress(image, 90, chroma).unwrap().to_vec()
}

#[test]
fn a_jpeg_that_is_read_once_is_the_same_at_each_size() {
    use turbojpeg::Subsamp;
    let inks: Vec<u8> = (0..8 * 8 * 4).map(|ink| (ink * 7) as u8).collect();
    let mut files = vec![
        inked(&inks, turbojpeg::Colorspace::CMYK),
        inked(&inks, turbojpeg::Colorspace::YCCK),
    ];
    for size in [(1, 1), (9, 7), (16, 32), (61, 43), (250, 130)] {
        files.extend(
            [
                Subsamp::None,
                Subsamp::Sub2x1,
                Subsamp::Sub2x2,
                Subsamp::Gray,
                Subsamp::Sub1x2,
                Subsamp::Sub4x1,
                Subsamp::Sub1x4,
            ]
            .map(|chroma| jpeg_sharing(size, chroma)),
        );
    }
    for file in files {
        let source = Source::open(&file, MediaType::Jpeg).unwrap();
        for scales in [
            &[Scale::Full, Scale::Eighth][..],
            &[Scale::Half, Scale::Eighth],
            &[Scale::Half, Scale::Quarter],
            &[Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth],
        ] {
            for memory in [Vec::new(), vec![0xA5; 100_000]] {
                let together = source.decode_together(memory, scales).unwrap();

                let apart = scales.iter().map(|scale| source.decode(*scale).unwrap());
                assert_eq!(together, apart.collect::<Vec<_>>(), "{scales:?}");
            }
        }
        assert_eq!(source.decode_together(Vec::new(), &[]), Ok(Vec::new()));
    }
}

#[test]
fn a_jpeg_of_many_scans_is_read_for_each_size() {
    let progressive = encode(&photo(120, 90), VariantFormat::Jpeg, 90, Effort::Small).unwrap();
    let source = Source::open(&progressive, MediaType::Jpeg).unwrap();

    let decoded = source.decode_together(vec![0xA5; 7], &[Scale::Full, Scale::Eighth]);

    assert_eq!(decoded, Ok(vec![source.decode(Scale::Full).unwrap()]));
}

#[test]
fn all_sizes_that_are_read_together_are_counted() {
    let picture = photo(120, 90);
    let progressive = encode(&picture, VariantFormat::Jpeg, 90, Effort::Small).unwrap();
    let scales = [Scale::Full, Scale::Eighth];
    let cost = |file: &[u8], media_type| {
        let source = Source::open(file, media_type).unwrap();
        let each = scales.map(|scale| source.memory_at(scale));
        (source.memory_together(&scales), each)
    };

    let (together, each) = cost(&jpeg(&picture), MediaType::Jpeg);
    assert!(together > each.iter().sum());
    for (together, each) in [
        cost(&progressive, MediaType::Jpeg),
        cost(&png(&picture), MediaType::Png),
    ] {
        assert_eq!(Some(together), each.into_iter().max());
    }
}

#[test]
fn a_damaged_jpeg_is_refused_for_what_it_is_at_several_sizes_too() {
    let whole = jpeg(&photo(120, 90));
    let mut said = 0;
    for at in (0..whole.len()).step_by(11) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x5A;
        let Ok(source) = Source::open(&damaged, MediaType::Jpeg) else {
            continue;
        };
        let once = source.decode(Scale::Full);
        let both = source.decode_together(Vec::new(), &[Scale::Full, Scale::Eighth]);

        said += usize::from(once.is_err());
        match (both, once) {
            (Ok(both), Ok(once)) => {
                assert_eq!(both[0], once, "at {at}");
                let eighth = source.decode(Scale::Eighth);
                assert!(
                    both.len() == 1 || Ok(&both[1]) == eighth.as_ref(),
                    "at {at}"
                );
            }
            (both, once) => assert_eq!(both.err(), once.err(), "at {at}"),
        }
    }
    assert!(said > 10, "{said} were refused");
}

#[test]
fn a_jpeg_without_its_last_bytes_is_called_cut_off() {
    let whole = jpeg(&photo(120, 90));

    let refused = open(&whole[..whole.len() * 2 / 3], MediaType::Jpeg);

    let Err(DecodeError::Refused(InspectError(reason))) = refused else {
        panic!("{refused:?}");
    };
    assert!(matches!(reason, Reason::CutShort(_)), "{reason:?}");
}

#[test]
fn a_jpeg_whose_end_was_glued_on_is_still_refused() {
    let whole = jpeg(&photo(120, 90));
    let glued = [&whole[..whole.len() * 2 / 3], &[0xFF, 0xD9]].concat();

    assert!(matches!(
        open(&glued, MediaType::Jpeg),
        Err(DecodeError::Damaged(_))
    ));
}

#[test]
fn what_hangs_behind_a_jpeg_does_no_harm() {
    let trailed = [&jpeg(&photo(64, 64))[..], b"a whole film"].concat();

    assert!(open(&trailed, MediaType::Jpeg).is_ok());
}

#[test]
fn a_jpeg_with_hundreds_of_scans_is_refused() {
    let whole = encode(&photo(64, 64), VariantFormat::Jpeg, 90, Effort::Small).unwrap();
    let last = whole.windows(2).rposition(|w| w == [0xFF, 0xDA]).unwrap();
    let (before, scan) = (&whole[..last], &whole[last..whole.len() - 2]);
    let busy = [before, &scan.repeat(400), &[0xFF, 0xD9]].concat();

    let refused = open(&busy, MediaType::Jpeg);

    assert!(
        matches!(refused, Err(DecodeError::Refused(_))),
        "{refused:?}"
    );
}

#[test]
fn a_jpeg_is_decoded_smaller_and_still_the_same_picture() {
    let picture = photo(801, 603);
    let file = jpeg(&picture);
    let source = Source::open(&file, MediaType::Jpeg).unwrap();

    let quarter = source.decode(Scale::Quarter).unwrap();

    assert_eq!((quarter.width(), quarter.height()), (201, 151));
    assert_eq!(source.size_at(Scale::Quarter), (201, 151));
    let full = (f64::from(picture.width()), f64::from(picture.height()));
    let reference = crate::media::resize::middle(&picture, full, (201, 151)).unwrap();
    assert!(difference(&quarter, &reference) < 3.0);
}

#[test]
fn gray_stays_one_channel() {
    let gray = turbojpeg_of(
        &[100; 64],
        turbojpeg::PixelFormat::GRAY,
        turbojpeg::Subsamp::Gray,
    );

    let pixels = open(&gray, MediaType::Jpeg).unwrap();

    assert_eq!(pixels.channels(), Channels::Gray);
    assert!(pixels.bytes().iter().all(|light| light.abs_diff(100) <= 1));
}

#[test]
fn inks_are_read_as_inks_whether_stored_plain_or_turned() {
    use turbojpeg::Colorspace::{CMYK, YCCK};
    let plain = [0, 255, 0, 0].repeat(64);
    let left: Vec<u8> = plain.iter().map(|ink| 255 - ink).collect();

    // Programs that write an Adobe marker store the light that is left.
    let unmarked = without_adobe_marker(&inked(&plain, CMYK));
    for file in [inked(&left, CMYK), inked(&left, YCCK), unmarked] {
        let pixels = open(&file, MediaType::Jpeg).unwrap();

        assert_eq!(pixels.channels(), Channels::Cmyk);
        let [c, m, y, k] = pixels.bytes()[..4] else {
            unreachable!("four inks")
        };
        assert!(c < 8 && m > 247 && y < 8 && k < 8, "{c} {m} {y} {k}");
    }
}

/// Eight by eight pixels of four inks, as JPEG.
fn inked(inks: &[u8], space: turbojpeg::Colorspace) -> Vec<u8> {
    let mut jpeg = turbojpeg::Compressor::new().unwrap();
    jpeg.set_colorspace(space).unwrap();
    let format = turbojpeg::PixelFormat::CMYK;
    let image = turbojpeg::Image {
        pixels: inks,
        width: 8,
        pitch: 32,
        height: 8,
        format,
    };
    jpeg.compress_to_vec(image).unwrap()
}

fn without_adobe_marker(jpeg: &[u8]) -> Vec<u8> {
    let at = jpeg.windows(2).position(|w| w == [0xFF, 0xEE]).unwrap();
    [&jpeg[..at], &jpeg[at + 16..]].concat()
}

/// Eight by eight pixels, as JPEG.
fn turbojpeg_of(
    bytes: &[u8],
    format: turbojpeg::PixelFormat,
    chroma: turbojpeg::Subsamp,
) -> Vec<u8> {
    let pitch = 8 * format.size();
    let image = turbojpeg::Image {
        pixels: bytes,
        width: 8,
        pitch,
        height: 8,
        format,
    };
    turbojpeg::compress(image, 95, chroma).unwrap().to_vec()
}

#[test]
fn sixteen_bit_gray_with_opacity_becomes_eight_bit_colour() {
    let samples: Vec<u8> = [0x80FF_u16, 0x4000].map(u16::to_be_bytes).concat();
    let file = png_of(
        &samples.repeat(4),
        ::png::ColorType::GrayscaleAlpha,
        ::png::BitDepth::Sixteen,
    );

    let pixels = open(&file, MediaType::Png).unwrap();

    assert_eq!(pixels.bytes(), [0x80, 0x80, 0x80, 0x40].repeat(4));
}

#[test]
fn sixteen_bit_colour_becomes_eight_bit_colour() {
    let samples: Vec<u8> = [0xFFFF_u16, 0x8000, 0x00FF].map(u16::to_be_bytes).concat();
    let file = png_of(
        &samples.repeat(4),
        ::png::ColorType::Rgb,
        ::png::BitDepth::Sixteen,
    );

    assert_eq!(
        open(&file, MediaType::Png).unwrap().bytes(),
        [0xFF, 0x80, 0x00].repeat(4)
    );
}

#[test]
fn one_bit_gray_is_black_and_white() {
    let file = png_of(
        &[0b1000_0000, 0b0100_0000],
        ::png::ColorType::Grayscale,
        ::png::BitDepth::One,
    );

    assert_eq!(
        open(&file, MediaType::Png).unwrap().bytes(),
        [255, 0, 0, 255]
    );
}

/// Two by two pixels, as PNG.
fn png_of(data: &[u8], colour: ::png::ColorType, depth: ::png::BitDepth) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, 2, 2);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn of_a_moving_gif_the_first_frame_is_shown() {
    let red = Pixels::new(8, 8, Channels::Rgb, [220, 20, 20].repeat(64)).unwrap();
    let blue = Pixels::new(8, 8, Channels::Rgb, [20, 20, 220].repeat(64)).unwrap();
    let file = gif(&[(red.clone(), 0), (blue, 0)]);
    let source = Source::open(&file, MediaType::Gif).unwrap();

    let shown = source.decode(Scale::Full).unwrap();

    assert!(difference(&shown, &red) < 6.0);
}

/// A GIF of frames.
fn gif(frames: &[(Pixels, u32)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut file);
    encoder
        .set_repeat(image::codecs::gif::Repeat::Infinite)
        .unwrap();
    for (pixels, left) in frames {
        let rgba = pixels.map(Channels::Rgba, |[r, g, b]: [u8; 3]| [r, g, b, 255]);
        let (width, height) = (pixels.width(), pixels.height());
        let buffer = image::RgbaImage::from_raw(width, height, rgba.bytes().to_vec()).unwrap();
        let delay = image::Delay::from_numer_denom_ms(100, 1);
        encoder
            .encode_frame(image::Frame::from_parts(buffer, *left, 0, delay))
            .unwrap();
    }
    drop(encoder);
    file
}

#[test]
fn of_a_moving_webp_the_first_frame_is_shown_on_its_canvas() {
    let frame = encode(&photo(32, 32), VariantFormat::Webp, 80, Effort::Fast).unwrap();
    let file = moving_webp((64, 48), &frame[12..], &frame[12..]);
    let source = Source::open(&file, MediaType::Webp).unwrap();

    let shown = source.decode(Scale::Full).unwrap();

    assert!(source.is_moving());
    assert_eq!((shown.width(), shown.height()), (64, 48));
    assert_eq!(shown.bytes()[3], 255, "the frame is opaque");
    assert_eq!(shown.bytes()[63 * 4 + 3], 0, "the canvas beside it is not");
}

/// A WebP of two frames in the corner of a canvas.
fn moving_webp(canvas: (u32, u32), first: &[u8], second: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8], body: &[u8]| {
        [
            name,
            &(body.len() as u32).to_le_bytes(),
            body,
            &vec![0; body.len() % 2],
        ]
        .concat()
    };
    let three = |value: u32| value.to_le_bytes()[..3].to_vec();
    let size = [three(canvas.0 - 1), three(canvas.1 - 1)].concat();
    let frame = |data: &[u8]| {
        let head = [
            three(0),
            three(0),
            three(31),
            three(31),
            three(100),
            vec![0],
        ]
        .concat();
        chunk(b"ANMF", &[&head, data].concat())
    };
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[&[0x02, 0, 0, 0], &size[..]].concat()),
        chunk(b"ANIM", &[0; 6]),
        frame(first),
        frame(second),
    ];
    chunk(b"RIFF", &body.concat())
}

#[test]
fn the_size_shown_is_the_size_after_turning() {
    let file = turned(&jpeg(&photo(60, 40)), 6);
    let source = Source::open(&file, MediaType::Jpeg).unwrap();

    assert_eq!(source.stored_size(), (60, 40));
    assert_eq!(source.shown_size(), (40, 60));
}

#[test]
fn a_profile_in_many_parts_is_joined_in_order() {
    let file = jpeg(&photo(16, 16));
    let file = with_segment(&file, 0xE2, b"ICC_PROFILE\0\x01\x02first ");
    let file = with_segment(&file, 0xE2, b"ICC_PROFILE\0\x02\x02second");

    let source = Source::open(&file, MediaType::Jpeg).unwrap();

    assert_eq!(source.space(), &Space::Profile(b"first second".to_vec()));
}
