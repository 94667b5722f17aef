// Dragging a picture by its number to another place on the board. The bar shows
// where it will lie; Escape leaves everything as it was. The keyboard has Alt
// with arrows for the same.
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Picture } from "../../ipc/types";
import { insertionAt, type Layout, type Rect } from "../../lib/pack-rows";
import type { Selection } from "../../lib/selection";

const SLACK = 4;
const EDGE = 48;

interface Context {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<HTMLDivElement | null>;
  layout: Layout;
  pictures: readonly Picture[];
  selection: Selection;
  /** Absent where there is no board to order. */
  onReorder?: ((ids: string[], beforeId: string | null) => void) | undefined;
}

export interface Reordering {
  ids: ReadonlySet<string>;
  bar: Rect;
}

export function useReorder(context: Context) {
  const [reordering, setReordering] = useState<Reordering | null>(null);
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);

  /** Whether the press was on a grip, and is being followed. */
  const begin = (event: React.PointerEvent): boolean => {
    const grip = event.target instanceof Element ? event.target.closest("[data-role=grip]") : null;
    const tile = grip?.closest<HTMLElement>("[data-index]");
    const { pictures, selection, onReorder } = latest.current;
    const held = pictures[Number(tile?.dataset["index"] ?? -1)];
    if (!held || !onReorder || event.button !== 0) return false;
    const ids = selection.ids.has(held.id)
      ? pictures.filter(({ id }) => selection.ids.has(id)).map(({ id }) => id)
      : [held.id];
    follow({ x: event.clientX, y: event.clientY }, ids);
    return true;
  };

  const follow = (from: { x: number; y: number }, ids: string[]) => {
    const pointer = { ...from };
    const moving = new Set(ids);
    let at: number | null = null;
    let frame = 0;
    const draw = () => {
      const { list, layout } = latest.current;
      const box = list.current?.getBoundingClientRect();
      if (!box || (at === null && Math.hypot(pointer.x - from.x, pointer.y - from.y) < SLACK)) return;
      const found = insertionAt(layout, { x: pointer.x - box.left, y: pointer.y - box.top });
      at = found.index;
      setReordering({ ids: moving, bar: found.bar });
    };
    const creep = () => {
      const box = latest.current.scroller.current;
      if (at !== null && box) {
        const { top, bottom } = box.getBoundingClientRect();
        const by = pointer.y > bottom - EDGE ? pointer.y - (bottom - EDGE) : Math.min(0, pointer.y - (top + EDGE));
        if (by !== 0) {
          box.scrollTop += by / 4;
          draw();
        }
      }
      frame = requestAnimationFrame(creep);
    };
    const move = (event: PointerEvent) => {
      pointer.x = event.clientX;
      pointer.y = event.clientY;
      draw();
    };
    const end = (put: boolean) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", drop);
      removeEventListener("pointercancel", leave);
      removeEventListener("keydown", escape, true);
      cancelAnimationFrame(frame);
      stop.current = null;
      setReordering(null);
      const { pictures, onReorder } = latest.current;
      if (!put || at === null) return;
      const before = pictures.slice(at).find(({ id }) => !moving.has(id));
      onReorder?.(ids, before?.id ?? null);
    };
    const drop = () => end(true);
    const leave = () => end(false);
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end(false);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", leave);
    addEventListener("keydown", escape, true);
    frame = requestAnimationFrame(creep);
    stop.current = leave;
  };

  return { reordering, begin };
}
