//! How the page is drawn. WebKit draws through OpenGL by default; where there is
//! no graphics card the processor plays one, pixel by pixel, for every frame.
//! Then it is five times quicker to have WebKit paint by itself and repaint only
//! what changed. `docs/decisions/` has the figures.

use tauri::WebviewWindow;

/// Keeps WebKit from counting its memory twice a minute on the thread that
/// paints, which costs a frame of 50 to 70 ms. Has to be called before anything
/// else runs; who sets the variable keeps the say.
#[cfg(target_os = "linux")]
pub fn keep_frames_even() {
    // It cannot fail: neither word holds a zero or an equals sign.
    let _ = webkit2gtk::glib::setenv("WEBKIT_DISABLE_MEMORY_PRESSURE_MONITOR", "1", false);
}

/// Other systems count by their own means.
#[cfg(not(target_os = "linux"))]
pub fn keep_frames_even() {}

/// Has the page painted without OpenGL on a machine that has no graphics card.
#[cfg(target_os = "linux")]
pub fn suit_the_machine(window: &WebviewWindow) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

    if has_graphics_card(std::path::Path::new("/dev/dri")) {
        return;
    }
    let set = window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = set {
        tracing::warn!(%error, "the page is drawn as on a machine with a graphics card");
    }
}

/// Other systems draw by their own means.
#[cfg(not(target_os = "linux"))]
pub fn suit_the_machine(_window: &WebviewWindow) {}

/// A card that programs can draw with has a render node.
#[cfg(target_os = "linux")]
fn has_graphics_card(devices: &std::path::Path) -> bool {
    std::fs::read_dir(devices).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
    })
}

#[cfg(all(test, target_os = "linux"))]
#[allow(
    clippy::expect_used,
    reason = "a test fails by not finding what it expects"
)]
mod tests {
    use super::has_graphics_card;

    #[test]
    fn only_a_render_node_is_a_card_to_draw_with() {
        let devices = tempfile::tempdir().expect("a folder");
        assert!(!has_graphics_card(&devices.path().join("none")));
        std::fs::write(devices.path().join("card0"), "").expect("a file");
        assert!(!has_graphics_card(devices.path()));

        std::fs::write(devices.path().join("renderD128"), "").expect("a file");

        assert!(has_graphics_card(devices.path()));
    }
}
