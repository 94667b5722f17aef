//! The system's own dialogs.

use std::path::PathBuf;

/// What the picker offers first. Whatever is chosen is still told by content.
const EXTENSIONS: &[&str] = &[
    "jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "heic", "heif", "avif", "pdf",
];

/// Asks for files. Empty when the person thinks better of it.
pub async fn choose_files() -> Vec<PathBuf> {
    #[cfg(debug_assertions)]
    if let Some(paths) = stand_in() {
        return paths;
    }
    let chosen = rfd::AsyncFileDialog::new()
        .set_title("Add pictures")
        .add_filter("Pictures and PDFs", EXTENSIONS)
        .add_filter("All files", &["*"])
        .pick_files()
        .await;
    chosen
        .unwrap_or_default()
        .into_iter()
        .map(|file| file.path().to_owned())
        .collect()
}

/// Asks for a folder.
pub async fn choose_folder() -> Option<PathBuf> {
    #[cfg(debug_assertions)]
    if let Some(paths) = stand_in() {
        return paths.into_iter().next();
    }
    let chosen = rfd::AsyncFileDialog::new()
        .set_title("Choose a folder")
        .pick_folder()
        .await;
    chosen.map(|folder| folder.path().to_owned())
}

/// In debug builds a variable stands in for the person's choice, one path a
/// line, so that quick tests need no dialog. The real dialog has its own test.
#[cfg(debug_assertions)]
fn stand_in() -> Option<Vec<PathBuf>> {
    let chosen = std::env::var("ATELIER_TEST_CHOOSE").ok()?;
    Some(chosen.lines().map(PathBuf::from).collect())
}
