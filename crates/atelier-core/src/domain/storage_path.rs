//! Paths in the store. They are a contract with the platform, so every path is
//! made here, one constructor a meaning; no other text becomes a path.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::content_hash::ContentHash;
use super::file_name::FileName;
use super::ids::{RoomId, SessionId};
use super::room_asset::AssetType;
use super::style::StyleSlug;
use super::variant::VariantFormat;
use crate::clock::UnixMillis;

/// The key of a file in the store, such as `styles/coastal/kitchen.jpg`.
///
/// ASCII, relative, `/` between its parts, no part empty, `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct StoragePath(String);

/// Who may read a file in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// Files of sessions: signed addresses only.
    Private,
    /// Pictures of styles: everybody.
    Public,
}

impl StoragePath {
    /// Names the original of a style's picture.
    #[must_use]
    pub fn style_image(style: &StyleSlug, name: &FileName) -> Self {
        Self(format!("styles/{style}/{name}"))
    }

    /// Names the original of a photo, floor plan or document of a room, or of
    /// a render that somebody gave under a name of its own.
    #[must_use]
    pub fn room_asset(
        session: SessionId,
        room: RoomId,
        kind: AssetType,
        at: UnixMillis,
        name: &FileName,
    ) -> Self {
        let folder = folder(kind);
        Self(format!(
            "session_{session}/room_{room}/{folder}/{at}_{name}"
        ))
    }

    /// Names a render that a model made in a style.
    #[must_use]
    pub fn render(
        session: SessionId,
        room: RoomId,
        at: UnixMillis,
        style: &StyleSlug,
        extension: &str,
    ) -> Self {
        Self(format!(
            "session_{session}/room_{room}/renders/{at}_ai_{style}.{extension}"
        ))
    }

    /// Names a generated document, such as `checklist` or `plan_v2`.
    #[must_use]
    pub fn artifact(session: SessionId, kind: &FileName, at: UnixMillis) -> Self {
        let kind = kind.stem();
        Self(format!("session_{session}/artifacts/{kind}_{at}.pdf"))
    }

    /// Names a variant beside this original: `variants/{stem}_{suffix}_{w}x{h}.{ext}`.
    #[must_use]
    pub fn variant(&self, suffix: &str, width: u32, height: u32, format: VariantFormat) -> Self {
        let (folder, name) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let extension = format.extension();
        Self(format!(
            "{folder}/variants/{stem}_{suffix}_{width}x{height}.{extension}"
        ))
    }

    /// Names a small file that tries a bucket out and is removed at once.
    #[must_use]
    pub fn probe(bucket: Bucket, id: Uuid) -> Self {
        match bucket {
            Bucket::Private => Self(format!(".probe/{id}")),
            Bucket::Public => Self(format!("styles/.probe/{id}")),
        }
    }

    /// Returns the same path with the first digits of a hash in its name, for
    /// when another file already lies there.
    #[must_use]
    pub fn with_hash(&self, hash: &ContentHash) -> Self {
        let short = hash.short();
        match self.0.rsplit_once('.') {
            Some((stem, extension)) => Self(format!("{stem}_{short}.{extension}")),
            None => Self(format!("{}_{short}", self.0)),
        }
    }

    /// Returns the bucket that the path belongs in.
    #[must_use]
    pub fn bucket(&self) -> Bucket {
        if self.0.starts_with("styles/") {
            Bucket::Public
        } else {
            Bucket::Private
        }
    }

    /// Returns the last part of the path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Returns the path as the platform writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The folder of a kind of asset.
fn folder(kind: AssetType) -> &'static str {
    match kind {
        AssetType::Photo => "photos",
        AssetType::Floorplan => "floorplans",
        AssetType::Render => "renders",
        AssetType::Document => "documents",
    }
}

impl std::fmt::Display for StoragePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no path of a store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no path of a store")]
pub struct NotAStoragePath(String);

/// Reads a path back from a row that this program or the platform wrote.
impl TryFrom<String> for StoragePath {
    type Error = NotAStoragePath;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let part_ok = |part: &str| !part.is_empty() && part != "." && part != "..";
        let byte_ok = |b: u8| b.is_ascii_graphic() && b != b'\\';
        if text.len() <= 1024 && text.bytes().all(byte_ok) && text.split('/').all(part_ok) {
            Ok(Self(text))
        } else {
            Err(NotAStoragePath(text))
        }
    }
}

impl From<StoragePath> for String {
    fn from(path: StoragePath) -> Self {
        path.0
    }
}

impl std::str::FromStr for StoragePath {
    type Err = NotAStoragePath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.to_owned().try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::media_type::MediaType;

    fn photo() -> StoragePath {
        StoragePath::room_asset(
            SessionId(Uuid::from_u128(1)),
            RoomId(Uuid::from_u128(2)),
            AssetType::Photo,
            UnixMillis(1234),
            &FileName::from_original("Kitchen.JPG", MediaType::Jpeg),
        )
    }

    #[test]
    fn a_photo_lies_in_its_room() {
        assert_eq!(
            photo().as_str(),
            "session_00000000-0000-0000-0000-000000000001/room_00000000-0000-0000-0000-000000000002/photos/1234_kitchen.jpg"
        );
        assert_eq!(photo().bucket(), Bucket::Private);
    }

    #[test]
    fn a_variant_lies_beside_its_original() {
        assert!(
            photo()
                .variant("thumb", 300, 200, VariantFormat::Webp)
                .as_str()
                .ends_with("/photos/variants/1234_kitchen_thumb_300x200.webp")
        );
    }

    #[test]
    fn no_text_climbs_out_of_the_store() {
        for bad in [
            "", "/a", "a//b", "a/../b", "./a", "a/b/", "a\\b", "a b", "é",
        ] {
            assert!(bad.parse::<StoragePath>().is_err(), "{bad}");
        }
    }
}
