// What may lie over the window; one at a time.
import type { Picture } from "../ipc/types";

export type Overlay =
  | { kind: "palette" }
  | { kind: "keys" }
  | { kind: "lightbox"; id: string }
  | { kind: "compare"; pair: readonly [Picture, Picture] }
  | { kind: "copyTo" }
  /** `paths` wait for the style that is being made. */
  | { kind: "newStyle"; paths: string[] }
  | { kind: "newSession" }
  | { kind: "newRoom"; sessionId: string };
