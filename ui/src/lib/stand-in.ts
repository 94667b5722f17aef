// The blurred stand-in that a tile shows until its picture is there. Decoding a
// ThumbHash takes a fraction of a millisecond, but a flick through 10 000
// pictures passes hundreds: they are decoded in small portions a frame, newest
// first, and each only once.
import { isHurried, whenCalm } from "./hurry";
import { thumbHashToAverageRGBA, thumbHashToDataURL } from "thumbhash";

const FRAME_BUDGET_MS = 3;
const KEPT = 2000;

const urls = new Map<string, string>();
const waiting = new Map<string, Set<(url: string) => void>>();
let scheduled = false;

/** The stand-in if it is decoded already. */
export function standIn(hash: string): string | undefined {
  return urls.get(hash);
}

/** Calls back once it is decoded. Returns a function that loses interest. */
export function awaitStandIn(hash: string, ready: (url: string) => void): () => void {
  const listeners = waiting.get(hash) ?? new Set();
  listeners.add(ready);
  waiting.set(hash, listeners);
  schedule();
  return () => {
    listeners.delete(ready);
    if (listeners.size === 0) waiting.delete(hash);
  };
}

/** The mean colour, as CSS; cheap enough for the first paint. */
export function meanColour(hash: string): string | undefined {
  const bytes = decode(hash);
  if (!bytes) return undefined;
  const { r, g, b } = thumbHashToAverageRGBA(bytes);
  return `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})`;
}

function schedule() {
  if (scheduled || waiting.size === 0) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    if (isHurried()) {
      void whenCalm(schedule);
      return;
    }
    const until = performance.now() + FRAME_BUDGET_MS;
    for (const hash of [...waiting.keys()].reverse()) {
      if (performance.now() > until) break;
      settle(hash);
    }
    schedule();
  });
}

function settle(hash: string) {
  const listeners = waiting.get(hash);
  waiting.delete(hash);
  const bytes = decode(hash);
  if (!bytes || !listeners) return;
  const url = urls.get(hash) ?? thumbHashToDataURL(bytes);
  if (urls.size >= KEPT) urls.delete(urls.keys().next().value ?? "");
  urls.set(hash, url);
  for (const listener of listeners) listener(url);
}

function decode(hash: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0));
    return bytes.length >= 5 ? bytes : null;
  } catch {
    // Not base64: the tile keeps its plain ground.
    return null;
  }
}
