// The picture on its stage: wheel and pinch zoom where the pointer is, drag to
// pan, double click between whole and real size.
import { ImageOff } from "lucide-react";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { follow, fromMiddle, useBox, useWheel } from "../../components/pointer";
import { Shown } from "../../components/shown";
import { ipc } from "../../ipc/current";
import type { PictureSize } from "../../ipc/gateway";
import type { Picture } from "../../ipc/types";
import { standIn } from "../../lib/stand-in";
import { fitted, panTo, realScale, whole, zoomAt, type Zoom } from "../../lib/zoom";

export interface StageHandle {
  by: (factor: number) => void;
  toggle: () => void;
  pan: (key: string) => void;
}

/** Asked in turn until one can be shown. */
const sizes: readonly PictureSize[] = ["optimized", "original", "thumb"];
const PAN_STEP = 80;
const MARGIN = 24;

export function Stage({
  picture,
  zoom,
  onZoom,
  ref,
}: {
  picture: Picture;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  ref?: Ref<StageHandle>;
}) {
  const stage = useRef<HTMLDivElement>(null);
  const box = useBox(stage, MARGIN);
  const [attempt, setAttempt] = useState(0);
  const [there, setThere] = useState(false);
  const whole_ = fitted(picture, box);
  const size = sizes[attempt];
  const sharp = zoom.scale > 1.5 && attempt === 0;

  const latest = useRef({ zoom, box, picture, onZoom });
  useEffect(() => {
    latest.current = { zoom, box, picture, onZoom };
  });
  const to = (scale: number, at = { x: 0, y: 0 }) => onZoom(zoomAt(zoom, scale, at, picture, box));

  useImperativeHandle(ref, () => ({
    by: (factor) => to(zoom.scale * factor),
    toggle: () => (zoom.scale > 1 ? onZoom(whole) : to(Math.max(2, realScale(picture, box)))),
    pan: (key) => {
      const x = key === "ArrowLeft" ? PAN_STEP : key === "ArrowRight" ? -PAN_STEP : 0;
      const y = key === "ArrowUp" ? PAN_STEP : key === "ArrowDown" ? -PAN_STEP : 0;
      onZoom(panTo({ ...zoom, x: zoom.x + x, y: zoom.y + y }, picture, box));
    },
  }));

  useWheel(stage, (event, over) => to(zoom.scale * Math.exp(-event.deltaY / 400), fromMiddle(event, over)));

  const drag = (event: React.PointerEvent) => {
    if (zoom.scale <= 1 || event.button !== 0) return;
    const from = { x: event.clientX - zoom.x, y: event.clientY - zoom.y };
    follow(event, ({ clientX, clientY }) => {
      const now = latest.current;
      now.onZoom(panTo({ ...now.zoom, x: clientX - from.x, y: clientY - from.y }, now.picture, now.box));
    });
  };

  return (
    <div
      ref={stage}
      className={`stage ${zoom.scale > 1 ? "zoomed" : ""}`}
      onPointerDown={drag}
      onDoubleClick={(event) =>
        zoom.scale > 1
          ? onZoom(whole)
          : to(Math.max(2, realScale(picture, box)), fromMiddle(event.nativeEvent, event.currentTarget))
      }
    >
      {size === undefined || whole_.width === 0 ? (
        <div className="notice">
          <ImageOff className="glyph large" aria-hidden="true" />
          <p>{picture.kind === "document" ? "A document has no picture to look at." : "This picture cannot be shown."}</p>
        </div>
      ) : (
        <div
          className="frame"
          style={{
            ...whole_,
            transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
            backgroundImage: ground(picture.thumbhash),
          }}
        >
          {/* The grid had it a moment ago: the whole picture stands at once, and grows sharp. */}
          {!there && <Shown src={ipc().pictureUrl("thumb", picture.id)} alt="" decoding="sync" data-role="quick" instead={null} />}
          <img
            src={ipc().pictureUrl(size, picture.id)}
            alt={picture.altText ?? picture.caption ?? picture.name}
            draggable={false}
            decoding="async"
            onLoad={() => setThere(true)}
            onError={() => setAttempt(attempt + 1)}
          />
          {sharp && <Shown src={ipc().pictureUrl("original", picture.id)} alt="" decoding="async" instead={null} />}
        </div>
      )}
    </div>
  );
}

function ground(hash: string | null): string | undefined {
  const url = hash === null ? undefined : standIn(hash);
  return url === undefined ? undefined : `url("${url}")`;
}
