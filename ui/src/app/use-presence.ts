// Tells the core that somebody is here, so that what can wait waits.
import { useEffect } from "react";
import { ipc } from "../ipc/current";

/** Well below the minute after which the core takes this machine for idle. */
const EVERY_MS = 10_000;

export function usePresence(): void {
  useEffect(() => {
    let told = -Infinity;
    const touched = () => {
      const now = performance.now();
      if (now - told < EVERY_MS) return;
      told = now;
      // Nobody is told: the next touch tries again.
      ipc().noteInput().catch(() => undefined);
    };
    const acts = ["pointerdown", "pointermove", "wheel", "keydown"] as const;
    for (const act of acts) addEventListener(act, touched, { passive: true, capture: true });
    return () => {
      for (const act of acts) removeEventListener(act, touched, { capture: true });
    };
  }, []);
}
