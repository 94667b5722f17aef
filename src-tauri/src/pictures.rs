//! The `picture:` scheme: an id in, the bytes of a picture out. No path from
//! outside is ever used: ids lead to rows, and rows to files of the library.

use std::sync::Arc;

use atelier_core::catalogue::KeptFile;
use atelier_core::domain::ids::VariantId;
use atelier_core::domain::media_type::MediaType;
use atelier_core::domain::variant::VariantType;
use atelier_core::media::render;
use atelier_core::workspace::{UnderLoupe, Workspace};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder};
use uuid::Uuid;

use crate::desk::Desk;

/// The longest side of a preview in an import plan, in pixels.
const PREVIEW_SIDE: u32 = 360;
/// Small pictures that are made at once: decoding is heavy.
static PREVIEWS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// Answers a request of the page for a picture:
/// `picture://localhost/{thumb|optimized|original|preview|trial|variant|reference|full}/{id}`.
/// The last three name a variant, and are what lies under the loupe.
pub fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    let path = request.uri().path().to_owned();
    tauri::async_runtime::spawn(async move {
        let found = picture(&app.state::<Desk>(), &path).await;
        responder.respond(answer(found));
    });
}

/// The bytes of a picture and what they are.
struct Picture {
    bytes: Vec<u8>,
    content_type: &'static str,
    /// Whether the same address will give other bytes later.
    settled: bool,
}

fn answer(found: Option<Picture>) -> Response<Vec<u8>> {
    let Some(picture) = found else {
        let mut missing = Response::new(Vec::new());
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    };
    let keep = if picture.settled {
        "private, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    let mut response = Response::new(picture.bytes);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(picture.content_type),
    );
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static(keep),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        header::HeaderValue::from_static("nosniff"),
    );
    response
}

async fn picture(desk: &Desk, path: &str) -> Option<Picture> {
    let (size, id) = path.trim_start_matches('/').split_once('/')?;
    if size == "preview" {
        return preview(desk, id).await;
    }
    if size == "trial" {
        return trial(desk, id);
    }
    let workspace = desk.workspace().ok()?;
    let id: Uuid = id.parse().ok()?;
    let variant = match size {
        "thumb" => return screen_picture(workspace, id).await,
        "variant" => return under_loupe(workspace, id, UnderLoupe::Variant).await,
        "reference" => return under_loupe(workspace, id, UnderLoupe::Reference).await,
        "full" => return under_loupe(workspace, id, UnderLoupe::FullSize).await,
        "optimized" => Some(VariantType::Optimized),
        "original" => None,
        _ => return None,
    };
    let (kept, settled) = kept(&workspace, id, variant).await?;
    let library = workspace.library().clone();
    let hash = kept.content_hash;
    let bytes = tauri::async_runtime::spawn_blocking(move || library.read(&hash))
        .await
        .ok()?
        .ok()?;
    let content_type = MediaType::from_content_type(&kept.content_type)?.content_type();
    Some(Picture {
        bytes,
        content_type,
        settled,
    })
}

/// A variant, or its picture in the variant's shape.
async fn under_loupe(workspace: Workspace, id: Uuid, wanted: UnderLoupe) -> Option<Picture> {
    let shown = workspace.under_loupe(VariantId(id), wanted).await;
    let shown = shown.inspect_err(|error| tracing::debug!(%error, "nothing lies under the loupe"));
    let picture = shown.ok()??;
    Some(Picture {
        bytes: picture.bytes,
        content_type: picture.media_type.content_type(),
        // A variant that is made anew is another variant.
        settled: true,
    })
}

/// A small, whole picture for the grid, made when it is first asked for.
async fn screen_picture(workspace: Workspace, id: Uuid) -> Option<Picture> {
    let original = workspace.catalogue().kept_file(id, None).await.ok()??;
    let (known, hash) = (workspace.clone(), original.content_hash.clone());
    let kept = tauri::async_runtime::spawn_blocking(move || known.kept_screen_picture(&hash));
    if let Some(bytes) = kept.await.ok()? {
        return Some(small_picture(bytes));
    }
    if let Some(asset) = workspace.catalogue().asset_id(id).await.ok()? {
        workspace.wanted().show(asset);
    }
    let media_type = MediaType::from_content_type(&original.content_type)?;
    let _turn = PREVIEWS.acquire().await.ok()?;
    let hash = original.content_hash;
    let made = tauri::async_runtime::spawn_blocking(move || {
        workspace.make_screen_picture(&hash, media_type)
    });
    made.await.ok()?.ok().map(small_picture)
}

/// A JPEG or WebP that will stay as it is.
fn small_picture(bytes: Vec<u8>) -> Picture {
    let content_type = if bytes.starts_with(b"RIFF") {
        "image/webp"
    } else {
        "image/jpeg"
    };
    Picture {
        bytes,
        content_type,
        settled: true,
    }
}

/// The file to show, and whether it will stay so. While a variant is not made
/// yet, a larger one or the original stands in for it.
async fn kept(
    workspace: &Workspace,
    id: Uuid,
    variant: Option<VariantType>,
) -> Option<(KeptFile, bool)> {
    let catalogue = workspace.catalogue();
    if let Some(kept) = catalogue.kept_file(id, variant).await.ok()? {
        return Some((kept, true));
    }
    // Whoever opens a picture needs what is made for looking at it.
    workspace.look_closely(id).await.ok()?;
    let original = catalogue.kept_file(id, None).await.ok()??;
    Some((original, false))
}

/// What a preset that is tried out made of a picture.
fn trial(desk: &Desk, name: &str) -> Option<Picture> {
    let made = desk.trials.made(name)?;
    Some(Picture {
        bytes: made.bytes.to_vec(),
        content_type: made.content_type,
        settled: false,
    })
}

/// A small picture of a file that is planned to come in.
async fn preview(desk: &Desk, id: &str) -> Option<Picture> {
    let (plan, index) = id.split_once('.')?;
    let open = desk.plan(plan.parse().ok()?).ok()?;
    let index: usize = index.parse().ok()?;
    let _turn = PREVIEWS.acquire().await.ok()?;
    let plan = Arc::clone(&open.plan);
    let made = tauri::async_runtime::spawn_blocking(move || {
        let item = plan.items.get(index)?;
        let raw = item.entry.source.as_ref().ok()?.read_again()?;
        let media_type = atelier_core::media::inspect::inspect(&raw).ok()?.media_type;
        render::preview(&raw, media_type, PREVIEW_SIDE).ok()
    });
    made.await.ok()?.map(small_picture)
}
