//! One program, one module a promise.

#![allow(
    clippy::expect_used,
    reason = "a test fails by not finding what it expects"
)]

mod store_contract;
mod support;
