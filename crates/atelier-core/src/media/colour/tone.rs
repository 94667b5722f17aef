//! Tone: pictures with more light than a screen shows, brought down to it.
//!
//! PQ and HLG pictures go far above white. What is below about half of white
//! stays as it is; above, highlights are rolled off as ITU-R BT.2390 describes,
//! so that a window in a dark room keeps its shape. Hues stay, because all
//! three primaries are dimmed by the same factor.

use super::space::CodePoints;

/// The light of white paper, in candelas a square metre (ITU-R BT.2408).
const WHITE: f32 = 203.0;
/// The brightest light that is rolled off to white; what is above is clipped.
const PEAK: f32 = 1000.0;

/// The way from one high-range coding to eight bits of sRGB.
#[derive(Debug, Clone)]
pub struct ToneDown {
    /// From numbers to light relative to white; HLG's is the scene's light.
    light: Vec<f32>,
    scene: bool,
    /// From the primaries of the picture to those of sRGB.
    primaries: [[f32; 3]; 3],
    srgb: Vec<u8>,
}

/// Steps of the tables: finer than twelve bits.
const STEPS: usize = 8192;

impl ToneDown {
    /// Finds the way for code points; none if they do not go above white.
    #[must_use]
    pub fn find(points: CodePoints) -> Option<Self> {
        let (curve, scene): (fn(f32) -> f32, bool) = match points.transfer {
            16 => (|number| pq_to_light(number) / WHITE, false),
            18 => (hlg_to_scene, true),
            _ => return None,
        };
        let table = |curve: &dyn Fn(f32) -> f32| {
            (0..=STEPS)
                .map(|step| curve(step as f32 / STEPS as f32))
                .collect::<Vec<f32>>()
        };
        Some(Self {
            light: table(&curve),
            scene,
            primaries: to_srgb_primaries(points.primaries),
            // Squared, so that the dark end has as many steps as it needs.
            srgb: table(&|root| srgb_of(root * root) * 255.0 + 0.5)
                .into_iter()
                .map(|byte| byte as u8)
                .collect(),
        })
    }

    /// Shows one colour, given as numbers of the picture from 0 to 1.
    #[must_use]
    pub fn show(&self, rgb: [f32; 3]) -> [u8; 3] {
        let mut light = rgb.map(|number| pick(&self.light, number));
        if self.scene {
            let sum = 0.2627 * light[0] + 0.6780 * light[1] + 0.0593 * light[2];
            let gain = PEAK / WHITE * sum.max(1e-6).powf(0.2);
            light = light.map(|light| light * gain);
        }
        let brightest = light.into_iter().fold(0.0, f32::max);
        let dimmed = if brightest > 1e-6 {
            roll_off(brightest) / brightest
        } else {
            1.0
        };
        self.primaries.map(|row| {
            let sum: f32 = row
                .iter()
                .zip(light)
                .map(|(part, light)| part * light)
                .sum();
            pick(&self.srgb, (sum * dimmed).clamp(0.0, 1.0).sqrt())
        })
    }
}

fn pick<T: Copy + Default>(table: &[T], share: f32) -> T {
    let at = (share.clamp(0.0, 1.0) * STEPS as f32 + 0.5) as usize;
    table.get(at).copied().unwrap_or_default()
}

/// Rolls light off, white being 1: the Hermite curve of BT.2390 over PQ.
fn roll_off(light: f32) -> f32 {
    let peak = light_to_pq(PEAK);
    let most = light_to_pq(WHITE) / peak;
    let knee = 1.5 * most - 0.5;
    let number = light_to_pq(light * WHITE) / peak;
    if number <= knee {
        return light;
    }
    let t = ((number - knee) / (1.0 - knee)).min(1.0);
    let (t2, t3) = (t * t, t * t * t);
    let bent = (2.0 * t3 - 3.0 * t2 + 1.0) * knee
        + (t3 - 2.0 * t2 + t) * (1.0 - knee)
        + (3.0 * t2 - 2.0 * t3) * most;
    pq_to_light(bent * peak) / WHITE
}

const M1: f32 = 2610.0 / 16384.0;
const M2: f32 = 2523.0 / 32.0;
const C1: f32 = 3424.0 / 4096.0;
const C2: f32 = 2413.0 / 128.0;
const C3: f32 = 2392.0 / 128.0;

/// Returns the light of a number of PQ (SMPTE ST 2084).
fn pq_to_light(number: f32) -> f32 {
    let root = number.max(0.0).powf(1.0 / M2);
    10_000.0 * ((root - C1).max(0.0) / (C2 - C3 * root)).powf(1.0 / M1)
}

fn light_to_pq(light: f32) -> f32 {
    let root = (light.max(0.0) / 10_000.0).powf(M1);
    ((C1 + C2 * root) / (1.0 + C3 * root)).powf(M2)
}

/// Returns the light of the scene of a number of HLG (ITU-R BT.2100).
fn hlg_to_scene(number: f32) -> f32 {
    const A: f32 = 0.178_832_77;
    const B: f32 = 0.284_668_92;
    const C: f32 = 0.559_910_7;
    if number <= 0.5 {
        number * number / 3.0
    } else {
        (((number - C) / A).exp() + B) / 12.0
    }
}

fn srgb_of(light: f32) -> f32 {
    if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}

/// Returns the light of a number of sRGB.
pub(super) fn light_of(number: f32) -> f32 {
    if number <= 0.04045 {
        number / 12.92
    } else {
        ((number + 0.055) / 1.055).powf(2.4)
    }
}

/// Returns what brings light of these primaries to those of sRGB.
pub(super) fn to_srgb_primaries(code: u8) -> [[f32; 3]; 3] {
    match code {
        9 => [
            [1.6605, -0.5876, -0.0728],
            [-0.1246, 1.1329, -0.0083],
            [-0.0182, -0.1006, 1.1187],
        ],
        12 => [
            [1.2249, -0.2247, 0.0],
            [-0.0420, 1.0419, 0.0],
            [-0.0197, -0.0786, 1.0979],
        ],
        _ => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(primaries: u8, transfer: u8) -> ToneDown {
        ToneDown::find(CodePoints {
            primaries,
            transfer,
        })
        .unwrap()
    }

    #[test]
    fn only_what_goes_above_white_is_toned_down() {
        for transfer in [1, 2, 4, 8, 13, 14, 15] {
            let points = CodePoints {
                primaries: 9,
                transfer,
            };
            assert!(ToneDown::find(points).is_none(), "{transfer}");
        }
    }

    #[test]
    fn dark_and_middle_tones_stay() {
        let way = way(9, 16);
        // A tenth of white is 89 in sRGB.
        let gray = way.show([light_to_pq(20.3); 3]);

        assert!(gray.iter().all(|byte| byte.abs_diff(89) <= 1), "{gray:?}");
        assert_eq!(way.show([0.0; 3]), [0; 3]);
    }

    #[test]
    fn brighter_is_never_darker_and_the_brightest_is_white() {
        for transfer in [16, 18] {
            let way = way(9, transfer);
            let shown: Vec<u8> = (0..=200)
                .map(|step| way.show([step as f32 / 200.0; 3])[0])
                .collect();

            assert!(shown.is_sorted(), "{transfer}: {shown:?}");
            assert!(shown.last() >= Some(&254), "{transfer}: {shown:?}");
        }
    }

    #[test]
    fn a_highlight_keeps_room_above_white_paper() {
        let way = way(9, 16);
        let paper = way.show([light_to_pq(203.0); 3])[0];
        let lamp = way.show([light_to_pq(800.0); 3])[0];

        assert!((190..=240).contains(&paper), "{paper}");
        assert!(lamp > paper + 10, "{lamp} over {paper}");
    }

    #[test]
    fn a_bright_red_stays_red() {
        let [r, g, b] = way(12, 16).show([light_to_pq(600.0), 0.0, 0.0]);

        assert!(r > 200 && g < 10 && b < 10, "{r} {g} {b}");
    }
}
