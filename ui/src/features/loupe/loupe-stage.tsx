// Both pictures on one stage, under one zoom. The edge runs over what is seen of
// them; the pointer moves the edge by its handle and the pictures elsewhere.
import { ImageOff } from "lucide-react";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { Button } from "../../components/button";
import { Edge, SideLabel } from "../../components/edge";
import { follow, fromMiddle, useBox, useWheel } from "../../components/pointer";
import { ipc } from "../../ipc/current";
import type { PictureSize } from "../../ipc/gateway";
import type { Picture, Variant } from "../../ipc/types";
import { edgeAt, edgeUnder, placed, wholeScale, zoomedTo, type Placed } from "../../lib/under-loupe";
import { pixels } from "../../lib/words";
import { keepOver, type Box, type Zoom } from "../../lib/zoom";
import type { Basis } from "./loupe";

export interface LoupeHandle {
  to: (scale: number) => void;
  /** Between 100 % and all of it. */
  toggle: () => void;
  pan: (key: string) => void;
}

const PAN_STEP = 80;
/** From here on the single pixels are what one looks for. */
const PIXELS_FROM = 2;

export function LoupeStage({
  variant,
  picture,
  basis,
  natural,
  zoom: wanted,
  onZoom,
  edge,
  onEdge,
  holding,
  ref,
}: {
  variant: Variant;
  picture: Picture;
  basis: Basis;
  /** How large the two are at 100 %. */
  natural: Box;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  /** Per cent from the left of what is seen. */
  edge: number;
  onEdge: (edge: number) => void;
  /** The original shows alone. */
  holding: boolean;
  ref?: Ref<LoupeHandle>;
}) {
  const stage = useRef<HTMLDivElement>(null);
  const box = useBox(stage);
  const zoom = keepOver(wanted, natural, box);
  const at = placed(zoom, natural, box, window.devicePixelRatio || 1);
  const latest = useRef({ zoom, natural, box, at });
  useEffect(() => {
    latest.current = { zoom, natural, box, at };
  });
  const to = (scale: number, point = { x: 0, y: 0 }) => onZoom(zoomedTo(zoom, scale, point, natural, box));
  const toggle = (point?: { x: number; y: number }) => to(Math.abs(zoom.scale - 1) < 0.005 ? wholeScale(natural, box) : 1, point);

  useImperativeHandle(ref, () => ({
    to,
    toggle: () => toggle(),
    pan: (key) => {
      const x = key === "ArrowLeft" ? PAN_STEP : key === "ArrowRight" ? -PAN_STEP : 0;
      const y = key === "ArrowUp" ? PAN_STEP : key === "ArrowDown" ? -PAN_STEP : 0;
      onZoom(keepOver({ ...zoom, x: zoom.x + x, y: zoom.y + y }, natural, box));
    },
  }));
  useWheel(stage, (event, over) => to(zoom.scale * Math.exp(-event.deltaY / 400), fromMiddle(event, over)));

  const pan = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    const from = { x: event.clientX - zoom.x, y: event.clientY - zoom.y };
    follow(event, ({ clientX, clientY }) => {
      const now = latest.current;
      onZoom(keepOver({ ...now.zoom, x: clientX - from.x, y: clientY - from.y }, now.natural, now.box));
    });
  };
  const drag = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    follow(event, ({ clientX }) => {
      const left = stage.current?.getBoundingClientRect().left ?? 0;
      onEdge(edgeUnder(clientX - left, latest.current.at, latest.current.box));
    });
  };
  const edgeX = edgeAt(edge, at, box);
  const movable = at.width > box.width || at.height > box.height;
  const large = basis === "variant" && zoom.scale >= PIXELS_FROM;
  const sides = useSides(`${variant.id} ${basis}`);
  const original: PictureSize = basis === "original" ? "full" : "reference";

  return (
    <div
      ref={stage}
      className={`stage ${movable ? "movable" : ""} ${large ? "pixelated" : ""}`}
      onPointerDown={pan}
      onDoubleClick={(event) => toggle(fromMiddle(event, event.currentTarget))}
    >
      {sides.failed ? (
        <div className="notice" role="alert">
          <ImageOff className="glyph large" aria-hidden="true" />
          <p>
            {sides.failed === "variant" ? `The ${variant.name} variant` : "The original"} cannot be shown: its file could not be read.
            Nothing was changed. Try again; if it stays so, import the picture again.
          </p>
          <Button className="mt-3" onClick={sides.again}>
            Try again
          </Button>
        </div>
      ) : (
        box.width > 0 && (
          <div className="contents" key={sides.attempt}>
            <div className="side">
              <Side at={at} size="variant" id={variant.id} alt={`${variant.name} variant of ${nameOf(picture)}`} onFail={() => sides.fail("variant")} />
            </div>
            <div className="side" style={{ clipPath: `inset(0 ${holding ? 0 : Math.max(0, box.width - edgeX)}px 0 0)` }}>
              <Side
                at={at}
                size={original}
                id={variant.id}
                alt={`Original of ${nameOf(picture)}`}
                onThere={sides.there}
                onFail={() => sides.fail("original")}
              />
            </div>
            <SideLabel side="start" word="Original" more={originalMore(sides.shown, basis, variant)} />
            {!holding && <SideLabel side="end" word={variant.name} />}
            <Edge
              label={`Edge between the original and the ${variant.name} variant`}
              edge={edge}
              at={{ left: `${holding ? -100 : edgeX}px`, ...upright(at, box) }}
              text={`${Math.round(edge)} % original`}
              onEdge={onEdge}
              onPointerDown={drag}
            />
          </div>
        )
      )}
    </div>
  );
}

function Side({
  at,
  size,
  id,
  alt,
  onThere,
  onFail,
}: {
  at: Placed;
  size: PictureSize;
  id: string;
  alt: string;
  onThere?: (pixels: Box) => void;
  onFail: () => void;
}) {
  return (
    // A paper of its own: through what is see-through the other side must not show.
    <div className="paper" style={at}>
      <img
        key={`${size} ${id}`}
        src={ipc().pictureUrl(size, id)}
        alt={alt}
        draggable={false}
        decoding="async"
        onLoad={({ currentTarget }) => onThere?.({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })}
        onError={onFail}
      />
    </div>
  );
}

/** From where to where the pictures are seen. */
function upright({ top, height }: Placed, stage: Box) {
  const from = Math.max(0, top);
  return { top: from, height: Math.min(stage.height, top + height) - from };
}

interface Look {
  /** Which pair this is known of. */
  of: string;
  /** The pixels that the original came in; null while it is on its way. */
  shown: Box | null;
  failed: "original" | "variant" | null;
}

/** What has come of the two pictures; another pair begins anew. */
function useSides(of: string) {
  const [attempt, setAttempt] = useState(0);
  const [known, setKnown] = useState<Look>({ of, shown: null, failed: null });
  const look = known.of === of ? known : { of, shown: null, failed: null };
  return {
    ...look,
    attempt,
    there: (shown: Box) => setKnown({ ...look, shown }),
    fail: (failed: "original" | "variant") => setKnown({ ...look, failed }),
    again: () => {
      setKnown({ of, shown: null, failed: null });
      setAttempt(attempt + 1);
    },
  };
}

function originalMore(shown: Box | null, basis: Basis, variant: Variant): string | undefined {
  if (!shown) return "getting ready";
  // What has more pixels than a screen bears comes with fewer.
  if (basis === "original" && shown.width > 0 && shown.width < variant.partWidth - 1) return `shown with ${pixels(shown.width, shown.height)}`;
  return undefined;
}

function nameOf(picture: Picture): string {
  return picture.altText ?? picture.caption ?? picture.name;
}
