//! Gives every file of an import a path that nothing else has.

use std::collections::HashSet;

use crate::catalogue::{Catalogue, CatalogueError};
use crate::clock::UnixMillis;
use crate::domain::content_hash::ContentHash;
use crate::domain::file_name::FileName;
use crate::domain::media_type::MediaType;
use crate::domain::room_asset::AssetType;
use crate::domain::storage_path::StoragePath;
use crate::domain::style::StyleSlug;

use super::Home;

/// What a path is made of.
pub(crate) struct Naming<'a> {
    pub(crate) home: &'a Home,
    pub(crate) at: UnixMillis,
    pub(crate) render_style: Option<&'a StyleSlug>,
}

impl Naming<'_> {
    /// Returns the path that a file gets if nothing else has it.
    fn plain(&self, original: &str, media_type: MediaType) -> StoragePath {
        let name = FileName::from_original(original, media_type);
        match self.home {
            Home::Style(style) => StoragePath::style_image(&style.slug, &name),
            Home::Room(room, kind) => match (kind, self.render_style) {
                (AssetType::Render, Some(style)) => StoragePath::render(
                    room.session_id,
                    room.id,
                    self.at,
                    style,
                    media_type.extension(),
                ),
                _ => StoragePath::room_asset(room.session_id, room.id, *kind, self.at, &name),
            },
        }
    }
}

/// Chooses free paths for a chunk of files, in their order.
///
/// A taken name gets the first digits of the content's hash. When that is taken
/// too (the same content under the same name), digits of a hash of both.
pub(crate) async fn free_paths(
    catalogue: &Catalogue,
    naming: &Naming<'_>,
    files: &[(String, MediaType, ContentHash)],
) -> Result<Vec<StoragePath>, CatalogueError> {
    let mut wanted = Vec::with_capacity(files.len() * 2);
    for (name, media_type, hash) in files {
        let plain = naming.plain(name, *media_type);
        let hashed = plain.with_hash(hash);
        wanted.extend([plain, hashed]);
    }
    let mut taken: HashSet<StoragePath> = catalogue.taken_paths(&wanted).await?;
    let mut chosen = Vec::with_capacity(files.len());
    for (index, (name, media_type, hash)) in files.iter().enumerate() {
        let plain = naming.plain(name, *media_type);
        let hashed = plain.with_hash(hash);
        let salt = ContentHash::of(format!("{hash}{}{index}", naming.at).as_bytes());
        let path = [&plain, &hashed]
            .into_iter()
            .find(|path| !taken.contains(*path))
            .cloned()
            .unwrap_or_else(|| plain.with_hash(&salt));
        taken.insert(path.clone());
        chosen.push(path);
    }
    Ok(chosen)
}
