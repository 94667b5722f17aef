// What crosses between the window and the core: the shapes that the screens
// need, one name a thing. Identifiers are UUIDs in text, times are Unix
// milliseconds, sizes are bytes.

/** Where pictures lie: the board of a style, or a room of a session. */
export type Place = { kind: "style"; id: string } | { kind: "room"; id: string };

/** What a picture of a room is. Pictures of a style are always `photo`. */
export type AssetKind = "photo" | "floorplan" | "render" | "document";

/** Something the core could not do. A code exists only where the window acts on it. */
export interface CommandError {
  code: string;
  /** What happened, why, where the data is, what to do: whole sentences. */
  message: string;
  /** For *Copy details*; never shown by itself. */
  details: string | null;
}

// ---- workspace and places -------------------------------------------------

export interface Workspace {
  name: string;
  path: string;
}

export interface StylePlace {
  id: string;
  slug: string;
  name: string;
  pictures: number;
  /** The picture that stands for the style, `thumb` of it is shown. */
  coverId: string | null;
}

export interface RoomPlace {
  id: string;
  sessionId: string;
  name: string;
  roomType: string | null;
  pictures: number;
  coverId: string | null;
}

export interface SessionPlace {
  id: string;
  title: string;
  coverId: string | null;
  rooms: RoomPlace[];
}

/** Everything the navigation shows, in its order. */
export interface Places {
  styles: StylePlace[];
  sessions: SessionPlace[];
}

// ---- pictures -------------------------------------------------------------

/** How far a picture has come on its way to the store. */
export type SyncState = "local" | "waiting" | "goingUp" | "synced" | "failed";

/** How far its variants have come, all of them taken together. */
export type VariantsState = "making" | "ready" | "failed";

/** The pictures of a board, as what to change in those of an earlier revision. */
export interface Listing {
  revision: number;
  /** All pictures in their order; null when it is still the same. */
  order: string[] | null;
  /** Those that are new or changed, or all. */
  pictures: Picture[];
}

/** One picture as the grid needs it: light, because there may be 10 000. */
export interface Picture {
  id: string;
  /** The name that the person's own file had. */
  name: string;
  kind: AssetKind;
  mediaType: string;
  /** As shown, orientation applied; 0 x 0 for a document without a preview. */
  width: number;
  height: number;
  bytes: number;
  /** From 1; the place on the board of a style, the order of arrival in a room. */
  position: number;
  caption: string | null;
  altText: string | null;
  roomType: string | null;
  tags: string[];
  /** ThumbHash in base64, for the blurred stand-in. */
  thumbhash: string | null;
  sync: SyncState;
  /** 0 to 1 while `sync` is `goingUp`. */
  progress: number | null;
  variants: VariantsState;
  /** Whether a location was taken out of it. */
  cleaned: boolean;
  importedAt: number;
}

/** How much is taken out of files: places, or everything that is not needed to show the picture. */
export type Policy = "location" | "everything";

/** An entry of a file's metadata, before and after. */
export interface TagRow {
  /** "Exif, GPS". */
  group: string;
  /** "GPSLatitude". */
  name: string;
  place: boolean;
  /** Whether it is in the kept file too. */
  stayed: boolean;
  /** Null where it is hidden, or not known any more. */
  value: string | null;
}

/** What was taken out of a file before it was kept, and the proof. */
export interface Receipt {
  /** "GPS position", "city", "preview with its own position". */
  removed: string[];
  /** The same with the part of the file that each was in. */
  removedFrom: string[];
  kept: string[];
  /** Places in words, which are left as they are: whole sentences. */
  warnings: string[];
  policy: Policy;
  /** "atelier 0.1.0". */
  tool: string;
  sha256Before: string;
  sha256After: string;
  /** The fingerprint of the compressed picture, the same in both: which, and its digits. */
  payload: string;
  pixels: "unchanged" | "reencoded";
  provedAt: number;
}

export interface Variant {
  id: string;
  /** The preset: "thumbnail", "optimized", "webp", "avif". */
  name: string;
  width: number | null;
  height: number | null;
  /** "WebP", "AVIF". */
  format: string;
  bytes: number | null;
  /** The share of its picture's bytes that it saves, below 0 when it is larger; null until it is made. */
  saving: number | null;
  /** How it looks, in SSIMULACRA2; null where that was not measured. */
  score: number | null;
  /** Whether it is a copy of its picture. */
  copied: boolean;
  /** The size of what it shows of its picture, in the picture's pixels. */
  partWidth: number;
  partHeight: number;
  state: "pending" | "making" | "ready" | "failed";
  /** Why, when `failed`. */
  reason: string | null;
}

/** How much of a picture a variant kept, and whether that is kept with it. */
export interface Measured {
  score: number;
  kept: boolean;
}

/** Everything the inspector shows of one picture. */
export interface PictureDetail {
  picture: Picture;
  place: Place;
  placeName: string;
  storagePath: string;
  contentHash: string;
  /** "user_upload", "ai_generated", "pinterest". */
  source: string;
  sourceUrl: string | null;
  takenAt: number | null;
  syncedAt: number | null;
  receipt: Receipt | null;
  variants: Variant[];
  /** Why it did not go up, when `picture.sync` is `failed`: whole sentences. */
  failure: string | null;
}

/** Only what is present changes; `null` clears. */
export interface PicturePatch {
  caption?: string | null;
  altText?: string | null;
  roomType?: string | null;
  sourceUrl?: string | null;
  addTags?: string[];
  removeTags?: string[];
}

/** A pair of before and after that was kept, as it was looked at. */
export interface Comparison {
  id: string;
  sessionId: string;
  roomId: string;
  beforeAssetId: string;
  afterAssetId: string;
  comparisonType: "side_by_side" | "slider" | "overlay";
  title: string | null;
  createdAt: number;
}

/** One step of the history that can be taken back. */
export interface HistoryStep {
  id: string;
  /** "5 pictures moved to Trash", "Caption changed". */
  sentence: string;
}

// ---- import ---------------------------------------------------------------

/** Why a file of a plan will or will not come in. */
export type Verdict =
  | { type: "new" }
  /** Known already. `here` = in the same style or room. */
  | { type: "duplicate"; ofId: string | null; here: boolean; placeName: string }
  /** Over the limit of its kind, and `fit` would bring it under. */
  | { type: "tooLarge"; limit: number }
  | { type: "refused"; code: string; reason: string };

/** What would be taken out of a file. */
export type Carrier = "gps" | "address" | "preview" | "video" | "credentials" | "other";

/** A picture that is here and looks like a file of a plan, though its bytes are others. */
export interface LooksLike {
  ofId: string;
  name: string;
  placeName: string;
}

export interface PlanItem {
  /** Its number in the plan, from 0. */
  index: number;
  name: string;
  bytes: number;
  width: number | null;
  height: number | null;
  verdict: Verdict;
  /** Whether it says where it was taken. */
  hasPlace: boolean;
  /** Empty when nothing needs cleaning. */
  carriers: Carrier[];
  /** `picture://localhost/preview/{previewId}`; null when it cannot be shown. */
  previewId: string | null;
  /** Something that was set right and is said: "named .png, is a JPEG". */
  note: string | null;
  /** Places in its own words, which are left as they are: whole sentences. */
  warnings: string[];
  /** Only for what is new. */
  looksLike: LooksLike | null;
}

/** What will happen, before anything does. */
export interface ImportPlan {
  id: string;
  place: Place;
  placeName: string;
  kind: AssetKind;
  policy: Policy;
  /** Whether it may be carried out without being shown. */
  needsNoLook: boolean;
  items: PlanItem[];
}

export interface PlanRequest {
  place: Place;
  kind: AssetKind;
  /** Files and folders, or one address of a picture on the web. */
  from: { type: "paths"; paths: string[] } | { type: "url"; url: string };
}

export interface RunImport {
  planId: string;
  kind: AssetKind;
  /** Re-encode what is over the limit. */
  fit: boolean;
  /** Add those that lie in another style or room here too. */
  addDuplicates: boolean;
  /** The numbers of files that stay out. */
  leaveOut: number[];
}

/** Facts while a plan is made or carried out. */
export type ImportEvent =
  | { type: "looked"; done: number; total: number }
  | { type: "imported"; index: number; done: number; total: number }
  | { type: "refused"; index: number; reason: string; done: number; total: number };

export interface ImportReport {
  /** Takes the whole import back; null once nothing came in. */
  historyId: string | null;
  imported: string[];
  cleaned: number;
  duplicates: number;
  refused: { name: string; reason: string }[];
  /** Files left out because the person stopped it. */
  stopped: number;
}

// ---- activity -------------------------------------------------------------

export interface Job {
  id: string;
  kind: "upload" | "variants" | "import";
  title: string;
  done: number;
  total: number;
  unit: "bytes" | "files";
  /** A second, in `unit`. */
  rate: number | null;
  /** "to the public store", "two at a time". */
  note: string | null;
  coverId: string | null;
}

/** One line a cause, not a line a file. */
export interface Cause {
  code: string;
  title: string;
  sentence: string;
  count: number;
  /** At most three. */
  coverIds: string[];
  remedy: "retry" | "openSettings" | "show";
}

export interface WaitingGroup {
  kind: "pictures" | "variants" | "words";
  count: number;
  /** "about 2 min", "after their pictures"; null when nobody can know. */
  note: string | null;
}

export interface Activity {
  /** "none" = no backend is set: everything stays on this computer. */
  state: "none" | "idle" | "working" | "offline" | "paused";
  /** Pictures, each where the last of it is: `kept` is the sum of the next three and of those that failed. */
  kept: number;
  waiting: number;
  goingUp: number;
  /** In the store as a whole, size and hash checked. */
  there: number;
  /** Changes that wait for a person: the sum of the causes. */
  failed: number;
  bytesPerSecond: number | null;
  jobs: Job[];
  causes: Cause[];
  waitingBy: WaitingGroup[];
  /** Variants that wait to be made, or are being made. */
  toMake: number;
  variantsPaused: boolean;
  oldestWaitingAt: number | null;
  lastSyncAt: number | null;
  today: { imported: number; cleaned: number };
}

/** All at once, or thumbnails at once and the others when somebody needs them. */
export type QueuePolicy = "eager" | "lazy";

/** How the queue of variants stands. */
export interface VariantQueue {
  policy: QueuePolicy;
  paused: boolean;
  /** Wait or are being made. */
  waiting: number;
  /** Of them, those that a lazy policy does not put off. */
  waitingFirst: number;
  /** The pictures that they are of. */
  pictures: number;
  /** For those that have their turn, at the speed of now; null when nobody can know. */
  secondsLeft: number | null;
  /** In the last 24 hours. */
  lately: MakingRate;
  ever: MakingRate;
}

export interface MakingRate {
  made: number;
  failed: number;
}

// ---- settings -------------------------------------------------------------

/** Secrets are never read back: only whether the keychain holds one. */
export interface BackendSettings {
  databaseUrl: string;
  databasePasswordKept: boolean;
  storeUrl: string;
  privateBucket: string;
  publicBucket: string;
  storeSecretKept: boolean;
}

export interface BackendForm {
  databaseUrl: string;
  /** null = leave the one in the keychain as it is. */
  databasePassword: string | null;
  storeUrl: string;
  storeAccessKey: string | null;
  storeSecret: string | null;
}

export interface BackendCheck {
  tookMs: number;
  steps: { state: "ok" | "warn" | "failed"; title: string; sentence: string; details: string | null }[];
}

export interface Preset {
  name: string;
  format: "webp" | "avif" | "jpeg" | "png";
  fit: "cover" | "within";
  maxWidth: number;
  maxHeight: number;
  /** 1 to 100; not used with a floor. */
  quality: number;
  effort: "fast" | "small" | "smallest";
  /** Wide colours are those of Display P3, in AVIF only. */
  colours: "srgb" | "wide";
  /** How good it shall look, in SSIMULACRA2, 10 to 95; null = a fixed quality. */
  floor: number | null;
  /** The most bytes that it may have. */
  maxBytes: number | null;
}

/** Which of two presets is tried out. */
export type TrialSide = "saved" | "edited";

/** What a preset made of a picture. Nothing of it is kept. */
export interface PresetTrial {
  /** `picture://localhost/trial/{trialId}`, until the same side of the same picture is tried again. */
  trialId: string;
  bytes: number;
  width: number;
  height: number;
  /** What the encoder was asked for in the end. */
  quality: number;
  /** SSIMULACRA2. */
  score: number | null;
  encodes: number;
  /** It is the picture's own file, which encoding would have made larger. */
  copied: boolean;
  tookMs: number;
}

/** What saving presets would have made, new or again. */
export interface WouldRegenerate {
  variants: number;
  pictures: number;
}

export interface CostQuestion {
  variantType: "thumbnail" | "optimized" | "webp" | "avif";
  /** null = those of this workspace. */
  pictures: number | null;
  /** How often each is loaded. */
  loadsPerMonth: number;
  tried: { savedBytes: number; editedBytes: number }[];
}

export interface PresetCost {
  meanBytes: number;
  /** US dollars a month. */
  cost: { storageUsd: number; bandwidthUsd: number };
}

export interface CostEstimate {
  pictures: number;
  /** Variants that the mean of now is measured on; 0 when it was guessed from those tried out. */
  measured: number;
  saved: PresetCost | null;
  edited: PresetCost | null;
  storageUsdPerGbMonth: number;
  bandwidthUsdPerGb: number;
}

export interface WatchedFolder {
  id: string;
  path: string;
  place: Place;
  placeName: string;
  kind: AssetKind;
  /** Why it is not being watched just now; null when it is. */
  trouble: string | null;
}

export interface Settings {
  workspace: Workspace;
  libraryBytes: number;
  catalogueBytes: number;
  backend: BackendSettings | null;
  policy: Policy;
  presets: Preset[];
  queuePolicy: QueuePolicy;
  watched: WatchedFolder[];
  version: string;
}
