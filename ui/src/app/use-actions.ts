// Everything that keys, menus and the palette can do in the window as it stands.
import { useQueryClient } from "@tanstack/react-query";
import { sayTrouble } from "../components/toast";
import { ipc } from "../ipc/current";
import { asCommandError } from "../ipc/errors";
import { forgetRows } from "../ipc/queries";
import type { AssetKind, Places, Place, PlanRequest } from "../ipc/types";
import { preferences, prefer } from "../lib/preferences";
import { describePlace, type View } from "../lib/view";
import type { Overlay } from "./overlay";
import type { History } from "./use-history";
import type { Import } from "./use-import";
import type { PlaceState } from "./use-place";

export interface ActionContext {
  places: Places | undefined;
  place: Place | null;
  state: PlaceState;
  history: History;
  imports: Import;
  go: (view: View) => void;
  open: (overlay: Overlay) => void;
}

/** Rows grow and shrink by this much a press. */
const SIZE_STEP = 24;

export type Actions = ReturnType<typeof useActions>;

export function useActions({ places, place, state, history, imports, go, open }: ActionContext) {
  const client = useQueryClient();
  const { selected, selection, shown } = state;
  const ids = selected.map(({ id }) => id);

  const attempt = (act: () => Promise<void>) => {
    act().catch((thrown: unknown) => sayTrouble(asCommandError(thrown).message));
  };
  /** Into this place; into a style still to be made where there is none. */
  const bringIn = (into: Place | null, paths: string[]) => {
    if (paths.length === 0) return;
    if (into) imports.start(request(into, paths, kindShown(state, into)));
    else open({ kind: "newStyle", paths });
  };
  /** One press of + or -. */
  const resize = (towards: -1 | 1) => {
    prefer({ tileSize: Math.min(360, Math.max(120, preferences().tileSize + towards * SIZE_STEP)) });
  };
  const nudge = (step: -1 | 1) => {
    const first = shown.findIndex(({ id }) => ids.includes(id));
    if (!place || first < 0) return;
    const rest = shown.filter(({ id }) => !ids.includes(id));
    const at = Math.max(0, first + step);
    if (at > rest.length) return;
    history.move(place, ids, rest[at]?.id ?? null);
  };

  return {
    ids,
    bringIn,
    resize,
    nudge,
    addFiles: () => attempt(async () => bringIn(place, await ipc().chooseFiles())),
    addFolder: () =>
      attempt(async () => {
        const folder = await ipc().chooseFolder();
        if (folder !== null) bringIn(place, [folder]);
      }),
    paste: () => {
      if (place) imports.paste(place, kindShown(state, place));
    },
    newHere: () => {
      const session = place?.kind === "room" ? sessionOf(places, place) : null;
      open(session === null ? { kind: "newStyle", paths: [] } : { kind: "newRoom", sessionId: session });
    },
    openActive: () => {
      const id = selection.active ?? ids[0];
      if (id !== undefined) open({ kind: "lightbox", id });
    },
    compare: () => {
      const [before, after] = selected;
      if (selected.length === 2 && before && after) open({ kind: "compare", pair: [before, after], kept: null });
    },
    loupe: () => {
      const [only] = selected;
      if (selected.length === 1 && only) open({ kind: "loupe", id: only.id, variantId: null });
    },
    remove: () => {
      if (ids.length === 0) return;
      // The keyboard goes on from what comes after.
      const last = shown.findLastIndex(({ id }) => ids.includes(id));
      const next = shown[last + 1] ?? shown.slice(0, last).findLast(({ id }) => !ids.includes(id));
      if (next) state.onSelect({ type: "stand", id: next.id });
      history.remove(ids);
    },
    copyTo: (to: Place) => history.copy(ids, to, kindShown(state, to)),
    moveTo: (id: string, position: number) => {
      if (!place) return;
      const rest = [...(state.pictures ?? [])].sort((a, b) => a.position - b.position).filter((one) => one.id !== id);
      history.move(place, [id], rest[position - 1]?.id ?? null);
    },
    regenerate: (wanted: string[]) => attempt(() => ipc().regenerateVariants({ ids: wanted })),
    retryVariants: (wanted: string[]) => attempt(() => ipc().retryVariants({ ids: wanted })),
    retry: () => attempt(() => ipc().retryFailed(null)),
    show: (id: string, select: (id: string) => void) =>
      attempt(async () => {
        const { place: into } = await ipc().getPicture(id);
        go({ kind: "place", place: into });
        select(id);
      }),
    createStyle: (name: string, paths: string[]) =>
      attempt(async () => {
        const made = await ipc().createStyle({ name });
        await forgetRows(client, null);
        const into: Place = { kind: "style", id: made.id };
        go({ kind: "place", place: into });
        if (paths.length > 0) imports.start(request(into, paths, "photo"));
      }),
    createSession: (title: string) =>
      attempt(async () => {
        const made = await ipc().createSession({ title });
        await forgetRows(client, null);
        open({ kind: "newRoom", sessionId: made.id });
      }),
    createRoom: (sessionId: string, name: string, roomType: string | null) =>
      attempt(async () => {
        const made = await ipc().createRoom({ sessionId, name, roomType });
        await forgetRows(client, null);
        go({ kind: "place", place: { kind: "room", id: made.id } });
      }),
    exists: (wanted: Place) => places !== undefined && describePlace(places, wanted) !== null,
  };
}

/** A picture dragged out of a browser comes as its address. */
export function request(place: Place, paths: string[], kind: AssetKind): PlanRequest {
  const [first] = paths;
  const url = paths.length === 1 && first !== undefined && /^https?:\/\//.test(first) ? first : null;
  return { place, kind, from: url === null ? { type: "paths", paths } : { type: "url", url } };
}

/** In a room whose floor plans are shown, what comes in is a floor plan. */
function kindShown({ facet }: PlaceState, into: Place): AssetKind {
  const kinds: readonly string[] = ["photo", "floorplan", "render", "document"];
  return into.kind === "room" && kinds.includes(facet) ? (facet as AssetKind) : "photo";
}

function sessionOf(places: Places | undefined, place: Place): string | null {
  return places?.sessions.find(({ rooms }) => rooms.some(({ id }) => id === place.id))?.id ?? null;
}
