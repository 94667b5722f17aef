// The band at the left: styles, sessions and their rooms, what runs, settings.
import { ArrowDownUp, Plus, Search, Settings2, Trash2 } from "lucide-react";
import { useRef } from "react";
import { GlyphButton } from "../../components/button";
import { Kbd } from "../../components/kbd";
import { Tooltip } from "../../components/tooltip";
import type { Activity, Places } from "../../ipc/types";
import type { View } from "../../lib/view";
import { count } from "../../lib/words";
import { Mark } from "./mark";
import "./navigation.css";
import { PlaceRows } from "./place-rows";
import { SyncLine } from "./sync-line";

export interface NavigationProps {
  workspace: string;
  places: Places | undefined;
  activity: Activity | undefined;
  view: View | null;
  /** Names as tooltips, glyphs and covers only. */
  rail: boolean;
  /** `kind:id` of the row that files hang over. */
  dropOver: string | null;
  dropRefused: boolean;
  /** Sessions that files hang over long enough to be opened. */
  opened: ReadonlySet<string>;
  onGo: (view: View) => void;
  onPalette: () => void;
  onNew: (what: "style" | "session" | { roomOf: string }) => void;
}

export function Navigation(props: NavigationProps) {
  const { workspace, activity, view, rail, onGo, onPalette } = props;
  const band = useRef<HTMLElement>(null);
  const failed = activity?.failed ?? 0;
  return (
    <nav
      ref={band}
      aria-label="Workspace"
      className={`nav ${rail ? "rail" : ""}`}
      onKeyDown={(event) => roam(event, band.current)}
    >
      <div className="workspace" title={rail ? workspace : undefined}>
        <Mark />
        {!rail && <span className="truncate">{workspace}</span>}
      </div>
      {rail ? (
        <Tooltip label="Search or run" name="palette" side="right">
          <button type="button" className="find" aria-label="Search or run" onClick={onPalette}>
            <Search className="glyph" aria-hidden="true" />
          </button>
        </Tooltip>
      ) : (
        <button type="button" className="find" onClick={onPalette}>
          <Search className="glyph" aria-hidden="true" />
          <span className="truncate">Search or run</span>
          <Kbd name="palette" />
        </button>
      )}
      <div className="rows">
        <NavRow
          rail={rail}
          name="Activity"
          note={failed > 0 ? `${count(failed)} failed` : undefined}
          on={view?.kind === "activity"}
          onGo={() => onGo({ kind: "activity" })}
          glyph={<ArrowDownUp className="glyph" aria-hidden="true" />}
          dot={failed > 0}
          end={failed > 0 && <span className="pill failed">{count(failed)}</span>}
        />
        <PlaceRows {...props} />
      </div>
      <NavRow
        rail={rail}
        name="Trash"
        on={view?.kind === "trash"}
        onGo={() => onGo({ kind: "trash" })}
        glyph={<Trash2 className="glyph" aria-hidden="true" />}
      />
      <NavRow
        rail={rail}
        name="Settings"
        on={view?.kind === "settings"}
        onGo={() => onGo({ kind: "settings", page: "General" })}
        glyph={<Settings2 className="glyph" aria-hidden="true" />}
      />
      <SyncLine activity={activity} rail={rail} onGo={() => onGo({ kind: "activity" })} />
    </nav>
  );
}

/** One row that leads somewhere. */
export function NavRow({
  rail,
  name,
  note,
  on,
  onGo,
  glyph,
  end,
  dot = false,
  className = "",
  data = {},
  expanded,
}: {
  rail: boolean;
  name: string;
  note?: string | undefined;
  on: boolean;
  onGo: () => void;
  glyph?: React.ReactNode;
  end?: React.ReactNode;
  dot?: boolean;
  className?: string;
  data?: Record<string, string>;
  expanded?: boolean;
}) {
  const row = (
    <button
      type="button"
      className={`nav-row ${on ? "on" : ""} ${dot && rail ? "dot" : ""} ${className}`}
      aria-current={on ? "page" : undefined}
      aria-expanded={expanded}
      aria-label={rail || note !== undefined ? [name, note].filter(Boolean).join(", ") : undefined}
      onClick={onGo}
      {...data}
    >
      {glyph && <span className="lead">{glyph}</span>}
      {!rail && <span className="truncate">{name}</span>}
      {!rail && end && <span className="end">{end}</span>}
    </button>
  );
  return rail ? (
    <Tooltip label={[name, note].filter(Boolean).join(", ")} side="right">
      {row}
    </Tooltip>
  ) : (
    row
  );
}

export function NavHeading({ rail, name, verb, onNew }: { rail: boolean; name: string; verb: string; onNew: () => void }) {
  if (rail) return <hr className="nav-line" />;
  return (
    <div className="nav-heading">
      <h2>{name}</h2>
      <GlyphButton label={verb} className="tiny-square" onClick={onNew}>
        <Plus className="glyph small" aria-hidden="true" />
      </GlyphButton>
    </div>
  );
}

/** Up and down go from row to row; Tab still reaches each. */
function roam(event: React.KeyboardEvent, band: HTMLElement | null) {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const rows = [...(band?.querySelectorAll<HTMLElement>(".nav-row, .find") ?? [])];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
