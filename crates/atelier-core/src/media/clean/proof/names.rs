//! The second reader's own idea of which names are names of places.

use super::contains;

/// Namespaces in which everything is a place.
const PLACES: [&str; 2] = [
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "http://rs.tdwg.org/dwc/terms/",
];

/// Words that name a place wherever they stand in a name.
const PARTS: [&str; 9] = [
    "gps",
    "latitude",
    "longit",
    "longtit",
    "altitude",
    "geotag",
    "geoloc",
    "landmark",
    "sublocation",
];

/// Names that are places as a whole.
const WHOLE: [&str; 12] = [
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
    let name = name.to_lowercase();
    PLACES.contains(&space)
        || PARTS.iter().any(|part| name.contains(part))
        || WHOLE.contains(&name.as_str())
        || (name == "state" && space.contains("photoshop"))
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
