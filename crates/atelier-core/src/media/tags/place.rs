//! Which entries say where something is, judged by name alone and rather once
//! too often: all that hangs on it is that a value is shown on demand only.

/// Tells whether a name is that of a place or a position.
pub(super) fn is_place(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts = [
        "gps",
        "latitude",
        "longitude",
        "altitude",
        "location",
        "geotag",
        "geoloc",
        "geocod",
        "country",
        "province",
        "landmark",
        "streetaddress",
        "placename",
        "worldregion",
        "ciadr",
    ];
    let whole = ["city", "state", "coverage", "spatial", "lat", "long", "lon"];
    parts.iter().any(|part| name.contains(part))
        || whole.contains(&name.as_str())
        || name.ends_with("city")
}
