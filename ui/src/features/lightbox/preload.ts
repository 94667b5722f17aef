// Has the neighbours decoded before they are asked for, so that the next
// picture stands within 50 ms: first small, which takes no time, then sharp.
import { useEffect } from "react";
import { ipc } from "../../ipc/current";
import type { PictureSize } from "../../ipc/gateway";
import type { Picture } from "../../ipc/types";

/** Held so that the engine does not throw the decoded pixels away. */
const held = new Map<string, HTMLImageElement>();
const HELD = 14;

export function usePreload(pictures: readonly Picture[], index: number): void {
  useEffect(() => {
    for (const step of [1, -1, 2, -2]) {
      const one = pictures[index + step];
      if (one) hold("thumb", one.id);
    }
    for (const step of [1, -1, 2, -2]) {
      const one = pictures[index + step];
      if (one) hold("optimized", one.id);
    }
  }, [pictures, index]);
}

function hold(size: PictureSize, id: string) {
  const url = ipc().pictureUrl(size, id);
  const known = held.get(url);
  held.delete(url);
  const image = known ?? new Image();
  held.set(url, image);
  if (!known) {
    image.src = url;
    // One that cannot be decoded says so when it is looked at.
    image.decode().catch(() => held.delete(url));
  }
  for (const old of held.keys()) {
    if (held.size <= HELD) break;
    held.delete(old);
  }
}
