//! Settings, and the check of a backend.

use atelier_core::domain::preset::{Colours, Effort};
use atelier_core::domain::queue_policy::QueuePolicy;
use atelier_core::domain::receipt::Policy;
use atelier_core::domain::room_asset::AssetType;
use atelier_core::domain::variant::VariantFormat;
use serde::{Deserialize, Serialize};

use atelier_core::domain::asset::Board;

/// The open workspace.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct WorkspaceFacts {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub path: String,
}

/// A backend as it is set. Secrets are never read back.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BackendSettings {
    /// The address of the database.
    pub database_url: String,
    /// Whether the keychain or the environment has its password.
    pub database_password_kept: bool,
    /// The address of the store.
    pub store_url: String,
    /// The bucket of sessions.
    pub private_bucket: String,
    /// The bucket of styles.
    pub public_bucket: String,
    /// Whether the keychain or the environment has its key.
    pub store_secret_kept: bool,
}

/// A backend as the person wants it.
#[derive(Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BackendForm {
    /// The address of the database.
    pub database_url: String,
    /// None leaves the one in the keychain as it is.
    pub database_password: Option<String>,
    /// The address of the store.
    pub store_url: String,
    /// None leaves the one in the keychain as it is.
    pub store_access_key: Option<String>,
    /// None leaves the one in the keychain as it is.
    pub store_secret: Option<String>,
}

/// How a preset fits a picture into its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Fit {
    /// Crops to fill it.
    Cover,
    /// Keeps everything inside it.
    Within,
}

/// A preset.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Preset {
    /// Its name.
    pub name: String,
    /// Its format.
    pub format: VariantFormat,
    /// How it fits.
    pub fit: Fit,
    /// In pixels.
    pub max_width: u32,
    /// In pixels.
    pub max_height: u32,
    /// 1 to 100; not used with a floor.
    pub quality: u8,
    /// How much time the encoder may take.
    pub effort: Effort,
    /// Which colours it may have; wide ones in AVIF only.
    pub colours: Colours,
    /// How good it shall look, in SSIMULACRA2, 10 to 95; none for a fixed quality.
    pub floor: Option<u8>,
    /// The most bytes that it may have.
    pub max_bytes: Option<u32>,
}

/// Which of two presets is tried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum TrialSide {
    /// The one in use.
    Saved,
    /// The one that is being changed.
    Edited,
}

impl TrialSide {
    /// Returns the word for it in addresses of pictures.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Edited => "edited",
        }
    }
}

/// What a preset made of a picture. Nothing of it is kept.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PresetTrial {
    /// `picture://localhost/trial/{trial_id}` until the same side of the same
    /// picture is tried again.
    pub trial_id: String,
    /// Its bytes.
    pub bytes: u32,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The quality that the encoder was asked for in the end.
    pub quality: u8,
    /// How it looks, in SSIMULACRA2.
    pub score: Option<f64>,
    /// How often it was encoded.
    pub encodes: u32,
    /// Whether it is the picture's own file, which encoding would have made
    /// larger.
    pub copied: bool,
    /// Milliseconds from the file to the last score.
    pub took_ms: u32,
}

/// A folder that is watched.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchedFolder {
    /// Its identity.
    pub id: String,
    /// Its path.
    pub path: String,
    /// Where its files go.
    pub place: Board,
    /// The name of that.
    pub place_name: String,
    /// As what they go there.
    pub kind: AssetType,
    /// Why it is not being watched just now.
    pub trouble: Option<String>,
}

/// Everything the settings show.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The open workspace.
    pub workspace: WorkspaceFacts,
    /// Bytes of the library.
    pub library_bytes: f64,
    /// Bytes of the catalogue.
    pub catalogue_bytes: f64,
    /// The backend, if one is set.
    pub backend: Option<BackendSettings>,
    /// How much is cleaned out.
    pub policy: Policy,
    /// The presets.
    pub presets: Vec<Preset>,
    /// When variants are made.
    pub queue_policy: QueuePolicy,
    /// The watched folders.
    pub watched: Vec<WatchedFolder>,
    /// The version of the program.
    pub version: String,
}
