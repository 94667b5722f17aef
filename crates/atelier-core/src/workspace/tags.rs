//! The metadata of one picture, before and after.

use uuid::Uuid;

use super::{Workspace, WorkspaceError};
use crate::media::tags::{self, Shown};

impl Workspace {
    /// Lists the metadata that a picture came with, and what of it stayed. What
    /// stayed says its words, read from the kept file now; what went has none:
    /// they are nowhere. None when nothing is known, because the picture came in
    /// before lists were kept and its file is gone.
    ///
    /// # Errors
    /// When the catalogue or library cannot be read.
    pub async fn picture_tags(&self, id: Uuid) -> Result<Option<Vec<Shown>>, WorkspaceError> {
        let Some(asset) = self.catalogue.asset_id(id).await? else {
            return Ok(None);
        };
        let list = self.catalogue.tag_list(asset).await?;
        let Some(file) = self.catalogue.kept_file(id, None).await? else {
            return Ok(list.map(|lines| tags::show(lines, Vec::new(), false)));
        };
        let library = self.library.clone();
        let read = tokio::task::spawn_blocking(move || {
            library
                .read(&file.content_hash)
                .map(|bytes| tags::read(&bytes))
        });
        let after = read
            .await
            .map_err(|error| WorkspaceError::Broken(error.to_string()))??;
        let lines = list.unwrap_or_else(|| tags::compare(&after, &after));
        Ok(Some(tags::show(lines, after, false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::testing::{a_room, import};

    #[tokio::test]
    async fn a_picture_tells_later_what_went_without_saying_where() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(dir.path(), "test").await.expect("opens");
        let room = a_room(&workspace).await;
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/fixtures/cleaning/jpeg-exif.jpg"
        );
        let asset = import(&workspace, room, file).await;

        let shown = workspace.picture_tags(asset.uuid()).await.expect("reads");

        let shown = shown.expect("a list");
        let of = |name: &str| {
            let found = shown.iter().find(|shown| shown.line.name == name);
            found.unwrap_or_else(|| panic!("no {name}"))
        };
        assert!(of("GPSLatitude").line.place && !of("GPSLatitude").line.stayed);
        assert_eq!(of("GPSLatitude").value, None);
        assert!(of("Model").line.stayed && of("Model").value.is_some());
        let stored = workspace.catalogue().tag_list(asset).await.expect("reads");
        let stored = serde_json::to_string(&stored).expect("writes");
        assert!(stored.contains("GPSLatitude"), "{stored}");
        let model = of("Model").value.clone().expect("words");
        assert!(!stored.contains(&model), "a value is stored: {stored}");
    }
}
