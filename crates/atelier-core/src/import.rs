//! The verb that brings files in: look at each once, clean it, keep it, record
//! it, and say what became of every one.
//!
//! The person's own files are only read. A file is acknowledged when it lies
//! in the library and its row is committed, and not before.

mod desk;
mod examine;
pub mod intake;
mod naming;
pub mod plan;
pub mod refusal;
pub mod report;
pub mod run;
pub mod twins;
pub mod watch;

use crate::catalogue::CatalogueError;
use crate::domain::asset::Place;
use crate::domain::preset::Preset;
use crate::domain::receipt::Policy;
use crate::domain::room_asset::AssetType;
use crate::domain::session::Room;
use crate::domain::style::{Style, StyleSlug};
use crate::library::LibraryError;

pub use plan::Plan;
pub use refusal::Refusal;
pub use report::{Duplicate, Imported, Refused, Report};

/// What is asked of an import, beside its files.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where the files go.
    pub place: Place,
    /// How much is cleaned out of them.
    pub policy: Policy,
    /// Re-encode what is over the limit of its kind.
    pub fit: bool,
    /// Add files here that another style or room has already.
    pub also_elsewhere: bool,
    /// The variants to ask for.
    pub presets: Vec<Preset>,
    /// Words that every file of the import gets.
    pub words: Words,
}

/// Words that every file of an import gets.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Words under the picture.
    pub caption: Option<String>,
    /// Words in its place.
    pub alt_text: Option<String>,
    /// The kind of room that it shows.
    pub room_type: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The page that it came from.
    pub source_url: Option<String>,
    /// The style that a render was made in; it names the file then.
    pub render_style: Option<StyleSlug>,
}

/// The place of an import with what its paths need.
#[derive(Debug, Clone)]
pub(crate) enum Home {
    Style(Style),
    Room(Room, AssetType),
}

impl Home {
    /// Returns the name that people know it by.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Style(style) => &style.name,
            Self::Room(room, _) => &room.name,
        }
    }
}

/// What stops a whole import. What was recorded before stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The style or room is gone: choose another.
    #[error("the place to import to is not there any more; choose another")]
    NoSuchPlace,
    /// The catalogue cannot be read or written.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The library cannot be written.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A worker died of a fault of ours.
    #[error("a part of the import broke off: {0}; what was imported before is kept")]
    Broken(String),
}
