// A core that lives in memory and answers at once. Tests reach into `studio`
// and `calls`; `fail` makes one method refuse.
import type { DropEvent, Gateway, PictureSize } from "../ipc/gateway";
import type {
  Activity,
  AssetKind,
  CommandError,
  Comparison,
  HistoryStep,
  ImportPlan,
  ImportReport,
  Picture,
  PictureDetail,
  Place,
  PlanItem,
  Preset,
  PresetTrial,
  TagRow,
  TrialSide,
} from "../ipc/types";
import { drawn } from "./picture-list";
import { harbourStudio, NOW, placeKey, type Studio } from "./studio";

const files = import.meta.glob<string>("./pictures/*.webp", { eager: true, query: "?url", import: "default" });

export interface FakeGateway extends Gateway {
  studio: Studio;
  calls: { name: string; args: unknown[] }[];
  /** The next calls of this method reject with that. */
  fail(name: keyof Gateway, error: CommandError): void;
  /** Never answers: for loading states. */
  hang(name: keyof Gateway): void;
  dropFiles(event: DropEvent): void;
  tell(activity: Partial<Activity>): void;
  /** What the next plan holds. */
  nextPlan: (PlanItem | Omit<PlanItem, "index">)[] | null;
  clipboard: boolean;
  /** Milliseconds that each imported file takes. */
  slow: number;
}

type Undo = { step: HistoryStep; back: () => void; again: () => void };

export function fakeGateway(studio: Studio = harbourStudio()): FakeGateway {
  const failures = new Map<string, CommandError>();
  const hanging = new Set<string>();
  const activityListeners = new Set<(activity: Activity) => void>();
  const catalogueListeners = new Set<(change: { place: Place | null }) => void>();
  const dropListeners = new Set<(event: DropEvent) => void>();
  const done: Undo[] = [];
  const undone: Undo[] = [];
  const plans = new Map<string, ImportPlan>();
  const stopped = new Set<string>();
  let trash: { key: string; picture: Picture }[] = [];
  const comparisons: Comparison[] = [];
  let serial = 0;
  const fresh = (prefix: string) => `${prefix}-${++serial}`;

  const all = (): [string, Picture][] =>
    [...studio.pictures].flatMap(([key, pictures]) => pictures.map((one): [string, Picture] => [key, one]));
  const find = (id: string): [string, Picture] => {
    const found = all().find(([, one]) => one.id === id);
    if (!found) throw refusal("gone", "That picture is no longer here.");
    return found;
  };
  const placeOf = (key: string): Place => {
    const [kind, id] = key.split(":");
    return { kind: kind === "room" ? "room" : "style", id: id ?? "" };
  };
  const nameOf = (place: Place): string =>
    place.kind === "style"
      ? (studio.places.styles.find((one) => one.id === place.id)?.name ?? "")
      : (studio.places.sessions.flatMap((one) => one.rooms).find((one) => one.id === place.id)?.name ?? "");
  const recount = () => {
    for (const style of studio.places.styles) style.pictures = studio.pictures.get(`style:${style.id}`)?.length ?? 0;
    for (const room of studio.places.sessions.flatMap((one) => one.rooms)) {
      room.pictures = studio.pictures.get(`room:${room.id}`)?.length ?? 0;
    }
    studio.places = structuredClone(studio.places);
    for (const hear of catalogueListeners) hear({ place: null });
  };
  /** Runs a change on rows and keeps the way back. */
  const change = (sentence: string, act: () => void): HistoryStep => {
    const before = structuredClone(studio.pictures);
    act();
    const after = structuredClone(studio.pictures);
    const step = { id: fresh("h"), sentence };
    const put = (rows: Map<string, Picture[]>) => {
      studio.pictures = structuredClone(rows);
      recount();
    };
    done.push({ step, back: () => put(before), again: () => put(after) });
    undone.length = 0;
    recount();
    return step;
  };
  const makePlan = (place: Place, kind: AssetKind, howMany: number): ImportPlan => {
    const plan: ImportPlan = {
      id: fresh("plan"),
      place,
      placeName: nameOf(place),
      kind,
      policy: studio.settings.policy,
      needsNoLook: false,
      items: (fake.nextPlan ?? usualPlan(howMany)).map((item, index) => ({ ...item, index })),
    };
    plan.needsNoLook =
      plan.items.length > 0 &&
      plan.items.length <= 3 &&
      plan.items.every(({ verdict, looksLike }) => verdict.type === "new" && looksLike === null);
    plans.set(plan.id, plan);
    return plan;
  };

  const answers: Omit<Gateway, "onActivity" | "onCatalogueChanged" | "onDrop" | "pictureUrl"> = {
    listPlaces: async () => structuredClone(studio.places),
    createStyle: async ({ name }) => {
      const made = { id: fresh("style"), slug: slug(name), name, pictures: 0, coverId: null };
      studio.places.styles.push(made);
      recount();
      return made;
    },
    createSession: async ({ title }) => {
      const made = { id: fresh("session"), title, coverId: null, rooms: [] };
      studio.places.sessions.push(made);
      recount();
      return made;
    },
    createRoom: async ({ sessionId, name, roomType }) => {
      const made = { id: fresh("room"), sessionId, name, roomType, pictures: 0, coverId: null };
      studio.places.sessions.find((one) => one.id === sessionId)?.rooms.push(made);
      recount();
      return made;
    },
    listPictures: async (place) => {
      // A core shares no memory with the window.
      const pictures = structuredClone(studio.pictures.get(placeKey(place)) ?? []);
      return { revision: 1, order: pictures.map(({ id }) => id), pictures };
    },
    getPicture: async (id) => {
      const [key, picture] = find(id);
      return detail(picture, placeOf(key), nameOf(placeOf(key)), studio);
    },
    pictureTags: async (id) => {
      find(id);
      return usualTags().map((tag) => (tag.place ? { ...tag, value: null } : tag));
    },
    findPictures: async ({ words, limit }) => {
      const wanted = words.toLowerCase();
      return all()
        .filter(([, one]) => `${one.name} ${one.caption ?? ""} ${one.tags.join(" ")}`.toLowerCase().includes(wanted))
        .slice(0, limit)
        .map(([key, picture]) => ({ picture, place: placeOf(key) }));
    },
    editPictures: async ({ ids, patch }) =>
      change(ids.length === 1 ? "Words changed" : `Words of ${ids.length} pictures changed`, () => {
        for (const id of ids) {
          const [, one] = find(id);
          if (patch.caption !== undefined) one.caption = patch.caption;
          if (patch.altText !== undefined) one.altText = patch.altText;
          if (patch.roomType !== undefined) one.roomType = patch.roomType;
          one.tags = [...new Set([...one.tags, ...(patch.addTags ?? [])])].filter((tag) => !patch.removeTags?.includes(tag));
        }
      }),
    movePictures: async ({ ids, beforeId }) =>
      change(`${ids.length === 1 ? "1 picture" : `${ids.length} pictures`} moved on the board`, () => {
        const [key] = find(ids[0] ?? "");
        const rows = studio.pictures.get(key) ?? [];
        const moving = rows.filter((one) => ids.includes(one.id));
        const rest = rows.filter((one) => !ids.includes(one.id));
        const at = beforeId === null ? rest.length : rest.findIndex((one) => one.id === beforeId);
        rest.splice(at < 0 ? rest.length : at, 0, ...moving);
        studio.pictures.set(key, rest.map((one, index) => ({ ...one, position: index + 1 })));
      }),
    copyPictures: async ({ ids, to }) =>
      change(`${ids.length} pictures copied to ${nameOf(to)}`, () => {
        const rows = studio.pictures.get(placeKey(to)) ?? [];
        const copies = ids.map((id, index) => ({ ...find(id)[1], id: fresh(id), position: rows.length + index + 1 }));
        studio.pictures.set(placeKey(to), [...rows, ...copies]);
      }),
    listTrash: async () => trash.map(({ picture }) => picture),
    restorePictures: async ({ ids }) =>
      change(`${ids.length === 1 ? "1 picture" : `${ids.length} pictures`} brought back`, () => {
        for (const { key, picture } of trash.filter(({ picture }) => ids.includes(picture.id))) {
          studio.pictures.set(key, [...(studio.pictures.get(key) ?? []), picture]);
        }
        trash = trash.filter(({ picture }) => !ids.includes(picture.id));
      }),
    deletePictures: async ({ ids }) =>
      change(ids.length === 1 ? "1 picture moved to Trash" : `${ids.length} pictures moved to Trash`, () => {
        trash = [...ids.map(find).map(([key, picture]) => ({ key, picture })), ...trash];
        for (const [key, rows] of studio.pictures) {
          studio.pictures.set(key, rows.filter((one) => !ids.includes(one.id)));
        }
      }),
    regenerateVariants: async () => undefined,
    retryVariants: async () => undefined,
    measureVariant: async () => {
      if (fake.slow > 0) await new Promise((resolve) => setTimeout(resolve, fake.slow));
      return { score: 71.38, kept: false };
    },
    stopMeasuring: async () => undefined,
    undo: async (id) => {
      const at = id === null ? done.length - 1 : done.findIndex((one) => one.step.id === id);
      const [step] = at < 0 ? [] : done.splice(at, 1);
      if (!step) return null;
      step.back();
      undone.push(step);
      return step.step;
    },
    redo: async () => {
      const step = undone.pop();
      if (!step) return null;
      step.again();
      done.push(step);
      return step.step;
    },
    listComparisons: async (roomId) => comparisons.filter((pair) => pair.roomId === roomId),
    keepComparison: async ({ beforeId, afterId, shown }) => {
      const [key] = find(beforeId);
      const pair: Comparison = {
        id: fresh("pair"),
        sessionId: "session",
        roomId: placeOf(key).id,
        beforeAssetId: beforeId,
        afterAssetId: afterId,
        comparisonType: shown,
        title: null,
        createdAt: NOW,
      };
      comparisons.push(pair);
      return pair;
    },
    chooseFiles: async () => Array.from({ length: 48 }, (_, index) => `/photos/IMG_${index}.jpg`),
    chooseFolder: async () => "/photos",
    planImport: async ({ place, kind, from }, hear) => {
      const total = from.type === "url" ? 1 : from.paths.length;
      hear({ type: "looked", done: total, total });
      return makePlan(place, kind, total);
    },
    paste: async ({ place, kind }) => (fake.clipboard ? makePlan(place, kind, 1) : null),
    replanImport: async ({ planId, kind, policy }) => {
      const plan = plans.get(planId);
      if (!plan) throw refusal("gone", "That plan is no longer here.");
      const next = { ...plan, kind, policy };
      plans.set(planId, next);
      return next;
    },
    planTags: async ({ places }) => usualTags().map((tag) => (tag.place && !places ? { ...tag, value: null } : tag)),
    tellApart: async () => undefined,
    runImport: async ({ planId, fit, addDuplicates, leaveOut }, hear) => {
      const plan = plans.get(planId);
      if (!plan) throw refusal("gone", "That plan is no longer here.");
      const taken = plan.items.filter(
        ({ verdict, index }) =>
          (verdict.type === "new" && !leaveOut.includes(index)) ||
          (verdict.type === "tooLarge" && fit) ||
          (verdict.type === "duplicate" && !verdict.here && addDuplicates),
      );
      const report: ImportReport = { historyId: null, imported: [], cleaned: 0, duplicates: 0, refused: [], stopped: 0 };
      const rows = studio.pictures.get(placeKey(plan.place)) ?? [];
      const added: Picture[] = [];
      for (const [index, item] of taken.entries()) {
        if (stopped.has(planId)) break;
        added.push(imported(item, fresh("i"), rows.length + index + 1, plan.kind));
        report.cleaned += item.carriers.length > 0 ? 1 : 0;
        hear({ type: "imported", index: item.index, done: index + 1, total: taken.length });
        if (fake.slow > 0) await new Promise((resolve) => setTimeout(resolve, fake.slow));
      }
      report.imported = added.map((one) => one.id);
      report.stopped = taken.length - added.length;
      const step = change(`${added.length} pictures imported`, () => {
        studio.pictures.set(placeKey(plan.place), [...rows, ...added]);
      });
      report.historyId = step.id;
      return report;
    },
    stopImport: async (planId) => void stopped.add(planId),
    discardPlan: async (planId) => void plans.delete(planId),
    getActivity: async () => studio.activity,
    retryFailed: async (code) => {
      const causes = studio.activity.causes.filter((one) => code !== null && one.code !== code);
      const failed = causes.reduce((sum, one) => sum + one.count, 0);
      fake.tell({ causes, failed, waiting: studio.activity.waiting + studio.activity.failed - failed });
    },
    cancelJob: async (id) => fake.tell({ jobs: studio.activity.jobs.filter((one) => one.id !== id) }),
    pauseSync: async () => fake.tell({ state: studio.activity.state === "none" ? "none" : "paused", variantsPaused: true }),
    resumeSync: async () => fake.tell({ state: studio.activity.state === "none" ? "none" : "working", variantsPaused: false }),
    syncNow: async () => undefined,
    getVariantQueue: async () => structuredClone(studio.queue),
    noteInput: async () => undefined,
    getSettings: async () => structuredClone(studio.settings),
    testBackend: async () => ({
      tookMs: 1400,
      steps: [
        { state: "ok", title: "Database answers", sentence: "Postgres 16.4 in 12 ms, encrypted and verified", details: null },
        { state: "warn", title: "2 older rows break a rule", sentence: "Two renders have no size. They are left as they are, new rows are checked.", details: null },
        { state: "ok", title: "Private store works", sentence: "Wrote, read, compared and removed a 1 kB file in 190 ms", details: null },
        { state: "failed", title: "Public store refuses to write", sentence: "The key may list renovation-public but not write to it. Ask for “write objects”, then test again. 6 pictures wait until then.", details: "403 AccessDenied" },
        { state: "ok", title: "Clocks agree", sentence: "0.2 s apart", details: null },
      ],
    }),
    saveBackend: async (form) => {
      studio.settings.backend = {
        databaseUrl: form.databaseUrl,
        storeUrl: form.storeUrl,
        privateBucket: "",
        publicBucket: "",
        databasePasswordKept: form.databasePassword !== null || (studio.settings.backend?.databasePasswordKept ?? false),
        storeSecretKept: form.storeSecret !== null || (studio.settings.backend?.storeSecretKept ?? false),
      };
      fake.tell({ state: "idle" });
    },
    migrateBackend: async () => undefined,
    removeBackend: async () => {
      studio.settings.backend = null;
      fake.tell({ state: "none" });
    },
    renameWorkspace: async (name) => void (studio.settings.workspace.name = name),
    savePolicy: async (policy) => void (studio.settings.policy = policy),
    saveQueuePolicy: async (policy) => void (studio.settings.queuePolicy = policy),
    savePresets: async (presets) => void (studio.settings.presets = presets),
    countChangedVariants: async (presets) => {
      const changed = presets.filter((one) => !studio.settings.presets.some((saved) => JSON.stringify(saved) === JSON.stringify(one)));
      const pictures = changed.length > 0 ? 321 : 0;
      return { variants: changed.length * 321, pictures };
    },
    variedPictures: async () => all().slice(0, 3).map(([, picture]) => picture.id),
    tryPreset: async ({ id, side, preset }) => tried(id, side, preset),
    stopTrials: async () => undefined,
    estimateCost: async ({ pictures, loadsPerMonth, tried: both }) => {
      const sum = (which: "savedBytes" | "editedBytes") => both.reduce((bytes, one) => bytes + one[which], 0);
      const price = (meanBytes: number) => {
        const gigabytes = ((pictures ?? 321) * meanBytes) / 1e9;
        return { meanBytes, cost: { storageUsd: gigabytes * 0.021, bandwidthUsd: gigabytes * loadsPerMonth * 0.09 } };
      };
      const ratio = both.length === 0 ? null : sum("editedBytes") / sum("savedBytes");
      return {
        pictures: pictures ?? 321,
        measured: 321,
        saved: price(62_000),
        edited: ratio === null ? null : price(62_000 * ratio),
        storageUsdPerGbMonth: 0.021,
        bandwidthUsdPerGb: 0.09,
      };
    },
    watchFolder: async ({ path, place, kind }) => {
      const made = { id: fresh("w"), path, place, placeName: nameOf(place), kind, trouble: null };
      studio.settings.watched.push(made);
      return made;
    },
    unwatchFolder: async (id) => {
      studio.settings.watched = studio.settings.watched.filter((one) => one.id !== id);
    },
  };

  /** Every answer can be made to fail or to hang, and is written down. */
  const watched = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (...args: unknown[]) => {
        fake.calls.push({ name, args });
        const failure = failures.get(name);
        // A refusal crosses the bridge as plain data, not as an Error.
        if (failure) return Promise.reject(failure);
        if (hanging.has(name)) return new Promise(() => undefined);
        return (answer as (...args: unknown[]) => Promise<unknown>)(...args);
      },
    ]),
  ) as unknown as typeof answers;

  const listen = <T,>(listeners: Set<T>) => (hear: T) => {
    listeners.add(hear);
    return () => void listeners.delete(hear);
  };

  const fake: FakeGateway = {
    ...watched,
    studio,
    calls: [],
    nextPlan: null,
    clipboard: true,
    slow: 0,
    fail: (name, error) => void failures.set(name, error),
    hang: (name) => void hanging.add(name),
    dropFiles: (event) => {
      for (const hear of dropListeners) hear(event);
    },
    tell: (news) => {
      studio.activity = { ...studio.activity, ...news };
      for (const hear of activityListeners) hear(studio.activity);
    },
    onActivity: listen(activityListeners),
    onCatalogueChanged: listen(catalogueListeners),
    onDrop: listen(dropListeners),
    pictureUrl: (size: PictureSize, name: string) => {
      const id = size === "trial" ? (name.split(".")[0] ?? "") : name;
      const file = id.replace(/-(thumbnail|optimized|webp|avif|\d+)$/, "").split("-").at(-1) ?? "";
      return files[`./pictures/${file}.webp`] ?? "";
    },
  };
  return fake;
}

export function refusal(code: string, message: string, details: string | null = null): CommandError {
  return { code, message, details };
}

/** The better it shall look, the larger it is. */
function tried(id: string, side: TrialSide, preset: Preset): PresetTrial {
  const aim = preset.floor ?? preset.quality;
  const bytes = Math.min(preset.maxBytes ?? Infinity, aim * 1000);
  return {
    trialId: `${id}.${side}.${preset.name}.${aim}`,
    bytes,
    width: preset.maxWidth,
    height: preset.maxHeight,
    quality: preset.quality,
    score: preset.floor ?? preset.quality - 2.5,
    encodes: preset.floor === null ? 1 : 3,
    copied: false,
    tookMs: preset.effort === "fast" ? 40 : 240,
  };
}

/** 37 new, 6 known, 3 too large and 2 refused, as the design draws it; or less. */
export function usualPlan(howMany: number): Omit<PlanItem, "index">[] {
  const kitchen = drawn.filter(([name]) => /^k\d/.test(name));
  const item = (at: number, verdict: PlanItem["verdict"], carriers: PlanItem["carriers"]): Omit<PlanItem, "index"> => ({
    name: `IMG_${2200 + at}.jpg`,
    bytes: verdict.type === "tooLarge" ? 14_200_000 : 4_100_000,
    width: 4032,
    height: 3024,
    verdict,
    carriers,
    previewId: `v-${kitchen[at % kitchen.length]?.[0] ?? "k01"}`,
    note: null,
    hasPlace: carriers.length > 0,
    looksLike: null,
    warnings: at === 2204 - 2200 ? ["A caption or comment reads like a street address; words are left as they are."] : [],
  });
  const plan = Array.from({ length: Math.min(37, howMany) }, (_, at) =>
    item(at, { type: "new" }, at % 6 === 5 ? [] : at % 7 === 0 ? ["gps", "address"] : ["gps"]),
  );
  if (howMany <= 37) return plan;
  const known = (at: number, here: boolean) =>
    item(at, { type: "duplicate", ofId: "r-k01", here, placeName: here ? "Kitchen" : "Living room" }, []);
  return [
    ...plan,
    ...[38, 39, 40, 41].map((at) => known(at, true)),
    ...[42, 43].map((at) => known(at, false)),
    ...[44, 45, 46].map((at) => item(at, { type: "tooLarge", limit: 10_485_760 }, ["gps"])),
    {
      ...item(50, { type: "refused", code: "truncated", reason: "is cut short: it ends after 61 %. Copy it from the camera again." }, []),
      name: "IMG_2250.jpg",
      previewId: null,
    },
    {
      ...item(51, { type: "refused", code: "not_a_picture", reason: "is a Word document, whatever its name says." }, []),
      name: "notes.jpg",
      previewId: null,
    },
  ];
}

/** Two new files of a plan, the second like a picture that is here. */
export function alikePlan(): Omit<PlanItem, "index">[] {
  const [one, other] = usualPlan(2);
  if (!one || !other) throw new Error("a plan of two has two files");
  return [one, { ...other, looksLike: { ofId: "r-k01", name: "img_2231.jpg", placeName: "Lindqvist apartment, Kitchen" } }];
}

/** What a phone writes. */
export function usualTags(): TagRow[] {
  const tag = (group: string, name: string, value: string, place = false): TagRow => ({ group, name, value, place, stayed: !place });
  return [
    tag("Exif", "Make", "Fairway"),
    tag("Exif", "Model", "Pocket 5"),
    tag("Exif", "DateTimeOriginal", "2026-06-03 09:41:00"),
    tag("Exif, GPS", "GPSLatitude", "59 deg 19 min 45.48 sec", true),
    tag("Exif, GPS", "GPSLongitude", "18 deg 4 min 6.96 sec", true),
    tag("XMP", "photoshop:City", "Stockholm", true),
    tag("XMP", "dc:rights", "Mara Lind"),
  ];
}

function imported(item: PlanItem, prefix: string, position: number, kind: AssetKind): Picture {
  const file = item.previewId?.split("-").at(-1) ?? "k01";
  const [, width, height, thumbhash] = drawn.find(([name]) => name === file) ?? ["", 960, 720, null];
  return {
    id: `${prefix}-${file}`,
    name: item.name.toLowerCase(),
    kind,
    mediaType: "image/jpeg",
    width,
    height,
    bytes: item.bytes,
    position,
    caption: null,
    altText: null,
    roomType: null,
    tags: [],
    thumbhash,
    sync: "waiting",
    progress: null,
    variants: "making",
    cleaned: item.carriers.length > 0,
    importedAt: Date.now(),
  };
}

function detail(picture: Picture, place: Place, placeName: string, studio: Studio): PictureDetail {
  const making = picture.variants === "making";
  const variant = (name: string, width: number, height: number, format: string, bytes: number, score: number | null, ready = true) => ({
    id: `${picture.id}-${name}`,
    name,
    width,
    height,
    format,
    bytes: ready ? bytes : null,
    saving: ready ? 1 - bytes / picture.bytes : null,
    score: ready ? score : null,
    copied: false,
    partWidth: picture.width,
    partHeight: picture.height,
    state: ready ? ("ready" as const) : ("making" as const),
    reason: null,
  });
  return {
    picture,
    place,
    placeName,
    storagePath: place.kind === "style" ? `styles/${place.id}/${picture.name}` : `session_lindqvist/room_${place.id}/photos/1749722400000_${picture.name.toLowerCase()}`,
    contentHash: "9f2c41d07a8be6635b1f20c4e8d97a3156cc02ee19b74d8a0f63215e7b9a4c10",
    source: "user_upload",
    sourceUrl: null,
    takenAt: NOW - 86_400_000 * 20,
    syncedAt: picture.sync === "synced" ? NOW - 3_000_000 : null,
    receipt: {
      removed: ["GPS position", "city", "preview with its own position"],
      removedFrom: ["GPS position in the Exif block", "city in the XMP packet", "preview in the Exif thumbnail"],
      kept: ["Orientation", "colour profile", "date", "camera", "copyright"],
      warnings: [],
      policy: "location",
      tool: "atelier 0.1.0",
      sha256Before: "1b20c4e8d97a3156cc02ee19b74d8a0f63215e7b9a4c109f2c41d07a8be6635f",
      sha256After: "9f2c41d07a8be6635b1f20c4e8d97a3156cc02ee19b74d8a0f63215e7b9a4c10",
      payload: "BLAKE3 cc02ee19b74d8a0f63215e7b9a4c109f2c41d07a8be6635b1f20c4e8d97a3156",
      pixels: "unchanged",
      provedAt: NOW - 180_000,
    },
    variants: [
      variant("thumbnail", 300, 200, "WebP", 14_000, null),
      variant("optimized", 1200, 800, "AVIF", 92_000, 71.5),
      variant("webp", 1600, 1067, "WebP", 188_000, 79.25),
      variant("avif", 2400, 1600, "AVIF", 240_000, 74, !making),
    ],
    failure: null,
    ...studio.details.get(picture.id),
  };
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
