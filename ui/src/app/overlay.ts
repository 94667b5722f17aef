// What may lie over the window; one at a time.
import type { Mode } from "../features/compare/compare";
import type { Picture } from "../ipc/types";

export type Overlay =
  | { kind: "palette" }
  | { kind: "keys" }
  /** `loupe` lies over it, and leaves it where it was. */
  | { kind: "lightbox"; id: string; loupe?: boolean }
  /** The first variant that is made for null. */
  | { kind: "loupe"; id: string; variantId: string | null }
  /** `kept` is how the pair was looked at when it was kept: its order stands. */
  | { kind: "compare"; pair: readonly [Picture, Picture]; kept: Mode | null }
  | { kind: "copyTo" }
  /** `paths` wait for the style that is being made. */
  | { kind: "newStyle"; paths: string[] }
  | { kind: "newSession" }
  | { kind: "newRoom"; sessionId: string };
