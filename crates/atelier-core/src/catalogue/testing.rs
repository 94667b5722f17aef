//! What the tests of the catalogue share: a real catalogue in a folder of its
//! own, and rows to put into it.

use tempfile::TempDir;

use super::{Catalogue, Made, NewAsset, VariantJob};
use crate::clock::UnixMillis;
use crate::domain::asset::{Asset, AssetId, FileFacts};
use crate::domain::content_hash::ContentHash;
use crate::domain::file_name::FileName;
use crate::domain::ids::{
    BatchId, OperationId, RoomAssetId, RoomId, SessionId, StyleId, StyleImageId, VariantId,
};
use crate::domain::media_type::MediaType;
use crate::domain::receipt::{PayloadHash, Policy, Receipt};
use crate::domain::room_asset::{AssetSource, AssetStatus, AssetType, RoomAsset};
use crate::domain::session::{Room, Session};
use crate::domain::storage_path::StoragePath;
use crate::domain::style::Style;
use crate::domain::style_image::StyleImage;
use crate::domain::variant::{
    Outcome, Variant, VariantFile, VariantFormat, VariantState, VariantType,
};

/// The time at which everything in the tests happens.
pub(super) const NOW: UnixMillis = UnixMillis(1_790_000_000_000);

/// A catalogue with one style, one session and one room.
pub(super) struct Desk {
    pub(super) dir: TempDir,
    pub(super) catalogue: Catalogue,
    pub(super) style: Style,
    pub(super) session: Session,
    pub(super) room: Room,
}

impl Desk {
    pub(super) async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let catalogue = Catalogue::open(dir.path()).await.expect("opens");
        let style = style("coastal");
        let session = Session {
            id: SessionId::new(),
            title: "Lindqvist apartment".into(),
            created_at: NOW,
            updated_at: NOW,
        };
        let room = Room {
            id: RoomId::new(),
            session_id: session.id,
            name: "Kitchen".into(),
            room_type: Some("kitchen".into()),
            created_at: NOW,
            updated_at: NOW,
        };
        catalogue.add_style(&style).await.expect("a style");
        catalogue.add_session(&session).await.expect("a session");
        catalogue.add_room(&room).await.expect("a room");
        Self {
            dir,
            catalogue,
            style,
            session,
            room,
        }
    }

    /// A picture of the style that is not recorded yet.
    pub(super) fn picture(&self, name: &str, order: i32) -> NewAsset {
        let id = StyleImageId::new();
        let file = file(name);
        let file_name = FileName::from_original(name, MediaType::Jpeg);
        let path = StoragePath::style_image(&self.style.slug, &file_name);
        let variants = pending(AssetId::StyleImage(id), &path);
        NewAsset {
            receipt: receipt(&file),
            tags: Vec::new(),
            asset: Asset::StyleImage(StyleImage {
                id,
                style_id: self.style.id,
                storage_path: path,
                original_filename: name.into(),
                file,
                caption: None,
                alt_text: None,
                room_type: None,
                tags: vec![],
                display_order: order,
                source_url: None,
                batch_id: None,
                created_at: NOW,
                updated_at: NOW,
                trashed_at: None,
            }),
            metadata: None,
            thumbhash: None,
            variants,
        }
    }

    /// A photo of the room that is not recorded yet.
    pub(super) fn photo(&self, name: &str, order: i32) -> NewAsset {
        let id = RoomAssetId::new();
        let file = file(name);
        let path = StoragePath::room_asset(
            self.session.id,
            self.room.id,
            AssetType::Photo,
            NOW,
            &FileName::from_original(name, MediaType::Jpeg),
        );
        let variants = pending(AssetId::RoomAsset(id), &path);
        NewAsset {
            receipt: receipt(&file),
            tags: Vec::new(),
            asset: Asset::RoomAsset(RoomAsset {
                id,
                session_id: self.session.id,
                room_id: self.room.id,
                asset_type: AssetType::Photo,
                storage_path: path,
                source: AssetSource::UserUpload,
                status: AssetStatus::Pending,
                original_filename: name.into(),
                file,
                display_order: order,
                caption: None,
                alt_text: None,
                batch_id: None,
                created_at: NOW,
                updated_at: NOW,
                trashed_at: None,
            }),
            metadata: Some(r#"{"width":1600}"#.into()),
            thumbhash: None,
            variants,
        }
    }

    /// Records pictures of the style and returns their identities.
    pub(super) async fn pictures(&self, count: i32) -> Vec<AssetId> {
        let files: Vec<NewAsset> = (0..count)
            .map(|n| self.picture(&format!("picture{n}.jpg"), n))
            .collect();
        self.catalogue.record_import(&files).await.expect("records");
        files.iter().map(|file| file.asset.id()).collect()
    }

    /// Lets everything be there that is older than the first import.
    pub(super) async fn everything_before_is_there(&self) {
        for _ in 0..2 {
            for change in self.catalogue.due_changes(NOW, 100).await.expect("reads") {
                if !change.table.has_file() {
                    self.done(change.op_id).await;
                }
            }
        }
    }

    /// Lets everything be there that is on its way.
    pub(super) async fn everything_is_there(&self) {
        loop {
            let due = self.catalogue.due_changes(NOW, 100).await.expect("reads");
            if due.is_empty() {
                break;
            }
            for change in due {
                self.done(change.op_id).await;
            }
        }
    }

    async fn done(&self, op: OperationId) {
        self.catalogue.complete(op, NOW).await.expect("completes");
    }

    /// Makes the variants of a job.
    pub(super) async fn make(&self, job: &VariantJob) {
        let made: Vec<Made> = job
            .variants
            .iter()
            .map(|variant| Made {
                id: variant.id,
                file: ready_file(variant.storage_path.as_str()),
                width: variant.width,
                height: variant.height,
                storage_path: variant.storage_path.clone(),
                outcome: encoded_once(),
            })
            .collect();
        let wanted = self.catalogue.variants_ready(&made).await;
        assert_eq!(wanted.expect("records"), made.len());
    }

    /// Takes the lines of a query's plan.
    pub(super) async fn plan(&self, sql: &str) -> String {
        use sqlx::Row as _;
        sqlx::query(sqlx::AssertSqlSafe(format!("explain query plan {sql}")))
            .fetch_all(&self.catalogue.reader)
            .await
            .expect("a plan")
            .iter()
            .map(|row| row.get::<String, _>("detail"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// A new style.
pub(super) fn style(slug: &str) -> Style {
    Style {
        id: StyleId::new(),
        slug: slug.parse().expect("a slug"),
        name: slug.into(),
        created_at: NOW,
        updated_at: NOW,
    }
}

/// The file of a variant.
pub(super) fn ready_file(content: &str) -> VariantFile {
    VariantFile {
        content_hash: ContentHash::of(content.as_bytes()),
        bytes: 100,
        processed_at: NOW,
    }
}

/// A variant of fixed quality.
pub(super) fn encoded_once() -> Outcome {
    Outcome {
        quality: 80,
        score: None,
        encodes: 1,
        copied: false,
    }
}

/// Puts a file into an import.
pub(super) fn in_batch(mut file: NewAsset, batch: BatchId) -> NewAsset {
    match &mut file.asset {
        Asset::StyleImage(image) => image.batch_id = Some(batch),
        Asset::RoomAsset(asset) => asset.batch_id = Some(batch),
    }
    file
}

fn file(name: &str) -> FileFacts {
    FileFacts {
        media_type: MediaType::Jpeg,
        bytes: 1000,
        width: Some(1600),
        height: Some(1200),
        content_hash: ContentHash::of(format!("clean {name}").as_bytes()),
        source_hash: ContentHash::of(name.as_bytes()),
    }
}

fn receipt(file: &FileFacts) -> Receipt {
    Receipt {
        policy: Policy::Location,
        tool: "atelier 0.1.0".into(),
        sha256_before: file.source_hash.clone(),
        sha256_after: file.content_hash.clone(),
        payload: PayloadHash::Sha256(ContentHash::of(b"picture")),
        had_place: true,
        reencoded: false,
        removed: vec![],
        kept: vec![],
        warnings: vec![],
    }
}

fn pending(parent: AssetId, original: &StoragePath) -> Vec<Variant> {
    [
        (VariantType::Thumbnail, VariantFormat::Webp, 300, 200),
        (VariantType::Optimized, VariantFormat::Avif, 1067, 800),
    ]
    .into_iter()
    .map(|(variant_type, format, width, height)| Variant {
        id: VariantId::new(),
        parent,
        variant_type,
        format,
        quality: 80,
        storage_path: original.variant(variant_type.suffix(), width, height, format),
        width,
        height,
        state: VariantState::Pending,
        processing_config: format!(r#"{{"max_width":{width}}}"#),
        created_at: NOW,
    })
    .collect()
}
