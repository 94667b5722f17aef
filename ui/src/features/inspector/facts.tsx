// The head of the inspector: one picture, several, or the place itself.
import { ArrowUp, Check, CircleAlert, HardDrive, Layers } from "lucide-react";
import { Button } from "../../components/button";
import { Thumb } from "../../components/thumb";
import type { Picture, PictureDetail, Place } from "../../ipc/types";
import { count, formatName, many, moment, percent, pixels, size } from "../../lib/words";

export function Facts({
  picture,
  detail,
  onRetry,
}: {
  picture: Picture;
  detail: PictureDetail | null;
  onRetry: () => void;
}) {
  const facts = [pixels(picture.width, picture.height), formatName(picture.mediaType)].filter(Boolean).join(" ");
  return (
    <div className="section head">
      <div className="flex items-start gap-[11px]">
        <Thumb id={picture.id} className="portrait" />
        <div className="min-w-0 flex-1">
          <div className="title truncate selectable" title={picture.name}>
            {picture.name}
          </div>
          <div className="fact third num">
            {facts}, {size(picture.bytes)}
          </div>
          <SyncFact picture={picture} syncedAt={detail?.syncedAt ?? null} />
        </div>
      </div>
      {picture.sync === "failed" && (
        <div className="failure" role="note">
          <p className="selectable">{detail?.failure ?? "It did not go up. It is safe on this computer."}</p>
          <Button onClick={onRetry}>Retry what failed</Button>
        </div>
      )}
    </div>
  );
}

function SyncFact({ picture, syncedAt }: { picture: Picture; syncedAt: number | null }) {
  const at = syncedAt === null ? "" : `, ${moment(syncedAt)}`;
  switch (picture.sync) {
    case "synced":
      return picture.variants === "making" ? (
        <State look="is-pending" glyph={<Layers className="glyph small" aria-hidden="true" />} words="Making variants" />
      ) : (
        <State
          look="is-synced"
          glyph={<Check className="glyph small" aria-hidden="true" />}
          words={`In the store${at}`}
        />
      );
    case "goingUp":
      return (
        <State
          look="is-pending"
          glyph={<ArrowUp className="glyph small" aria-hidden="true" />}
          words={`Going up, ${percent(picture.progress ?? 0)}`}
        />
      );
    case "waiting":
      return (
        <State look="is-pending" glyph={<ArrowUp className="glyph small" aria-hidden="true" />} words="Waits to go up" />
      );
    case "failed":
      return (
        <State look="is-failed" glyph={<CircleAlert className="glyph small" aria-hidden="true" />} words="Failed, safe here" />
      );
    case "local":
      return (
        <State look="third" glyph={<HardDrive className="glyph small" aria-hidden="true" />} words="On this computer only" />
      );
  }
}

function State({ look, glyph, words }: { look: string; glyph: React.ReactNode; words: string }) {
  return (
    <div className={`fact num mt-0.5 flex items-center gap-1 ${look}`}>
      {glyph}
      {words}
    </div>
  );
}

export function ManyFacts({ selected }: { selected: readonly Picture[] }) {
  const bytes = selected.reduce((sum, one) => sum + one.bytes, 0);
  const failed = selected.filter(({ sync }) => sync === "failed").length;
  const [first, second] = selected;
  return (
    <div className="section head">
      <div className="flex items-center gap-[11px]">
        <div className="stack">
          <Thumb id={second?.id ?? null} className="under" />
          <Thumb id={first?.id ?? null} className="over" />
        </div>
        <div>
          <div className="title">{many(selected.length, "picture")}</div>
          <div className="fact third num">
            {size(bytes)}
            {failed > 0 ? `, ${count(failed)} failed` : ""}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Nothing is selected: the place as a whole. */
export function PlaceFacts({
  place,
  placeName,
  pictures = [],
}: {
  place: Place;
  placeName: string;
  pictures: readonly Picture[] | undefined;
}) {
  const bytes = pictures.reduce((sum, one) => sum + one.bytes, 0);
  const of = (wanted: (one: Picture) => boolean) => pictures.filter(wanted).length;
  const lines: [string, number][] = [
    ["Cleaned of a place", of(({ cleaned }) => cleaned)],
    ["On the way", of(({ sync }) => sync === "waiting" || sync === "goingUp")],
    ["Failed, safe here", of(({ sync }) => sync === "failed")],
    ...(place.kind === "style" ? [["Without alt text", of(({ altText }) => !altText)] as [string, number]] : []),
  ];
  return (
    <>
      <div className="section head">
        <div className="title">{placeName}</div>
        <div className="fact third num">
          {pictures.length > 0 ? `${many(pictures.length, "picture")}, ${size(bytes)}` : null}
        </div>
      </div>
      <div className="section">
        <dl className="pairs">
          {lines
            .filter(([, value]) => value > 0)
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="num">{count(value)}</dd>
              </div>
            ))}
        </dl>
        <p className="fact third mt-2">Select a picture to see what is known of it and to change its words.</p>
      </div>
    </>
  );
}
