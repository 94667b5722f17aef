// Where the features meet: what is on the sheet, what lies over it, and what
// the keys and menus do.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ErrorNotice } from "../components/notices";
import { ActivitySheet } from "../features/activity/activity-sheet";
import { FirstRun } from "../features/first-run/first-run";
import { Inspector } from "../features/inspector/inspector";
import type { WordsHandle } from "../features/inspector/words-form";
import { KeyTable } from "../features/keys/key-sheet";
import { Navigation } from "../features/navigation/navigation";
import type { GridHandle } from "../features/pictures/grid";
import { PicturesSheet } from "../features/pictures/pictures-sheet";
import { TrashSheet } from "../features/pictures/trash-sheet";
import { SettingsSheet } from "../features/settings/settings-sheet";
import { activityQuery, placesQuery, settingsQuery } from "../ipc/queries";
import type { Picture, Place, Places } from "../ipc/types";
import { prefer, preferences, usePreferences } from "../lib/preferences";
import { describePlace, placesInOrder, type View } from "../lib/view";
import { commandsOf, menuOf } from "./commands";
import { DropCover, DropWords } from "./drop-cover";
import type { Overlay } from "./overlay";
import { Overlays } from "./overlays";
import { Shell } from "./shell";
import { useActions } from "./use-actions";
import { useBands } from "./use-bands";
import { useDrop } from "./use-drop";
import { useHistory } from "./use-history";
import { useImport } from "./use-import";
import { useKeyboard, type KeyHandlers } from "./use-keyboard";
import { usePlace } from "./use-place";
import { usePresence } from "./use-presence";

const NONE: Places = { styles: [], sessions: [] };

export function Window() {
  const { data: places, error, refetch } = useQuery(placesQuery);
  const { data: activity } = useQuery(activityQuery);
  const { data: settings } = useQuery(settingsQuery);
  const { textSize, inspectorOpen } = usePreferences();
  const bands = useBands(textSize);
  usePresence();
  const [wanted, setWanted] = useState<View | null>(null);
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [overInspector, setOverInspector] = useState(false);
  const [toSelect, setToSelect] = useState<string | null>(null);
  const grid = useRef<GridHandle>(null);
  const words = useRef<WordsHandle>(null);

  const view = standing(wanted, places);
  const place = view?.kind === "place" ? view.place : null;
  const described = place && places ? describePlace(places, place) : null;
  const state = usePlace(place);
  const history = useHistory();
  const { undo } = history;
  const imports = useImport({
    onUndo: undo,
    onBulk: (into) => setWanted({ kind: "place", place: into }),
  });
  const actions = useActions({ places, place, state, history, imports, go: setWanted, open: setOverlay });
  const drop = useDrop(places, ({ place: into, paths }) => actions.bringIn(into, paths));

  // A picture that was found elsewhere is selected once its place is here.
  const { onSelect, pictures } = state;
  useEffect(() => {
    if (toSelect === null || !pictures) return;
    onSelect({ type: "only", id: toSelect });
    setToSelect(null);
  }, [toSelect, pictures, onSelect]);

  const focusWords = (field: Parameters<WordsHandle["focus"]>[0]) => () => {
    if (state.selected.length === 0) return;
    if (bands === "slide") setOverInspector(true);
    else prefer({ inspectorOpen: true });
    // The band may only now be drawn.
    requestAnimationFrame(() => words.current?.focus(field));
  };
  const handlers: KeyHandlers = {
    palette: () => setOverlay({ kind: "palette" }),
    find: () => setOverlay({ kind: "palette" }),
    keySheet: () => setOverlay({ kind: "keys" }),
    settings: () => setWanted({ kind: "settings", page: "General" }),
    navigation: () => prefer({ navOpen: !preferences().navOpen }),
    inspector: () =>
      bands === "slide" ? setOverInspector(!overInspector) : prefer({ inspectorOpen: !preferences().inspectorOpen }),
    undo: () => undo(),
    redo: history.redo,
    addFiles: actions.addFiles,
    addFolder: actions.addFolder,
    newHere: actions.newHere,
    back: () => {
      if (overInspector) setOverInspector(false);
      else state.onSelect({ type: "none" });
    },
    ...(place && {
      paste: actions.paste,
      all: () => {
        state.onSelect({ type: "all" });
        grid.current?.focus();
      },
      larger: () => actions.resize(1),
      smaller: () => actions.resize(-1),
      caption: focusWords("caption"),
      tags: focusWords("tags"),
      ...(place.kind === "style" && { altText: focusWords("altText"), roomType: focusWords("roomType") }),
      open: actions.openActive,
      compare: actions.compare,
      loupe: actions.loupe,
      remove: actions.remove,
      copyTo: () => state.selected.length > 0 && setOverlay({ kind: "copyTo" }),
    }),
  };
  useKeyboard(handlers, (number) => {
    const to = placesInOrder(places ?? NONE)[number - 1];
    if (to) setWanted({ kind: "place", place: to });
  });

  const more = {
    theme: () => prefer({ theme: document.documentElement.dataset["theme"] === "dark" ? "light" : "dark" }),
    activity: () => setWanted({ kind: "activity" }),
    trash: () => setWanted({ kind: "trash" }),
    newSession: () => setOverlay({ kind: "newSession" }),
    regenerate: () => actions.regenerate(actions.ids),
  };
  const commands = commandsOf(handlers, more, state.selected.length);
  const openBackend = () => setWanted({ kind: "settings", page: "Backend" });
  const narrow = bands !== "wide";
  const sheetKey = place ? `${place.kind}:${place.id}` : places && view === null ? "first-run" : "nowhere";
  const target = drop.target;

  const inspector =
    place && described && (inspectorOpen || bands === "slide") ? (
      <Inspector
        place={place}
        placeName={described.name}
        pictures={state.pictures}
        selected={state.selected}
        onEdit={history.edit}
        onMoveTo={actions.moveTo}
        onCompare={(pair, kept) => setOverlay({ kind: "compare", pair, kept })}
        onRetry={actions.retry}
        onRegenerate={actions.regenerate}
        onRetryVariants={actions.retryVariants}
        onLoupe={(id, variantId) => setOverlay({ kind: "loupe", id, variantId })}
        words={words}
      />
    ) : null;

  return (
    <>
      <Shell
        bands={bands}
        sheetDrop={sheetKey}
        overInspector={overInspector}
        onCloseInspector={() => setOverInspector(false)}
        inspector={inspector}
        navigation={
          <Navigation
            workspace={settings?.workspace.name ?? "Atelier"}
            places={places}
            activity={activity}
            view={view}
            rail={narrow}
            dropOver={target?.row ? target.key : null}
            dropRefused={target?.ok === false}
            opened={drop.opened}
            onGo={setWanted}
            onPalette={() => setOverlay({ kind: "palette" })}
            onNew={(what) =>
              setOverlay(
                what === "style"
                  ? { kind: "newStyle", paths: [] }
                  : what === "session"
                    ? { kind: "newSession" }
                    : { kind: "newRoom", sessionId: what.roomOf },
              )
            }
          />
        }
      >
        {error && !places ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
        {places && view === null && (
          <FirstRun
            onFolder={actions.addFolder}
            onStyle={() => setOverlay({ kind: "newStyle", paths: [] })}
            onSession={() => setOverlay({ kind: "newSession" })}
          />
        )}
        {place && described && (
          <PicturesSheet
            key={sheetKey}
            place={place}
            name={described.name}
            within={described.within}
            pictures={state.pictures}
            shown={state.shown}
            error={state.error}
            onRetry={state.refetch}
            facet={state.facet}
            onFacet={state.setFacet}
            order={state.order}
            onOrder={state.setOrder}
            narrow={narrow}
            selection={state.selection}
            onSelect={state.onSelect}
            onOpen={(id) => setOverlay({ kind: "lightbox", id })}
            {...(place.kind === "style"
              ? { onNudge: actions.nudge, onReorder: (ids, before) => history.move(place, ids, before) }
              : {})}
            onAddFiles={actions.addFiles}
            onAddFolder={actions.addFolder}
            menu={menuOf(commands)}
            gridHandle={grid}
          />
        )}
        {view?.kind === "activity" && (
          <ActivitySheet
            onOpenSettings={openBackend}
            onShow={([id]) => id !== undefined && actions.show(id, setToSelect)}
          />
        )}
        {view?.kind === "trash" && <TrashSheet onRestore={history.restore} />}
        {view?.kind === "settings" && (
          <SettingsSheet
            page={view.page}
            places={places}
            keyTable={<KeyTable />}
            onPage={(page) => setWanted({ kind: "settings", page })}
          />
        )}
        {imports.progress}
        {target && !target.row && target.key !== "nowhere" && <DropCover target={target} />}
      </Shell>
      {target && <DropWords target={target} />}
      {imports.sheet}
      <Overlays
        overlay={overlay}
        places={places ?? NONE}
        place={place}
        placeName={described?.name ?? ""}
        state={state}
        actions={actions}
        commands={commands}
        onOpen={setOverlay}
        onClose={() => setOverlay(null)}
        onGo={(to: Place, picture?: Picture) => {
          setWanted({ kind: "place", place: to });
          setToSelect(picture?.id ?? null);
        }}
      />
    </>
  );
}

/** Where the person wants to be, as long as that exists; else the first place; else nowhere. */
function standing(wanted: View | null, places: Places | undefined): View | null {
  if (wanted && wanted.kind !== "place") return wanted;
  if (!places) return null;
  if (wanted && describePlace(places, wanted.place)) return wanted;
  const [first] = placesInOrder(places);
  return first ? { kind: "place", place: first } : null;
}
