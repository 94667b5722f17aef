// Files over the window: which target lies under the pointer, what it says, and
// what happens when the hand lets go. The shell reports places and paths; the
// page only knows where its targets are (`data-drop`).
import { useEffect, useRef, useState } from "react";
import { ipc } from "../ipc/current";
import type { Place, Places } from "../ipc/types";
import { describePlace } from "../lib/view";
import { many } from "../lib/words";

const OPEN_AFTER_MS = 600;

export interface DropTarget {
  /** `style:id`, `room:id`, `session:id`, `first-run`, `nowhere`. */
  key: string;
  ok: boolean;
  sentence: string;
  /** Why not, or what would work. */
  more: string | null;
  /** Where the target's words go, for a row of the navigation. */
  row: DOMRect | null;
}

export interface Dropped {
  /** null = there is no style or session yet. */
  place: Place | null;
  paths: string[];
}

export function useDrop(places: Places | undefined, onDrop: (dropped: Dropped) => void) {
  const [target, setTarget] = useState<DropTarget | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const latest = useRef({ places, onDrop });
  useEffect(() => {
    latest.current = { places, onDrop };
  });
  const hoverKey = target?.key;

  useEffect(
    () =>
      ipc().onDrop((event) => {
        if (event.type === "leave") {
          setTarget(null);
          setOpened(new Set());
          return;
        }
        const files = event.type === "over" ? event.files : event.paths.length;
        const found = targetUnder(event.x, event.y, files, latest.current.places);
        if (event.type === "over") {
          setTarget((now) => (isSame(now, found) ? now : found));
          return;
        }
        setTarget(null);
        setOpened(new Set());
        if (found?.ok) latest.current.onDrop({ place: placeOf(found.key), paths: event.paths });
      }),
    [],
  );

  // A closed session opens under a hand that waits.
  useEffect(() => {
    const [kind, id] = hoverKey?.split(":") ?? [];
    if (kind !== "session" || id === undefined) return;
    const timer = setTimeout(() => setOpened((now) => new Set([...now, id])), OPEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [hoverKey]);

  return { target, opened };
}

/** The sheet of a style and its row in the navigation have the same key; only one of them says its words beside it. */
function isSame(a: DropTarget | null, b: DropTarget | null): boolean {
  return a?.key === b?.key && a?.sentence === b?.sentence && a?.row?.top === b?.row?.top;
}

function targetUnder(x: number, y: number, files: number, places: Places | undefined): DropTarget | null {
  const element = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-drop]");
  const key = element?.dataset["drop"];
  if (!element || key === undefined || !places || document.querySelector("[role=dialog]")) return null;
  const row = element.classList.contains("nav-row") ? element.getBoundingClientRect() : null;
  const what = `Add ${many(files, "file")} to`;
  if (key === "first-run") return { key, ok: true, sentence: `${what} a new style`, more: null, row };
  if (key.startsWith("session:")) {
    return { key, ok: false, sentence: "Choose a room first", more: "A session has no pictures of its own", row };
  }
  const place = placeOf(key);
  const described = place && describePlace(places, place);
  if (!described) {
    return { key, ok: false, sentence: "Not here", more: "Drop pictures on a style or a room", row };
  }
  return { key, ok: true, sentence: `${what} ${described.name}`, more: described.within, row };
}

function placeOf(key: string): Place | null {
  const at = key.indexOf(":");
  const kind = key.slice(0, at);
  return kind === "style" || kind === "room" ? { kind, id: key.slice(at + 1) } : null;
}
