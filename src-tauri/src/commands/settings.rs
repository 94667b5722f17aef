//! What a workspace is set to.

use atelier_core::backend::BackendError;
use atelier_core::catalogue::Unpark;
use atelier_core::clock;
use atelier_core::config::{BackendConfig, Presets, WorkspaceName};
use atelier_core::domain::asset::{Board, Place};
use atelier_core::domain::ids::WatchedFolderId;
use atelier_core::domain::preset::{Colours, Effort, Fit as CoreFit, Preset as CorePreset};
use atelier_core::domain::receipt::Policy;
use atelier_core::domain::room_asset::AssetType;
use atelier_core::domain::secret::Secret;
use atelier_core::domain::variant::VariantType;
use atelier_core::secrets::{SecretName, Secrets};
use atelier_core::store::StoreUrl;
use atelier_core::workspace::check::BackendCheck;
use atelier_core::workspace::{BackendAddress, Remote, Workspace};
use tauri::State;

use super::import::place_of;
use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::settings::{
    BackendForm, BackendSettings, Fit, Preset, Settings, WatchedFolder, WorkspaceFacts,
};

/// Returns everything that the settings show.
#[tauri::command]
#[specta::specta]
pub async fn get_settings(desk: State<'_, Desk>) -> Result<Settings, CommandError> {
    let workspace = desk.workspace()?;
    let backend = match workspace.setting::<BackendConfig>().await? {
        Some(config) => Some(backend_of(&workspace, config).await),
        None => None,
    };
    Ok(Settings {
        workspace: WorkspaceFacts {
            name: workspace.name().await?,
            path: workspace.dir().to_string_lossy().into_owned(),
        },
        library_bytes: workspace.catalogue().library_bytes().await? as f64,
        catalogue_bytes: workspace.catalogue().bytes() as f64,
        backend,
        policy: workspace.policy().await?,
        presets: workspace.presets().await?.iter().map(preset_of).collect(),
        watched: watched(&workspace).await?,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

async fn backend_of(workspace: &Workspace, config: BackendConfig) -> BackendSettings {
    let secrets = workspace.secrets();
    // A machine without a keychain keeps nothing.
    let kept = async |name| secrets.has(name).await.unwrap_or(false);
    let (private_bucket, public_bucket) = match config.store_url.parse::<StoreUrl>() {
        Ok(StoreUrl::S3(place)) => (place.bucket.clone(), place.public.unwrap_or(place.bucket)),
        _ => (String::new(), String::new()),
    };
    BackendSettings {
        database_password_kept: kept(SecretName::DatabasePassword).await,
        store_secret_kept: kept(SecretName::StoreKeySecret).await,
        database_url: config.database_url,
        store_url: config.store_url,
        private_bucket,
        public_bucket,
    }
}

/// Tries a backend out with what the form holds; nothing is kept.
#[tauri::command]
#[specta::specta]
pub async fn test_backend(
    desk: State<'_, Desk>,
    form: BackendForm,
) -> Result<BackendCheck, CommandError> {
    let secrets = secrets_with(desk.workspace()?.secrets(), &form);
    Ok(BackendCheck::try_out(&form.database_url, &form.store_url, &secrets).await)
}

/// Keeps a backend: its addresses in the catalogue, its secrets in the keychain.
#[tauri::command]
#[specta::specta]
pub async fn save_backend(desk: State<'_, Desk>, form: BackendForm) -> Result<(), CommandError> {
    let workspace = desk.workspace()?;
    let secrets = workspace.secrets();
    let given = [
        (SecretName::DatabasePassword, form.database_password.clone()),
        (SecretName::StoreKeyId, form.store_access_key.clone()),
        (SecretName::StoreKeySecret, form.store_secret.clone()),
    ];
    let address = address_of(&form)?;
    for (name, secret) in given {
        if let Some(secret) = secret {
            secrets
                .set(name, Secret::new(secret))
                .await
                .map_err(|e| CommandError::new(e.code(), e.to_string()))?;
        }
    }
    workspace
        .set_backend(&address)
        .await
        .map_err(|e| CommandError::new("folder_unusable", e.to_string()))?;
    workspace.catalogue().unpark(&Unpark::All).await?;
    desk.settings_changed();
    Ok(())
}

/// Prepares the tables of the backend that is set.
#[tauri::command]
#[specta::specta]
pub async fn migrate_backend(desk: State<'_, Desk>) -> Result<(), CommandError> {
    let workspace = desk.workspace()?;
    let remote: Remote = workspace.connect().await?;
    remote
        .backend
        .migrate()
        .await
        .map_err(|e| CommandError::new(e.code(), e.to_string()))?;
    // What was set aside because the tables were not there can go now.
    let unprepared = Unpark::Code(BackendError::NotMigrated.code().to_owned());
    workspace.catalogue().unpark(&unprepared).await?;
    desk.settings_changed();
    Ok(())
}

/// Goes on without a backend. What waits goes on waiting.
#[tauri::command]
#[specta::specta]
pub async fn remove_backend(desk: State<'_, Desk>) -> Result<(), CommandError> {
    desk.workspace()?.unset::<BackendConfig>().await?;
    desk.settings_changed();
    Ok(())
}

/// Renames the workspace.
#[tauri::command]
#[specta::specta]
pub async fn rename_workspace(desk: State<'_, Desk>, name: String) -> Result<(), CommandError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(CommandError::new("no_name", "A workspace needs a name."));
    }
    desk.workspace()?
        .set(&WorkspaceName(name.to_owned()))
        .await?;
    Ok(())
}

/// Sets how much imports clean out of files.
#[tauri::command]
#[specta::specta]
pub async fn save_policy(desk: State<'_, Desk>, policy: Policy) -> Result<(), CommandError> {
    desk.workspace()?.set(&policy).await?;
    Ok(())
}

/// Sets the presets of imports to come.
#[tauri::command]
#[specta::specta]
pub async fn save_presets(desk: State<'_, Desk>, presets: Vec<Preset>) -> Result<(), CommandError> {
    let presets: Vec<CorePreset> = presets
        .into_iter()
        .map(core_preset)
        .collect::<Result<_, _>>()?;
    for preset in &presets {
        preset
            .check()
            .map_err(|e| CommandError::new("bad_preset", format!("{}: {e}.", preset.name)))?;
    }
    desk.workspace()?.set(&Presets(presets)).await?;
    Ok(())
}

/// Watches a folder: what is put there comes in by itself.
#[tauri::command]
#[specta::specta]
pub async fn watch_folder(
    desk: State<'_, Desk>,
    path: String,
    place: Board,
    kind: AssetType,
) -> Result<WatchedFolder, CommandError> {
    let workspace = desk.workspace()?;
    let path = std::path::PathBuf::from(path);
    if !path.is_dir() {
        return Err(CommandError::new(
            "no_folder",
            format!("{} is no folder.", path.display()),
        ));
    }
    let added = workspace
        .catalogue()
        .add_watched_folder(&path, &place_of(place, kind), clock::now())
        .await?;
    desk.settings_changed();
    watched_view(&workspace, added).await
}

/// Stops watching a folder. What came in stays.
#[tauri::command]
#[specta::specta]
pub async fn unwatch_folder(
    desk: State<'_, Desk>,
    id: WatchedFolderId,
) -> Result<(), CommandError> {
    desk.workspace()?
        .catalogue()
        .remove_watched_folder(id)
        .await?;
    desk.settings_changed();
    Ok(())
}

async fn watched(workspace: &Workspace) -> Result<Vec<WatchedFolder>, CommandError> {
    let mut views = Vec::new();
    for folder in workspace.catalogue().watched_folders().await? {
        views.push(watched_view(workspace, folder).await?);
    }
    Ok(views)
}

async fn watched_view(
    workspace: &Workspace,
    folder: atelier_core::catalogue::WatchedFolder,
) -> Result<WatchedFolder, CommandError> {
    let (place_name, kind) = match folder.place {
        Place::Style { style_id } => (
            workspace
                .catalogue()
                .style(style_id)
                .await?
                .map(|style| style.name),
            AssetType::Photo,
        ),
        Place::Room {
            room_id,
            asset_type,
        } => (
            workspace
                .catalogue()
                .room(room_id)
                .await?
                .map(|room| room.name),
            asset_type,
        ),
    };
    let trouble = match (&place_name, folder.path.is_dir()) {
        (None, _) => Some("The style or room that it fed is gone."),
        (_, false) => Some("The folder is not there; is its drive connected?"),
        _ => None,
    };
    Ok(WatchedFolder {
        id: folder.id.to_string(),
        path: folder.path.to_string_lossy().into_owned(),
        place: folder.place.board(),
        place_name: place_name.unwrap_or_default(),
        kind,
        trouble: trouble.map(str::to_owned),
    })
}

fn address_of(form: &BackendForm) -> Result<BackendAddress, CommandError> {
    BackendAddress::parse(&form.database_url, &form.store_url)
        .map_err(|e| CommandError::new("bad_address", e.to_string()))
}

/// The workspace's secrets with those of a form before them.
fn secrets_with(kept: Secrets, form: &BackendForm) -> Secrets {
    let given = [
        (SecretName::DatabasePassword, &form.database_password),
        (SecretName::StoreKeyId, &form.store_access_key),
        (SecretName::StoreKeySecret, &form.store_secret),
    ];
    given
        .into_iter()
        .fold(kept, |secrets, (name, secret)| match secret {
            Some(secret) => secrets.given(name, Secret::new(secret.clone())),
            None => secrets,
        })
}

fn preset_of(preset: &CorePreset) -> Preset {
    let bounds = preset.fit.bounds();
    Preset {
        name: preset.name.clone(),
        format: preset.format,
        fit: if matches!(preset.fit, CoreFit::Cover(_)) {
            Fit::Cover
        } else {
            Fit::Within
        },
        max_width: bounds.width,
        max_height: bounds.height,
        quality: preset.quality,
    }
}

/// The platform knows four types of variants, so a preset is one of them.
fn core_preset(preset: Preset) -> Result<CorePreset, CommandError> {
    let variant_type: VariantType = preset.name.parse().map_err(|_| {
        CommandError::new(
            "bad_preset",
            format!(
                "“{}” is none of the platform's variants: thumbnail, optimized, webp, avif.",
                preset.name
            ),
        )
    })?;
    let fit = match preset.fit {
        Fit::Cover => CoreFit::cover(preset.max_width, preset.max_height),
        Fit::Within => CoreFit::within(preset.max_width, preset.max_height),
    };
    Ok(CorePreset {
        name: preset.name,
        variant_type,
        fit,
        format: preset.format,
        quality: preset.quality,
        effort: Effort::default(),
        floor: None,
        max_bytes: None,
        colours: Colours::default(),
    })
}
