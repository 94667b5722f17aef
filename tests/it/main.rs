//! One program, one module a promise.

#![allow(
    clippy::expect_used,
    reason = "a test fails by not finding what it expects"
)]

mod arrows;
mod backend_deletion;
mod backend_faults;
mod backend_files;
mod backend_migration;
mod backend_rows;
mod cli_answers;
mod cli_bad_input;
mod cli_clean;
mod cli_cleaning;
mod cli_files;
mod cli_flow;
mod cli_help;
mod cli_stopping;
mod cli_workspace;
mod full_disk;
mod kills;
mod outages;
mod store_contract;
mod support;
mod sync_store;
