// The edge between two pictures that lie over each other, and their names.
import { ChevronsLeftRight } from "lucide-react";
import { movedEdge } from "../lib/edge";
import "./edge.css";

export function Edge({
  label,
  edge,
  at,
  text,
  onEdge,
  onPointerDown,
}: {
  label: string;
  /** Per cent from the left. */
  edge: number;
  /** Where it is drawn: from the left, and from where to where if it is not all the way. */
  at: { left: string; top?: number; height?: number };
  /** What is read out: "46 % before". */
  text: string;
  onEdge: (edge: number) => void;
  onPointerDown?: (event: React.PointerEvent) => void;
}) {
  return (
    <div
      className="edge"
      style={at}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(edge)}
      aria-valuetext={text}
      onPointerDown={onPointerDown}
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const next = movedEdge(edge, event);
        if (next === null) return;
        onEdge(next);
        event.preventDefault();
      }}
    >
      <i aria-hidden="true">
        <ChevronsLeftRight className="glyph small" />
      </i>
    </div>
  );
}

export function SideLabel({ side, word, more }: { side: "start" | "end"; word: string; more?: string | undefined }) {
  return (
    <span className={`side-label ${side}`}>
      {word}
      {more !== undefined && <span>{more}</span>}
    </span>
  );
}
