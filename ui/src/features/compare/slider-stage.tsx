// The edge between before and after: drag it anywhere, or move it with arrows.
import { useRef, useState } from "react";
import { Edge, SideLabel } from "../../components/edge";
import { follow } from "../../components/pointer";
import type { Picture } from "../../ipc/types";
import { clampEdge } from "../../lib/edge";
import { moreOf, ratioOf, Side } from "./compare";

export function SliderStage({ before, after, holding }: { before: Picture; after: Picture; holding: boolean }) {
  const [edge, setEdge] = useState(50);
  const pair = useRef<HTMLDivElement>(null);
  const shown = holding ? 100 : edge;

  const drag = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    const move = ({ clientX }: { clientX: number }) => {
      const box = pair.current?.getBoundingClientRect();
      if (box) setEdge(clampEdge(((clientX - box.left) / box.width) * 100));
    };
    move(event);
    follow(event, move);
  };

  return (
    <div className="stage">
      <div
        ref={pair}
        className="pair"
        style={{ ...ratioOf(after), "--edge": `${shown}%` } as React.CSSProperties}
        onPointerDown={drag}
      >
        <Side of={after} />
        <div className="under">
          <Side of={before} />
        </div>
        <SideLabel side="start" word="Before" more={moreOf(before)} />
        <SideLabel side="end" word="After" more={moreOf(after)} />
        <Edge
          label="Edge between before and after"
          edge={edge}
          at={{ left: "var(--edge)" }}
          text={`${Math.round(edge)} % before`}
          onEdge={setEdge}
        />
      </div>
    </div>
  );
}
