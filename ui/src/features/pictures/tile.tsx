// One picture of the grid. Plain elements and no listeners: the grid hears for
// all of its tiles, because there may be 10 000.
import { ArrowUp, Check, Circle, CircleAlert, FileText, GripVertical, Layers, ShieldCheck } from "lucide-react";
import { memo, useEffect, useState } from "react";
import { CannotBeShown, Shown } from "../../components/shown";
import { ipc } from "../../ipc/current";
import type { Picture } from "../../ipc/types";
import { isHurried, whenCalm } from "../../lib/hurry";
import { awaitStandIn, meanColour, standIn } from "../../lib/stand-in";
import { percent } from "../../lib/words";

export interface TileProps {
  picture: Picture;
  index: number;
  total: number;
  left: number;
  width: number;
  height: number;
  selected: boolean;
  active: boolean;
  hovered: boolean;
  /** While it is dragged: its place stays as a hollow. */
  lifted: boolean;
  /** Whether it can be dragged by its number. */
  movable: boolean;
  /** Whether the grid shows the order of the board. */
  ordered: boolean;
  /** Whether missing alt text is worth a word here: only on styles. */
  wantsWords: boolean;
}

export const Tile = memo(function Tile(props: TileProps) {
  const { picture, index, total, left, width, height, selected, active, hovered } = props;
  const calm = useCalm();
  const ground = useStandIn(picture.thumbhash);
  return (
    <div
      id={tileId(picture.id)}
      role="option"
      aria-selected={selected}
      aria-setsize={total}
      aria-posinset={index + 1}
      aria-label={spoken(props)}
      data-index={index}
      className={`tile ${selected ? "selected" : ""} ${active ? "active" : ""} ${props.lifted ? "lifted" : ""}`}
      style={{ left, width, height, ...ground }}
    >
      {picture.kind === "document" ? (
        <span className="instead">
          <FileText className="glyph large" aria-hidden="true" />
          <span className="fact">{picture.name}</span>
        </span>
      ) : calm ? (
        <Shown src={ipc().pictureUrl(enoughFor(width, height), picture.id)} alt="" decoding="async" instead={<CannotBeShown />} />
      ) : null}
      <Marks {...props} hovered={hovered} />
    </div>
  );
});

/** One matter a corner: place, selection, state, missing words. */
function Marks({ picture, selected, hovered, ordered, wantsWords, movable }: TileProps) {
  const uploading = picture.sync === "goingUp";
  const fresh = useJustCleaned(picture);
  return (
    <span aria-hidden="true" className="contents">
      {hovered && picture.caption && <span className={`caption ${uploading ? "above-progress" : ""}`}>{picture.caption}</span>}
      {ordered && (
        <span className="mark top-start order" data-role={movable ? "grip" : undefined}>
          {hovered && movable && <GripVertical className="glyph" />}
          {picture.position}
        </span>
      )}
      {selected ? (
        <span className="mark top-end check" data-role="check">
          <Check className="glyph" />
        </span>
      ) : (
        hovered && (
          <span className="mark top-end icon fade" data-role="check">
            <Circle className="glyph" />
          </span>
        )
      )}
      {picture.sync === "failed" && (
        <span className="mark bottom-start failed">
          <CircleAlert className="glyph" />
          Failed
        </span>
      )}
      {fresh && picture.sync !== "failed" && !uploading && (
        <span className="mark bottom-start icon cleaned">
          <ShieldCheck className="glyph" />
        </span>
      )}
      {!fresh && picture.sync === "waiting" && picture.variants !== "making" && (
        <span className="mark bottom-start icon pending">
          <ArrowUp className="glyph" />
        </span>
      )}
      {!fresh && picture.variants === "making" && picture.sync !== "failed" && !uploading && (
        <span className="mark bottom-start icon pending">
          <Layers className="glyph" />
        </span>
      )}
      {wantsWords && !picture.altText && !hovered && <span className="mark bottom-end">No alt text</span>}
      {uploading && (
        <span className="progress">
          <i style={{ transform: `scaleX(${picture.progress ?? 0})` }} />
        </span>
      )}
    </span>
  );
}

/** The longest side of the small picture that the core makes for the screen: whole, never cropped. */
const SCREEN_SIDE = 512;

export function enoughFor(width: number, height: number): "thumb" | "optimized" {
  return Math.max(width, height) <= SCREEN_SIDE * 1.1 ? "thumb" : "optimized";
}

export function tileId(id: string): string {
  return `picture-${id}`;
}

function spoken({ picture, ordered, wantsWords }: TileProps): string {
  const words = [ordered ? `${picture.position}` : null, picture.caption ?? picture.name];
  if (picture.sync === "failed") words.push("failed");
  if (picture.sync === "waiting") words.push("waiting");
  if (picture.sync === "goingUp") words.push(`going up, ${percent(picture.progress ?? 0)}`);
  if (picture.variants === "making") words.push("making variants");
  if (wantsWords && !picture.altText) words.push("no alt text");
  return words.filter((word) => word !== null).join(", ");
}

/** For four seconds after it came in, a picture says that it was cleaned. */
const FRESH_MS = 4000;

function useJustCleaned({ cleaned, importedAt }: Picture): boolean {
  const [fresh, setFresh] = useState(() => cleaned && Date.now() - importedAt < FRESH_MS);
  useEffect(() => {
    if (!fresh) return;
    const timer = setTimeout(() => setFresh(false), FRESH_MS);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}

/** Whether there is time to look: a tile that is flung past shows its stand-in only. */
function useCalm(): boolean {
  const [calm, setCalm] = useState(() => !isHurried());
  useEffect(() => (calm ? undefined : whenCalm(() => setCalm(true))), [calm]);
  return calm;
}

function useStandIn(hash: string | null): React.CSSProperties | undefined {
  const [url, setUrl] = useState(() => (hash === null ? undefined : standIn(hash)));
  useEffect(() => {
    if (hash === null || url !== undefined) return;
    return awaitStandIn(hash, setUrl);
  }, [hash, url]);
  if (hash === null) return undefined;
  return url === undefined ? { backgroundColor: meanColour(hash) } : { backgroundImage: `url("${url}")` };
}
