// The metadata of one file, before and after: what went is struck out, and what
// a place said is shown only to who asks for it.
import { Eye, EyeOff, Minus } from "lucide-react";
import type { ReactNode } from "react";
import type { TagRow } from "../ipc/types";
import { count, many } from "../lib/words";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorNotice } from "./notices";
import "./tag-sheet.css";

export interface TagSheetProps {
  /** The name of the file. */
  name: string;
  /** Undefined while they are on their way, and when they could not be read. */
  rows: readonly TagRow[] | undefined;
  error: unknown;
  onRetry: () => void;
  /** "was removed", or "would be removed" while nothing has happened yet. */
  tense: "done" | "planned";
  /** Null where what places said is known nowhere any more. */
  places: { shown: boolean; onShow: (shown: boolean) => void } | null;
  /** What else is known, below the table. */
  children?: ReactNode;
  onClose: () => void;
}

export function TagSheet({ name, rows, error, onRetry, tense, places, children, onClose }: TagSheetProps) {
  const went = rows?.filter(({ stayed }) => !stayed).length ?? 0;
  const hidden = rows?.some(({ place }) => place) ?? false;
  return (
    <Dialog open onClose={onClose} title={`Before and after: ${name}`} className="tag-sheet" focusFirst="sheet">
      <div className="head">
        <p className="second">{rows ? sentence(rows.length, went, tense) : error ? "What the file holds is not known" : "Reading what the file holds"}</p>
        <span className="flex-1" />
        {places && hidden && (
          <Button aria-pressed={places.shown} onClick={() => places.onShow(!places.shown)}>
            {places.shown ? (
              <EyeOff className="glyph small" aria-hidden="true" />
            ) : (
              <Eye className="glyph small" aria-hidden="true" />
            )}
            {places.shown ? "Hide what the places say" : "Show what the places say"}
          </Button>
        )}
      </div>
      {/* A region that scrolls must be within reach of the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="rows" tabIndex={0} role="region" aria-label="Metadata before and after">
        {error !== null && <ErrorNotice error={error} onRetry={onRetry} />}
        {rows && rows.length > 0 && <Table rows={rows} tense={tense} lost={places === null} />}
        {children}
      </div>
    </Dialog>
  );
}

function Table({ rows, tense, lost }: { rows: readonly TagRow[]; tense: "done" | "planned"; lost: boolean }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Entry</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      {grouped(rows).map(([group, tags], at) => (
        <tbody key={`${group}-${at}`}>
          <tr className="group">
            <th scope="rowgroup" colSpan={3}>
              {group}
            </th>
          </tr>
          {tags.map((tag, at) => (
            <tr key={`${tag.name}-${at}`} className={tag.stayed ? "" : "went"}>
              <th scope="row" className="selectable">
                {tag.name}
              </th>
              <td className="selectable">{tag.value ?? <Unsaid place={tag.place} lost={lost} stayed={tag.stayed} />}</td>
              <td className="selectable">
                {tag.stayed ? (
                  (tag.value ?? <Unsaid place={tag.place} lost={lost} stayed />)
                ) : (
                  <span className="is-cleaned removed">
                    <Minus className="glyph small" aria-hidden="true" />
                    {tense === "done" ? "removed" : "goes"}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Unsaid({ place, lost, stayed }: { place: boolean; lost: boolean; stayed: boolean }) {
  const words = place && !lost ? "a place, not shown" : stayed ? "there" : "was there; what it said is not kept";
  return <span className="third">{words}</span>;
}

function sentence(all: number, went: number, tense: "done" | "planned"): string {
  if (all === 0) return "This file holds no metadata.";
  const stays = tense === "done" ? "stayed" : "stay";
  if (went === 0) return `${many(all, "entry", "entries")}, all of which ${stays}.`;
  return tense === "done"
    ? `${count(went)} of ${many(all, "entry", "entries")} ${went === 1 ? "was" : "were"} removed.`
    : `${count(went)} of ${many(all, "entry", "entries")} ${went === 1 ? "goes" : "go"}.`;
}

/** Runs of one group, in the order of the file. */
function grouped(rows: readonly TagRow[]): [string, TagRow[]][] {
  const groups: [string, TagRow[]][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0] === row.group) last[1].push(row);
    else groups.push([row.group, [row]]);
  }
  return groups;
}
