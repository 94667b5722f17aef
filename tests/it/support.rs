//! What the tests stand on.

pub(crate) mod faults;
pub(crate) mod s3;
