// The picture on its stage: wheel and pinch zoom where the pointer is, drag to
// pan, double click between whole and real size.
import { ImageOff } from "lucide-react";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { ipc } from "../../ipc/current";
import type { PictureSize } from "../../ipc/gateway";
import type { Picture } from "../../ipc/types";
import { standIn } from "../../lib/stand-in";
import { fitted, panTo, realScale, whole, zoomAt, type Box, type Zoom } from "../../lib/zoom";

export interface StageHandle {
  by: (factor: number) => void;
  toggle: () => void;
  pan: (key: string) => void;
}

/** Asked in turn until one can be shown. */
const sizes: readonly PictureSize[] = ["optimized", "original", "thumb"];
const PAN_STEP = 80;

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
  const box = useBox(stage);
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

  // React's wheel listener is passive; this one must keep the page still.
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const now = latest.current;
      const scale = now.zoom.scale * Math.exp(-event.deltaY / 400);
      now.onZoom(zoomAt(now.zoom, scale, fromMiddle(event, element), now.picture, now.box));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);

  const drag = (event: React.PointerEvent) => {
    if (zoom.scale <= 1 || event.button !== 0) return;
    const element = event.currentTarget;
    const from = { x: event.clientX - zoom.x, y: event.clientY - zoom.y };
    element.setPointerCapture(event.pointerId);
    const move = (moved: Event) => {
      if (!(moved instanceof PointerEvent)) return;
      const now = latest.current;
      now.onZoom(panTo({ ...now.zoom, x: moved.clientX - from.x, y: moved.clientY - from.y }, now.picture, now.box));
    };
    const end = () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", end);
      element.removeEventListener("pointercancel", end);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
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
          {!there && <img src={ipc().pictureUrl("thumb", picture.id)} alt="" draggable={false} decoding="sync" data-role="quick" />}
          <img
            src={ipc().pictureUrl(size, picture.id)}
            alt={picture.altText ?? picture.caption ?? picture.name}
            draggable={false}
            decoding="async"
            onLoad={() => setThere(true)}
            onError={() => setAttempt(attempt + 1)}
          />
          {sharp && <img src={ipc().pictureUrl("original", picture.id)} alt="" draggable={false} decoding="async" />}
        </div>
      )}
    </div>
  );
}

function ground(hash: string | null): string | undefined {
  const url = hash === null ? undefined : standIn(hash);
  return url === undefined ? undefined : `url("${url}")`;
}

function fromMiddle(event: MouseEvent, element: Element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
}

function useBox(element: React.RefObject<HTMLElement | null>): Box {
  const [box, setBox] = useState<Box>({ width: 0, height: 0 });
  useEffect(() => {
    const stage = element.current;
    if (!stage) return;
    const margin = 24;
    const measure = () => setBox({ width: stage.clientWidth - 2 * margin, height: stage.clientHeight - 2 * margin });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(stage);
    return () => observer.disconnect();
  }, [element]);
  return box;
}
