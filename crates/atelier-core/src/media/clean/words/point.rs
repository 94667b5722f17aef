//! Points as ISO 6709 writes them, told from phone numbers, sizes and
//! tolerances, which are numbers behind signs as well.

/// How many digits stand before the fraction: degrees, then with minutes, then
/// with seconds.
const LATITUDE: [usize; 3] = [2, 4, 6];
const LONGITUDE: [usize; 3] = [3, 5, 7];
/// So many decimals are a few metres; nobody measures a board as finely.
const FINE: usize = 4;

/// Tells whether a text is a point and nothing else: `+48.137+011.575/`,
/// `+4808.2+01134.5+519/`, `+40-075CRSWGS_84/`.
///
/// A solidus ends a point, but some programs leave it out. Then both numbers need
/// a fraction and either the standard's number of digits or four decimals, as
/// `+49-1702345` is a phone number.
pub(super) fn is_point(text: &str) -> bool {
    let (point, is_ended) = match text.strip_suffix('/') {
        Some(point) => (point, true),
        None => (text, false),
    };
    let point = point.split_once("CRS").map_or(point, |(point, _)| point);
    let Some(parts) = parts(point) else {
        return false;
    };
    let (latitude, longitude) = match parts.as_slice() {
        [latitude, longitude] => (latitude, longitude),
        [latitude, longitude, height] if height.is_number() => (latitude, longitude),
        _ => return false,
    };
    let is_standard = LATITUDE.contains(&latitude.whole.len())
        && LONGITUDE.contains(&longitude.whole.len())
        && latitude.is_within(90.0, 2)
        && longitude.is_within(180.0, 3);
    let has_fractions = !latitude.fraction.is_empty() && !longitude.fraction.is_empty();
    // Programs that write plain degrees leave zeros in front out.
    let is_loose = has_fractions
        && latitude.degrees().is_some_and(|degrees| degrees <= 90.0)
        && longitude.degrees().is_some_and(|degrees| degrees <= 180.0);
    let is_fine = latitude.fraction.len() >= FINE && longitude.fraction.len() >= FINE;
    match is_ended {
        true => is_standard || is_loose,
        false => (is_standard && has_fractions) || (is_loose && is_fine),
    }
}

/// A number behind its sign.
struct Part<'a> {
    whole: &'a str,
    /// What follows the point; empty without one.
    fraction: &'a str,
}

/// Splits a text into numbers, each behind a sign.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let numbers = text.strip_prefix(['+', '-'])?.split(['+', '-']);
    numbers
        .map(|number| {
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            let part = Part { whole, fraction };
            part.is_number().then_some(part)
        })
        .collect()
}

impl Part<'_> {
    fn is_number(&self) -> bool {
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        !self.whole.is_empty() && is_digits(self.whole) && is_digits(self.fraction)
    }

    /// Reads it as plain degrees.
    fn degrees(&self) -> Option<f64> {
        format!("{}.{}0", self.whole, self.fraction).parse().ok()
    }

    /// Tells whether degrees of so many digits, and minutes and seconds behind
    /// them, are within their bounds.
    fn is_within(&self, most: f64, digits: usize) -> bool {
        let Some((degrees, rest)) = self.whole.split_at_checked(digits) else {
            return false;
        };
        let sixties = rest
            .as_bytes()
            .chunks(2)
            .filter_map(|two| str::from_utf8(two).ok());
        let mut whole: Vec<f64> = std::iter::once(degrees)
            .chain(sixties)
            .filter_map(|number| number.parse().ok())
            .collect();
        // What stands behind the point belongs to the smallest of them.
        if let (Some(last), Ok(fraction)) = (
            whole.last_mut(),
            format!("0.{}0", self.fraction).parse::<f64>(),
        ) {
            *last += fraction;
        }
        let is_sixty = |part: &f64| *part < 60.0;
        let shares = whole.iter().zip([1.0, 60.0, 3600.0]);
        whole.iter().skip(1).all(is_sixty)
            && shares.map(|(part, share)| part / share).sum::<f64>() <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_the_standard_are_known_with_and_without_their_end() {
        for text in [
            "+48.1374+011.5755/",
            "-48.1374-011.5755+519.2/",
            "+48.137+011.575+519.000/",
            "+4808.24+01134.53/",
            "+480814.6+0113431.8-12/",
            "+40-075/",
            "+40-075CRSWGS_84/",
            "+27.5916+086.5640+8850CRSWGS_84/",
            "+90-180/",
            "+48.1+11.5/",
            "+48.137+011.575",
            "+48.13743+11.57549",
            "-0.12345+5.43210",
        ] {
            assert!(is_point(text), "{text}");
        }
    }

    #[test]
    fn phone_numbers_are_no_points() {
        for text in [
            "+49-301234567",
            "+49-30-1234567",
            "+49-1702345",
            "+49-1702345678",
            "+44-020",
            "+43-01234",
            "+1-800-5551234",
            "+49-30-12-34",
            "+49.301-234.5678",
            "+498912345-67",
            "+41-0443",
        ] {
            assert!(!is_point(text), "{text}");
        }
    }

    #[test]
    fn dates_sizes_tolerances_and_article_numbers_are_no_points() {
        for text in [
            "1920-1080",
            "-1920-1080",
            "+1920-1080/",
            "2024-05-06",
            "-2024-05-06",
            "+20240506-070809",
            "+0.250-0.125",
            "-12.500+13.750",
            "+12.5-13",
            "-4711-0815",
            "+90.5-000.1",
            "+48.1374+181.0000/",
            "+4860.0+01134.0/",
            "+48.1374+011.5755x/",
            "+48..1+011.5/",
            "+-48.1374+011.5755/",
            "+",
            "/",
            "-",
            "+/",
            "",
            "+48+é11/",
        ] {
            assert!(!is_point(text), "{text}");
        }
    }
}
