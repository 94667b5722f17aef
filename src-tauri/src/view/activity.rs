//! What runs, waits and failed.

use atelier_core::domain::queue_policy::QueuePolicy;
use serde::Serialize;
use uuid::Uuid;

/// Something that runs.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Its identity.
    pub id: String,
    /// What it is.
    pub kind: JobKind,
    /// Its name for people.
    pub title: String,
    /// How much is done.
    pub done: f64,
    /// How much there is.
    pub total: f64,
    /// Of what.
    pub unit: Unit,
    /// How much a second.
    pub rate: Option<f64>,
    /// "to the public store", "two at a time".
    pub note: Option<String>,
    /// The picture that stands for it.
    pub cover_id: Option<Uuid>,
}

/// What a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum JobKind {
    /// A file goes up.
    Upload,
    /// Variants are made.
    Variants,
    /// Files come in.
    Import,
}

/// What a job counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Files.
    Files,
}

/// Why something failed: one line a cause, not a line a file.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// A stable word.
    pub code: String,
    /// What is wrong, short.
    pub title: String,
    /// What is wrong, where the data is, what to do.
    pub sentence: String,
    /// How many files.
    pub count: u32,
    /// At most three of them.
    pub cover_ids: Vec<Uuid>,
    /// What helps.
    pub remedy: Remedy,
}

/// What helps against a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Remedy {
    /// Trying again.
    Retry,
    /// Changing a setting.
    OpenSettings,
    /// Looking at the files.
    Show,
}

/// What waits, by kind.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingGroup {
    /// What it is.
    pub kind: WaitingKind,
    /// How many.
    pub count: u32,
    /// "after their pictures"; none when nobody can know.
    pub note: Option<String>,
}

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum WaitingKind {
    /// Originals.
    Pictures,
    /// Variants.
    Variants,
    /// Captions, tags, order, styles and rooms.
    Words,
}

/// Whether things go up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Flow {
    /// No backend is set: everything stays on this computer.
    #[default]
    None,
    /// Nothing waits.
    Idle,
    /// Something goes up.
    Working,
    /// The backend or store cannot be reached.
    Offline,
    /// The person paused it.
    Paused,
}

/// What came in today.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Today {
    /// Files.
    pub imported: u32,
    /// Of them, those that told a place.
    pub cleaned: u32,
}

/// What runs, waits and failed.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Whether things go up.
    pub state: Flow,
    /// Pictures kept on this computer.
    pub kept: u32,
    /// Pictures of which something waits.
    pub waiting: u32,
    /// Files going up now.
    pub going_up: u32,
    /// Pictures in the store as a whole, size and hash checked.
    pub there: u32,
    /// Changes that wait for a person: the sum of the causes.
    pub failed: u32,
    /// How fast it goes up.
    pub bytes_per_second: Option<f64>,
    /// What runs.
    pub jobs: Vec<Job>,
    /// Why things failed.
    pub causes: Vec<Cause>,
    /// What waits.
    pub waiting_by: Vec<WaitingGroup>,
    /// Variants that wait to be made, or are being made.
    pub to_make: u32,
    /// Whether the making of variants is paused.
    pub variants_paused: bool,
    /// Since when the oldest waits.
    pub oldest_waiting_at: Option<f64>,
    /// When something last arrived.
    pub last_sync_at: Option<f64>,
    /// What came in today.
    pub today: Today,
}

/// How the queue of variants stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct VariantQueue {
    /// When they are made.
    pub policy: QueuePolicy,
    /// Whether the making is paused.
    pub paused: bool,
    /// How many wait or are being made.
    pub waiting: u32,
    /// Of them, those that a lazy policy does not put off.
    pub waiting_first: u32,
    /// The pictures that they are of.
    pub pictures: u32,
    /// How long those that have their turn take yet, at the speed of now; none
    /// while nothing is made or the speed is not known.
    pub seconds_left: Option<f64>,
    /// How it went in the last 24 hours.
    pub lately: MakingRate,
    /// How it went with all that there is.
    pub ever: MakingRate,
}

/// How the making of variants went.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MakingRate {
    /// Variants that were made.
    pub made: u32,
    /// Variants that could not be made.
    pub failed: u32,
}
