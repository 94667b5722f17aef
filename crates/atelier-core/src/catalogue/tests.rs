//! Every query of the catalogue, on a real catalogue.

mod schema;
