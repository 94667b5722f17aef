//! Files that are dragged over the window and dropped on it, as the system
//! tells it: with their paths, which no page may know.

use serde::{Deserialize, Serialize};
use tauri::{DragDropEvent, Window, WindowEvent};
use tauri_specta::Event as _;

/// Files are over the window.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct FilesOver {
    /// In CSS pixels of the page.
    pub x: f64,
    /// In CSS pixels of the page.
    pub y: f64,
    /// How many; none while the system does not say.
    pub files: Option<u32>,
}

/// Files were let go over the window.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct FilesDropped {
    /// In CSS pixels of the page.
    pub x: f64,
    /// In CSS pixels of the page.
    pub y: f64,
    /// Their paths.
    pub paths: Vec<String>,
}

/// Files left the window.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct FilesLeft;

/// Tells the page what is dragged over it and dropped on it.
pub fn on_window_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    let scale = window.scale_factor().unwrap_or(1.0);
    let told = match event {
        DragDropEvent::Enter { paths, position } => FilesOver {
            x: position.x / scale,
            y: position.y / scale,
            files: u32::try_from(paths.len()).ok(),
        }
        .emit(window),
        DragDropEvent::Over { position } => FilesOver {
            x: position.x / scale,
            y: position.y / scale,
            files: None,
        }
        .emit(window),
        DragDropEvent::Drop { paths, position } => FilesDropped {
            x: position.x / scale,
            y: position.y / scale,
            paths: paths
                .iter()
                .map(|path| path.to_string_lossy().into_owned())
                .collect(),
        }
        .emit(window),
        DragDropEvent::Leave => FilesLeft.emit(window),
        _ => Ok(()),
    };
    if let Err(error) = told {
        tracing::warn!(%error, "the page was not told of a drag");
    }
}
