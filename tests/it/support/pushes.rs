//! Pushes as the outbox makes them.

use atelier_core::backend::{FileClaim, Postgres, Push, PushStep, Pushed, Refusal};
use atelier_core::domain::change::SyncTable;
use atelier_core::domain::content_hash::ContentHash;
use atelier_core::domain::ids::OperationId;
use atelier_core::domain::storage_path::StoragePath;
use serde_json::{Value, json};
use uuid::Uuid;

/// A push of a new operation.
pub(crate) fn push(table: SyncTable, row_id: Uuid, step: PushStep, patch: Value) -> Push {
    Push {
        op_id: OperationId::new(),
        table,
        row_id,
        step,
        patch: patch.to_string(),
    }
}

/// Writes columns of a row.
pub(crate) fn row(table: SyncTable, row_id: Uuid, patch: Value) -> Push {
    push(table, row_id, PushStep::Row, patch)
}

/// Announces a file under a path.
pub(crate) fn request(table: SyncTable, row_id: Uuid, path: &str, patch: Value) -> Push {
    let claim = FileClaim {
        path: path.parse().expect("a path"),
        bytes: 1234,
        sha256: ContentHash::of(path.as_bytes()),
    };
    push(table, row_id, PushStep::Request(claim), patch)
}

/// The same operation at its next step.
pub(crate) fn then(push: &Push, step: PushStep) -> Push {
    Push {
        step,
        ..push.clone()
    }
}

/// Says that the file of a request is there.
pub(crate) fn confirmed(request: &Push) -> Push {
    then(request, PushStep::Confirm { receipt: None })
}

/// Says that a row and its files are going.
pub(crate) fn mark_deleted(table: SyncTable, row_id: Uuid, paths: &[&str]) -> Push {
    let paths: Vec<StoragePath> = paths
        .iter()
        .map(|path| path.parse().expect("a path"))
        .collect();
    let patch = json!({ "paths": &paths });
    push(table, row_id, PushStep::MarkDeleted { paths }, patch)
}

/// A new style.
pub(crate) fn style(id: Uuid, slug: &str) -> Push {
    row(
        SyncTable::Styles,
        id,
        json!({ "id": id, "slug": slug, "name": slug }),
    )
}

/// A new picture of a style, announced.
pub(crate) fn style_image(id: Uuid, style: Uuid, name: &str) -> Push {
    let path = format!("styles/coastal/{name}.jpg");
    let patch = json!({
        "id": id, "style_id": style, "storage_path": path, "filename": format!("{name}.jpg"),
        "content_type": "image/jpeg", "file_size": 1234, "width": 640, "height": 480, "caption": null,
        "alt_text": null, "room_type": null, "tags": ["sea"], "display_order": 0, "source_url": null,
        "created_at": "2026-02-13T10:00:00.123Z", "updated_at": "2026-02-13T10:00:00.123Z",
    });
    request(SyncTable::StyleImages, id, &path, patch)
}

/// A new photo of a room, announced.
pub(crate) fn photo(id: Uuid, session: Uuid, room: Uuid, name: &str) -> Push {
    let path = format!("session_{session}/room_{room}/photos/1_{name}.jpg");
    let patch = json!({
        "id": id, "session_id": session, "room_id": room, "uploaded_by": null, "asset_type": "photo",
        "storage_path": path, "source": "user_upload", "status": "pending",
        "original_filename": format!("{name}.JPG"), "content_type": "image/jpeg", "file_size": 1234,
        "display_order": 0, "caption": null, "alt_text": null,
        "metadata": { "width": 640, "height": 480, "contentHash": "abc" },
        "created_at": "2026-02-13T10:00:00.123Z", "updated_at": "2026-02-13T10:00:00.123Z",
    });
    request(SyncTable::RoomAssets, id, &path, patch)
}

/// A new variant, announced.
pub(crate) fn variant(table: SyncTable, id: Uuid, parent: Uuid, path: &str) -> Push {
    let column = match table {
        SyncTable::AssetVariants => "parent_asset_id",
        _ => "parent_style_image_id",
    };
    let patch = json!({
        "id": id, column: parent, "variant_type": "thumbnail", "format": "webp", "quality": 80,
        "storage_path": path, "content_type": "image/webp", "file_size": 1234, "width": 300, "height": 200,
        "processing_status": "ready", "processed_at": "2026-02-13T10:00:01Z",
        "processing_config": { "name": "thumbnail" }, "created_at": "2026-02-13T10:00:00Z",
    });
    request(table, id, path, patch)
}

/// A session and a room of it.
pub(crate) async fn a_room(backend: &Postgres) -> (Uuid, Uuid) {
    let (session, room_id) = (Uuid::now_v7(), Uuid::now_v7());
    all_done(
        backend,
        &[
            row(SyncTable::Sessions, session, json!({ "title": "Attic" })),
            row(
                SyncTable::Rooms,
                room_id,
                json!({ "session_id": session, "name": "Kitchen", "room_type": "kitchen" }),
            ),
        ],
    )
    .await;
    (session, room_id)
}

/// A style.
pub(crate) async fn a_style(backend: &Postgres) -> Uuid {
    let id = Uuid::now_v7();
    all_done(backend, &[style(id, "coastal")]).await;
    id
}

/// Pushes what must succeed.
pub(crate) async fn all_done(backend: &Postgres, pushes: &[Push]) {
    let answers = backend.push(pushes).await.expect("the backend answers");
    for (push, answer) in pushes.iter().zip(answers) {
        assert_eq!(answer, Pushed::Done, "{push:?}");
    }
}

/// Pushes one step and returns what became of it.
pub(crate) async fn pushed(backend: &Postgres, push: &Push) -> Pushed {
    let answers = backend.push(std::slice::from_ref(push)).await;
    answers.expect("the backend answers").remove(0)
}

/// Why a push was refused.
pub(crate) fn refusal(pushed: &Pushed) -> Option<Refusal> {
    match pushed {
        Pushed::Refused { code, .. } => Some(*code),
        _ => None,
    }
}
