//! The core of Atelier: everything that would still be true without a window.
//!
//! Rooms, from the ground up: [`domain`] holds nouns and rules without any
//! input or output; `media`, `library`, `catalogue`, `store` and `backend` are
//! tools that do not know each other; `import`, `variants` and `sync` are the
//! verbs that hold two tools at once; [`workspace`] puts one of each together.
//! Arrows between rooms point down only, and a test keeps it so.

pub mod backend;
pub mod catalogue;
pub mod clock;
pub mod config;
pub mod domain;
pub mod import;
pub mod library;
pub mod media;
pub mod net;
pub mod power;
pub mod progress;
pub mod secrets;
pub mod store;
pub mod sync;
pub mod variants;
pub mod workspace;
