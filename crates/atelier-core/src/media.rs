//! Tools for pictures: bytes in, bytes out. Nothing here knows a path, a row
//! or a store.

mod boxes;
mod bytes;
pub mod clean;
pub mod colour;
pub mod decode;
pub mod encode;
pub mod guard;
mod ifd;
pub mod inspect;
pub mod look;
pub mod orientation;
mod pdf;
pub mod pixels;
pub mod render;
pub mod resize;
pub mod score;
pub mod stand_in;
pub mod tags;

#[cfg(test)]
mod testing;
