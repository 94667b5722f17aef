//! How numbers say light: the curve of sRGB, and lightness.

/// Returns the light of a number of sRGB or Display P3, both from 0 to 1.
pub(super) fn light_of(number: f64) -> f64 {
    if number <= 0.04045 {
        number / 12.92
    } else {
        ((number + 0.055) / 1.055).powf(2.4)
    }
}

/// Returns the number of sRGB that says a light, both from 0 to 1.
pub(super) fn number_of(light: f64) -> f64 {
    if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}

/// Returns the light, from 0 to 1, of a lightness of CIELAB, from 0 to 100.
pub(super) fn light_of_lightness(lightness: f64) -> f64 {
    if lightness > 8.0 {
        ((lightness + 16.0) / 116.0).powi(3)
    } else {
        lightness * 27.0 / 24389.0
    }
}
