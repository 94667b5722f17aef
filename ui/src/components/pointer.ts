// What stages do with the pointer, and how large they are.
import { useEffect, useState } from "react";
import type { Box } from "../lib/zoom";

/** Tells where the pointer goes until it is let go, wherever that is. */
export function follow(event: React.PointerEvent, move: (at: { clientX: number; clientY: number }) => void): void {
  const element = event.currentTarget;
  element.setPointerCapture(event.pointerId);
  const moved = (next: Event) => {
    if (next instanceof MouseEvent) move(next);
  };
  const end = () => {
    element.removeEventListener("pointermove", moved);
    element.removeEventListener("pointerup", end);
    element.removeEventListener("pointercancel", end);
  };
  element.addEventListener("pointermove", moved);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
}

/** Where the pointer is, from the middle of an element. */
export function fromMiddle(event: { clientX: number; clientY: number }, element: Element): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
}

/** Hears the wheel over an element, and keeps the page still: React's own listener cannot. */
export function useWheel(element: React.RefObject<HTMLElement | null>, turn: (event: WheelEvent, over: HTMLElement) => void): void {
  useEffect(() => {
    const over = element.current;
    if (!over) return;
    const hear = (event: WheelEvent) => {
      event.preventDefault();
      turn(event, over);
    };
    over.addEventListener("wheel", hear, { passive: false });
    return () => over.removeEventListener("wheel", hear);
  });
}

/** The room inside an element, less a margin on each side. */
export function useBox(element: React.RefObject<HTMLElement | null>, margin = 0): Box {
  const [box, setBox] = useState<Box>({ width: 0, height: 0 });
  useEffect(() => {
    const stage = element.current;
    if (!stage) return;
    const measure = () => setBox({ width: stage.clientWidth - 2 * margin, height: stage.clientHeight - 2 * margin });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(stage);
    return () => observer.disconnect();
  }, [element, margin]);
  return box;
}
