// A variant over the picture that it was made from, one pixel of its own to one
// of the screen: the original at the left of the edge, the variant at its right.
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Minus, Moon, Plus, ScanSearch } from "lucide-react";
import { useRef, useState } from "react";
import { GlyphButton } from "../../components/button";
import { Dialog } from "../../components/dialog";
import { EmptyNotice, ErrorNotice, Loading } from "../../components/notices";
import { Segmented } from "../../components/segmented";
import { pictureQuery } from "../../ipc/queries";
import type { PictureDetail, Variant } from "../../ipc/types";
import { movedEdge } from "../../lib/edge";
import { matches } from "../../lib/keys";
import { carriedOver, nextStop, oneToOne } from "../../lib/under-loupe";
import type { Box } from "../../lib/zoom";
import { LoupeBar } from "./loupe-bar";
import { LoupeStage, type LoupeHandle } from "./loupe-stage";
import "./loupe.css";
import { useMeasure } from "./use-measure";

/** Whose pixels are those of the screen at 100 %. */
export type Basis = "variant" | "original";

const bases = [
  { value: "variant", label: "Variant" },
  { value: "original", label: "Original" },
] as const;

export function Loupe({
  pictureId,
  first,
  onClose,
}: {
  pictureId: string;
  /** The variant to begin with; the first that is made for null. */
  first: string | null;
  onClose: () => void;
}) {
  const { data, error, refetch } = useQuery(pictureQuery(pictureId));
  const detail: PictureDetail | null = data?.picture.id === pictureId ? data : null;
  const made = detail?.variants.filter(({ state }) => state === "ready") ?? [];
  const [chosen, setChosen] = useState(first);
  const variant = made.find(({ id }) => id === chosen) ?? made[0];
  const [basis, setBasis] = useState<Basis>("variant");
  const [zoom, setZoom] = useState(oneToOne);
  const [edge, setEdge] = useState(50);
  const [holding, setHolding] = useState(false);
  const [dark, setDark] = useState(false);
  const stage = useRef<LoupeHandle>(null);
  const measuring = useMeasure(pictureId);

  /** Another size under the same middle; 100 % for another basis. */
  const look = (next: Variant, nextBasis: Basis) => {
    if (variant) {
      const scale = nextBasis === basis ? zoom.scale : 1;
      setZoom(carriedOver(zoom, naturalOf(variant, basis), naturalOf(next, nextBasis), scale));
    }
    setChosen(next.id);
    setBasis(nextBasis);
  };
  const pick = (number: number) => {
    const next = made[number - 1];
    if (next) look(next, basis);
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.defaultPrevented || !variant) return;
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const moved = plain && !inChoice(event.target) ? movedEdge(edge, event) : null;
    if (moved !== null) setEdge(moved);
    else if (event.altKey && event.key.startsWith("Arrow")) stage.current?.pan(event.key);
    else if (plain && /^[1-9]$/.test(event.key)) pick(Number(event.key));
    else if (matches(event, "realSize")) stage.current?.toggle();
    else if (matches(event, "zoomIn")) stage.current?.to(nextStop(zoom.scale, 1));
    else if (matches(event, "zoomOut")) stage.current?.to(nextStop(zoom.scale, -1));
    else if (matches(event, "holdOriginal")) setHolding(true);
    else if (matches(event, "basis") && isScaled(variant)) look(variant, basis === "variant" ? "original" : "variant");
    else if (matches(event, "measure") && measuring.scoreOf(variant) === null) measuring.measure(variant);
    else if (matches(event, "lights")) setDark(!dark);
    else return;
    event.preventDefault();
  };
  const name = detail?.picture.caption ?? detail?.picture.name ?? "";

  return (
    <Dialog
      open
      onClose={onClose}
      title={name === "" ? "Loupe" : `Loupe: ${name}`}
      titleHidden
      className={`loupe ${dark ? "lights-out" : ""}`}
      wholeWindow
      focusFirst="[role=slider]"
      onKeyDown={onKeyDown}
    >
      {/* Letting go of B anywhere in the sheet ends the look back. */}
      <div className="contents" onKeyUp={(event) => matches(event, "holdOriginal") && setHolding(false)} role="presentation">
        <header className="desk-bar">
          <GlyphButton label="Back" name="back" onClick={onClose}>
            <ArrowLeft className="glyph" aria-hidden="true" />
          </GlyphButton>
          <b className="truncate">{name}</b>
          <span className="flex-1" />
          {variant && (
            <>
              <Segmented
                label="Variant"
                value={variant.id}
                segments={made.map(({ id, name: label }) => ({ value: id, label }))}
                onChange={(id) => pick(made.findIndex((one) => one.id === id) + 1)}
              />
              <span className="flex-1" />
              {isScaled(variant) && (
                <>
                  <span className="fact third">Pixels of</span>
                  <Segmented label="Pixels of" value={basis} segments={bases} onChange={(next) => look(variant, next)} />
                </>
              )}
              <Zooming scale={zoom.scale} onStep={(towards) => stage.current?.to(nextStop(zoom.scale, towards))} />
            </>
          )}
          <GlyphButton label="Lights out" name="lights" aria-pressed={dark} onClick={() => setDark(!dark)}>
            <Moon className="glyph" aria-hidden="true" />
          </GlyphButton>
        </header>
        {!detail && (error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Loading label="Looking for the variants" />)}
        {detail && !variant && (
          <div className="flex flex-1 items-center justify-center">
            <EmptyNotice glyph={<ScanSearch className="glyph large" aria-hidden="true" />} title="No variant is made yet">
              <p>They are made in the background. Come back when the inspector shows their sizes.</p>
            </EmptyNotice>
          </div>
        )}
        {detail && variant && (
          <>
            <LoupeStage
              ref={stage}
              variant={variant}
              picture={detail.picture}
              basis={basis}
              natural={naturalOf(variant, basis)}
              zoom={zoom}
              onZoom={setZoom}
              edge={edge}
              onEdge={setEdge}
              holding={holding}
            />
            <LoupeBar picture={detail.picture} variant={variant} measuring={measuring} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Zooming({ scale, onStep }: { scale: number; onStep: (towards: -1 | 1) => void }) {
  return (
    <div className="zooming">
      <GlyphButton label="Farther" name="zoomOut" onClick={() => onStep(-1)}>
        <Minus className="glyph small" aria-hidden="true" />
      </GlyphButton>
      <span className="fact second num" role="status">
        {Math.round(scale * 100)}&nbsp;%
      </span>
      <GlyphButton label="Closer" name="zoomIn" onClick={() => onStep(1)}>
        <Plus className="glyph small" aria-hidden="true" />
      </GlyphButton>
    </div>
  );
}

/** How large the two are when one pixel is one of the screen, in CSS pixels. */
function naturalOf(variant: Variant, basis: Basis): Box {
  const perPixel = window.devicePixelRatio || 1;
  const [width, height] =
    basis === "variant" ? [variant.width ?? 0, variant.height ?? 0] : [variant.partWidth, variant.partHeight];
  return { width: width / perPixel, height: height / perPixel };
}

/** Whether it has fewer pixels than what it shows of its picture. */
function isScaled({ width, partWidth }: Variant): boolean {
  return width !== null && width < partWidth;
}

/** Arrows belong to a choice that has the focus. */
function inChoice(target: EventTarget): boolean {
  return target instanceof Element && target.closest("[role=radio]") !== null;
}
