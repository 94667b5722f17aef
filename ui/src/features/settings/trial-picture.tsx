// One picture as a preset makes it, at 100 %, with what that cost.
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { CannotBeShown, Shown } from "../../components/shown";
import { ipc } from "../../ipc/current";
import { asCommandError } from "../../ipc/errors";
import { trialQuery } from "../../ipc/queries";
import type { Preset, PresetTrial, TrialSide } from "../../ipc/types";
import { count, percent, pixels, size, took } from "../../lib/words";

/** What one preset makes of a picture, as far as it has come; null where there is no preset. */
type Tried = UseQueryResult<PresetTrial> | null;

export function TrialPicture({
  id,
  saved: savedPreset,
  edited: editedPreset,
  side,
}: {
  id: string;
  saved: Preset | null;
  edited: Preset | null;
  side: TrialSide;
}) {
  const saved = useTrial(id, "saved", savedPreset);
  const edited = useTrial(id, "edited", editedPreset);
  const which = (side === "edited" ? edited : saved) ?? saved ?? edited;
  const shown: TrialSide = which === edited && edited !== null ? "edited" : "saved";
  return (
    <figure className="trial">
      <Crop id={id} side={shown} trial={which?.data} measuring={which?.isFetching ?? true} />
      <Measures saved={saved} edited={edited} />
      <Trouble saved={saved} edited={edited} />
    </figure>
  );
}

function useTrial(id: string, side: TrialSide, preset: Preset | null): Tried {
  // Hooks cannot be left out; one that is not enabled asks nothing.
  const tried = useQuery({ ...trialQuery(id, side, preset ?? nothing), enabled: preset !== null });
  return preset && tried;
}

const nothing: Preset = { name: "", format: "webp", fit: "within", maxWidth: 1, maxHeight: 1, quality: 1, effort: "fast", colours: "srgb", floor: null, maxBytes: null };

/** The middle of the picture; it is moved by dragging, scrolling or arrows. */
function Crop({ id, side, trial, measuring }: { id: string; side: TrialSide; trial: PresetTrial | undefined; measuring: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const standIn = <Shown className="stand-in" src={ipc().pictureUrl("thumb", id)} alt="" instead={<CannotBeShown />} />;
  const width = trial?.width ?? 0;
  const height = trial?.height ?? 0;
  useEffect(() => {
    const view = box.current;
    if (!view || width === 0) return;
    view.scrollLeft = (view.scrollWidth - view.clientWidth) / 2;
    view.scrollTop = (view.scrollHeight - view.clientHeight) / 2;
    // A new look at the same picture stays where the person looked; another size cannot.
  }, [width, height]);

  const drag = (event: React.PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const view = event.currentTarget;
    view.setPointerCapture(event.pointerId);
    let { clientX: x, clientY: y } = event;
    const move = (moved: PointerEvent) => {
      view.scrollBy(x - moved.clientX, y - moved.clientY);
      ({ clientX: x, clientY: y } = moved);
    };
    const end = () => {
      view.removeEventListener("pointermove", move);
      view.removeEventListener("pointerup", end);
      view.removeEventListener("pointercancel", end);
    };
    view.addEventListener("pointermove", move);
    view.addEventListener("pointerup", end);
    view.addEventListener("pointercancel", end);
  };

  return (
    // A region that scrolls must be within reach of the keyboard.
    /* eslint-disable jsx-a11y/no-noninteractive-tabindex */
    <div
      ref={box}
      className="crop"
      tabIndex={0}
      role="group"
      aria-label={`As ${side}, at 100 %`}
      aria-busy={measuring}
      onPointerDown={drag}
    >
      {trial ? (
        <Shown
          src={ipc().pictureUrl("trial", trial.trialId)}
          alt={`As the ${side} preset makes it`}
          style={{ width: width / devicePixelRatio, height: height / devicePixelRatio }}
          instead={standIn}
        />
      ) : (
        standIn
      )}
      <span className="word" aria-hidden="true">
        {measuring ? "measuring" : side}
      </span>
    </div>
    /* eslint-enable jsx-a11y/no-noninteractive-tabindex */
  );
}

const measures: readonly { name: string; of: (trial: PresetTrial) => string }[] = [
  { name: "Bytes", of: ({ bytes }) => size(bytes) },
  { name: "Score", of: ({ score }) => score?.toFixed(1) ?? "not known" },
  { name: "Quality", of: ({ quality, copied }) => (copied ? "a copy" : `${quality}`) },
  { name: "Encodes", of: ({ encodes }) => count(encodes) },
  { name: "Time", of: ({ tookMs }) => took(tookMs) },
  { name: "Size", of: ({ width, height }) => pixels(width, height) },
];

function Measures({ saved, edited }: { saved: Tried; edited: Tried }) {
  return (
    <table className="measures num">
      <thead>
        <tr>
          <th scope="col">
            <span className="sr-only">Measure</span>
          </th>
          {saved && <th scope="col">Saved</th>}
          {edited && <th scope="col">Edited</th>}
        </tr>
      </thead>
      <tbody>
        {measures.map(({ name, of }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {saved && <Measured of={saved} say={of} />}
            {edited && <Measured of={edited} say={of}>{name === "Bytes" ? change(saved?.data, edited.data) : null}</Measured>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Measured({ of, say, children }: { of: UseQueryResult<PresetTrial>; say: (trial: PresetTrial) => string; children?: string | null }) {
  const { data, isFetching, error } = of;
  return (
    <td aria-busy={isFetching} className={isFetching ? "measuring" : ""}>
      {error ? "none" : data ? say(data) : "measuring"}
      {children && !isFetching && <span className="third"> {children}</span>}
    </td>
  );
}

/** "−40 %", "+12 %"; nothing while either is not known. */
function change(before: PresetTrial | undefined, after: PresetTrial | undefined): string | null {
  if (!before || !after || before.bytes === after.bytes) return null;
  const less = after.bytes < before.bytes;
  const share = less ? 1 - after.bytes / before.bytes : after.bytes / before.bytes - 1;
  return `${less ? "−" : "+"}${share > 1 ? `${count(share * 100)}\u00a0%` : percent(share)}`;
}

function Trouble({ saved, edited }: { saved: Tried; edited: Tried }) {
  const failed = [edited, saved].find((one) => one?.error && asCommandError(one.error).code !== "called_off");
  if (!failed?.error) return null;
  return (
    <figcaption className="fact is-failed selectable" role="alert">
      {asCommandError(failed.error).message}
    </figcaption>
  );
}
