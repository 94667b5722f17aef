//! What a workspace is set to. Kept in the catalogue, one key a setting.

use serde::{Deserialize, Serialize};

use crate::domain::ids::StoreId;

/// A setting: its key in the catalogue and the type of its value.
pub trait Setting: Serialize + serde::de::DeserializeOwned {
    /// The key of its row.
    const KEY: &'static str;
}

/// The name of the workspace, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkspaceName(pub String);

impl Setting for WorkspaceName {
    const KEY: &'static str = "name";
}

/// Where rows and files go. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackendConfig {
    /// The address of the database, without a password.
    pub database_url: String,
    /// The address of the store, without a key.
    pub store_url: String,
    /// Which store a folder is, by the mark that lies in it. None for other
    /// stores, and before the folder was first seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
}

impl Setting for BackendConfig {
    const KEY: &'static str = "backend";
}

impl Setting for crate::domain::receipt::Policy {
    const KEY: &'static str = "policy";
}

/// The presets that imports ask for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Presets(pub Vec<crate::domain::preset::Preset>);

impl Setting for Presets {
    const KEY: &'static str = "presets";
}

/// Whether sending is paused by the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Paused(pub bool);

impl Setting for Paused {
    const KEY: &'static str = "paused";
}

impl Setting for crate::domain::queue_policy::QueuePolicy {
    const KEY: &'static str = "queue_policy";
}

/// Whether the making of variants is paused by the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VariantsPaused(pub bool);

impl Setting for VariantsPaused {
    const KEY: &'static str = "variants_paused";
}
