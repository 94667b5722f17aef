//! What became of every file of an import.

use serde::Serialize;

use super::Refusal;
use crate::catalogue::HistoryStep;
use crate::domain::asset::AssetId;
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::BatchId;
use crate::domain::storage_path::StoragePath;

/// The result of an import: each file is in exactly one list.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The import, to undo it as a whole; none when nothing came in.
    pub batch: Option<BatchId>,
    /// The step of the history that takes it back; none when nothing came in.
    pub history: Option<HistoryStep>,
    /// What came in.
    pub imported: Vec<Imported>,
    /// What was here already.
    pub duplicates: Vec<Duplicate>,
    /// What cannot be taken, each with its reason.
    pub refused: Vec<Refused>,
    /// Files that were left out because the import was stopped.
    pub stopped: usize,
}

impl Report {
    /// Says what came in: "37 pictures imported, 31 cleaned".
    #[must_use]
    pub fn sentence(&self) -> String {
        let count = self.imported.len();
        let cleaned = self.imported.iter().filter(|file| file.had_place).count();
        let files = if count == 1 { "picture" } else { "pictures" };
        match cleaned {
            0 => format!("{count} {files} imported"),
            _ => format!("{count} {files} imported, {cleaned} cleaned"),
        }
    }
}

/// One file that came in.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Its place in what was given, from 0.
    pub index: usize,
    /// The path that it was given as.
    pub shown: String,
    /// Its row.
    pub id: AssetId,
    /// Where it will lie in the store.
    pub storage_path: StoragePath,
    /// SHA-256 of its clean bytes.
    pub content_hash: ContentHash,
    /// Its size, cleaned.
    pub bytes: u64,
    /// Its width as shown.
    pub width: Option<u32>,
    /// Its height as shown.
    pub height: Option<u32>,
    /// What was taken out of it, in words.
    pub removed: Vec<&'static str>,
    /// Whether it told a place.
    pub had_place: bool,
    /// What was set right, such as a wrong extension.
    pub note: Option<String>,
}

/// One file that was here already.
#[derive(Debug, Clone)]
pub struct Duplicate {
    /// Its place in what was given, from 0.
    pub index: usize,
    /// The path that it was given as.
    pub shown: String,
    /// The asset that holds the same content.
    pub of: AssetId,
    /// True when that asset is in the same style or room.
    pub here: bool,
    /// The name of the style or room that holds it.
    pub place_name: String,
}

/// One file that cannot be taken.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Its place in what was given, from 0.
    pub index: usize,
    /// The path that it was given as.
    pub shown: String,
    /// Why.
    pub refusal: Refusal,
}

/// A fact of a running import.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ImportEvent {
    /// A file was looked at for a plan.
    Looked {
        /// Files looked at so far.
        done: usize,
        /// Files in all.
        total: usize,
    },
    /// A file is kept and recorded.
    Imported {
        /// Its place in what was given.
        index: usize,
        /// The path that it was given as.
        path: String,
        /// Files dealt with so far.
        done: usize,
        /// Files in all.
        total: usize,
    },
    /// A file was here already.
    Duplicate {
        /// Its place in what was given.
        index: usize,
        /// The path that it was given as.
        path: String,
        /// Files dealt with so far.
        done: usize,
        /// Files in all.
        total: usize,
    },
    /// A file cannot be taken.
    Refused {
        /// Its place in what was given.
        index: usize,
        /// The path that it was given as.
        path: String,
        /// Why, in words.
        reason: String,
        /// Files dealt with so far.
        done: usize,
        /// Files in all.
        total: usize,
    },
}

impl ImportEvent {
    /// Returns how many files were dealt with, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        match self {
            Self::Looked { done, total }
            | Self::Imported { done, total, .. }
            | Self::Duplicate { done, total, .. }
            | Self::Refused { done, total, .. } => (*done, *total),
        }
    }
}
