//! What crosses to the window: shapes made for its screens, one name a thing.
//!
//! The core's own types stay on this side where they carry more than a screen
//! needs: a grid of 10 000 pictures is light.

pub mod activity;
pub mod import;
pub mod pictures;
pub mod settings;
