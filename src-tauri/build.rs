//! Tells Tauri where this house keeps what it expects beside its manifest.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*");
    // The error names the file and the field; swallowing its chain would hide both.
    tauri_build::try_build(attributes).map_err(|error| format!("{error:#}").into())
}
