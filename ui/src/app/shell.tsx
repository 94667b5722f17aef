// Three bands: navigation, the sheet, the inspector. They resize and remember.
import type { ReactNode } from "react";
import { prefer, usePreferences } from "../lib/preferences";
import type { Bands } from "./use-bands";
import "./shell.css";

export function Shell({
  bands,
  navigation,
  inspector,
  overInspector,
  onCloseInspector,
  sheetDrop,
  children,
}: {
  bands: Bands;
  navigation: ReactNode;
  /** null = this screen has none, or it is hidden. */
  inspector: ReactNode;
  /** Whether the inspector lies over the sheet just now. */
  overInspector: boolean;
  onCloseInspector: () => void;
  /** What the sheet takes when files are dropped on it. */
  sheetDrop: string | null;
  children: ReactNode;
}) {
  const { navOpen, navWidth, inspectorWidth } = usePreferences();
  const showNav = bands !== "wide" || navOpen;
  const beside = inspector !== null && bands !== "slide";
  const style = {
    ...(navWidth !== null && bands === "wide" ? { "--w-nav": `min(${navWidth}rem, 24vw)` } : {}),
    ...(inspectorWidth !== null && bands === "wide" ? { "--w-inspector": `min(${inspectorWidth}rem, 26vw)` } : {}),
  } as React.CSSProperties;
  return (
    <div className={`shell ${bands} ${showNav ? "" : "no-nav"} ${beside ? "" : "no-inspector"}`} style={style}>
      {showNav && (
        <div className="nav-band">
          {navigation}
          {bands === "wide" && (
            <Splitter
              label="Width of the navigation"
              edge="end"
              width={navWidth ?? 14.25}
              least={11}
              most={22}
              initial={14.25}
              onWidth={(next) => prefer({ navWidth: next })}
            />
          )}
        </div>
      )}
      <main className="sheet" data-drop={sheetDrop ?? undefined}>
        {children}
      </main>
      {beside && (
        <div className="inspector-band">
          {bands === "wide" && (
            <Splitter
              label="Width of the inspector"
              edge="start"
              width={inspectorWidth ?? 19}
              least={15}
              most={30}
              initial={19}
              onWidth={(next) => prefer({ inspectorWidth: next })}
            />
          )}
          {inspector}
        </div>
      )}
      {inspector !== null && bands === "slide" && overInspector && (
        <>
          <button type="button" className="slide-scrim" aria-label="Close inspector" onClick={onCloseInspector} />
          <div className="inspector-band over">{inspector}</div>
        </>
      )}
    </div>
  );
}

/** The edge of a band: drag it, or move it with the arrows; Enter puts it back. */
function Splitter({
  label,
  edge,
  width,
  least,
  most,
  initial,
  onWidth,
}: {
  label: string;
  edge: "start" | "end";
  width: number;
  least: number;
  most: number;
  initial: number;
  onWidth: (rem: number) => void;
}) {
  const towards = edge === "end" ? 1 : -1;
  const set = (next: number) => onWidth(Math.min(most, Math.max(least, next)));
  const drag = (event: React.PointerEvent) => {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const from = event.clientX;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: Event) => {
      if (moved instanceof PointerEvent) set(width + (towards * (moved.clientX - from)) / rem);
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  };
  return (

    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={Math.round(width)}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={`splitter ${edge}`}
      onPointerDown={drag}
      onDoubleClick={() => onWidth(initial)}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") set(width - towards);
        else if (event.key === "ArrowRight") set(width + towards);
        else if (event.key === "Enter") onWidth(initial);
        else return;
        event.preventDefault();
      }}
    />
  );
}
