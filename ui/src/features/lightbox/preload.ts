// Has the neighbours decoded before they are asked for, so that the next
// picture stands within 50 ms.
import { useEffect } from "react";
import { ipc } from "../../ipc/current";
import type { Picture } from "../../ipc/types";

/** Held so that the engine does not throw the decoded pixels away. */
const held = new Map<string, HTMLImageElement>();
const HELD = 7;

export function usePreload(pictures: readonly Picture[], index: number): void {
  useEffect(() => {
    for (const step of [1, -1, 2, -2]) {
      const one = pictures[index + step];
      if (one) hold(one.id);
    }
  }, [pictures, index]);
}

function hold(id: string) {
  const known = held.get(id);
  held.delete(id);
  const image = known ?? new Image();
  held.set(id, image);
  if (!known) {
    image.src = ipc().pictureUrl("optimized", id);
    // One that cannot be decoded says so when it is looked at.
    image.decode().catch(() => held.delete(id));
  }
  for (const old of held.keys()) {
    if (held.size <= HELD) break;
    held.delete(old);
  }
}
