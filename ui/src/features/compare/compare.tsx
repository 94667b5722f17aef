// Two pictures of one room: under a slider, side by side, or laid over each other.
import { ArrowLeft, ArrowLeftRight, BookOpen, Columns2, Layers, Moon } from "lucide-react";
import { useState } from "react";
import { GlyphButton } from "../../components/button";
import { Dialog } from "../../components/dialog";
import { SideLabel } from "../../components/edge";
import { Range } from "../../components/range";
import { CannotBeShown, Shown } from "../../components/shown";
import { ipc } from "../../ipc/current";
import type { Picture } from "../../ipc/types";
import { matches } from "../../lib/keys";
import { kindNames } from "../../lib/words";
import "./compare.css";
import { KeepButton, useKeeping } from "./keep";
import { SliderStage } from "./slider-stage";

export type Mode = "slider" | "side_by_side" | "overlay";
const modes: readonly Mode[] = ["slider", "side_by_side", "overlay"];
const modeNames: Record<Mode, string> = { slider: "Slider", side_by_side: "Side by side", overlay: "Overlay" };

export function Compare({
  pair,
  kept,
  placeName,
  roomId,
  onClose,
}: {
  pair: readonly [Picture, Picture];
  /** How the pair was looked at when it was kept; null for two that were just chosen. */
  kept: Mode | null;
  placeName: string;
  /** The room whose pair it is; null on a style, where nothing is before or after. */
  roomId: string | null;
  onClose: () => void;
}) {
  const [mode, setMode] = useState<Mode>(kept ?? "slider");
  const [swapped, setSwapped] = useState(() => kept !== null && inOrder(pair, false)[0] !== pair[0]);
  const [dark, setDark] = useState(false);
  const [holding, setHolding] = useState(false);
  const [share, setShare] = useState(50);
  const [before, after] = inOrder(pair, swapped);
  const keeping = useKeeping(roomId, before, after, mode);
  const next = () => setMode(modes[(modes.indexOf(mode) + 1) % modes.length] ?? "slider");

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (matches(event, "mode")) next();
    else if (matches(event, "swap")) setSwapped(!swapped);
    else if (matches(event, "lights")) setDark(!dark);
    else if (matches(event, "hold")) setHolding(true);
    else if (matches(event, "keep") && keeping) keeping.keep();
    else return;
    event.preventDefault();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Compare two pictures of ${placeName}`}
      titleHidden
      className={`compare ${dark ? "lights-out" : ""}`}
      wholeWindow
      focusFirst="[role=slider]"
      onKeyDown={onKeyDown}
    >
      {/* Letting go of B anywhere in the sheet ends the look back. */}
      <div className="contents" onKeyUp={(event) => matches(event, "hold") && setHolding(false)} role="presentation">
        <header className="desk-bar">
          <GlyphButton label="Back" name="back" onClick={onClose}>
            <ArrowLeft className="glyph" aria-hidden="true" />
          </GlyphButton>
          <b className="truncate">{placeName}</b>
          <span className="flex-1" />
          <div className="segmented" role="radiogroup" aria-label="Compare as">
            {modes.map((one) => (
              <button key={one} type="button" role="radio" aria-checked={mode === one} onClick={() => setMode(one)}>
                <ModeGlyph mode={one} />
                {modeNames[one]}
              </button>
            ))}
          </div>
          <span className="flex-1" />
          {keeping && <KeepButton {...keeping} />}
          <GlyphButton label="Swap sides" name="swap" onClick={() => setSwapped(!swapped)}>
            <ArrowLeftRight className="glyph" aria-hidden="true" />
          </GlyphButton>
          <GlyphButton label="Lights out" name="lights" aria-pressed={dark} onClick={() => setDark(!dark)}>
            <Moon className="glyph" aria-hidden="true" />
          </GlyphButton>
        </header>
        {mode === "slider" && <SliderStage before={before} after={after} holding={holding} />}
        {mode === "side_by_side" && (
          <div className="stage two-up">
            <Framed picture={before} side="Before" />
            <Framed picture={after} side="After" />
          </div>
        )}
        {mode === "overlay" && (
          <>
            <div className="stage">
              <div className="pair" style={ratioOf(after)}>
                <Side of={before} />
                <Side of={after} style={{ opacity: holding ? 0 : share / 100 }} />
                <SideLabel side="start" word="Before" more={moreOf(before)} />
                <SideLabel side="end" word="After" more={moreOf(after)} />
              </div>
            </div>
            <footer className="overlay-bar">
              <span className="fact third">Before</span>
              <Range
                label="How much of after"
                className="wide"
                min={0}
                max={100}
                step={2}
                value={share}
                text={`${share} % after`}
                onChange={setShare}
              />
              <span className="fact third">After</span>
            </footer>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Framed({ picture, side }: { picture: Picture; side: "Before" | "After" }) {
  return (
    <div className="half">
      <div className="pair" style={ratioOf(picture)}>
        <Side of={picture} />
        <SideLabel side="start" word={side} more={moreOf(picture)} />
      </div>
    </div>
  );
}

/** A picture of the pair. */
export function Side({ of, style }: { of: Picture; style?: React.CSSProperties }) {
  return <Shown src={ipc().pictureUrl("optimized", of.id)} alt={nameOf(of)} style={style} instead={<CannotBeShown style={style} />} />;
}

/** What a picture of the pair is called beside its side. */
export function moreOf(picture: Picture): string {
  return picture.caption ?? kindNames[picture.kind].one;
}

function ModeGlyph({ mode }: { mode: Mode }) {
  const Glyph = { slider: BookOpen, side_by_side: Columns2, overlay: Layers }[mode];
  return <Glyph className="glyph small" aria-hidden="true" />;
}

/** A photo comes before a render; else the order of the board stands. */
export function inOrder(pair: readonly [Picture, Picture], swapped: boolean): [Picture, Picture] {
  const [a, b] = pair;
  const turn = (a.kind === "render" && b.kind !== "render") !== swapped;
  return turn ? [b, a] : [a, b];
}

export function ratioOf({ width, height }: Picture): React.CSSProperties {
  const ratio = height > 0 ? width / height : 1.5;
  return { aspectRatio: `${ratio}`, width: `min(100cqw, ${ratio * 100}cqh)` };
}

export function nameOf(picture: Picture): string {
  return picture.altText ?? picture.caption ?? picture.name;
}
