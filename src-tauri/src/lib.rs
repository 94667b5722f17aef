//! Atelier desktop.
