use super::*;

const FULL: Coding = Coding {
    depth: 8,
    full_range: true,
    matrix: Matrix::Weights {
        red: 0.299,
        blue: 0.114,
    },
};

fn bytes(samples: &[u8], stride: usize) -> Plane<'_> {
    Plane {
        samples: Samples::Bytes(samples),
        stride,
    }
}

/// Converts planes into a canvas of its own.
fn converted(planes: &Planes<'_>, shrink: u32, channels: usize) -> Vec<u8> {
    let size = (
        planes.size.0.div_ceil(shrink),
        planes.size.1.div_ceil(shrink),
    );
    let mut bytes = vec![0; (size.0 * size.1) as usize * channels];
    let mut canvas = Canvas {
        bytes: &mut bytes,
        size,
        channels,
    };
    write_colours(planes, shrink, None, &mut canvas, (0, 0)).unwrap();
    bytes
}

#[test]
fn numbers_of_the_standard_become_its_colours() {
    // Red in full range BT.601, and in limited range BT.709.
    let limited = Coding {
        full_range: false,
        matrix: Matrix::of_code(1).unwrap(),
        ..FULL
    };
    for (coding, yuv) in [(FULL, [76, 85, 255]), (limited, [63, 102, 240])] {
        let [y, u, v] = yuv.each_ref().map(std::slice::from_ref);
        let planes = Planes {
            size: (1, 1),
            light: bytes(y, 1),
            colour: Some(Colour {
                blue: bytes(u, 1),
                red: bytes(v, 1),
                halved: (false, false),
            }),
            coding,
        };
        let rgb = converted(&planes, 1, 3);

        let near = rgb.iter().zip([255, 0, 0]).all(|(a, b)| a.abs_diff(b) <= 2);
        assert!(near, "{coding:?}: {rgb:?}");
    }
}

#[test]
fn words_of_more_bits_reach_the_same_black_and_white() {
    for depth in [8, 10, 12, 16] {
        let most = ((1_u32 << depth) - 1) as u16;
        let samples = [0, most];
        let planes = Planes {
            size: (2, 1),
            light: Plane {
                samples: Samples::Words(&samples),
                stride: 2,
            },
            colour: None,
            coding: Coding { depth, ..FULL },
        };

        assert_eq!(converted(&planes, 1, 1), [0, 255], "{depth} bits");
    }
}

#[test]
fn colours_halfway_between_samples_are_mixed() {
    let planes = Planes {
        size: (4, 1),
        light: bytes(&[128; 4], 4),
        colour: Some(Colour {
            blue: bytes(&[128, 128], 2),
            red: bytes(&[96, 160], 2),
            halved: (true, false),
        }),
        coding: FULL,
    };

    let rgb = converted(&planes, 1, 3);
    let red: Vec<u8> = rgb.chunks(3).map(|pixel| pixel[0]).collect();

    assert_eq!(red, [83, 106, 150, 173]);
}

#[test]
fn smaller_is_the_mean_and_edges_count_only_themselves() {
    let samples = [10, 20, 90, 30, 40, 90, 200, 100, 7];
    let planes = Planes {
        size: (3, 3),
        light: bytes(&samples, 3),
        colour: None,
        coding: FULL,
    };

    assert_eq!(converted(&planes, 2, 1), [25, 90, 150, 7]);
}

#[test]
fn planes_with_too_few_samples_are_refused() {
    let planes = Planes {
        size: (4, 4),
        light: bytes(&[0; 15], 4),
        colour: None,
        coding: FULL,
    };
    let mut out = [0; 16];
    let mut canvas = Canvas {
        bytes: &mut out,
        size: (4, 4),
        channels: 1,
    };

    assert!(write_colours(&planes, 1, None, &mut canvas, (0, 0)).is_err());
    assert!(write_colours(&planes, 1, None, &mut canvas, (5, 0)).is_err());
}

#[test]
fn a_tile_beyond_the_edge_is_cut_off() {
    let planes = Planes {
        size: (2, 2),
        light: bytes(&[1, 2, 3, 4], 2),
        colour: None,
        coding: FULL,
    };
    let mut out = [0; 9];
    let mut canvas = Canvas {
        bytes: &mut out,
        size: (3, 3),
        channels: 1,
    };

    write_colours(&planes, 1, None, &mut canvas, (2, 2)).unwrap();

    assert_eq!(out, [0, 0, 0, 0, 0, 0, 0, 0, 1]);
}

#[test]
fn colours_under_opacity_are_brought_back() {
    let mut rgba = [50, 100, 128, 128, 9, 9, 9, 0, 7, 8, 9, 255, 200, 0, 0, 100];

    unmultiply(&mut rgba);

    assert_eq!(
        rgba,
        [100, 199, 255, 128, 9, 9, 9, 0, 7, 8, 9, 255, 255, 0, 0, 100]
    );
}
