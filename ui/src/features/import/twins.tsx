// Each file that looks like a picture that is here, beside that picture, and
// what shall become of it.
import { useState } from "react";
import { Segmented } from "../../components/segmented";
import { Thumb } from "../../components/thumb";
import type { PlanItem } from "../../ipc/types";
import { count } from "../../lib/words";
import { fateOf, type Choices, type Fate, type LookAlike } from "./plan";
import { PlanTile } from "./plan-pictures";

/** Pairs that are drawn before more are asked for. */
const SHOWN = 40;
const TILE_REM = 7;

const fates = [
  { value: "in", label: "Bring in" },
  { value: "out", label: "Leave out" },
  { value: "apart", label: "Not a copy" },
] as const;

export function Twins({
  items,
  choices,
  isStyle,
  onFate,
  onLook,
}: {
  items: readonly LookAlike[];
  choices: Choices;
  isStyle: boolean;
  onFate: (item: LookAlike, fate: Fate) => void;
  /** At what a file holds. */
  onLook: (item: PlanItem) => void;
}) {
  const [shown, setShown] = useState(SHOWN);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const more = items.length - shown;
  return (
    // A region that scrolls must be within reach of the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div id="plan-panel" role="tabpanel" aria-labelledby="plan-tab-alike" tabIndex={0} className="pictures">
      <ul>
        {items.slice(0, shown).map((item) => (
          <li key={item.index} className="alike-pair">
            <PlanTile item={item} width={TILE_REM * rem} onLook={() => onLook(item)} />
            <span className="twin">
              <Thumb id={item.looksLike.ofId} />
            </span>
            <div className="words">
              <p className="truncate" title={item.name}>
                <b>{item.name}</b>
              </p>
              <p className="fact second">
                looks like <span className="wrap-anywhere">{item.looksLike.name}</span> in {item.looksLike.placeName}
              </p>
              <Segmented
                label={`What becomes of ${item.name}`}
                value={fateOf(item, choices)}
                segments={fates}
                onChange={(fate) => onFate(item, fate)}
              />
              <p className="fact third">{outcome[fateOf(item, choices)](isStyle)}</p>
            </div>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button type="button" className="linkish" onClick={() => setShown(shown + SHOWN)}>
          Show {count(Math.min(more, SHOWN))} more
        </button>
      )}
    </div>
  );
}

const outcome: Record<Fate, (isStyle: boolean) => string> = {
  in: (isStyle) => `Comes into the ${isStyle ? "style" : "room"}; both are kept.`,
  out: () => "Stays out; the picture that is here is kept.",
  apart: () => "Comes in. This pair is remembered and not asked about again.",
};
