// Chooses the pictures that presets are tried out on: place by place, at most
// four, with the pointer or with arrows and Space.
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../components/button";
import { Dialog } from "../../components/dialog";
import { ErrorNotice, Loading } from "../../components/notices";
import { Select } from "../../components/select";
import { Thumb } from "../../components/thumb";
import { picturesQuery } from "../../ipc/queries";
import type { Picture, Place, Places } from "../../ipc/types";
import { placesInOrder, describePlace } from "../../lib/view";
import { many } from "../../lib/words";

const MOST = 4;

export function PicturePicker({
  chosen,
  places,
  onChoose,
  onClose,
}: {
  chosen: readonly string[];
  places: Places | undefined;
  onChoose: (ids: string[]) => void;
  onClose: () => void;
}) {
  const named = places ? placesInOrder(places).flatMap((place) => choiceOf(places, place)) : [];
  const [at, setAt] = useState(named[0]?.value ?? "");
  const [picked, setPicked] = useState([...chosen]);
  const place = named.find(({ value }) => value === at)?.place;
  const toggle = (id: string) =>
    setPicked(picked.includes(id) ? picked.filter((one) => one !== id) : picked.length < MOST ? [...picked, id] : picked);
  return (
    <Dialog open onClose={onClose} title="Choose pictures" className="picture-picker">
      <div className="head">
        <Select form label="From" value={at} placeholder="Nowhere yet" choices={named} onChange={setAt} />
        <span className="second num" role="status">
          {picked.length} of {MOST} chosen
        </span>
      </div>
      {place ? (
        <Pictures place={place} picked={picked} onToggle={toggle} />
      ) : (
        <p className="second p-6">No style or room holds a picture yet.</p>
      )}
      <footer className="flex justify-end gap-2">
        <Button look="ghost" large onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" large disabled={picked.length === 0} onClick={() => onChoose(picked)}>
          Try on {many(picked.length, "picture")}
        </Button>
      </footer>
    </Dialog>
  );
}

function choiceOf(places: Places, place: Place): { value: string; label: string; place: Place }[] {
  const described = describePlace(places, place);
  if (!described || described.pictures === 0) return [];
  const label = described.within ? `${described.within}, ${described.name}` : described.name;
  return [{ value: `${place.kind}:${place.id}`, label, place }];
}

function Pictures({ place, picked, onToggle }: { place: Place; picked: readonly string[]; onToggle: (id: string) => void }) {
  const { data, error, refetch } = useQuery(picturesQuery(place));
  const [current, setCurrent] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Reading the pictures" />;
  const pictures = data.filter(({ width, kind }) => width > 0 && kind !== "document");

  const go = (to: number) => {
    const next = Math.min(pictures.length - 1, Math.max(0, to));
    setCurrent(next);
    grid.current?.querySelectorAll<HTMLElement>("[role=option]")[next]?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent, picture: Picture, index: number) => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columnsOf(grid.current), ArrowDown: columnsOf(grid.current) };
    const step = steps[event.key];
    if (step !== undefined) go(index + step);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(pictures.length - 1);
    else if (event.key === " " || event.key === "Enter") onToggle(picture.id);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={grid} className="choices" role="listbox" aria-multiselectable="true" aria-label="Pictures">
      {pictures.map((picture, index) => {
        const selected = picked.includes(picture.id);
        return (
          <div
            key={picture.id}
            role="option"
            tabIndex={index === Math.min(current, pictures.length - 1) ? 0 : -1}
            aria-selected={selected}
            aria-disabled={!selected && picked.length >= MOST}
            aria-label={picture.caption ?? picture.name}
            onClick={() => {
              setCurrent(index);
              onToggle(picture.id);
            }}
            onKeyDown={(event) => onKeyDown(event, picture, index)}
          >
            <Thumb id={picture.id} />
            {selected && (
              <span className="tick">
                <Check className="glyph small" aria-hidden="true" />
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** As many as the page lays out beside each other. */
function columnsOf(grid: HTMLElement | null): number {
  const tracks = grid ? getComputedStyle(grid).gridTemplateColumns.split(" ").length : 1;
  return Math.max(1, tracks);
}
