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
/// `geo`, or a keyword that a photo site's machine reads.
pub(super) fn is_position(words: &str) -> bool {
    let words = words.trim().to_lowercase();
    let rest = words.strip_prefix("geo:").unwrap_or_default();
    rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains(char::is_whitespace)
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
