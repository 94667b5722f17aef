// A whole workspace in memory, drawn rooms and all: what the screens are built
// and tested against when no core is there.
import type {
  Activity,
  AssetKind,
  Picture,
  PictureDetail,
  Place,
  Places,
  Settings,
  SyncState,
  VariantQueue,
} from "../ipc/types";
import { drawn } from "./picture-list";

export const NOW = Date.parse("2026-06-12T14:05:00+02:00");

export interface Studio {
  places: Places;
  /** By `kind:id` of the place. */
  pictures: Map<string, Picture[]>;
  details: Map<string, Partial<PictureDetail>>;
  activity: Activity;
  queue: VariantQueue;
  settings: Settings;
}

export const placeKey = (place: Place): string => `${place.kind}:${place.id}`;

const board: readonly (readonly [
  file: string,
  name: string,
  caption: string,
  roomType: string,
  more?: Partial<Picture>,
])[] = [
  ["c12", "sea-view-living-room.jpg", "Sea view living room", "living_room"],
  ["c02", "oak-sideboard-corner.jpg", "Oak sideboard corner", "living_room", { altText: null }],
  ["c03", "blue-kitchen-island.jpg", "Blue kitchen island", "kitchen", { sync: "waiting" }],
  ["c05", "tiled-bath.jpg", "Tiled bath", "bathroom"],
  [
    "c01",
    "bay-window-morning.jpg",
    "Bay window over the harbour, linen sofa",
    "living_room",
    {
      sync: "goingUp",
      progress: 0.58,
      altText: "Bright living room with a white sofa, blue armchair and view of the sea",
      tags: ["linen", "bay window", "oak", "striped rug"],
      variants: "making",
    },
  ],
  ["c07", "table-for-eight.jpg", "Table for eight", "dining_room", { tags: ["oak", "white walls", "beams"] }],
  ["c13", "deep-blue-niche.jpg", "Deep blue niche", "living_room"],
  ["c10", "fireplace-with-two-chairs.jpg", "Fireplace with two chairs", "living_room"],
  ["c06", "deep-blue-wall.jpg", "Deep blue wall, oak shelves", "living_room"],
  ["c09", "hallway.jpg", "Hallway", "hallway", { sync: "waiting" }],
  ["c04", "blue-bedroom.jpg", "Blue bedroom", "bedroom"],
  ["c15", "sand-bedroom.jpg", "Sand bedroom", "bedroom", { sync: "failed" }],
  ["c14", "desk-by-the-window.jpg", "Desk by the window", "living_room", { sync: "waiting" }],
  ["c11", "washstand.jpg", "Washstand", "bathroom", { altText: null }],
  ["c08", "window-seat.jpg", "Window seat", "bedroom"],
  ["c16", "blue-kitchen-run.jpg", "Blue kitchen run", "kitchen"],
];

const style = (id: string, name: string, pictures: number, cover: string | null) => ({
  id,
  slug: id,
  name,
  pictures,
  coverId: cover,
});

/** The studio of the design's own screens. */
export function harbourStudio(): Studio {
  const coastal = board.map(([file, name, caption, roomType, more], index) =>
    picture(file, `p-${file}`, index + 1, {
      name,
      caption,
      roomType,
      altText: caption,
      tags: ["oak", "white walls"],
      ...more,
    }),
  );
  const rooms: [string, string, AssetKind][] = [
    ["k01", "IMG_2231.jpg", "photo"],
    ["k02", "IMG_2232.jpg", "photo"],
    ["k03", "IMG_2233.jpg", "photo"],
    ["plan", "kitchen-plan.png", "floorplan"],
    ["k05", "IMG_2235.jpg", "photo"],
  ];
  const living: [string, string, AssetKind][] = [
    ["before", "IMG_2101.jpg", "photo"],
    ["after", "1749722400000_ai_coastal.png", "render"],
    ["after4", "1749722500000_ai_coastal.png", "render"],
    ["after2", "1749722600000_ai_terracotta.png", "render"],
  ];
  const inRoom = (files: [string, string, AssetKind][]) =>
    files.map(([file, name, kind], index) =>
      picture(file, `r-${file}`, index + 1, { name, kind, caption: null, altText: null, roomType: null, tags: [] }),
    );
  const solo = (file: string) => [picture(file, `s-${file}`, 1, { name: `${file}.jpg`, altText: file })];
  return {
    places: {
      styles: [
        style("coastal", "Coastal", coastal.length, "p-c12"),
        style("japandi", "Japandi", 1, "s-s_japandi"),
        style("mid-century", "Mid-century", 1, "s-s_mid"),
        style("country-kitchen", "Country kitchen", 1, "s-s_country"),
        style("nocturne", "Nocturne", 1, "s-s_dark"),
      ],
      sessions: [
        {
          id: "lindqvist",
          title: "Lindqvist apartment",
          coverId: "r-before",
          rooms: [
            room("living", "lindqvist", "Living room", "living_room", 4, "r-before"),
            room("kitchen", "lindqvist", "Kitchen", "kitchen", 5, "r-k01"),
            room("bathroom", "lindqvist", "Bathroom", "bathroom", 0, null),
          ],
        },
        {
          id: "okafor",
          title: "Okafor terrace",
          coverId: null,
          rooms: [room("dining", "okafor", "Dining room", "dining_room", 0, null)],
        },
      ],
    },
    pictures: new Map([
      ["style:coastal", coastal],
      ["style:japandi", solo("s_japandi")],
      ["style:mid-century", solo("s_mid")],
      ["style:country-kitchen", solo("s_country")],
      ["style:nocturne", solo("s_dark")],
      ["room:living", inRoom(living)],
      ["room:kitchen", inRoom(rooms)],
    ]),
    details: new Map([
      ["p-c01", { sourceUrl: "https://pinterest.com/pin/884213", source: "pinterest" }],
      ["p-c15", { failure: "The store is full. This file is safe on this computer; free some room, then retry." }],
    ]),
    activity: busyActivity(),
    queue: busyQueue(),
    settings: connectedSettings(),
  };
}

/** Nothing yet: the first run. */
export function emptyStudio(): Studio {
  return {
    places: { styles: [], sessions: [] },
    pictures: new Map(),
    details: new Map(),
    activity: { ...busyActivity(), ...idle, state: "none" },
    queue: { ...busyQueue(), waiting: 0, waitingFirst: 0, pictures: 0, secondsLeft: null, lately: { made: 0, failed: 0 }, ever: { made: 0, failed: 0 } },
    settings: { ...connectedSettings(), workspace: { name: "My pictures", path: "/home/mara/Pictures/Atelier" }, backend: null, watched: [] },
  };
}

/** One style with that many pictures. */
export function fullStudio(howMany: number): Studio {
  const studio = harbourStudio();
  const files = drawn.filter(([name]) => /^[ck]\d/.test(name));
  const states: SyncState[] = ["synced", "synced", "synced", "waiting", "synced", "synced", "failed", "synced"];
  const pictures = Array.from({ length: howMany }, (_, index) => {
    const file = files[(index * 7) % files.length]?.[0] ?? "c01";
    return picture(file, `m-${index}-${file}`, index + 1, {
      name: `IMG_${String(index).padStart(5, "0")}.jpg`,
      sync: states[index % states.length] ?? "synced",
      altText: index % 11 === 0 ? null : `Room ${index + 1}`,
      caption: `Room ${index + 1}`,
    });
  });
  studio.pictures.set("style:coastal", pictures);
  studio.places.styles = studio.places.styles.map((one) =>
    one.id === "coastal" ? { ...one, pictures: howMany, coverId: pictures[0]?.id ?? null } : one,
  );
  return studio;
}

const idle = {
  state: "idle",
  kept: 0,
  waiting: 0,
  goingUp: 0,
  there: 0,
  failed: 0,
  bytesPerSecond: null,
  jobs: [],
  causes: [],
  waitingBy: [],
  toMake: 0,
  variantsPaused: false,
  oldestWaitingAt: null,
  lastSyncAt: null,
  today: { imported: 0, cleaned: 0 },
} satisfies Activity;

function room(id: string, sessionId: string, name: string, roomType: string, pictures: number, coverId: string | null) {
  return { id, sessionId, name, roomType, pictures, coverId };
}

function picture(file: string, id: string, position: number, more: Partial<Picture>): Picture {
  const [, width, height, thumbhash] = drawn.find(([name]) => name === file) ?? ["", 960, 640, null];
  return {
    id,
    name: `${file}.jpg`,
    kind: "photo",
    mediaType: "image/jpeg",
    width: Math.round(width * 4.2),
    height: Math.round(height * 4.2),
    bytes: 6_800_000,
    position,
    caption: null,
    altText: null,
    roomType: "living_room",
    tags: [],
    thumbhash,
    sync: "synced",
    progress: null,
    variants: "ready",
    cleaned: true,
    importedAt: NOW - 3_600_000,
    ...more,
  };
}

function busyActivity(): Activity {
  return {
    state: "working",
    kept: 1284,
    waiting: 47,
    goingUp: 2,
    there: 1224,
    failed: 11,
    bytesPerSecond: 2_100_000,
    jobs: [
      { id: "j1", kind: "upload", title: "bay-window-morning.jpg", done: 3_900_000, total: 6_800_000, unit: "bytes", rate: 1_200_000, note: "to the public store", coverId: "p-c01" },
      { id: "j2", kind: "upload", title: "IMG_2231.jpg", done: 14_800_000, total: 20_000_000, unit: "bytes", rate: 900_000, note: "part 2 of 3, goes on where it stopped this morning", coverId: "r-k05" },
      { id: "j3", kind: "variants", title: "Variants for Coastal", done: 84, total: 160, unit: "files", rate: 9, note: "two at a time", coverId: "p-c03" },
    ],
    causes: [
      { code: "store_full", title: "The store is full", sentence: "Bucket renovation-private holds 49.9 of 50 GB. The files are safe on this computer. Free some room or raise the limit, then retry.", count: 6, coverIds: ["r-k01", "r-k03", "r-k05"], remedy: "retry" },
      { code: "sign_in", title: "The store would not let us in", sentence: "The access key was replaced on 3 June. Enter the new one and all 4 go by themselves.", count: 4, coverIds: ["p-c15", "p-c07"], remedy: "openSettings" },
      { code: "not_clean", title: "One picture could not be cleaned", sentence: "IMG_2240.heic carries a block nobody can read, so its place cannot be ruled out. It stays here.", count: 1, coverIds: ["r-k02"], remedy: "show" },
    ],
    waitingBy: [
      { kind: "pictures", count: 31, note: "about 2 min" },
      { kind: "variants", count: 13, note: "after their pictures" },
      { kind: "words", count: 3, note: "in the next round" },
    ],
    toMake: 76,
    variantsPaused: false,
    oldestWaitingAt: NOW - 2 * 3_600_000,
    lastSyncAt: NOW - 4000,
    today: { imported: 128, cleaned: 97 },
  };
}

function busyQueue(): VariantQueue {
  return {
    policy: "eager",
    paused: false,
    waiting: 76,
    waitingFirst: 19,
    pictures: 19,
    secondsLeft: 9,
    lately: { made: 508, failed: 4 },
    ever: { made: 5136, failed: 4 },
  };
}

function connectedSettings(): Settings {
  return {
    workspace: { name: "Harbour Studio", path: "/home/mara/Harbour Studio" },
    libraryBytes: 8_420_000_000,
    catalogueBytes: 12_600_000,
    backend: {
      databaseUrl: "postgres://mara@db.harbour.studio:5432/renovation",
      databasePasswordKept: true,
      storeUrl: "s3://renovation-private?endpoint=https%3A%2F%2Fstore.harbour.studio&region=auto&public=renovation-public",
      privateBucket: "renovation-private",
      publicBucket: "renovation-public",
      storeSecretKept: true,
    },
    policy: "location",
    queuePolicy: "eager",
    presets: [
      { name: "thumbnail", format: "webp", fit: "cover", maxWidth: 300, maxHeight: 200, quality: 80, effort: "fast", colours: "srgb", floor: null, maxBytes: null },
      { name: "optimized", format: "avif", fit: "within", maxWidth: 1200, maxHeight: 800, quality: 61, effort: "fast", colours: "srgb", floor: null, maxBytes: null },
      { name: "webp", format: "webp", fit: "within", maxWidth: 1600, maxHeight: 1600, quality: 80, effort: "fast", colours: "srgb", floor: null, maxBytes: null },
      { name: "avif", format: "avif", fit: "within", maxWidth: 2400, maxHeight: 2400, quality: 61, effort: "fast", colours: "srgb", floor: null, maxBytes: null },
    ],
    watched: [
      { id: "w1", path: "/home/mara/Pictures/Coastal in", place: { kind: "style", id: "coastal" }, placeName: "Coastal", kind: "photo", trouble: null },
    ],
    version: "0.1.0",
  };
}
