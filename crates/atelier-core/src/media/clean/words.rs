//! Places in words. A caption is a person's own text: it is warned of, never
//! edited, so a guess is good enough here.

/// How much of a text is read.
const MOST: usize = 20_000;

/// Tells whether a text has a pair of coordinates in it.
pub(super) fn has_coordinates(text: &str) -> bool {
    let text = head(text);
    has_degrees(text) || has_decimal_pair(text)
}

/// Tells whether a text reads like a street address: a street word beside a
/// house number.
pub(super) fn has_address(text: &str) -> bool {
    let words: Vec<&str> = head(text)
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(3).any(|three| {
        let is_number = |word: &&str| {
            word.len() <= 5 && word.chars().next().is_some_and(|c| c.is_ascii_digit())
        };
        three.iter().any(|word| is_street(word)) && three.iter().any(is_number)
    }) || matches!(words.as_slice(), [street, number]
        if is_street(street) && number.chars().next().is_some_and(|c| c.is_ascii_digit()))
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn is_street(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ';', ':']).to_lowercase();
    let whole = [
        "street",
        "avenue",
        "road",
        "lane",
        "boulevard",
        "rue",
        "calle",
        "via",
        "st",
        "ave",
    ];
    let ends = [
        "straße", "strasse", "str", "gasse", "allee", "platz", "straat", "gatan", "vej",
    ];
    whole.contains(&word.as_str()) || ends.iter().any(|end| word.len() > 4 && word.ends_with(end))
}

/// Finds "48° 8'" and "48.1°", unless it is a temperature.
fn has_degrees(text: &str) -> bool {
    text.match_indices('°').any(|(at, sign)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let after = text.get(at + sign.len()..).unwrap_or_default().trim_start();
        let number = before.ends_with(|c: char| c.is_ascii_digit());
        let goes_on = after
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'N' | 'S' | 'E' | 'W' | 'O'));
        number && goes_on
    })
}

/// Finds two numbers side by side that have four decimals or more and could be
/// a latitude and a longitude.
fn has_decimal_pair(text: &str) -> bool {
    let mut last: Option<f64> = None;
    for word in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))) {
        if word.is_empty() {
            continue;
        }
        let decimals = word.split_once('.').map_or(0, |(_, tail)| tail.len());
        let number = word.parse::<f64>().ok().filter(|_| decimals >= 4);
        if let (Some(latitude), Some(longitude)) = (last, number)
            && latitude.abs() <= 90.0
            && longitude.abs() <= 180.0
        {
            return true;
        }
        last = number;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_found_in_words() {
        for text in [
            "Kitchen at 48.13743, 11.57549",
            "48° 8' 14\" N 11° 34' 31\" E",
            r#"{"lat":48.13743,"lon":-11.57549}"#,
        ] {
            assert!(has_coordinates(text), "{text}");
        }
    }

    #[test]
    fn sizes_and_temperatures_are_no_coordinates() {
        for text in [
            "Oven at 180 °C",
            "3.5 x 4.25 m",
            "f/2.8, 1/125 s",
            "Steps: 30, CFG 7.5",
        ] {
            assert!(!has_coordinates(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_found_in_words() {
        assert!(has_address(
            "before the works, Lindenstraße 14, second floor"
        ));
        assert!(has_address("12 Baker Street"));
        assert!(!has_address("a street of old oaks"));
    }
}
