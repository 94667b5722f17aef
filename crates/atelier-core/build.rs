//! Builds what is written in C: libjpeg-turbo's decoders side by side.

use std::env;

const SIZES: &str = "src/media/decode/jpeg/sizes.c";

fn main() {
    println!("cargo:rerun-if-changed={SIZES}");
    let headers = env::var("DEP_TURBOJPEG_INCLUDE").unwrap_or_default();
    cc::Build::new()
        .file(SIZES)
        .includes(headers.split(',').filter(|folder| !folder.is_empty()))
        .compile("atelier_jpeg");
}
