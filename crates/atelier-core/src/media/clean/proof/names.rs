//! The second reader's own idea of which names are names of places.

use super::contains;

/// Namespaces in which everything is a place.
const PLACES: [&str; 3] = [
    "http://developer.sonyericsson.com/cell/1.0/",
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "http://rs.tdwg.org/dwc/terms/",
];

/// Words that name a place wherever they stand in a name.
const PARTS: [&str; 10] = [
    "gps",
    "latitude",
    "longit",
    "longtit",
    "altitude",
    "geotag",
    "geotat",
    "geoloc",
    "landmark",
    "sublocation",
];

/// Names that are places as a whole.
const WHOLE: [&str; 22] = [
    "lat",
    "lon",
    "lng",
    "latlng",
    "latlong",
    "coordinates",
    "elevation",
    "place",
    "venue",
    "address",
    "city",
    "country",
    "countrycode",
    "countryname",
    "provincestate",
    "worldregion",
    "location",
    "locationshown",
    "locationcreated",
    "locationname",
    "ciadrcity",
    "ciadrextadr",
];

/// Tells whether a property names a place.
pub(super) fn is_place(space: &str, name: &str) -> bool {
    let is_address = ["City", "Country", "StreetAddress"]
        .iter()
        .any(|part| name.contains(part));
    let name = name.to_lowercase();
    // A film has a latitude too.
    let is_part = PARTS.iter().any(|part| name.contains(part)) && !name.starts_with("isospeed");
    is_address
        || PLACES.contains(&space)
        || is_part
        || WHOLE.contains(&name.as_str())
        || (name == "state" && space.contains("photoshop"))
}

/// Tells whether words are nothing but a position: an address of the scheme
/// `geo`, a keyword that a photo site's machine reads, or degrees as films have
/// them.
pub(super) fn is_position(words: &str) -> bool {
    let words = words.trim().to_lowercase();
    let rest = words.strip_prefix("geo:").unwrap_or_default();
    let is_address =
        rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains(char::is_whitespace);
    is_address || is_point(&words)
}

/// Knows `+48.137+011.575/`: two and three digits behind signs, each with a
/// fraction, and no more than a globe has.
fn is_point(words: &str) -> bool {
    let mut rest = words;
    for (digits, most) in [(2, 90.0), (3, 180.0)] {
        let Some(number) = rest.strip_prefix(['+', '-']) else {
            return false;
        };
        let len = number.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, behind) = number.split_at(len.unwrap_or(number.len()));
        let is_cut = number.find('.') == Some(digits) && number.len() > digits + 1;
        if !is_cut || !number.parse::<f64>().is_ok_and(|degrees| degrees <= most) {
            return false;
        }
        rest = behind;
    }
    // What may follow is a height.
    let height = rest.trim_end_matches('/');
    let is_number = |height: &str| height.parse::<f64>().is_ok_and(f64::is_finite);
    height.is_empty() || height.strip_prefix(['+', '-']).is_some_and(is_number)
}

/// Tells whether one of Windows' keywords is nothing but a position. They are
/// in letters of two bytes, with semicolons between them.
pub(super) fn has_position(keywords: &[u8]) -> bool {
    let letters = keywords.iter().filter(|byte| **byte != 0);
    let letters: String = letters.map(|byte| char::from(*byte)).collect();
    letters.split(';').any(is_position)
}

/// Tells whether a block has positions written out as text.
pub(super) fn in_makers_notes(block: &[u8]) -> bool {
    let words: [&[u8]; 4] = [
        b"GPSLatitude",
        b"GPSLongitude",
        b"gpsLatitude",
        b"GpsLatitude",
    ];
    words.iter().any(|word| contains(block, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_as_films_write_them_are_a_position_and_phone_numbers_are_none() {
        for words in [
            "geo:48.1,11.5",
            " +48.137+011.575/ ",
            "-48.1374-011.5755+519.2/",
            "+48.137+011.575",
        ] {
            assert!(is_position(words), "{words}");
        }
        for words in [
            "+49-301234567",
            "+49-1702345678",
            "+49.301-234.567",
            "+12.500-13.750",
            "+91.000+011.575/",
            "+48.137+011.575 kitchen",
            "+48.137+011.575+inf",
            "+48.137",
            "1920-1080",
            "",
        ] {
            assert!(!is_position(words), "{words}");
        }
    }

    #[test]
    fn a_position_among_keywords_is_seen() {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };

        assert!(has_position(&wide("kitchen;+48.137+011.575/;oak")));
        assert!(has_position(b"kitchen;geo:lat=48.1\0"));
        assert!(!has_position(&wide("kitchen;+49-301234567")));
    }
}
