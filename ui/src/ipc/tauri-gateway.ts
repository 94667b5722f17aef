// The real core, through the shell's commands.
import { Channel, convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { onDrop, stopping } from "./drop";
import type { Gateway } from "./gateway";
import type { Activity, ImportEvent, Place } from "./types";

export function tauriGateway(): Gateway {
  return {
    listPlaces: () => invoke("list_places"),
    createStyle: (request) => invoke("create_style", { request }),
    createSession: (request) => invoke("create_session", { request }),
    createRoom: (request) => invoke("create_room", { request }),

    listPictures: (place) => invoke("list_pictures", { place }),
    getPicture: (id) => invoke("get_picture", { id }),
    findPictures: (request) => invoke("find_pictures", { request }),
    editPictures: (request) => invoke("edit_pictures", { request }),
    movePictures: (request) => invoke("move_pictures", { request }),
    copyPictures: (request) => invoke("copy_pictures", { request }),
    deletePictures: (request) => invoke("delete_pictures", { request }),
    regenerateVariants: (request) => invoke("regenerate_variants", { request }),
    undo: (historyId) => invoke("undo", { historyId }),
    redo: () => invoke("redo"),

    chooseFiles: () => invoke("choose_files"),
    chooseFolder: () => invoke("choose_folder"),
    planImport: (request, hear) => invoke("plan_import", { request, events: channel(hear) }),
    paste: (request) => invoke("paste", { request }),
    replanImport: (request) => invoke("replan_import", { request }),
    runImport: (request, hear) => invoke("run_import", { request, events: channel(hear) }),
    stopImport: (planId) => invoke("stop_import", { planId }),
    discardPlan: (planId) => invoke("discard_plan", { planId }),

    getActivity: () => invoke("get_activity"),
    retryFailed: (code) => invoke("retry_failed", { code }),
    cancelJob: (id) => invoke("cancel_job", { id }),
    pauseSync: () => invoke("pause_sync"),
    resumeSync: () => invoke("resume_sync"),
    syncNow: () => invoke("sync_now"),

    getSettings: () => invoke("get_settings"),
    testBackend: (form) => invoke("test_backend", { form }),
    saveBackend: (form) => invoke("save_backend", { form }),
    removeBackend: () => invoke("remove_backend"),
    renameWorkspace: (name) => invoke("rename_workspace", { name }),
    savePolicy: (policy) => invoke("save_policy", { policy }),
    savePresets: (presets) => invoke("save_presets", { presets }),
    watchFolder: (request) => invoke("watch_folder", { request }),
    unwatchFolder: (id) => invoke("unwatch_folder", { id }),

    onActivity: (hear) => stopping(listen<Activity>("activity-changed", ({ payload }) => hear(payload))),
    onCatalogueChanged: (hear) =>
      stopping(listen<{ place: Place | null }>("catalogue-changed", ({ payload }) => hear(payload))),
    onDrop,

    // The helper would encode the slash between them.
    pictureUrl: (size, id) => `${convertFileSrc(size, "picture")}/${id}`,
  };
}

function channel(hear: (event: ImportEvent) => void): Channel<ImportEvent> {
  const events = new Channel<ImportEvent>();
  events.onmessage = hear;
  return events;
}
