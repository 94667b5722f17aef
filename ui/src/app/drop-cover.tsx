// What the target under the pointer says before the hand lets go.
import { Ban, ImagePlus } from "lucide-react";
import type { DropTarget } from "./use-drop";

/** Over the whole sheet. */
export function DropCover({ target }: { target: DropTarget }) {
  const Glyph = target.ok ? ImagePlus : Ban;
  return (
    <div className={`drop-cover ${target.ok ? "ok" : "no"}`} role="status">
      <div>
        <div className="words">
          <Glyph className="glyph large" aria-hidden="true" />
          <b>{target.sentence}</b>
          {target.more && <span className="fact">{target.more}</span>}
        </div>
      </div>
    </div>
  );
}

/** Beside a row of the navigation. */
export function DropWords({ target }: { target: DropTarget }) {
  if (!target.row) return null;
  return (
    <div
      className={`drop-words ${target.ok ? "ok" : "no"}`}
      role="status"
      style={{ left: target.row.right + 10, top: target.row.top }}
    >
      {target.ok ? target.sentence : `${target.sentence}. ${target.more ?? ""}`}
    </div>
  );
}
