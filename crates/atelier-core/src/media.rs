//! Tools for pictures: bytes in, bytes out. Nothing here knows a path, a row
//! or a store.

mod bytes;
pub mod clean;
pub mod inspect;
