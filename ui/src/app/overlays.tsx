// Draws whatever lies over the window.
import { AskName } from "../components/ask-name";
import { Dialog } from "../components/dialog";
import { Compare } from "../features/compare/compare";
import { KeySheet } from "../features/keys/key-sheet";
import { Lightbox } from "../features/lightbox/lightbox";
import { Loupe } from "../features/loupe/loupe";
import { Palette } from "../features/palette/palette";
import type { Picture, Place, Places } from "../ipc/types";
import type { Command } from "../lib/command";
import { describePlace, placesInOrder, samePlace } from "../lib/view";
import { roomTypes } from "../lib/words";
import type { Overlay } from "./overlay";
import type { Actions } from "./use-actions";
import type { PlaceState } from "./use-place";

export function Overlays({
  overlay,
  places,
  place,
  placeName,
  state,
  actions,
  commands,
  onOpen,
  onClose,
  onGo,
}: {
  overlay: Overlay | null;
  places: Places;
  place: Place | null;
  placeName: string;
  state: PlaceState;
  actions: Actions;
  commands: readonly Command[];
  onOpen: (overlay: Overlay) => void;
  onClose: () => void;
  onGo: (place: Place, picture?: Picture) => void;
}) {
  if (!overlay) return null;
  const closeThen = (act: () => void) => {
    onClose();
    act();
  };
  switch (overlay.kind) {
    case "palette":
      return (
        <Palette
          places={places}
          commands={commands}
          selected={state.selected.length}
          onGo={onGo}
          onPicture={onGo}
          onKeys={() => onOpen({ kind: "keys" })}
          onClose={onClose}
        />
      );
    case "keys":
      return <KeySheet onClose={onClose} />;
    case "lightbox":
      return (
        <>
          <Lightbox
            pictures={state.shown}
            id={overlay.id}
            onGo={(id) => {
              state.onSelect({ type: "only", id });
              onOpen({ kind: "lightbox", id });
            }}
            onLoupe={(id) => onOpen({ kind: "lightbox", id, loupe: true })}
            onClose={onClose}
          />
          {overlay.loupe && (
            <Loupe pictureId={overlay.id} first={null} onClose={() => onOpen({ kind: "lightbox", id: overlay.id })} />
          )}
        </>
      );
    case "loupe":
      return <Loupe pictureId={overlay.id} first={overlay.variantId} onClose={onClose} />;
    case "compare":
      return (
        <Compare
          pair={overlay.pair}
          kept={overlay.kept}
          placeName={placeName}
          roomId={place?.kind === "room" ? place.id : null}
          onClose={onClose}
        />
      );
    case "copyTo":
      return (
        <CopyTo
          places={places}
          from={place}
          onClose={onClose}
          onPlace={(to) => closeThen(() => actions.copyTo(to))}
        />
      );
    case "newStyle":
      return (
        <AskName
          title={overlay.paths.length > 0 ? "A style for these pictures" : "New style"}
          label="Name"
          verb="Make the style"
          onClose={onClose}
          onName={(name) => closeThen(() => actions.createStyle(name, overlay.paths))}
        />
      );
    case "newSession":
      return (
        <AskName
          title="New session"
          label="Whose home, or which"
          verb="Make the session"
          onClose={onClose}
          onName={(title) => closeThen(() => actions.createSession(title))}
        />
      );
    case "newRoom":
      return (
        <AskName
          key={overlay.sessionId}
          title={`New room in ${places.sessions.find(({ id }) => id === overlay.sessionId)?.title ?? "the session"}`}
          label="Name"
          verb="Make the room"
          choice={{
            label: "Room type",
            placeholder: "None",
            choices: roomTypes.map(([value, label]) => ({ value, label })),
          }}
          onClose={onClose}
          onName={(name, roomType) => closeThen(() => actions.createRoom(overlay.sessionId, name, roomType))}
        />
      );
  }
}

function CopyTo({
  places,
  from,
  onPlace,
  onClose,
}: {
  places: Places;
  from: Place | null;
  onPlace: (place: Place) => void;
  onClose: () => void;
}) {
  const others = placesInOrder(places).filter((place) => !samePlace(place, from));
  return (
    <Dialog open onClose={onClose} title="Copy to" className="small">
      <ul className="mt-2 flex flex-col">
        {others.map((place) => {
          const described = describePlace(places, place);
          return (
            <li key={`${place.kind}:${place.id}`}>
              <button type="button" className="nav-row" onClick={() => onPlace(place)}>
                <span className="truncate">{described?.name}</span>
                <span className="third truncate">{described?.within}</span>
              </button>
            </li>
          );
        })}
        {others.length === 0 && <li className="third">There is no other style or room yet.</li>}
      </ul>
    </Dialog>
  );
}
