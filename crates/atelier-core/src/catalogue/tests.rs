//! Every query of the catalogue, on a real catalogue.

mod adopt;
mod deletions;
mod edits;
mod files;
mod housekeeping;
mod import;
mod looks;
mod opening;
mod pictures;
mod places;
mod plans;
mod schema;
mod scores;
mod stock;
mod sync;
mod trash;
mod variants;
