// Everything the window may ask of the core. One interface, so that the real
// core and the one that tests keep in memory are held to the same shape. Every
// method rejects with a `CommandError`.
import type {
  Activity,
  AssetKind,
  BackendCheck,
  BackendForm,
  Comparison,
  CostEstimate,
  CostQuestion,
  HistoryStep,
  ImportEvent,
  ImportPlan,
  ImportReport,
  Listing,
  Measured,
  Picture,
  PictureDetail,
  PicturePatch,
  Place,
  Places,
  PlanRequest,
  Policy,
  Preset,
  PresetTrial,
  QueuePolicy,
  RoomPlace,
  RunImport,
  SessionPlace,
  Settings,
  StylePlace,
  TagRow,
  TrialSide,
  VariantQueue,
  WatchedFolder,
  WouldRegenerate,
} from "./types";

/** Files over the window, in CSS pixels of the page. */
export type DropEvent =
  | { type: "over"; x: number; y: number; files: number }
  | { type: "drop"; x: number; y: number; paths: string[] }
  | { type: "leave" };

/**
 * Which bytes of a picture to show. The last three are of a variant: its own
 * file, its picture scaled as the encoder was given it, and the same part of
 * the picture at the picture's own size.
 */
export type PictureSize = "thumb" | "optimized" | "original" | "preview" | "trial" | "variant" | "reference" | "full";

export interface Gateway {
  // Places
  listPlaces(): Promise<Places>;
  createStyle(request: { name: string }): Promise<StylePlace>;
  createSession(request: { title: string }): Promise<SessionPlace>;
  createRoom(request: { sessionId: string; name: string; roomType: string | null }): Promise<RoomPlace>;

  // Pictures
  /** What changed since the revision that the window has, or everything. */
  listPictures(place: Place, known: number | null): Promise<Listing>;
  /** What was deleted in the last 30 days, the last first. */
  listTrash(): Promise<Picture[]>;
  restorePictures(request: { ids: string[] }): Promise<HistoryStep>;
  getPicture(id: string): Promise<PictureDetail>;
  /** What a picture came with and what of it stayed; null when that is not known. */
  pictureTags(id: string): Promise<TagRow[] | null>;
  /** At most `limit` whose name, caption, alt text or tags hold the words. */
  findPictures(request: { words: string; limit: number }): Promise<{ picture: Picture; place: Place }[]>;
  editPictures(request: { ids: string[]; patch: PicturePatch }): Promise<HistoryStep>;
  /** Puts the pictures, in their order, before another; at the end for null. */
  movePictures(request: { ids: string[]; beforeId: string | null }): Promise<HistoryStep>;
  copyPictures(request: { ids: string[]; to: Place; kind: AssetKind }): Promise<HistoryStep | null>;
  deletePictures(request: { ids: string[] }): Promise<HistoryStep>;
  regenerateVariants(request: { ids: string[] }): Promise<void>;
  /** Lets variants of these pictures be made again that could not be made. */
  retryVariants(request: { ids: string[] }): Promise<void>;
  /** Scores a variant against its picture; `cancelled` when it was called off. */
  measureVariant(id: string): Promise<Measured>;
  stopMeasuring(id: string): Promise<void>;
  /** The newest step, or the one named; null when there is nothing to take back. */
  undo(historyId: string | null): Promise<HistoryStep | null>;
  redo(): Promise<HistoryStep | null>;

  // Before and after
  /** In the order in which they were kept. */
  listComparisons(roomId: string): Promise<Comparison[]>;
  /** One that is kept so already stays as it is. */
  keepComparison(request: { beforeId: string; afterId: string; shown: Comparison["comparisonType"] }): Promise<Comparison>;

  // Import
  chooseFiles(): Promise<string[]>;
  chooseFolder(): Promise<string | null>;
  planImport(request: PlanRequest, hear: (event: ImportEvent) => void): Promise<ImportPlan>;
  /** What lies on the clipboard: files, a picture or an address; null when none of these. */
  paste(request: { place: Place; kind: AssetKind }): Promise<ImportPlan | null>;
  /** The same files as another kind, or by another policy. */
  replanImport(request: { planId: string; kind: AssetKind; policy: Policy }): Promise<ImportPlan>;
  /** What one file holds and what would be left of it; what places say only if asked for. */
  planTags(request: { planId: string; index: number; places: boolean }): Promise<TagRow[]>;
  /** Remembers that a file is no copy of the picture that it looks like, or forgets it again. */
  tellApart(request: { planId: string; index: number; apart: boolean }): Promise<void>;
  runImport(request: RunImport, hear: (event: ImportEvent) => void): Promise<ImportReport>;
  /** Stops at a safe point; what came in stays. */
  stopImport(planId: string): Promise<void>;
  discardPlan(planId: string): Promise<void>;

  // Activity
  getActivity(): Promise<Activity>;
  /** All that failed for one cause, or everything for null. */
  retryFailed(code: string | null): Promise<void>;
  cancelJob(id: string): Promise<void>;
  /** Sends nothing more and makes no further variants until it is resumed. */
  pauseSync(): Promise<void>;
  resumeSync(): Promise<void>;
  syncNow(): Promise<void>;
  getVariantQueue(): Promise<VariantQueue>;
  /** Somebody touched the window: what can wait waits. */
  noteInput(): Promise<void>;

  // Settings
  getSettings(): Promise<Settings>;
  testBackend(form: BackendForm): Promise<BackendCheck>;
  saveBackend(form: BackendForm): Promise<void>;
  /** Makes what Atelier needs beside the platform's tables, in the backend that is saved. */
  migrateBackend(): Promise<void>;
  removeBackend(): Promise<void>;
  renameWorkspace(name: string): Promise<void>;
  savePolicy(policy: Settings["policy"]): Promise<void>;
  saveQueuePolicy(policy: QueuePolicy): Promise<void>;
  /** Lets those variants be made again that they change. */
  savePresets(presets: Preset[]): Promise<void>;
  countChangedVariants(presets: Preset[]): Promise<WouldRegenerate>;
  /** A few of the newest pictures that look as different as they can. */
  variedPictures(): Promise<string[]>;
  /** Calls off the trial before of the same side of the same picture. */
  tryPreset(request: { id: string; side: TrialSide; preset: Preset }): Promise<PresetTrial>;
  /** Calls all trials off and forgets what they made. */
  stopTrials(): Promise<void>;
  estimateCost(question: CostQuestion): Promise<CostEstimate>;
  watchFolder(request: { path: string; place: Place; kind: AssetKind }): Promise<WatchedFolder>;
  unwatchFolder(id: string): Promise<void>;

  // What the core says by itself. Each returns a function that stops listening.
  /** At most four a second. */
  onActivity(hear: (activity: Activity) => void): () => void;
  /** Rows changed: of one place, or anywhere for null. At most four a second. */
  onCatalogueChanged(hear: (change: { place: Place | null }) => void): () => void;
  onDrop(hear: (event: DropEvent) => void): () => void;

  /** The address of a picture's bytes. `id` is a `previewId` for `preview`, a `trialId` for `trial`, a variant's where one is shown. */
  pictureUrl(size: PictureSize, id: string): string;
}
