//! What the promises are tried on: real parts, made for one run and thrown away.

pub(crate) mod cli;
pub(crate) mod faults;
pub(crate) mod journey;
pub(crate) mod photos;
pub(crate) mod postgres;
pub(crate) mod pushes;
pub(crate) mod s3;
pub(crate) mod shapes;
pub(crate) mod small_disk;
