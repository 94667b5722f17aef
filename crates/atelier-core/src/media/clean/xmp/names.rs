//! Which XMP properties are places. Prefixes may be called anything, so a
//! property is judged by its namespace and its name.

use crate::domain::receipt::{Kept, RemovedKind};

const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const GEO: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#";
const DARWIN_CORE: &str = "http://rs.tdwg.org/dwc/";
const GOOGLE: &str = "http://ns.google.com/photos/1.0/";
const GAIN_MAP: &str = "http://ns.adobe.com/hdr-gain-map/1.0/";
/// Cell towers, which a maker's phones noted beside each picture.
const CELL: &str = "http://developer.sonyericsson.com/cell/1.0/";
const PLUS: &str = "http://ns.useplus.org/ldf/xmp/1.0/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";

/// What becomes of what a packet says of a gain map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::media::clean) enum GainMapWords {
    /// No gain map stays, so it goes.
    #[default]
    Go,
    /// How to apply it stays; a directory of the file goes.
    Stay,
    /// The directory stays too: it lists the gain map, which is this long.
    Listed(usize),
}

/// Tells what kind of thing a property is that has to go.
pub(super) fn judge(space: &str, local: &str, gain_map: GainMapWords) -> Option<RemovedKind> {
    let name = local.to_ascii_lowercase();
    position(space, &name)
        .or_else(|| place(space, &name))
        .or_else(|| address(space, local))
        .or_else(|| companion(space, local, gain_map))
}

/// Positions, whatever the namespace: makers invent their own.
fn position(space: &str, name: &str) -> Option<RemovedKind> {
    let parts = [
        "gps", "latitude", "longit", "longtit", "altitude", "geotag", "geotat", "geoloc", "geocod",
    ];
    let wholes = [
        "lat",
        "lon",
        "lng",
        "latlon",
        "latlong",
        "latlng",
        "coordinates",
        "geohash",
        "geopoint",
        "geouri",
        "elevation",
    ];
    // How exact a drone's position is means nothing without it.
    let is_named = parts.iter().any(|part| name.contains(part))
        || wholes.contains(&name)
        || name.starts_with("rtkstd");
    if space == GEO || space == CELL || (is_named && !is_exposure(name)) {
        return Some(RemovedKind::GpsPosition);
    }
    let is_map = space.starts_with(DARWIN_CORE) || matches!(name, "spatial" | "footprintwkt");
    is_map.then_some(RemovedKind::MapReference)
}

/// Tells whether a latitude is that of a film: how far an exposure may be off.
fn is_exposure(name: &str) -> bool {
    name.starts_with("isospeedlatitude")
}

/// Names of places.
fn place(space: &str, name: &str) -> Option<RemovedKind> {
    match name {
        "city" | "hometowncity" | "destinationcity" => return Some(RemovedKind::City),
        "country" | "countrycode" | "countryname" => return Some(RemovedKind::Country),
        "provincestate" | "province" => return Some(RemovedKind::State),
        "worldregion" | "place" | "placename" | "venue" => return Some(RemovedKind::Landmark),
        "shotlocation" | "streetaddress" | "address" => return Some(RemovedKind::Street),
        _ => {}
    }
    if name.contains("landmark") {
        return Some(RemovedKind::Landmark);
    }
    if name.contains("sublocation") {
        return Some(RemovedKind::Street);
    }
    if name == "coverage" && space == DUBLIN_CORE {
        return Some(RemovedKind::Street);
    }
    // Elsewhere a state is one of a task or a switch.
    let space = space.to_ascii_lowercase();
    let of_places = ["photoshop", "iptc", "mediapro", "getty", "prism"];
    if name == "state" && of_places.iter().any(|part| space.contains(part)) {
        return Some(RemovedKind::State);
    }
    if name.starts_with("ciadr") {
        return Some(RemovedKind::CreatorAddress);
    }
    // Where in the picture the subject or the focus is names no place.
    let is_inside = matches!(name, "subjectlocation" | "focuslocation");
    let is_location = name.starts_with("location") || name.ends_with("location");
    (is_location && !is_inside).then_some(RemovedKind::Street)
}

/// Parts of an address, whoever's it is: `LicensorCity`, `ARTstorCountry`.
fn address(space: &str, local: &str) -> Option<RemovedKind> {
    // With their capital letters: capacity and velocity are no cities.
    if local.contains("City") {
        return Some(RemovedKind::City);
    }
    if local.contains("Country") {
        return Some(RemovedKind::Country);
    }
    let parts = ["Address", "PostalCode", "Region"];
    let is_part = space == PLUS && parts.iter().any(|part| local.contains(part));
    (is_part || local.contains("StreetAddress")).then_some(RemovedKind::CreatorAddress)
}

/// What speaks of other parts of the file that do not stay, and pictures in
/// base64, which may carry metadata of their own.
fn companion(space: &str, local: &str, gain_map: GainMapWords) -> Option<RemovedKind> {
    if let Some(part) = space.strip_prefix(GOOGLE) {
        return match part.trim_end_matches('/') {
            "panorama" => None,
            "camera" if local.starts_with("Motion") || local.starts_with("Micro") => {
                Some(RemovedKind::Video)
            }
            "camera" => None,
            "container" | "container/item" if matches!(gain_map, GainMapWords::Listed(_)) => None,
            _ => Some(RemovedKind::SecondPicture),
        };
    }
    if space == GAIN_MAP && gain_map == GainMapWords::Go {
        return Some(RemovedKind::SecondPicture);
    }
    (space == XMP && local == "Thumbnails").then_some(RemovedKind::Thumbnail)
}

/// Tells what a property is that people want to keep.
pub(super) fn keeps(space: &str, local: &str) -> Option<Kept> {
    let is = |wanted: &str| space == wanted;
    Some(match local {
        "creator" if is(DUBLIN_CORE) => Kept::Creator,
        "rights" | "WebStatement" | "UsageTerms" | "Copyright" => Kept::Copyright,
        "title" if is(DUBLIN_CORE) => Kept::Title,
        "Headline" if is(PHOTOSHOP) => Kept::Title,
        "description" if is(DUBLIN_CORE) => Kept::Description,
        "subject" if is(DUBLIN_CORE) => Kept::Keywords,
        "hierarchicalSubject" => Kept::Keywords,
        "Credit" | "Source" if is(PHOTOSHOP) => Kept::Credit,
        "DateCreated" | "DateTimeOriginal" | "CreateDate" => Kept::CaptureDate,
        "Rating" if is(XMP) => Kept::Rating,
        "Make" | "Model" => Kept::Camera,
        "Lens" | "LensModel" => Kept::Lens,
        "ExposureTime" | "FNumber" | "ISOSpeedRatings" => Kept::Exposure,
        "Orientation" => Kept::Orientation,
        "DigitalSourceType" => Kept::AiDisclosure,
        _ => return None,
    })
}

/// Tells whether a property holds a person's words.
pub(super) fn is_words(local: &str) -> bool {
    matches!(
        local,
        "UserComment" | "Instructions" | "AltTextAccessibility" | "ExtDescrAccessibility"
    )
}
