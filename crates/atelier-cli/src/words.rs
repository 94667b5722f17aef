//! Numbers, sizes and times as people read them.

use atelier_core::clock::UnixMillis;

/// Returns a count with thin spaces between thousands.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

/// Returns a count with its noun: "1 file", "2 files".
pub(crate) fn many(number: usize, one: &str, more: &str) -> String {
    format!(
        "{} {}",
        count(number as u64),
        if number == 1 { one } else { more }
    )
}

/// Returns a size: "6.8 MB".
pub(crate) fn bytes(size: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let size_in = |unit: u64| size as f64 / unit as f64;
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{:.0} kB", size_in(1_000)),
        1_000_000..1_000_000_000 => format!("{:.1} MB", size_in(1_000_000)),
        _ => format!("{:.1} GB", size_in(1_000_000_000)),
    }
}

/// Returns a time: "2026-11-22 16:20:05 UTC".
pub(crate) fn time(at: UnixMillis) -> String {
    let at = at.to_datetime();
    format!(
        "{} {:02}:{:02}:{:02} UTC",
        at.date(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Returns a size in pixels: "1600 × 1200".
pub(crate) fn pixels(width: u32, height: u32) -> String {
    format!("{width} × {height}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(count(7), "7");
        assert_eq!(count(1_284), "1\u{2009}284");
        assert_eq!(count(1_000_000), "1\u{2009}000\u{2009}000");
    }

    #[test]
    fn sizes_have_the_unit_that_people_would_choose() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(6_840_000), "6.8 MB");
        assert_eq!(bytes(3_200), "3 kB");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(many(1, "file", "files"), "1 file");
        assert_eq!(many(0, "file", "files"), "0 files");
    }
}
