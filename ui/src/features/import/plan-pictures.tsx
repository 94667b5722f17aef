// The files of one count as small pictures; a plan may hold 10 000, so only
// those in sight are drawn.
import { useVirtualizer } from "@tanstack/react-virtual";
import { FileText, ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Shown } from "../../components/shown";
import { ipc } from "../../ipc/current";
import type { PlanItem } from "../../ipc/types";
import { size } from "../../lib/words";
import type { Tab } from "./import-plan";

const COLUMN_REM = 6.6;
const GAP = 6;

const nothing: Record<Exclude<Tab, "alike">, string> = {
  new: "Nothing new among them.",
  duplicates: "No duplicates.",
  refused: "Nothing is refused.",
  cleaned: "None of them says where it was taken.",
};

export function PlanPictures({
  items,
  tab,
  onLook,
}: {
  items: readonly PlanItem[];
  tab: Exclude<Tab, "alike">;
  /** At what a file holds. */
  onLook: (item: PlanItem) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(680);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => setWidth(box.clientWidth - 32));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const columns = Math.max(2, Math.floor((width + GAP) / (COLUMN_REM * rem + GAP)));
  const side = ((width - GAP * (columns - 1)) / columns) * 0.75;
  const rows = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => side + GAP,
    overscan: 2,
  });
  useEffect(() => rows.measure(), [rows, side]);
  return (
    // A region that scrolls must be within reach of the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroller} id="plan-panel" role="tabpanel" aria-labelledby={`plan-tab-${tab}`} tabIndex={0} className="pictures">
      {items.length === 0 && <p className="third p-2">{nothing[tab]}</p>}
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <div key={row.index} className="line" style={{ transform: `translateY(${row.start}px)`, height: side }}>
            {items.slice(row.index * columns, (row.index + 1) * columns).map((item) => (
              <PlanTile
                key={item.index}
                item={item}
                width={(width - GAP * (columns - 1)) / columns}
                onLook={() => onLook(item)}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

export function PlanTile({ item, width, onLook }: { item: PlanItem; width: number; onLook: () => void }) {
  const nameless = (
    <span className="nameless">
      <FileText className="glyph small" aria-hidden="true" />
      <span>{item.name}</span>
    </span>
  );
  const note = item.note ? `, ${item.note}` : "";
  return (
    <button
      type="button"
      className="small-tile"
      style={{ width }}
      title={`${item.name}, ${size(item.bytes)}${note}`}
      aria-label={`${item.name}: what it holds`}
      disabled={item.verdict.type === "refused"}
      onClick={(event) => {
        // WebKit leaves the focus elsewhere; it comes back to where it was when the look is over.
        event.currentTarget.focus();
        onLook();
      }}
    >
      {item.previewId === null ? (
        nameless
      ) : (
        <Shown src={ipc().pictureUrl("preview", item.previewId)} alt="" decoding="async" loading="lazy" instead={nameless} />
      )}
      {item.carriers.length > 0 && item.verdict.type !== "refused" && (
        <span className="shield" title="Will be cleaned">
          <ShieldCheck className="glyph" aria-hidden="true" />
        </span>
      )}
    </button>
  );
}
