// Which pictures of a place are shown, and in what order. Pure.
import type { AssetKind, Picture, Place } from "../../ipc/types";
import { kindNames, roomTypeName, roomTypes } from "../../lib/words";

export type SortOrder = "board" | "newest" | "name" | "trouble";

export const sortNames: Record<SortOrder, string> = {
  board: "Board order",
  newest: "Newest first",
  name: "By name",
  trouble: "What waits first",
};

/** One chip of the row above the grid. */
export interface Facet {
  /** "" = all. */
  value: string;
  name: string;
  count: number;
}

const usual = new Set(["living_room", "kitchen", "bedroom", "bathroom", "dining_room", "hallway"]);
const kinds: readonly AssetKind[] = ["photo", "render", "floorplan", "document"];

/** A style is sorted by room type, a room by what its pictures are. */
export function facets(place: Place, pictures: readonly Picture[] | undefined): Facet[] {
  if (!pictures) return [];
  const counts = new Map<string, number>();
  for (const one of pictures) {
    const value = place.kind === "style" ? one.roomType : one.kind;
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const all = { value: "", name: "All", count: pictures.length };
  if (place.kind === "room") {
    return [
      all,
      ...kinds
        .filter((kind) => kind !== "document" || counts.has(kind))
        .map((kind) => ({ value: kind, name: capital(kindNames[kind].more), count: counts.get(kind) ?? 0 })),
    ];
  }
  const known = roomTypes.map(([value]) => value);
  // Gaps mean something once a board is being sorted by rooms.
  const sorted = counts.size > 0;
  const values = [
    ...known.filter((value) => counts.has(value) || (sorted && usual.has(value))),
    ...[...counts.keys()].filter((value) => !known.includes(value)),
  ];
  const typed = values.map((value) => ({ value, name: roomTypeName(value), count: counts.get(value) ?? 0 }));
  // Rooms that still want a picture come last.
  return [all, ...typed.filter(({ count }) => count > 0), ...typed.filter(({ count }) => count === 0)];
}

const urgency = { failed: 0, goingUp: 1, waiting: 2, local: 3, synced: 4 } as const;

export function arrange(kind: Place["kind"], pictures: readonly Picture[], facet: string, order: SortOrder): Picture[] {
  const shown =
    facet === ""
      ? [...pictures]
      : pictures.filter((one) => (kind === "style" ? one.roomType : one.kind) === facet);
  switch (order) {
    case "board":
      return shown.sort((a, b) => a.position - b.position);
    case "newest":
      return shown.sort((a, b) => b.importedAt - a.importedAt || b.position - a.position);
    case "name":
      return shown.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
    case "trouble":
      return shown.sort((a, b) => urgency[a.sync] - urgency[b.sync] || a.position - b.position);
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
