// One picture with the whole window, and the next at a key. Only glyphs lie
// beside it; L takes the light from everything else.
import { ArrowLeft, ChevronLeft, ChevronRight, Moon, ScanSearch } from "lucide-react";
import { startTransition, useEffect, useRef, useState } from "react";
import { GlyphButton } from "../../components/button";
import { Dialog } from "../../components/dialog";
import type { Picture } from "../../ipc/types";
import { matches } from "../../lib/keys";
import { count } from "../../lib/words";
import { whole, type Zoom } from "../../lib/zoom";
import "./lightbox.css";
import { usePreload } from "./preload";
import { Stage, type StageHandle } from "./stage";

export function Lightbox({
  pictures,
  id,
  onGo,
  onLoupe,
  onClose,
}: {
  pictures: readonly Picture[];
  id: string;
  onGo: (id: string) => void;
  /** Looks closer: at the variants of a picture beside it. */
  onLoupe: (id: string) => void;
  onClose: () => void;
}) {
  // The picture changes at once; the grid and the inspector behind it follow when there is time.
  const [shown, setShown] = useState(id);
  const index = pictures.findIndex((one) => one.id === shown);
  const picture = pictures[index];
  const [dark, setDark] = useState(false);
  const [zoom, setZoom] = useState<Zoom>(whole);
  const stage = useRef<StageHandle>(null);
  usePreload(pictures, index);
  useEffect(() => {
    // It was deleted or moved away while it was looked at.
    if (!picture) onClose();
  }, [picture, onClose]);
  if (!picture) return null;

  const show = (next: Picture | undefined) => {
    if (!next) return;
    setZoom(whole);
    setShown(next.id);
    startTransition(() => onGo(next.id));
  };
  const go = (step: -1 | 1) => show(pictures[index + step]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const zoomed = zoom.scale > 1;
    if (zoomed && event.key.startsWith("Arrow")) stage.current?.pan(event.key);
    else if (matches(event, "next") || event.key === "ArrowDown") go(1);
    else if (matches(event, "previous") || event.key === "ArrowUp") go(-1);
    else if (event.key === "Home") show(pictures[0]);
    else if (event.key === "End") show(pictures.at(-1));
    else if (matches(event, "zoom")) stage.current?.toggle();
    else if (matches(event, "zoomIn")) stage.current?.by(1.4);
    else if (matches(event, "zoomOut")) stage.current?.by(1 / 1.4);
    else if (matches(event, "lights")) setDark(!dark);
    else if (matches(event, "loupe")) onLoupe(picture.id);
    else if (event.key === " ") onClose();
    else return;
    event.preventDefault();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={picture.caption ?? picture.name}
      titleHidden
      className={`lightbox ${dark ? "lights-out" : ""}`}
      wholeWindow
      focusFirst="sheet"
      onKeyDown={onKeyDown}
    >
      <header className="desk-bar">
        <GlyphButton label="Back" name="back" onClick={onClose}>
          <ArrowLeft className="glyph" aria-hidden="true" />
        </GlyphButton>
        <div className="flex min-w-0 items-baseline gap-2">
          <b className="truncate">{picture.caption ?? picture.name}</b>
          <span className="third num truncate">
            {count(index + 1)} of {count(pictures.length)}
          </span>
        </div>
        <span className="flex-1" />
        <ZoomFact zoom={zoom} />
        <GlyphButton label="Loupe: variants and original" name="loupe" onClick={() => onLoupe(picture.id)}>
          <ScanSearch className="glyph" aria-hidden="true" />
        </GlyphButton>
        <GlyphButton label="Lights out" name="lights" aria-pressed={dark} onClick={() => setDark(!dark)}>
          <Moon className="glyph" aria-hidden="true" />
        </GlyphButton>
      </header>
      <Stage key={picture.id} ref={stage} picture={picture} zoom={zoom} onZoom={setZoom} />
      {index > 0 && (
        <GlyphButton label="Picture before" name="previous" side="right" className="step before" onClick={() => go(-1)}>
          <ChevronLeft className="glyph large" aria-hidden="true" />
        </GlyphButton>
      )}
      {index < pictures.length - 1 && (
        <GlyphButton label="Next picture" name="next" side="left" className="step after" onClick={() => go(1)}>
          <ChevronRight className="glyph large" aria-hidden="true" />
        </GlyphButton>
      )}
    </Dialog>
  );
}

function ZoomFact({ zoom }: { zoom: Zoom }) {
  return (
    <span className="fact third num" role="status">
      {zoom.scale === 1 ? "Fits" : `${zoom.scale.toFixed(1)} ×`}
    </span>
  );
}
