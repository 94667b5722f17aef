//! Pictures: listing them, looking at one, changing, moving and deleting them,
//! and taking any of it back.

use atelier_core::catalogue::{
    HistoryStep, PictureDetail as CoreDetail, PictureFilter, PicturePatch, PictureRow,
    SyncState as CoreSync,
};
use atelier_core::config::BackendConfig;
use atelier_core::domain::asset::{Asset, Board};
use atelier_core::domain::ids::{HistoryId, VariantId};
use atelier_core::domain::receipt::{PayloadHash, Receipt as CoreReceipt};
use atelier_core::domain::room_asset::{AssetSource, AssetType};
use atelier_core::domain::variant::{Variant as CoreVariant, VariantFormat, VariantState};
use tauri::State;
use uuid::Uuid;

use super::import::place_of;
use crate::activity::Live;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::pictures::{
    FoundPicture, Listing, Measured, Picture, PictureDetail, Pixels, Receipt, SyncState, TagRow,
    Variant, VariantProgress,
};

/// Lists the pictures of a board in their order: what changed in them since the
/// revision that the page has, or all of them.
#[tauri::command]
#[specta::specta]
pub async fn list_pictures(
    desk: State<'_, Desk>,
    place: Board,
    known: Option<u32>,
) -> Result<Listing, CommandError> {
    let looker = Looker::new(&desk).await?;
    let rows = desk
        .workspace()?
        .catalogue()
        .pictures(place, &PictureFilter::default())
        .await?;
    let pictures = rows.into_iter().map(|row| looker.picture(row)).collect();
    Ok(desk.listings.tell(place, known, pictures))
}

/// Lists what lies in the trash, the last first.
#[tauri::command]
#[specta::specta]
pub async fn list_trash(desk: State<'_, Desk>) -> Result<Vec<Picture>, CommandError> {
    let looker = Looker::new(&desk).await?;
    let rows = desk.workspace()?.catalogue().trashed_pictures().await?;
    Ok(rows.into_iter().map(|row| looker.picture(row)).collect())
}

/// Returns everything about one picture.
#[tauri::command]
#[specta::specta]
pub async fn get_picture(desk: State<'_, Desk>, id: Uuid) -> Result<PictureDetail, CommandError> {
    let looker = Looker::new(&desk).await?;
    let workspace = desk.workspace()?;
    // Whoever looks at its facts wants all of them.
    workspace.look_closely(id).await?;
    let found = workspace.catalogue().picture(id).await?;
    found
        .map(|detail| looker.detail(detail))
        .ok_or_else(|| CommandError::gone("This picture"))
}

/// Lists the metadata that a picture came with, and what of it stayed. None when
/// that is not known.
#[tauri::command]
#[specta::specta]
pub async fn picture_tags(
    desk: State<'_, Desk>,
    id: Uuid,
) -> Result<Option<Vec<TagRow>>, CommandError> {
    let listed = desk.workspace()?.picture_tags(id).await?;
    Ok(listed.map(|shown| shown.into_iter().map(TagRow::from).collect()))
}

/// Finds pictures by their words.
#[tauri::command]
#[specta::specta]
pub async fn find_pictures(
    desk: State<'_, Desk>,
    words: String,
    limit: u32,
) -> Result<Vec<FoundPicture>, CommandError> {
    let looker = Looker::new(&desk).await?;
    let found = desk
        .workspace()?
        .catalogue()
        .find_pictures(&words, limit.min(500))
        .await?;
    Ok(found
        .into_iter()
        .map(|(row, place)| FoundPicture {
            picture: looker.picture(row),
            place,
        })
        .collect())
}

/// Changes words of pictures.
#[tauri::command]
#[specta::specta]
pub async fn edit_pictures(
    desk: State<'_, Desk>,
    ids: Vec<Uuid>,
    patch: PicturePatch,
) -> Result<HistoryStep, CommandError> {
    Ok(desk.workspace()?.edit_pictures(&ids, &patch).await?)
}

/// Puts pictures, in their order, before another; at the end for none.
#[tauri::command]
#[specta::specta]
pub async fn move_pictures(
    desk: State<'_, Desk>,
    ids: Vec<Uuid>,
    before_id: Option<Uuid>,
) -> Result<HistoryStep, CommandError> {
    Ok(desk.workspace()?.reorder_pictures(&ids, before_id).await?)
}

/// Adds pictures to another board too.
#[tauri::command]
#[specta::specta]
pub async fn copy_pictures(
    desk: State<'_, Desk>,
    ids: Vec<Uuid>,
    to: Board,
    kind: AssetType,
) -> Result<Option<HistoryStep>, CommandError> {
    Ok(desk
        .workspace()?
        .copy_pictures(&ids, place_of(to, kind))
        .await?)
}

/// Moves pictures to the trash.
#[tauri::command]
#[specta::specta]
pub async fn delete_pictures(
    desk: State<'_, Desk>,
    ids: Vec<Uuid>,
) -> Result<HistoryStep, CommandError> {
    Ok(desk.workspace()?.trash_pictures(&ids).await?)
}

/// Takes pictures out of the trash.
#[tauri::command]
#[specta::specta]
pub async fn restore_pictures(
    desk: State<'_, Desk>,
    ids: Vec<Uuid>,
) -> Result<HistoryStep, CommandError> {
    Ok(desk.workspace()?.restore_pictures(&ids).await?)
}

/// Makes variants of pictures again where their presets changed or they failed.
#[tauri::command]
#[specta::specta]
pub async fn regenerate_variants(
    desk: State<'_, Desk>,
    ids: Vec<Uuid>,
) -> Result<(), CommandError> {
    desk.workspace()?.regenerate_variants(Some(&ids)).await?;
    Ok(())
}

/// Lets the variants of pictures be made again that could not be made.
#[tauri::command]
#[specta::specta]
pub async fn retry_variants(desk: State<'_, Desk>, ids: Vec<Uuid>) -> Result<(), CommandError> {
    desk.workspace()?.retry_variants(&ids).await?;
    desk.live.changed.notify_one();
    Ok(())
}

/// Scores a variant against its picture, in SSIMULACRA2.
#[tauri::command]
#[specta::specta]
pub async fn measure_variant(desk: State<'_, Desk>, id: Uuid) -> Result<Measured, CommandError> {
    let workspace = desk.workspace()?;
    let cancel = desk.begin_measuring(id);
    let measured = workspace.measure_variant(VariantId(id), &cancel).await;
    desk.end_measuring(id, &cancel);
    let measured = measured?.ok_or_else(|| CommandError::gone("This variant"))?;
    Ok(Measured {
        score: measured.score,
        kept: measured.kept,
    })
}

/// Calls the scoring of a variant off.
#[tauri::command]
#[specta::specta]
pub async fn stop_measuring(desk: State<'_, Desk>, id: Uuid) -> Result<(), CommandError> {
    desk.stop_measuring(id);
    Ok(())
}

/// Takes the newest step back, or the one named. None when there is none.
#[tauri::command]
#[specta::specta]
pub async fn undo(
    desk: State<'_, Desk>,
    history_id: Option<HistoryId>,
) -> Result<Option<HistoryStep>, CommandError> {
    Ok(desk
        .workspace()?
        .undo(history_id)
        .await?
        .map(|done| done.step))
}

/// Does the step again that was taken back last. None when there is none.
#[tauri::command]
#[specta::specta]
pub async fn redo(desk: State<'_, Desk>) -> Result<Option<HistoryStep>, CommandError> {
    Ok(desk.workspace()?.redo().await?.map(|done| done.step))
}

/// Turns rows into what the screens show.
struct Looker<'a> {
    live: &'a Live,
    /// Whether anything goes up at all.
    has_backend: bool,
}

impl<'a> Looker<'a> {
    async fn new(desk: &'a Desk) -> Result<Self, CommandError> {
        let has_backend = desk
            .workspace()?
            .setting::<BackendConfig>()
            .await?
            .is_some();
        Ok(Self {
            live: &desk.live,
            has_backend,
        })
    }

    fn picture(&self, row: PictureRow) -> Picture {
        let progress = self.live.progress_of(row.storage_path.as_str());
        let sync = match row.sync {
            _ if progress.is_some() => SyncState::GoingUp,
            CoreSync::Synced => SyncState::Synced,
            _ if !self.has_backend => SyncState::Local,
            CoreSync::Failed => SyncState::Failed,
            CoreSync::GoingUp => SyncState::GoingUp,
            CoreSync::Waiting => SyncState::Waiting,
        };
        Picture {
            id: row.id.uuid(),
            name: row.name,
            kind: row.asset_type,
            media_type: row.media_type.content_type().to_owned(),
            width: row.width.unwrap_or(0),
            height: row.height.unwrap_or(0),
            bytes: row.bytes as f64,
            position: row.position,
            caption: row.caption,
            alt_text: row.alt_text,
            room_type: row.room_type,
            tags: row.tags,
            thumbhash: row.thumbhash.as_deref().map(base64),
            sync,
            progress,
            variants: row.variants,
            cleaned: row.cleaned,
            imported_at: row.imported_at.0 as f64,
        }
    }

    fn detail(&self, detail: CoreDetail) -> PictureDetail {
        let file = detail.asset.file();
        let (source, source_url) = match &detail.asset {
            Asset::StyleImage(image) => (
                source_of(image.source_url.as_deref()),
                image.source_url.clone(),
            ),
            Asset::RoomAsset(asset) => (asset.source, None),
        };
        PictureDetail {
            place: detail.asset.board(),
            place_name: detail.place_name,
            storage_path: detail.asset.storage_path().to_string(),
            content_hash: file.content_hash.to_string(),
            source,
            source_url,
            taken_at: None,
            synced_at: detail.synced_at.map(|at| at.0 as f64),
            receipt: detail
                .receipt
                .as_ref()
                .map(|receipt| receipt_of(receipt, detail.picture.imported_at.0)),
            variants: detail
                .variants
                .iter()
                .map(|variant| variant_of(variant, &detail.picture))
                .collect(),
            failure: detail.failure,
            picture: self.picture(detail.picture),
        }
    }
}

/// A picture of a style with the address of a page was pinned from it.
fn source_of(url: Option<&str>) -> AssetSource {
    match url {
        Some(url) if url.contains("pinterest.") => AssetSource::Pinterest,
        _ => AssetSource::UserUpload,
    }
}

fn receipt_of(receipt: &CoreReceipt, at: i64) -> Receipt {
    let words = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
    Receipt {
        removed: words(receipt.removed_words()),
        removed_from: receipt
            .removed
            .iter()
            .map(|one| format!("{} in the {}", one.kind.words(), one.carrier.words()))
            .collect(),
        kept: words(receipt.kept_words()),
        warnings: words(receipt.warnings.iter().map(|one| one.words()).collect()),
        policy: receipt.policy,
        tool: receipt.tool.clone(),
        sha256_before: receipt.sha256_before.to_string(),
        sha256_after: receipt.sha256_after.to_string(),
        payload: match &receipt.payload {
            PayloadHash::Blake3(hash) => format!("BLAKE3 {}", hash.as_str()),
            PayloadHash::Sha256(hash) => format!("SHA-256 {hash}"),
        },
        pixels: if receipt.reencoded {
            Pixels::Reencoded
        } else {
            Pixels::Unchanged
        },
        proved_at: at as f64,
    }
}

fn variant_of(variant: &CoreVariant, picture: &PictureRow) -> Variant {
    let (state, bytes, reason) = match &variant.state {
        VariantState::Pending => (VariantProgress::Pending, None, None),
        VariantState::Processing => (VariantProgress::Making, None, None),
        VariantState::Ready(file) => (VariantProgress::Ready, Some(file.bytes as f64), None),
        VariantState::Failed { reason } => (VariantProgress::Failed, None, Some(reason.clone())),
    };
    let outcome = variant.outcome();
    let whole = (picture.width.unwrap_or(0), picture.height.unwrap_or(0));
    let (part_width, part_height) = variant.part_of(whole);
    Variant {
        id: variant.id.0,
        name: variant.variant_type.to_string(),
        width: Some(variant.width),
        height: Some(variant.height),
        format: match variant.format {
            VariantFormat::Jpeg => "JPEG",
            VariantFormat::Png => "PNG",
            VariantFormat::Webp => "WebP",
            VariantFormat::Avif => "AVIF",
        }
        .to_owned(),
        bytes,
        saving: variant.saving(picture.bytes),
        score: outcome.and_then(|outcome| outcome.score),
        copied: outcome.is_some_and(|outcome| outcome.copied),
        part_width,
        part_height,
        state,
        reason,
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
