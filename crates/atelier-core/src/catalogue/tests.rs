//! Every query of the catalogue, on a real catalogue.

mod edits;
mod housekeeping;
mod import;
mod opening;
mod pictures;
mod places;
mod plans;
mod schema;
mod stock;
mod sync;
mod variants;
