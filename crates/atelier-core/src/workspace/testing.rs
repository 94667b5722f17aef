//! A workspace with something in it, for the tests of its verbs.

use std::path::PathBuf;

use super::Workspace;
use crate::clock;
use crate::domain::asset::{AssetId, Place};
use crate::domain::ids::{RoomId, SessionId};
use crate::domain::preset::Preset;
use crate::domain::receipt::Policy;
use crate::domain::room_asset::AssetType;
use crate::domain::session::{Room, Session};
use crate::import::{Request, Words, intake};
use crate::progress::{Cancel, Silence};

/// Makes a session with a room.
pub(super) async fn a_room(workspace: &Workspace) -> RoomId {
    let at = clock::now();
    let session = Session {
        id: SessionId::new(),
        title: "Lindqvist apartment".to_owned(),
        created_at: at,
        updated_at: at,
    };
    let room = Room {
        id: RoomId::new(),
        session_id: session.id,
        name: "Kitchen".to_owned(),
        room_type: None,
        created_at: at,
        updated_at: at,
    };
    let catalogue = workspace.catalogue();
    catalogue.add_session(&session).await.expect("adds");
    catalogue.add_room(&room).await.expect("adds");
    room.id
}

/// Imports a file into a room as a photo, without variants.
pub(super) async fn import(workspace: &Workspace, room_id: RoomId, path: &str) -> AssetId {
    import_with(workspace, room_id, path, Vec::new()).await
}

/// Imports a file into a room as a photo; variants by these presets wait.
pub(super) async fn import_with(
    workspace: &Workspace,
    room_id: RoomId,
    path: &str,
    presets: Vec<Preset>,
) -> AssetId {
    let request = Request {
        place: Place::Room {
            room_id,
            asset_type: AssetType::Photo,
        },
        policy: Policy::Location,
        fit: false,
        also_elsewhere: true,
        presets,
        words: Words::default(),
    };
    let entries = intake::list(&[PathBuf::from(path)]);
    let report = workspace
        .import(&request, entries, &Silence, &Cancel::new())
        .await
        .expect("imports");
    report.imported.first().expect("one came in").id
}
