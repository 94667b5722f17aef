//! The shell: windows, dialogs and wiring around the core. No rule of the trade
//! lives here.

#![allow(
    unreachable_pub,
    reason = "Tauri's macros want commands and events public in private rooms"
)]

mod activity;
mod clipboard;
mod commands;
mod desk;
mod dialogs;
mod drawing;
mod drops;
mod engine;
mod error;
mod listings;
mod pictures;
mod presence;
mod trials;
mod view;

use tauri::Manager as _;
use tauri_specta::{Builder, collect_commands, collect_events};

/// The name of this program in locks and logs.
pub(crate) const PROGRAM: &str = "atelier-desktop";

/// Lists what the window may call and hear. The bindings are generated from it.
fn bindings() -> Builder<tauri::Wry> {
    use commands::{activity, comparisons, import, pictures, places, presets, settings};
    Builder::<tauri::Wry>::new()
        .commands(collect_commands![
            places::list_places,
            places::create_style,
            places::create_session,
            places::create_room,
            pictures::list_pictures,
            pictures::list_trash,
            pictures::restore_pictures,
            pictures::get_picture,
            pictures::picture_tags,
            pictures::find_pictures,
            pictures::edit_pictures,
            pictures::move_pictures,
            pictures::copy_pictures,
            pictures::delete_pictures,
            pictures::regenerate_variants,
            pictures::retry_variants,
            pictures::measure_variant,
            pictures::stop_measuring,
            pictures::undo,
            pictures::redo,
            comparisons::list_comparisons,
            comparisons::keep_comparison,
            import::choose_files,
            import::choose_folder,
            import::plan_import,
            import::paste,
            import::replan_import,
            import::plan_tags,
            import::tell_apart,
            import::run_import,
            import::stop_import,
            import::discard_plan,
            activity::get_activity,
            activity::retry_failed,
            activity::cancel_job,
            activity::pause_sync,
            activity::resume_sync,
            activity::sync_now,
            activity::get_variant_queue,
            activity::note_input,
            settings::get_settings,
            settings::test_backend,
            settings::save_backend,
            settings::migrate_backend,
            settings::remove_backend,
            settings::rename_workspace,
            settings::save_policy,
            settings::save_queue_policy,
            presets::save_presets,
            presets::count_changed_variants,
            presets::varied_pictures,
            presets::try_preset,
            presets::stop_trials,
            presets::estimate_cost,
            settings::watch_folder,
            settings::unwatch_folder,
        ])
        .events(collect_events![
            engine::CatalogueChanged,
            drops::FilesOver,
            drops::FilesDropped,
            drops::FilesLeft,
            view::activity::Activity,
        ])
}

/// Opens the window and runs until it is closed.
pub fn run() {
    drawing::keep_frames_even();
    let log = tracing_subscriber::EnvFilter::try_from_env("ATELIER_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(log)
        .with_writer(std::io::stderr)
        .init();
    atelier_core::media::guard::keep_quiet();
    let bindings = bindings();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Some(window) = app.get_webview_window("main") {
                // The window is there; if it cannot be raised, nothing is lost.
                let _ = window.set_focus();
            }
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .register_asynchronous_uri_scheme_protocol("picture", pictures::serve)
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            if let Some(window) = app.get_webview_window("main") {
                drawing::suit_the_machine(&window);
            }
            app.manage(desk::Desk::open(app.handle()));
            engine::start(app.handle());
            Ok(())
        })
        .on_window_event(drops::on_window_event)
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(|app, event| {
            if let tauri::RunEvent::Exit = event {
                app.state::<desk::Desk>().close();
            }
        }),
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            std::process::exit(2);
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::expect_used,
    reason = "a test fails by not finding what it expects"
)]
mod tests {
    use specta_typescript::Typescript;

    const PATH: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/ui/src/ipc/generated/bindings.ts"
    );

    /// `ATELIER_WRITE_BINDINGS=1 cargo test bindings` writes them anew.
    #[test]
    fn the_windows_bindings_are_those_of_the_commands() {
        let fresh = tempfile::NamedTempFile::new().expect("a file");
        super::bindings()
            .export(Typescript::default(), fresh.path())
            .expect("exports");
        let fresh = std::fs::read_to_string(fresh.path()).expect("reads");
        if std::env::var_os("ATELIER_WRITE_BINDINGS").is_some() {
            std::fs::write(PATH, &fresh).expect("writes");
        }

        let kept = std::fs::read_to_string(PATH).unwrap_or_default();

        assert!(
            fresh == kept,
            "the bindings are stale: run `make bindings` and commit them"
        );
    }
}
