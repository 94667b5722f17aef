// Find and do: what can be done with the selection, where one can go, pictures
// by their words, everything else.
import { useQuery } from "@tanstack/react-query";
import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import { useDeferredValue, useState, type ReactNode } from "react";
import { Dialog } from "../../components/dialog";
import { Thumb } from "../../components/thumb";
import { foundQuery } from "../../ipc/queries";
import type { Picture, Place, Places } from "../../ipc/types";
import type { Command } from "../../lib/command";
import { caps } from "../../lib/keys";
import { many } from "../../lib/words";
import "./palette.css";

export function Palette({
  places,
  commands,
  selected,
  onGo,
  onPicture,
  onKeys,
  onClose,
}: {
  places: Places;
  commands: readonly Command[];
  /** How many pictures are selected. */
  selected: number;
  onGo: (place: Place) => void;
  onPicture: (place: Place, picture: Picture) => void;
  onKeys: () => void;
  onClose: () => void;
}) {
  const [words, setWords] = useState("");
  const { data: found } = useQuery(foundQuery(useDeferredValue(words)));
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const forSelection = commands.filter(({ group }) => group === "selection");
  const rest = commands.filter(({ group }) => group === "run");
  return (
    <Dialog open onClose={onClose} title="Search or run" titleHidden className="palette" scrim="scrim light">
      <Cmdk label="Search or run" loop>
        <div className="query">
          <Search className="glyph large" aria-hidden="true" />
          <Cmdk.Input value={words} onValueChange={setWords} placeholder="Search or run" />
          {selected > 0 && <span className="tag">{many(selected, "picture")}</span>}
          <kbd className="kbd">Esc</kbd>
        </div>
        <Cmdk.List className="results">
          <Cmdk.Empty className="third px-3 py-4">Nothing is called that.</Cmdk.Empty>
          {selected > 0 && (
            <Cmdk.Group heading={`For the ${selected === 1 ? "picture" : many(selected, "picture")}`}>
              {forSelection.map((command) => (
                <Run key={command.id} command={command} words={words} onRun={then(command.run)} />
              ))}
            </Cmdk.Group>
          )}
          <Cmdk.Group heading="Go to">
            {destinations(places).map((one) => (
              <Cmdk.Item
                key={`${one.place.kind}:${one.place.id}`}
                value={`${one.name} ${one.within ?? ""} ${one.place.id}`}
                onSelect={then(() => onGo(one.place))}
              >
                <Thumb id={one.coverId} className="cover" />
                <span className="truncate">
                  <Marked text={one.name} words={words} />
                </span>
                <span className="third truncate">{one.within}</span>
                <span className="flex-1" />
                <span className="third fact num">{many(one.pictures, "picture")}</span>
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
          {found && found.length > 0 && words.trim().length > 1 && (
            <Cmdk.Group heading="Pictures" className="pictures-group" forceMount>
              {found.map(({ picture, place }) => (
                <Cmdk.Item
                  key={picture.id}
                  value={`picture ${picture.id}`}
                  forceMount
                  aria-label={picture.caption ?? picture.name}
                  title={picture.caption ?? picture.name}
                  onSelect={then(() => onPicture(place, picture))}
                >
                  <Thumb id={picture.id} />
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          )}
          <Cmdk.Group heading="Run">
            {rest.map((command) => (
              <Run key={command.id} command={command} words={words} onRun={then(command.run)} />
            ))}
          </Cmdk.Group>
        </Cmdk.List>
        <footer>
          <Hint keys={["↑", "↓"]}>choose</Hint>
          <Hint keys={["↵"]}>run</Hint>
          <span className="flex-1" />
          <button type="button" className="hint" onClick={then(onKeys)}>
            <kbd className="kbd">?</kbd> all keys
          </button>
        </footer>
      </Cmdk>
    </Dialog>
  );
}

function Run({ command, words, onRun }: { command: Command; words: string; onRun: () => void }) {
  const Glyph = command.glyph;
  return (
    <Cmdk.Item value={`${command.label} ${command.hint ?? ""} ${command.id}`} onSelect={onRun}>
      <Glyph className="glyph" aria-hidden="true" />
      <span>
        <Marked text={command.label} words={words} />
      </span>
      <span className="third truncate">{command.hint}</span>
      <span className="flex-1" />
      {command.name &&
        caps(command.name).map((cap) => (
          <kbd className="kbd" key={cap}>
            {cap}
          </kbd>
        ))}
    </Cmdk.Item>
  );
}

/** The part of the name that was asked for, heavier. */
function Marked({ text, words }: { text: string; words: string }) {
  const at = words.trim() === "" ? -1 : text.toLowerCase().indexOf(words.trim().toLowerCase());
  if (at < 0) return text;
  const end = at + words.trim().length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}

function Hint({ keys, children }: { keys: string[]; children: ReactNode }) {
  return (
    <span className="hint">
      {keys.map((cap) => (
        <kbd className="kbd" key={cap}>
          {cap}
        </kbd>
      ))}
      {children}
    </span>
  );
}

interface Destination {
  place: Place;
  name: string;
  within: string | null;
  pictures: number;
  coverId: string | null;
}

function destinations({ styles, sessions }: Places): Destination[] {
  return [
    ...styles.map(({ id, name, pictures, coverId }): Destination => ({
      place: { kind: "style", id },
      name,
      within: "Style",
      pictures,
      coverId,
    })),
    ...sessions.flatMap(({ title, rooms }) =>
      rooms.map(({ id, name, pictures, coverId }): Destination => ({
        place: { kind: "room", id },
        name,
        within: title,
        pictures,
        coverId,
      })),
    ),
  ];
}
