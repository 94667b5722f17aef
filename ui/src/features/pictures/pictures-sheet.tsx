// The sheet that the pictures of one place lie on: what it is called, how they
// are shown, which of them, and the grid.
import { ArrowUpDown, GalleryVerticalEnd, ImagePlus, LayoutGrid, Plus } from "lucide-react";
import { useEffect, type ReactNode, type Ref } from "react";
import { Button } from "../../components/button";
import { Menu, type MenuItem } from "../../components/menu";
import { EmptyNotice, ErrorNotice } from "../../components/notices";
import { Range } from "../../components/range";
import { Segmented } from "../../components/segmented";
import type { Picture, Place } from "../../ipc/types";
import { prefer, usePreferences } from "../../lib/preferences";
import type { Selection, SelectionAction } from "../../lib/selection";
import { count, many } from "../../lib/words";
import { facets, sortNames, type SortOrder } from "./arrange";
import { Grid, type GridHandle } from "./grid";
import "./pictures.css";
import { PicturesMenu } from "./pictures-menu";

export interface PicturesSheetProps {
  place: Place;
  name: string;
  within: string | null;
  /** Everything of the place; undefined while it is read. */
  pictures: readonly Picture[] | undefined;
  /** What is shown of it, in order. */
  shown: readonly Picture[];
  error: Error | null;
  onRetry: () => void;
  facet: string;
  onFacet: (facet: string) => void;
  order: SortOrder;
  onOrder: (order: SortOrder) => void;
  narrow: boolean;
  selection: Selection;
  onSelect: (action: SelectionAction) => void;
  onOpen: (id: string) => void;
  onNudge?: (step: -1 | 1) => void;
  onReorder?: (ids: string[], beforeId: string | null) => void;
  onAddFiles: () => void;
  onAddFolder: () => void;
  menu: readonly (MenuItem | "line")[];
  gridHandle?: Ref<GridHandle>;
  children?: ReactNode;
}

export function PicturesSheet(props: PicturesSheetProps) {
  return (
    <>
      <Toolbar {...props} />
      <Chips {...props} />
      <Sheet {...props} />
      {props.children}
    </>
  );
}

function Toolbar({ name, within, pictures, narrow, onAddFiles, onAddFolder }: PicturesSheetProps) {
  const { layout, tileSize } = usePreferences();
  const moving = pictures?.filter(({ sync }) => sync === "waiting" || sync === "goingUp").length ?? 0;
  const facts = [
    within,
    pictures && many(pictures.length, "picture"),
    moving > 0 ? `${count(moving)} on the way` : null,
  ].filter(Boolean);
  return (
    <header className="toolbar">
      <h1 className="truncate">{name}</h1>
      {!narrow && <span className="third num truncate max-w-1/2 flex-none pt-[3px] ps-1">{facts.join(", ")}</span>}
      <span className="flex-1" />
      {!narrow && (
        <Range
          label="Picture size"
          min={120}
          max={360}
          step={2}
          value={tileSize}
          onChange={(next) => prefer({ tileSize: next })}
        />
      )}
      <Segmented
        label="Layout"
        value={layout}
        onChange={(next) => prefer({ layout: next })}
        segments={[
          { value: "rows", label: "Rows", glyph: <GalleryVerticalEnd className="glyph small" aria-hidden="true" /> },
          { value: "squares", label: "Squares", glyph: <LayoutGrid className="glyph small" aria-hidden="true" /> },
        ]}
      />
      <Menu
        label="Add pictures"
        items={[
          { id: "files", label: "Files…", caps: ["Ctrl", "O"], run: onAddFiles },
          { id: "folder", label: "A folder…", caps: ["Ctrl", "Shift", "O"], run: onAddFolder },
        ]}
      >
        <Button>
          <Plus className="glyph small" aria-hidden="true" />
          {narrow ? "Add" : "Add pictures"}
        </Button>
      </Menu>
    </header>
  );
}

function Chips({ place, pictures, facet, onFacet, order, onOrder, narrow }: PicturesSheetProps) {
  const all = facets(place, pictures);
  const orders: SortOrder[] = ["board", "newest", "name", "trouble"];
  const nameOf = (one: SortOrder) => (one === "board" && place.kind === "room" ? "As they came" : sortNames[one]);
  return (
    <div className="chips">
      <div className="some" role="group" aria-label={place.kind === "style" ? "Room types" : "Kinds"}>
        {all.map((one) => {
          const missing = one.count === 0 && one.value !== "" && place.kind === "style";
          if (missing && narrow) return null;
          return (
            <button
              key={one.value}
              type="button"
              className={`chip ${missing ? "gap" : ""}`}
              aria-pressed={facet === one.value}
              title={missing ? "No picture yet" : undefined}
              onClick={() => onFacet(one.value)}
            >
              {one.name} <span className="num">{count(one.count)}</span>
            </button>
          );
        })}
      </div>
      <span className="flex-1" />
      <Menu
        label="Order"
        items={orders.map((one) => ({ id: one, label: nameOf(one), checked: one === order, run: () => onOrder(one) }))}
      >
        <button type="button" className="chip">
          <ArrowUpDown className="glyph small" aria-hidden="true" />
          {nameOf(order)}
        </button>
      </Menu>
    </div>
  );
}

function Sheet(props: PicturesSheetProps) {
  const { place, name, pictures, shown, error, onRetry, selection, onSelect, onOpen, narrow, order, facet } = props;
  const { onNudge, onReorder } = props;
  const whole = order === "board" && facet === "";
  const { layout, tileSize, textSize } = usePreferences();
  const target = tileSize * (textSize / 100) * (narrow ? 0.82 : 1);
  useEffect(() => onSelect({ type: "prune" }), [shown, onSelect]);
  if (error) return <ErrorNotice error={error} onRetry={onRetry} />;
  if (!pictures) return <Skeleton />;
  if (shown.length === 0) return <Nothing {...props} filtered={facet !== ""} />;
  return (
    <PicturesMenu items={props.menu}>
      <div className="flex min-h-0 flex-1 flex-col">
        <Grid
          label={`Pictures of ${name}`}
          pictures={shown}
          layout={layout}
          tileSize={target}
          ordered={order === "board" && place.kind === "style"}
          wantsWords={place.kind === "style"}
          selection={selection}
          onSelect={onSelect}
          onOpen={onOpen}
          {...(onNudge && whole ? { onNudge } : {})}
          {...(onReorder && whole ? { onReorder } : {})}
          {...(props.gridHandle ? { handle: props.gridHandle } : {})}
        />
      </div>
    </PicturesMenu>
  );
}

function Nothing({ name, place, filtered, onFacet, onAddFiles, onAddFolder, facet, pictures }: PicturesSheetProps & { filtered: boolean }) {
  if (filtered) {
    const what = facets(place, pictures).find(({ value }) => value === facet)?.name.toLowerCase() ?? "this";
    return (
      <EmptyNotice glyph={<ImagePlus className="glyph large" aria-hidden="true" />} title={`Nothing here of ${what} yet`}>
        <p>Drop a picture here, or give one that is here this room type.</p>
        <Button className="mt-3" onClick={() => onFacet("")}>
          Show all
        </Button>
      </EmptyNotice>
    );
  }
  return (
    <EmptyNotice
      glyph={<ImagePlus className="glyph large" aria-hidden="true" />}
      title={`Drop pictures for ${name}`}
    >
      <p>A folder, a few files, or pictures straight from the browser. You see what will happen before anything does.</p>
      <div className="mt-4 flex gap-2">
        <Button look="primary" large onClick={onAddFiles}>
          Choose files
        </Button>
        <Button large onClick={onAddFolder}>
          Choose a folder
        </Button>
      </div>
    </EmptyNotice>
  );
}

/** The shape of what is coming; it does not move. */
function Skeleton() {
  const rows = [
    [3, 1.3, 3, 1.2],
    [3, 2.8, 1.6],
    [2.3, 2.4, 1.1, 1.5],
  ];
  return (
    <div className="flex-1 overflow-hidden px-[18px] pt-[5px]" role="status">
      <span className="sr-only">Reading the pictures</span>
      {rows.map((row, at) => (
        <div className="skeleton-row" key={at} aria-hidden="true">
          {row.map((share, column) => (
            <span key={column} style={{ flex: share }} />
          ))}
        </div>
      ))}
    </div>
  );
}
