// The edge between before and after: drag it anywhere, or move it with arrows.
import { ChevronsLeftRight } from "lucide-react";
import { useRef, useState } from "react";
import { ipc } from "../../ipc/current";
import type { Picture } from "../../ipc/types";
import { Label, nameOf, ratioOf } from "./compare";

export function SliderStage({ before, after, holding }: { before: Picture; after: Picture; holding: boolean }) {
  const [edge, setEdge] = useState(50);
  const pair = useRef<HTMLDivElement>(null);
  const shown = holding ? 100 : edge;
  const set = (next: number) => setEdge(Math.min(100, Math.max(0, next)));

  const drag = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    const element = event.currentTarget;
    element.setPointerCapture(event.pointerId);
    const move = (moved: Event) => {
      const box = pair.current?.getBoundingClientRect();
      if (box && moved instanceof PointerEvent) set(((moved.clientX - box.left) / box.width) * 100);
    };
    move(event.nativeEvent);
    const end = () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", end);
      element.removeEventListener("pointercancel", end);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
  };

  return (
    <div className="stage">
      <div
        ref={pair}
        className="pair"
        style={{ ...ratioOf(after), "--edge": `${shown}%` } as React.CSSProperties}
        onPointerDown={drag}
      >
        <img src={ipc().pictureUrl("optimized", after.id)} alt={nameOf(after)} draggable={false} />
        <div className="under">
          <img src={ipc().pictureUrl("optimized", before.id)} alt={nameOf(before)} draggable={false} />
        </div>
        <Label side="start" word="Before" picture={before} />
        <Label side="end" word="After" picture={after} />
        <div
          className="handle"
          role="slider"
          tabIndex={0}
          aria-label="Edge between before and after"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(edge)}
          aria-valuetext={`${Math.round(edge)} % before`}
          onKeyDown={(event) => {
            const step = event.shiftKey ? 10 : 2;
            if (event.key === "ArrowLeft" || event.key === "ArrowDown") set(edge - step);
            else if (event.key === "ArrowRight" || event.key === "ArrowUp") set(edge + step);
            else if (event.key === "Home") set(0);
            else if (event.key === "End") set(100);
            else return;
            event.preventDefault();
          }}
        >
          <i aria-hidden="true">
            <ChevronsLeftRight className="glyph small" />
          </i>
        </div>
      </div>
    </div>
  );
}
