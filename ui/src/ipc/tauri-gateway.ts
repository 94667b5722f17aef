// The real core, through bindings that are generated from its commands.
import { Channel, convertFileSrc } from "@tauri-apps/api/core";
import type { DropEvent, Gateway } from "./gateway";
import { commands, events } from "./generated/bindings";
import type { Activity, ImportEvent } from "./types";

export function tauriGateway(): Gateway {
  return {
    listPlaces: () => answer(commands.listPlaces()),
    createStyle: ({ name }) => answer(commands.createStyle(name)),
    createSession: ({ title }) => answer(commands.createSession(title)),
    createRoom: ({ sessionId, name, roomType }) => answer(commands.createRoom(sessionId, name, roomType)),

    listPictures: (place, known) => answer(commands.listPictures(place, known)),
    listTrash: () => answer(commands.listTrash()),
    restorePictures: ({ ids }) => answer(commands.restorePictures(ids)),
    getPicture: (id) => answer(commands.getPicture(id)),
    pictureTags: (id) => answer(commands.pictureTags(id)),
    findPictures: ({ words, limit }) => answer(commands.findPictures(words, limit)),
    editPictures: ({ ids, patch }) => answer(commands.editPictures(ids, patch)),
    movePictures: ({ ids, beforeId }) => answer(commands.movePictures(ids, beforeId)),
    copyPictures: ({ ids, to, kind }) => answer(commands.copyPictures(ids, to, kind)),
    deletePictures: ({ ids }) => answer(commands.deletePictures(ids)),
    regenerateVariants: ({ ids }) => done(commands.regenerateVariants(ids)),
    retryVariants: ({ ids }) => done(commands.retryVariants(ids)),
    measureVariant: (id) => answer(commands.measureVariant(id)),
    stopMeasuring: (id) => done(commands.stopMeasuring(id)),
    undo: (historyId) => answer(commands.undo(historyId)),
    redo: () => answer(commands.redo()),

    listComparisons: (roomId) => answer(commands.listComparisons(roomId)),
    keepComparison: ({ beforeId, afterId, shown }) => answer(commands.keepComparison(beforeId, afterId, shown)),

    chooseFiles: () => commands.chooseFiles(),
    chooseFolder: () => commands.chooseFolder(),
    planImport: (request, hear) => answer(commands.planImport(request, channel(hear))),
    paste: ({ place, kind }) => answer(commands.paste(place, kind)),
    replanImport: ({ planId, kind, policy }) => answer(commands.replanImport(planId, kind, policy)),
    planTags: ({ planId, index, places }) => answer(commands.planTags(planId, index, places)),
    tellApart: ({ planId, index, apart }) => done(commands.tellApart(planId, index, apart)),
    runImport: (request, hear) => answer(commands.runImport(request, channel(hear))),
    stopImport: (planId) => done(commands.stopImport(planId)),
    discardPlan: (planId) => done(commands.discardPlan(planId)),

    getActivity: () => answer(commands.getActivity()),
    retryFailed: (code) => done(commands.retryFailed(code)),
    cancelJob: (id) => done(commands.cancelJob(id)),
    pauseSync: () => done(commands.pauseSync()),
    resumeSync: () => done(commands.resumeSync()),
    syncNow: () => done(commands.syncNow()),
    getVariantQueue: () => answer(commands.getVariantQueue()),
    noteInput: () => commands.noteInput(),

    getSettings: () => answer(commands.getSettings()),
    testBackend: (form) => answer(commands.testBackend(form)),
    saveBackend: (form) => done(commands.saveBackend(form)),
    migrateBackend: () => done(commands.migrateBackend()),
    removeBackend: () => done(commands.removeBackend()),
    renameWorkspace: (name) => done(commands.renameWorkspace(name)),
    savePolicy: (policy) => done(commands.savePolicy(policy)),
    saveQueuePolicy: (policy) => done(commands.saveQueuePolicy(policy)),
    savePresets: (presets) => done(commands.savePresets(presets)),
    countChangedVariants: (presets) => answer(commands.countChangedVariants(presets)),
    variedPictures: () => answer(commands.variedPictures()),
    tryPreset: ({ id, side, preset }) => answer(commands.tryPreset(id, side, preset)),
    stopTrials: () => done(commands.stopTrials()),
    estimateCost: (question) => answer(commands.estimateCost(question)),
    watchFolder: ({ path, place, kind }) => answer(commands.watchFolder(path, place, kind)),
    unwatchFolder: (id) => done(commands.unwatchFolder(id)),

    onActivity: (hear) => stopping(events.activity.listen(({ payload }) => hear(told<Activity>(payload)))),
    onCatalogueChanged: (hear) =>
      stopping(events.catalogueChanged.listen(({ payload }) => hear({ place: payload.place ?? null }))),
    onDrop,

    // The helper would encode the slash between them.
    pictureUrl: (size, id) => `${convertFileSrc(size, "picture")}/${id}`,
  };
}

/**
 * What the bindings make of a type: a Rust `f64` could be NaN, which JSON
 * writes as null. Sizes and times of ours never are.
 */
type Told<T> = T extends readonly (infer Item)[]
  ? Told<Item>[]
  : T extends number
    ? number | null
    : T extends object
      ? { [Key in keyof T]: Told<T[Key]> }
      : T;

function told<T>(payload: Told<T>): T {
  return payload as T;
}

type Answered<T> = Promise<{ status: "ok"; data: T } | { status: "error"; error: unknown }>;

/** The answer, or the refusal thrown as it came. */
async function answer<T, Raw extends Told<T>>(asked: Answered<Raw>): Promise<T> {
  const answered = await asked;
  // A refusal is plain data; `asCommandError` reads it.
  if (answered.status === "error") throw answered.error;
  return told<T>(answered.data);
}

async function done(asked: Answered<null>): Promise<void> {
  await answer(asked);
}

function channel(hear: (event: ImportEvent) => void): Channel<ImportEvent> {
  const facts = new Channel<ImportEvent>();
  facts.onmessage = hear;
  return facts;
}

/** Files over the window, as the shell reports them. */
function onDrop(hear: (event: DropEvent) => void): () => void {
  // Only the first word of a drag says how many.
  let files = 0;
  const stops = [
    events.filesOver.listen(({ payload }) => {
      files = payload.files ?? files;
      hear({ type: "over", x: payload.x ?? 0, y: payload.y ?? 0, files });
    }),
    events.filesDropped.listen(({ payload }) =>
      hear({ type: "drop", x: payload.x ?? 0, y: payload.y ?? 0, paths: payload.paths }),
    ),
    events.filesLeft.listen(() => hear({ type: "leave" })),
  ].map(stopping);
  return () => {
    for (const stop of stops) stop();
  };
}

/** Stops listening, also when listening has only just begun. */
function stopping(begun: Promise<() => void>): () => void {
  return () => void begun.then((stop) => stop());
}
