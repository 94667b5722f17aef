// The rubber band: drag from anywhere, Ctrl or Shift adds, the sheet scrolls
// along at its edges. What it touches is computed, not looked up in the page,
// so pictures that are scrolled away stay in.
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Picture } from "../../ipc/types";
import { within, type Layout, type Rect } from "../../lib/pack-rows";
import type { Selection, SelectionAction } from "../../lib/selection";

/** A hand that trembles is not a drag. */
const SLACK = 6;
const EDGE = 36;

interface Context {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<HTMLDivElement | null>;
  layout: Layout;
  pictures: readonly Picture[];
  selection: Selection;
  onSelect: (action: SelectionAction) => void;
}

export function useMarquee(context: Context) {
  const [band, setBand] = useState<Rect | null>(null);
  const endedAt = useRef(0);
  const stop = useRef<(() => void) | null>(null);
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });
  useEffect(() => () => stop.current?.(), []);

  const onPointerDown = (event: React.PointerEvent) => {
    if (event.button !== 0 || event.pointerType === "touch" || onScrollbar(event)) return;
    const { list, scroller, selection } = latest.current;
    const origin = list.current?.getBoundingClientRect();
    if (!origin || !scroller.current) return;
    const from = { x: event.clientX - origin.left, y: event.clientY - origin.top };
    const kept = event.ctrlKey || event.metaKey || event.shiftKey ? [...selection.ids] : [];
    const pointer = { x: event.clientX, y: event.clientY };
    let started = false;
    let frame = 0;

    const draw = () => {
      const now = latest.current;
      const box = now.list.current?.getBoundingClientRect();
      if (!box) return;
      const to = { x: pointer.x - box.left, y: pointer.y - box.top };
      if (!started && Math.hypot(to.x - from.x, to.y - from.y) < SLACK) return;
      started = true;
      const rect = {
        left: Math.max(0, Math.min(from.x, to.x)),
        top: Math.max(0, Math.min(from.y, to.y)),
        width: 0,
        height: 0,
      };
      rect.width = Math.min(box.width, Math.max(from.x, to.x)) - rect.left;
      rect.height = Math.min(box.height, Math.max(from.y, to.y)) - rect.top;
      setBand(rect);
      const touched = within(now.layout, rect).flatMap((index) => now.pictures[index]?.id ?? []);
      now.onSelect({ type: "set", ids: [...new Set([...kept, ...touched])] });
    };
    const creep = () => {
      const box = latest.current.scroller.current;
      if (started && box) {
        const { top, bottom } = box.getBoundingClientRect();
        const over = pointer.y > bottom - EDGE ? pointer.y - (bottom - EDGE) : Math.min(0, pointer.y - (top + EDGE));
        if (over !== 0) {
          box.scrollTop += over / 3;
          draw();
        }
      }
      frame = requestAnimationFrame(creep);
    };
    const move = (moved: PointerEvent) => {
      pointer.x = moved.clientX;
      pointer.y = moved.clientY;
      draw();
    };
    const end = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      cancelAnimationFrame(frame);
      stop.current = null;
      if (started) endedAt.current = performance.now();
      setBand(null);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    frame = requestAnimationFrame(creep);
    stop.current = end;
  };

  return {
    band,
    onPointerDown,
    /** The click that follows the end of a band is not a click. */
    justEnded: () => performance.now() - endedAt.current < 80,
  };
}

function onScrollbar(event: React.PointerEvent): boolean {
  const box = event.currentTarget;
  return box instanceof HTMLElement && event.clientX > box.getBoundingClientRect().left + box.clientWidth;
}
