// The preset tried out on a few pictures: what it makes of them now, and what it
// would make. Nothing of it is kept.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button";
import { Segmented } from "../../components/segmented";
import { variedPicturesQuery } from "../../ipc/queries";
import type { Places, Preset, TrialSide } from "../../ipc/types";
import { useSettled } from "../../lib/use-settled";
import { PicturePicker } from "./picture-picker";
import { PresetCosts } from "./preset-costs";
import { samePreset } from "./preset-draft";
import { TrialPicture } from "./trial-picture";

const sides = [
  { value: "saved", label: "Saved" },
  { value: "edited", label: "Edited" },
] as const;

export function PresetTrials({ preset, saved, places }: { preset: Preset; saved: Preset | null; places: Places | undefined }) {
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [picking, setPicking] = useState(false);
  const [side, setSide] = useState<TrialSide>("edited");
  const varied = useQuery({ ...variedPicturesQuery, enabled: chosen === null });
  const ids = chosen ?? varied.data ?? [];
  const settled = useSettled(preset);
  // Nothing is tried out that is in use already.
  const edited = saved !== null && samePreset(settled, saved) ? null : settled;

  return (
    <>
      <section className="trials" aria-label="Tried out">
        <header className="flex flex-wrap items-center gap-3">
          <h3>Tried out</h3>
          <span className="fact third min-w-0 flex-1">
            At 100 %, one pixel of the variant for one of the screen. Nothing of it is kept.
          </span>
          {edited && saved && <Segmented label="Which is shown" value={side} segments={sides} onChange={setSide} />}
          <Button onClick={() => setPicking(true)}>Choose pictures</Button>
        </header>
        {ids.length === 0 && !varied.isPending && (
          <p className="second mt-3">No picture is here yet to try it out on. Drop one on a style or a room first.</p>
        )}
        <div className="trial-grid">
          {ids.map((id) => (
            <TrialPicture key={id} id={id} saved={saved} edited={edited} side={side} />
          ))}
        </div>
      </section>
      <PresetCosts ids={ids} saved={saved} edited={edited} />
      {picking && (
        <PicturePicker
          chosen={ids}
          places={places}
          onClose={() => setPicking(false)}
          onChoose={(next) => {
            setChosen(next);
            setPicking(false);
          }}
        />
      )}
    </>
  );
}
