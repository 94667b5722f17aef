// Files over the window, as the shell reports them.
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { DropEvent } from "./gateway";

/** The shell counts in physical pixels, the page in CSS pixels. */
export function onDrop(hear: (event: DropEvent) => void): () => void {
  let files = 0;
  return stopping(
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "leave") {
        hear({ type: "leave" });
        return;
      }
      const x = payload.position.x / devicePixelRatio;
      const y = payload.position.y / devicePixelRatio;
      if (payload.type === "drop") {
        hear({ type: "drop", x, y, paths: payload.paths });
        return;
      }
      if (payload.type === "enter") files = payload.paths.length;
      hear({ type: "over", x, y, files });
    }),
  );
}

/** Stops listening, also when listening has only just begun. */
export function stopping(begun: Promise<() => void>): () => void {
  return () => void begun.then((stop) => stop());
}
