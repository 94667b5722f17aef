//! Small pictures for this machine's own screen: whole, never cropped, quick to
//! decode. They are not variants: nobody else sees them, and the folder that
//! they lie in can be deleted at any time.

use std::io;
use std::path::{Path, PathBuf};

use super::{Workspace, WorkspaceError};
use crate::catalogue::Original;
use crate::domain::asset::AssetId;
use crate::domain::content_hash::ContentHash;
use crate::domain::media_type::MediaType;
use crate::media::render;
use crate::progress::Cancel;

/// Originals looked at at once.
const PAGE: u32 = 500;
/// The longest side of a screen picture, in pixels: enough for a tile of the
/// grid at its usual size.
const SCREEN_SIDE: u32 = 512;

impl Workspace {
    /// Returns the screen picture of a file if it was made before. Blocking.
    #[must_use]
    pub fn kept_screen_picture(&self, hash: &ContentHash) -> Option<Vec<u8>> {
        std::fs::read(self.screen_path(hash)).ok()
    }

    /// Makes the screen pictures of everything that has none yet, the oldest
    /// first, after an asset that was seen before. Returns the last one seen. What
    /// cannot be shown is passed over: it says so when it is looked at.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn make_screen_pictures(
        &self,
        mut after: Option<AssetId>,
        cancel: &Cancel,
    ) -> Result<Option<AssetId>, WorkspaceError> {
        loop {
            let page = self.catalogue().originals(after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(after);
            };
            for original in &page {
                if cancel.is_cancelled() {
                    return Ok(after);
                }
                // A document that was added by an older version has no size.
                if original.width.is_some() || original.media_type == MediaType::Pdf {
                    self.make_missing(original).await?;
                }
            }
            after = Some(last.asset);
        }
    }

    /// One at a time: whatever a person waits for goes first.
    async fn make_missing(&self, original: &Original) -> Result<(), WorkspaceError> {
        let workspace = self.clone();
        let (hash, media_type) = (original.content_hash.clone(), original.media_type);
        let made = tokio::task::spawn_blocking(move || {
            if workspace.screen_path(&hash).exists() {
                return;
            }
            if let Err(error) = workspace.make_screen_picture(&hash, media_type) {
                tracing::debug!(%error, "a screen picture is not made ahead");
            }
        });
        made.await
            .map_err(|error| WorkspaceError::Broken(error.to_string()))
    }

    /// Makes the screen picture of a file and keeps it for the next time: a
    /// small JPEG, or a WebP for what is see-through. Blocking.
    ///
    /// # Errors
    /// When the file cannot be read or decoded.
    pub fn make_screen_picture(
        &self,
        hash: &ContentHash,
        media_type: MediaType,
    ) -> Result<Vec<u8>, WorkspaceError> {
        let file = self.library().read(hash)?;
        let small = render::preview(&file, media_type, SCREEN_SIDE)
            .map_err(|error| WorkspaceError::Broken(error.to_string()))?;
        if let Err(error) = keep(&self.screen_path(hash), &small) {
            tracing::warn!(%error, "a screen picture was not kept; it is made again next time");
        }
        Ok(small)
    }

    fn screen_path(&self, hash: &ContentHash) -> PathBuf {
        let shard = hash.as_str().get(..2).unwrap_or_default();
        self.dir().join("screen").join(shard).join(hash.as_str())
    }
}

/// Writes a file so that nobody ever reads half of it.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let unfinished = tempfile::NamedTempFile::new_in(folder)?;
    std::fs::write(unfinished.path(), bytes)?;
    unfinished.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::receipt::Policy;
    use crate::media::{clean, inspect};

    #[tokio::test]
    async fn a_screen_picture_is_whole_small_and_made_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(dir.path(), "test").await.expect("opens");
        let photo = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/fixtures/photos/hallway.jpg"
        );
        let photo = std::fs::read(photo).expect("a fixture");
        let file = clean::clean(&photo, Policy::Location).expect("clean");
        workspace.library().keep(&file).expect("kept");
        let hash = file.content_hash();
        assert_eq!(workspace.kept_screen_picture(hash), None);

        let made = workspace
            .make_screen_picture(hash, file.media_type())
            .expect("made");

        let size = |bytes: &[u8]| inspect::inspect(bytes).expect("a picture").displayed_size();
        let (width, height) = size(&made).expect("pixels");
        let (full_width, full_height) = size(&photo).expect("pixels");
        assert_eq!(width.max(height), SCREEN_SIDE);
        let shape = |width: u32, height: u32| f64::from(width) / f64::from(height);
        assert!((shape(width, height) - shape(full_width, full_height)).abs() < 0.01);
        assert_eq!(workspace.kept_screen_picture(hash), Some(made));
    }

    #[tokio::test]
    async fn screen_pictures_are_made_ahead_each_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(dir.path(), "test").await.expect("opens");
        let room = crate::workspace::testing::a_room(&workspace).await;
        let photo = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/fixtures/photos/hallway.jpg"
        );
        let asset = crate::workspace::testing::import(&workspace, room, photo).await;

        let seen = workspace
            .make_screen_pictures(None, &Cancel::new())
            .await
            .expect("made");

        assert_eq!(seen, Some(asset));
        let original = workspace.catalogue().original(asset).await.expect("reads");
        let hash = original.expect("is there").content_hash;
        assert!(workspace.kept_screen_picture(&hash).is_some());
        let again = workspace.make_screen_pictures(seen, &Cancel::new()).await;
        assert_eq!(again.expect("nothing new"), seen);
    }
}
