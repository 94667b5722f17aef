// The pictures of a place as a listbox that can hold 100 000: only the rows in
// sight are in the document, every one is counted.
import { useVirtualizer, type Range as VisibleRange, defaultRangeExtractor } from "@tanstack/react-virtual";
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from "react";
import type { Picture } from "../../ipc/types";
import { followHurry, scrolled } from "../../lib/hurry";
import { matches } from "../../lib/keys";
import { neighbour, packJustified, packSquares, type Direction, type Layout } from "../../lib/pack-rows";
import type { Selection, SelectionAction } from "../../lib/selection";
import { Tile, tileId } from "./tile";
import { useMarquee } from "./use-marquee";
import { useReorder } from "./use-reorder";
import { useWidth } from "./use-width";

const GAP = 6;
const PADDING_TOP = 5;

export interface GridHandle {
  focus: () => void;
}

export interface GridProps {
  label: string;
  pictures: readonly Picture[];
  layout: "rows" | "squares";
  tileSize: number;
  ordered: boolean;
  wantsWords: boolean;
  selection: Selection;
  onSelect: (action: SelectionAction) => void;
  onOpen: (id: string) => void;
  /** Alt with an arrow: by one place, towards the start or the end. */
  onNudge?: (step: -1 | 1) => void;
  /** A picture was dragged to another place on the board. */
  onReorder?: (ids: string[], beforeId: string | null) => void;
  handle?: Ref<GridHandle>;
}

export function Grid(props: GridProps) {
  const { label, pictures, selection, onSelect, onOpen, handle, ordered, wantsWords } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const width = useWidth(list);
  const layout = usePacked(pictures, props.layout, props.tileSize, width);
  const indexOf = useMemo(() => new Map(pictures.map(({ id }, index) => [id, index])), [pictures]);
  const activeIndex = selection.active === null ? -1 : (indexOf.get(selection.active) ?? -1);
  const rows = useRows(scroller, layout, activeIndex);
  const [hovered, setHovered] = useState(-1);
  const reveal = useReveal(scroller, layout);
  const marquee = useMarquee({ scroller, list, layout, pictures, selection, onSelect });
  const { reordering, begin } = useReorder({ scroller, list, layout, pictures, selection, onReorder: props.onReorder });

  // Not through React: it would draw every tile anew for one word.
  useEffect(() => followHurry((hurried) => scroller.current?.toggleAttribute("data-hurried", hurried)), []);
  useImperativeHandle(handle, () => ({ focus: () => list.current?.focus({ preventScroll: true }) }), []);
  useEffect(() => {
    if (activeIndex >= 0) reveal(activeIndex);
  }, [activeIndex, reveal]);

  const pick = (event: React.MouseEvent) => {
    const index = indexUnder(event.target);
    const id = pictures[index]?.id;
    if (id === undefined) {
      if (!marquee.justEnded()) onSelect({ type: "none" });
    } else if (event.shiftKey) {
      onSelect({ type: "range", id, add: event.ctrlKey || event.metaKey });
    } else if (event.ctrlKey || event.metaKey || onCheck(event.target)) {
      onSelect({ type: "toggle", id });
    } else if (!marquee.justEnded()) {
      onSelect({ type: "only", id });
    }
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (keyboard(event, props, layout, activeIndex)) event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className="grid-scroller"
      onScroll={(event) => scrolled(event.currentTarget.scrollTop)}
      onPointerDown={(event) => begin(event) || marquee.onPointerDown(event)}
      data-testid="grid-scroller"
    >
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        aria-multiselectable="true"
        aria-label={label}
        aria-activedescendant={selection.active === null ? undefined : tileId(selection.active)}
        className="grid-list"
        style={{ height: layout.height }}
        onClick={pick}
        onDoubleClick={(event) => {
          const id = pictures[indexUnder(event.target)]?.id;
          if (id !== undefined) onOpen(id);
        }}
        onContextMenu={(event) => {
          const id = pictures[indexUnder(event.target)]?.id;
          if (id !== undefined && !selection.ids.has(id)) onSelect({ type: "only", id });
        }}
        onPointerOver={(event) => setHovered(indexUnder(event.target))}
        onPointerLeave={() => setHovered(-1)}
        onKeyDown={onKeyDown}
        onFocus={() => {
          const first = pictures[0];
          if (selection.active === null && first) onSelect({ type: "stand", id: first.id });
        }}
      >
        {rows.map((rowIndex) => {
          const row = layout.rows[rowIndex];
          if (!row) return null;
          return (
            <div key={rowIndex} role="presentation" className="grid-row" style={{ transform: `translateY(${row.top}px)`, height: row.height }}>
              {pictures.slice(row.start, row.end).map((picture, at) => {
                const index = row.start + at;
                return (
                  <Tile
                    key={picture.id}
                    picture={picture}
                    index={index}
                    total={pictures.length}
                    left={layout.lefts[index] ?? 0}
                    width={layout.widths[index] ?? 0}
                    height={row.height}
                    selected={selection.ids.has(picture.id)}
                    active={index === activeIndex}
                    hovered={index === hovered}
                    lifted={reordering?.ids.has(picture.id) ?? false}
                    movable={props.onReorder !== undefined}
                    ordered={ordered}
                    wantsWords={wantsWords}
                  />
                );
              })}
            </div>
          );
        })}
        {reordering && <div className="insert-bar" style={reordering.bar} />}
        {marquee.band && <div className="marquee" style={marquee.band} />}
      </div>
    </div>
  );
}

function usePacked(pictures: readonly Picture[], kind: "rows" | "squares", target: number, width: number): Layout {
  const ratios = useMemo(() => pictures.map((one) => (one.height > 0 ? one.width / one.height : 0.77)), [pictures]);
  return useMemo(() => {
    if (width <= 0) return packSquares(0, { width: 1, target, gap: GAP });
    return kind === "rows"
      ? packJustified(ratios, { width, target, gap: GAP })
      : packSquares(ratios.length, { width, target, gap: GAP });
  }, [ratios, kind, target, width]);
}

/** The rows to draw: those in sight, a few more, and the one the keyboard stands in. */
function useRows(scroller: React.RefObject<HTMLDivElement | null>, layout: Layout, activeIndex: number): number[] {
  const activeRow = activeIndex < 0 ? -1 : (layout.rowOf[activeIndex] ?? -1);
  const virtualizer = useVirtualizer({
    count: layout.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (layout.rows[index]?.height ?? 0) + GAP,
    overscan: 2,
    paddingStart: PADDING_TOP,
    rangeExtractor: useCallback(
      (range: VisibleRange) => {
        const visible = defaultRangeExtractor(range);
        return activeRow < 0 || visible.includes(activeRow) ? visible : [...visible, activeRow];
      },
      [activeRow],
    ),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, layout]);
  return virtualizer.getVirtualItems().map(({ index }) => index);
}

/** Scrolls no farther than needed for a picture to be whole in sight. */
function useReveal(scroller: React.RefObject<HTMLDivElement | null>, layout: Layout) {
  return useCallback(
    (index: number) => {
      const box = scroller.current;
      const row = layout.rows[layout.rowOf[index] ?? -1];
      if (!box || !row) return;
      const margin = 12;
      const top = row.top + PADDING_TOP;
      if (top - margin < box.scrollTop) box.scrollTop = top - margin;
      else if (top + row.height + margin > box.scrollTop + box.clientHeight) {
        box.scrollTop = top + row.height + margin - box.clientHeight;
      }
    },
    [scroller, layout],
  );
}

const arrows: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

/** Whether the key was one of the grid's. */
function keyboard(
  event: React.KeyboardEvent,
  { pictures, selection, onSelect, onOpen, onNudge }: GridProps,
  layout: Layout,
  activeIndex: number,
): boolean {
  const direction = arrows[event.key];
  if (direction) {
    if (event.altKey) {
      onNudge?.(direction === "left" || direction === "up" || direction === "first" ? -1 : 1);
      return true;
    }
    const to = pictures[activeIndex < 0 ? 0 : neighbour(layout, activeIndex, direction)];
    if (!to) return true;
    if (event.shiftKey) onSelect({ type: "range", id: to.id, add: false });
    else if (event.ctrlKey || event.metaKey) onSelect({ type: "stand", id: to.id });
    else onSelect({ type: "only", id: to.id });
    return true;
  }
  if (selection.active === null) return false;
  if (matches(event, "toggle")) onSelect({ type: "toggle", id: selection.active });
  else if (matches(event, "open") || matches(event, "look")) onOpen(selection.active);
  else return false;
  return true;
}

function indexUnder(target: EventTarget): number {
  const tile = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return tile ? Number(tile.dataset["index"]) : -1;
}

function onCheck(target: EventTarget): boolean {
  return target instanceof Element && target.closest("[data-role=check]") !== null;
}
