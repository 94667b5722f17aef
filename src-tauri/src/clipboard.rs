//! What lies on the clipboard: files, an address or a picture.

use std::io::Cursor;
use std::path::PathBuf;

use url::Url;

/// Something on the clipboard that can be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clip {
    /// Files and folders.
    Files(Vec<PathBuf>),
    /// The address of a picture.
    Address(Url),
    /// A picture, as PNG.
    Picture(Vec<u8>),
}

/// Reads the clipboard. None when it holds nothing that can be imported.
/// Blocking.
pub fn read() -> Option<Clip> {
    let mut clipboard = arboard::Clipboard::new()
        .inspect_err(|error| tracing::warn!(%error, "the clipboard cannot be read"))
        .ok()?;
    if let Ok(files) = clipboard.get().file_list()
        && !files.is_empty()
    {
        return Some(Clip::Files(files));
    }
    if let Some(clip) = clipboard.get_text().ok().as_deref().and_then(from_text) {
        return Some(clip);
    }
    let image = clipboard.get_image().ok()?;
    png(&image).map(Clip::Picture)
}

/// Files or an address written as text, as browsers and file managers do.
fn from_text(text: &str) -> Option<Clip> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if let [line] = lines.as_slice()
        && let Ok(url) = Url::parse(line)
        && matches!(url.scheme(), "https" | "http")
    {
        return Some(Clip::Address(url));
    }
    let files: Option<Vec<PathBuf>> = lines
        .iter()
        .map(|line| Url::parse(line).ok()?.to_file_path().ok())
        .collect();
    files.filter(|files| !files.is_empty()).map(Clip::Files)
}

/// Writes pixels of the clipboard as a PNG.
fn png(image: &arboard::ImageData<'_>) -> Option<Vec<u8>> {
    let (width, height) = (
        u32::try_from(image.width).ok()?,
        u32::try_from(image.height).ok()?,
    );
    let pixels = image::RgbaImage::from_raw(width, height, image.bytes.to_vec())?;
    let mut file = Cursor::new(Vec::new());
    pixels.write_to(&mut file, image::ImageFormat::Png).ok()?;
    Some(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_files_are_told_apart() {
        assert!(matches!(
            from_text("https://example.com/a.jpg"),
            Some(Clip::Address(_))
        ));
        assert_eq!(
            from_text("file:///a/b.jpg\nfile:///a/c.jpg"),
            Some(Clip::Files(vec!["/a/b.jpg".into(), "/a/c.jpg".into()]))
        );
        assert_eq!(from_text("some words"), None);
    }
}
