//! Nouns and rules of the trade: pure values, no async, no input or output.

pub mod asset;
pub mod change;
pub mod comparison;
pub mod content_hash;
pub mod cost;
pub mod document;
pub mod file_name;
pub mod ids;
pub mod limits;
pub mod look;
pub mod media_type;
pub(crate) mod natural_order;
pub mod preset;
pub mod queue_policy;
pub mod receipt;
pub mod room_asset;
pub mod secret;
pub mod session;
pub mod storage_path;
pub mod style;
pub mod style_image;
pub mod tag;
pub mod text_enum;
pub mod variant;
