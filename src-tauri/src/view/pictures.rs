//! Pictures: light for the grid, whole for the inspector.

use atelier_core::catalogue::VariantsState;
use atelier_core::domain::receipt::Policy;
use atelier_core::domain::room_asset::{AssetSource, AssetType};
use atelier_core::media::tags::Shown;
use serde::Serialize;
use uuid::Uuid;

use atelier_core::domain::asset::Board;

/// How far a picture has come on its way to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    /// No backend is set.
    Local,
    /// It waits.
    Waiting,
    /// Its bytes are going up.
    GoingUp,
    /// It is there, size and hash checked.
    Synced,
    /// It waits for a person.
    Failed,
}

/// One picture as the grid needs it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// Its identity.
    pub id: Uuid,
    /// The name that the person's own file had.
    pub name: String,
    /// What it is.
    pub kind: AssetType,
    /// As HTTP writes it.
    pub media_type: String,
    /// As shown; 0 for what has no pixels.
    pub width: u32,
    /// As shown; 0 for what has no pixels.
    pub height: u32,
    /// Its size in bytes.
    pub bytes: f64,
    /// Its place, from 1.
    pub position: u32,
    /// Words under it.
    pub caption: Option<String>,
    /// Words in its place.
    pub alt_text: Option<String>,
    /// The kind of room it shows.
    pub room_type: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// ThumbHash in base64, for the blurred stand-in.
    pub thumbhash: Option<String>,
    /// How far it has come.
    pub sync: SyncState,
    /// 0 to 1 while it goes up.
    pub progress: Option<f64>,
    /// How far its variants have come.
    pub variants: VariantsState,
    /// Whether a place was taken out of it.
    pub cleaned: bool,
    /// When it came in, Unix milliseconds.
    pub imported_at: f64,
}

/// The pictures of a board, as what to change in those that the page has.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// What to name to be told the next changes.
    pub revision: u32,
    /// All pictures in their order; none when it is still the same.
    pub order: Option<Vec<Uuid>>,
    /// Those that are new or changed, or all.
    pub pictures: Vec<Picture>,
}

/// What was taken out of a file, and the proof.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// What was taken out, in words.
    pub removed: Vec<String>,
    /// What stayed, in words.
    pub kept: Vec<String>,
    /// What was taken out, each with the part of the file that it was in.
    pub removed_from: Vec<String>,
    /// What a person should look at.
    pub warnings: Vec<String>,
    /// How much was to be taken out.
    pub policy: Policy,
    /// The program that cleaned, and its version.
    pub tool: String,
    /// SHA-256 of the file as it came.
    pub sha256_before: String,
    /// SHA-256 of the file as it is kept and sent.
    pub sha256_after: String,
    /// The fingerprint of the compressed picture, the same in both: which, and its
    /// digits.
    pub payload: String,
    /// What became of the pixels.
    pub pixels: Pixels,
    /// When it was proved, Unix milliseconds.
    pub proved_at: f64,
}

/// An entry of a file's metadata, before and after.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TagRow {
    /// Where in the file it is: "Exif, GPS".
    pub group: String,
    /// Its name there: "GPSLatitude".
    pub name: String,
    /// Whether it says where something is.
    pub place: bool,
    /// Whether it is in the kept file too.
    pub stayed: bool,
    /// What it says; none where that is hidden or not known any more.
    pub value: Option<String>,
}

impl From<Shown> for TagRow {
    fn from(Shown { line, value }: Shown) -> Self {
        Self {
            group: line.group,
            name: line.name,
            place: line.place,
            stayed: line.stayed,
            value,
        }
    }
}

/// What became of the pixels of a cleaned file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Pixels {
    /// They are the same to the bit.
    Unchanged,
    /// The file was re-encoded to fit its limit.
    Reencoded,
}

/// One variant.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// Its identity.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Its width.
    pub width: Option<u32>,
    /// Its height.
    pub height: Option<u32>,
    /// Its format, for people.
    pub format: String,
    /// Its size in bytes, when it is made.
    pub bytes: Option<f64>,
    /// The share of its picture's bytes that it saves, below 0 when it is
    /// larger; when it is made.
    pub saving: Option<f64>,
    /// How it looks, in SSIMULACRA2, where that was measured.
    pub score: Option<f64>,
    /// Whether it is a copy of its picture.
    pub copied: bool,
    /// The width of what it shows of its picture, in the picture's pixels.
    pub part_width: u32,
    /// The height of that.
    pub part_height: u32,
    /// How far it has come.
    pub state: VariantProgress,
    /// Why it could not be made.
    pub reason: Option<String>,
}

/// How much of a picture a variant kept.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// In SSIMULACRA2.
    pub score: f64,
    /// Whether it is kept with the variant.
    pub kept: bool,
}

/// How far one variant has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum VariantProgress {
    /// It waits.
    Pending,
    /// It is being made.
    Making,
    /// It is made.
    Ready,
    /// It could not be made.
    Failed,
}

/// Everything the inspector shows of one picture.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PictureDetail {
    /// What the grid knows.
    pub picture: Picture,
    /// Where it lies.
    pub place: Board,
    /// The name of that.
    pub place_name: String,
    /// Its path in the store.
    pub storage_path: String,
    /// SHA-256 of its clean bytes.
    pub content_hash: String,
    /// Where it came from.
    pub source: AssetSource,
    /// The page it came from.
    pub source_url: Option<String>,
    /// When it was taken, if it says so.
    pub taken_at: Option<f64>,
    /// When it arrived, if it did.
    pub synced_at: Option<f64>,
    /// What was taken out of it.
    pub receipt: Option<Receipt>,
    /// Its variants.
    pub variants: Vec<Variant>,
    /// Why it did not go up.
    pub failure: Option<String>,
}

/// A picture that was found, and where it lies.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundPicture {
    /// The picture.
    pub picture: Picture,
    /// Where it lies.
    pub place: Board,
}
