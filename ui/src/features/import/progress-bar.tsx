// What an import is doing now, along the foot of the sheet, with the way to stop.
import { X } from "lucide-react";
import { GlyphButton } from "../../components/button";
import { count } from "../../lib/words";
import "./import.css";

export function ImportProgress({
  verb,
  done,
  total,
  onStop,
}: {
  /** "Looking at", "Importing". */
  verb: string;
  done: number;
  total: number;
  onStop: () => void;
}) {
  return (
    <div className="import-progress">
      <div className="min-w-0 flex-1">
        <div className="num truncate">
          {verb} {total > 0 ? `${count(done)} of ${count(total)}` : "the files"}
        </div>
        <div
          className="bar accent mt-1.5"
          role="progressbar"
          aria-label={verb}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
        >
          <i style={{ transform: `scaleX(${total > 0 ? done / total : 0})` }} />
        </div>
      </div>
      <GlyphButton label="Stop" side="top" onClick={onStop}>
        <X className="glyph" aria-hidden="true" />
      </GlyphButton>
    </div>
  );
}
