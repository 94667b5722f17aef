//! Places in words. A caption is a person's own text: it is warned of, never
//! edited, so a guess is good enough here. It reads English, German, French,
//! Italian and Spanish.

mod point;

use self::point::is_point;

/// How much of a text is read.
const MOST: usize = 20_000;

/// Tells whether a text has a pair of coordinates in it.
pub(super) fn has_coordinates(text: &str) -> bool {
    let text = head(text);
    has_degrees(text) || has_decimal_pair(text) || has_map_link(text)
}

/// Tells whether a text is nothing but a position, written for programs: the
/// address `geo:48.1,11.5`, the keyword `geo:lat=48.1` of photo sites, or
/// `+48.137+011.575/` as films have it ([`point`]).
pub(super) fn is_position(text: &str) -> bool {
    let text = text.trim();
    let scheme = text.get(..4).unwrap_or_default();
    let rest = text.get(4..).unwrap_or_default();
    let is_address = scheme.eq_ignore_ascii_case("geo:")
        && rest.chars().any(|c| c.is_ascii_digit())
        && !rest.chars().any(char::is_whitespace);
    is_address || is_point(text)
}

/// Blanks those of a list of keywords that are nothing but a position; tells
/// whether there were any. Semicolons stand between keywords, and letters take
/// one byte or two, whichever comes first.
pub(super) fn blank_positions(keywords: &mut [u8]) -> bool {
    let letters = keywords.iter().enumerate();
    let letters: Vec<(usize, u8)> = letters
        .map(|(at, byte)| (at, *byte))
        .filter(|(_, byte)| *byte != 0)
        .collect();
    let mut is_changed = false;
    for keyword in letters.split(|(_, byte)| *byte == b';') {
        let letters: String = keyword.iter().map(|(_, byte)| char::from(*byte)).collect();
        if !is_position(&letters) {
            continue;
        }
        is_changed = true;
        for (at, _) in keyword {
            if let Some(byte) = keywords.get_mut(*at) {
                *byte = b' ';
            }
        }
    }
    is_changed
}

/// Tells whether a text reads like a street address: the name of a street
/// beside a house number.
pub(super) fn has_address(text: &str) -> bool {
    let words: Vec<&str> = head(text)
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ')' | '/'))
        .filter(|word| !word.is_empty())
        .collect();
    (0..words.len()).any(|at| is_address_at(&words, at))
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Tells whether a street that the word at `at` belongs to has a number where
/// its language puts one.
fn is_address_at(words: &[&str], at: usize) -> bool {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let Some(street) = street(word(at)) else {
        return false;
    };
    let number_within =
        |range: std::ops::Range<usize>| range.into_iter().any(|at| is_number(word(at)));
    match street {
        // Lindenstraße 14, Am Platz 3: the number follows at once.
        Street::NumberBehind => !word(at).ends_with(',') && is_number(word(at + 1)),
        // 12 Baker Street, 1600 Pennsylvania Ave NW: before a name of a word or
        // two, and the name begins with a capital letter.
        Street::NumberBefore => {
            let name = at.checked_sub(1).map(word).unwrap_or_default();
            let is_named = is_name(name) || ends_like_ordinal(name);
            is_named && number_within(at.saturating_sub(3)..at)
        }
        // 5 rue de Rivoli, via Roma 7, Calle Mayor, 12: a name follows, and the
        // number stands before the street or behind the name.
        Street::NameBehind => {
            let name = (at + 1..at + 5).find(|at| is_name(word(*at)));
            let before = at.checked_sub(1).map(word).unwrap_or_default();
            name.is_some_and(|name| is_number(before) || number_within(name + 1..name + 4))
        }
    }
}

/// Where the number of a street stands.
#[derive(Clone, Copy)]
enum Street {
    NumberBehind,
    NumberBefore,
    NameBehind,
}

fn street(word: &str) -> Option<Street> {
    let is_written_large = word.chars().next().is_some_and(char::is_uppercase);
    let word = word.trim_end_matches(['.', ':', ',']).to_lowercase();
    let english = [
        "street",
        "avenue",
        "road",
        "lane",
        "boulevard",
        "drive",
        "court",
        "terrace",
        "square",
        "crescent",
        "highway",
        "st",
        "ave",
        "rd",
        "ln",
        "blvd",
        "dr",
    ];
    let roman = [
        "rue",
        "boulevard",
        "avenue",
        "chemin",
        "impasse",
        "quai",
        "allée",
        "calle",
        "avenida",
        "paseo",
        "plaza",
        "via",
        "viale",
        "piazza",
        "corso",
        "vicolo",
        "strada",
        "largo",
    ];
    let german = [
        "straße", "strasse", "str", "gasse", "allee", "platz", "weg", "ring", "ufer", "damm",
        "straat", "gatan", "vej", "gade",
    ];
    let ends = [
        "straße", "strasse", "str", "gasse", "allee", "platz", "weg", "straat", "gatan", "vej",
    ];
    let ends_german = |end: &&str| word.len() > end.len() + 2 && word.ends_with(end);
    let is_german = german.contains(&word.as_str()) || ends.iter().any(ends_german);
    if is_german && is_written_large {
        return Some(Street::NumberBehind);
    }
    // "Avenue" and "Boulevard" are both: the name decides.
    if english.contains(&word.as_str()) && is_written_large {
        return Some(Street::NumberBefore);
    }
    roman.contains(&word.as_str()).then_some(Street::NameBehind)
}

/// Tells whether a word is a house number: 14, 14a, 12-14, but no year, size
/// or share.
fn is_number(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ':', ',']);
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let rest: String = word.chars().skip(digits).collect();
    let is_rest = rest.is_empty()
        || (rest.chars().count() == 1 && rest.chars().all(char::is_alphabetic))
        || rest.strip_prefix('-').is_some_and(|to| {
            (1..=4).contains(&to.len()) && to.chars().all(|c| c.is_ascii_digit())
        });
    (1..=5).contains(&digits) && is_rest
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// "5th", "21st".
fn ends_like_ordinal(word: &str) -> bool {
    let end = word.trim_start_matches(|c: char| c.is_ascii_digit());
    end.len() < word.len() && end.len() == 2 && end.chars().all(char::is_alphabetic)
}

/// Finds "48° 8'" and "48.1° N", unless it is a temperature or an angle.
fn has_degrees(text: &str) -> bool {
    text.match_indices(['°', 'º']).any(|(at, sign)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let after = text.get(at + sign.len()..).unwrap_or_default().trim_start();
        before.ends_with(|c: char| c.is_ascii_digit()) && (is_quarter(after) || has_minutes(after))
    })
}

/// Tells whether a text begins with a letter of the compass that is no word.
fn is_quarter(text: &str) -> bool {
    let mut letters = text.chars();
    let first = letters
        .next()
        .is_some_and(|c| matches!(c, 'N' | 'S' | 'E' | 'W' | 'O'));
    first && !letters.next().is_some_and(char::is_alphanumeric)
}

/// Tells whether a text begins with minutes: "8'", "8.25′".
fn has_minutes(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let rest = text.trim_start_matches(is_number);
    rest.len() < text.len() && rest.trim_start().starts_with(['\'', '′', '’', '´'])
}

/// Finds two numbers side by side that have four decimals or more and could be
/// a latitude and a longitude; with words for them, three do.
fn has_decimal_pair(text: &str) -> bool {
    let lower = text.to_lowercase();
    let names = [
        "latitude",
        "longitude",
        "lat:",
        "lon:",
        "lng:",
        "lat=",
        "breite",
        "koordinat",
        "coord",
    ];
    let least = if names.iter().any(|name| lower.contains(name)) {
        3
    } else {
        4
    };
    let mut last: Option<f64> = None;
    for word in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))) {
        let word = word.trim_end_matches('.');
        if word.is_empty() {
            continue;
        }
        let decimals = word.split_once('.').map_or(0, |(_, tail)| tail.len());
        let number = word.parse::<f64>().ok().filter(|_| decimals >= least);
        if let (Some(first), Some(second)) = (last, number)
            && could_be(first, second)
        {
            return true;
        }
        last = number;
    }
    false
}

/// Tells whether two numbers could be a latitude and a longitude, in either
/// order. Shares of one, as programs write them, are none.
fn could_be(first: f64, second: f64) -> bool {
    let (small, large) = (first.abs().min(second.abs()), first.abs().max(second.abs()));
    small <= 90.0 && large <= 180.0 && large > 1.0
}

/// Finds addresses of maps.
fn has_map_link(text: &str) -> bool {
    let lower = text.to_lowercase();
    let maps = [
        "maps.google.",
        "google.com/maps",
        "goo.gl/maps",
        "maps.app.goo.gl",
        "maps.apple.com",
        "openstreetmap.org/#",
        "openstreetmap.org/?",
        "geo:",
        "what3words.com/",
    ];
    maps.iter().any(|map| match lower.find(map) {
        // The scheme is no other word's end.
        Some(at) if *map == "geo:" => {
            let after = lower.get(at + 4..).unwrap_or_default();
            after.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        }
        found => found.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_found_in_words() {
        for text in [
            "Kitchen at 48.13743, 11.57549",
            "48° 8' 14\" N 11° 34' 31\" E",
            "48.137° N, 11.575° O",
            "Küche, 48º8.246′",
            "longitude: 79.444542 latitude: 29.39805",
            "Lat: 48.137 Lon: 11.575",
            "see https://maps.app.goo.gl/abc",
            "geo:48.1,11.5",
            r#"{"lat":48.13743,"lon":-11.57549}"#,
        ] {
            assert!(has_coordinates(text), "{text}");
        }
    }

    #[test]
    fn a_position_for_programs_is_told_from_words() {
        for text in [
            "geo:48.13,11.57",
            " GEO:lat=48.13743 ",
            "geo:lon=-11.5",
            "+48.1374+011.5755/",
            "-48.1374-011.5755+519.2/",
        ] {
            assert!(is_position(text), "{text}");
        }
        for text in [
            "geo: 3 kinds",
            "geo:",
            "geology:1",
            "see geo:48.1,11.5",
            "-12",
            "+49-30-1234567x",
            "-1.25",
            "2024-05-06-07",
            "géo:1",
        ] {
            assert!(!is_position(text), "{text}");
        }
    }

    #[test]
    fn only_the_positions_of_a_list_are_blanked() {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let mut narrow = b"kitchen;geo:lat=48.1;oak\0".to_vec();
        let mut keywords = wide("geo:48.1,11.5;Küche");
        let mut words = wide("kitchen;geo: 3 kinds");

        assert!(blank_positions(&mut narrow));
        assert!(blank_positions(&mut keywords));
        assert!(!blank_positions(&mut words));

        assert_eq!(narrow, b"kitchen;            ;oak\0");
        assert_eq!(keywords, wide("             ;Küche"));
        assert_eq!(words, wide("kitchen;geo: 3 kinds"));
    }

    #[test]
    fn sizes_and_temperatures_are_no_coordinates() {
        for text in [
            "Oven at 180 °C",
            "Turned by 90° Every time",
            "between 20° and 25° outside",
            "3.5 x 4.25 m",
            "f/2.8, 1/125 s",
            "Steps: 30, CFG 7.5",
            "weights 0.12345, 0.67890",
            "version 1.2.3, 4.5.6",
            "a geo: prefix",
        ] {
            assert!(!has_coordinates(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_found_in_five_languages() {
        for text in [
            "before the works, Lindenstraße 14, second floor",
            "Hauptstr. 5a",
            "Am Alten Platz 3",
            "12 Baker Street",
            "1600 Pennsylvania Ave NW",
            "350 5th Avenue, New York",
            "221B Baker St.",
            "12 rue de Rivoli, Paris",
            "24 boulevard Haussmann",
            "Via Garibaldi 7, Torino",
            "Piazza del Popolo, 18",
            "Calle Mayor, 12, Madrid",
            "avenida de la Constitución 3",
        ] {
            assert!(has_address(text), "{text}");
        }
    }

    #[test]
    fn streets_without_a_number_and_numbers_without_a_street_are_no_addresses() {
        for text in [
            "a street of old oaks",
            "Street photography, 2024",
            "3 lamps on the way via the hall",
            "sent via WhatsApp",
            "St. Martin's, 3 bays",
            "5 drive bays",
            "2 rooms, 1 court, 3 lanes",
            "the kitchen has 3 windows to the street",
            "Platz für 8 Personen",
            "der Weg, 3 m breit",
            "plaza with 4 benches",
            "Steps: 30, Sampler: Euler a, Size: 512x512",
        ] {
            assert!(!has_address(text), "{text}");
        }
    }
}
