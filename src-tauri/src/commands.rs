//! What the window may ask. A command unwraps, delegates, wraps.

pub mod activity;
pub mod comparisons;
pub mod import;
pub mod pictures;
pub mod places;
pub mod presets;
pub mod settings;
