//! Plans and reports of imports.

use atelier_core::domain::receipt::Policy;
use atelier_core::domain::room_asset::AssetType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use atelier_core::domain::asset::Board;

/// Why a file of a plan will or will not come in.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Verdict {
    /// It comes in.
    New,
    /// It is here already.
    #[serde(rename_all = "camelCase")]
    Duplicate {
        /// The picture with the same content; none for a second copy in the plan.
        of_id: Option<Uuid>,
        /// In the same style or room.
        here: bool,
        /// The name of the place that has it.
        place_name: String,
    },
    /// It is over the limit, and `fit` would bring it under.
    TooLarge {
        /// The limit in bytes.
        limit: f64,
    },
    /// It cannot be taken.
    Refused {
        /// A stable word.
        code: String,
        /// Why, in words.
        reason: String,
    },
}

/// What would be taken out of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Carrier {
    /// A position.
    Gps,
    /// A street, city, state or country.
    Address,
    /// A preview with its own metadata.
    Preview,
    /// A video behind the picture.
    Video,
    /// Content credentials, which a changed file can no longer prove.
    Credentials,
    /// Anything else.
    Other,
}

/// A picture that is here and looks like a file of a plan.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LooksLike {
    /// The picture.
    pub of_id: Uuid,
    /// Its name.
    pub name: String,
    /// The name of the place that has it.
    pub place_name: String,
}

/// One file of a plan.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanItem {
    /// Its number in the plan, from 0.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: f64,
    /// Its width as shown.
    pub width: Option<u32>,
    /// Its height as shown.
    pub height: Option<u32>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Whether it says where it was taken.
    pub has_place: bool,
    /// What would be taken out; empty when nothing is.
    pub carriers: Vec<Carrier>,
    /// The id of its preview picture; none when it cannot be shown.
    pub preview_id: Option<String>,
    /// Something that was set right and is said.
    pub note: Option<String>,
    /// What a person should look at: places in words, which are left as they are.
    pub warnings: Vec<String>,
    /// A picture that is here and looks the same; only for what is new.
    pub looks_like: Option<LooksLike>,
}

/// What will happen, before anything does.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportPlan {
    /// Its identity.
    pub id: Uuid,
    /// Where the files go.
    pub place: Board,
    /// The name of that.
    pub place_name: String,
    /// As what they go there.
    pub kind: AssetType,
    /// How much would be cleaned out of them.
    pub policy: Policy,
    /// Whether it may be carried out without being shown.
    pub needs_no_look: bool,
    /// The files.
    pub items: Vec<PlanItem>,
}

/// Files and folders, or one address of a picture on the web.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum From {
    /// Files and folders.
    Paths {
        /// Their paths.
        paths: Vec<String>,
    },
    /// An address.
    Url {
        /// Of the picture itself.
        url: String,
    },
}

/// Asks for a plan.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanRequest {
    /// Where to.
    pub place: Board,
    /// As what.
    pub kind: AssetType,
    /// What.
    pub from: From,
}

/// Asks for a plan to be carried out.
#[derive(Debug, Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunImport {
    /// The plan.
    pub plan_id: Uuid,
    /// As what.
    pub kind: AssetType,
    /// Re-encode what is over the limit.
    pub fit: bool,
    /// Add what another style or room has.
    pub add_duplicates: bool,
    /// The numbers of files that stay out.
    pub leave_out: Vec<u32>,
}

/// Facts while a plan is made or carried out.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ImportEvent {
    /// A file was looked at.
    Looked {
        /// So far.
        done: u32,
        /// In all.
        total: u32,
    },
    /// A file came in.
    Imported {
        /// Its number.
        index: u32,
        /// So far.
        done: u32,
        /// In all.
        total: u32,
    },
    /// A file did not.
    Refused {
        /// Its number.
        index: u32,
        /// Why.
        reason: String,
        /// So far.
        done: u32,
        /// In all.
        total: u32,
    },
}

/// A file that was refused.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct RefusedFile {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// What became of an import.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Takes the whole import back; none when nothing came in.
    pub history_id: Option<String>,
    /// The pictures that came in.
    pub imported: Vec<Uuid>,
    /// How many of them told a place.
    pub cleaned: u32,
    /// How many were here already.
    pub duplicates: u32,
    /// What was refused.
    pub refused: Vec<RefusedFile>,
    /// Files left out because the person stopped it.
    pub stopped: u32,
}
