// Changes to pictures, each said with the way back, and the history itself.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { say, sayTrouble } from "../components/toast";
import { ipc } from "../ipc/current";
import { asCommandError } from "../ipc/errors";
import { forgetRows, queryKeys } from "../ipc/queries";
import type { AssetKind, HistoryStep, Picture, PicturePatch, Place } from "../ipc/types";

export interface History {
  undo: (historyId?: string) => void;
  redo: () => void;
  edit: (ids: string[], patch: PicturePatch) => void;
  remove: (ids: string[]) => void;
  move: (place: Place, ids: string[], beforeId: string | null) => void;
  copy: (ids: string[], to: Place, kind: AssetKind) => void;
  /** Out of the trash. */
  restore: (ids: string[]) => void;
}

export function useHistory(): History {
  const client = useQueryClient();

  const act = useCallback(
    async (change: () => Promise<HistoryStep | null>, after: (step: HistoryStep | null) => void) => {
      try {
        const step = await change();
        await forgetRows(client, null);
        after(step);
      } catch (thrown) {
        await forgetRows(client, null);
        sayTrouble(asCommandError(thrown).message);
      }
    },
    [client],
  );

  const undo = useCallback(
    (historyId?: string) =>
      void act(
        () => ipc().undo(historyId ?? null),
        (step) => say(step ? `Taken back: ${lower(step.sentence)}.` : "There is nothing to take back."),
      ),
    [act],
  );

  return useMemo(() => {
    const withUndo = (step: HistoryStep | null) => {
      if (step) say(`${step.sentence}.`, () => undo(step.id));
    };
    return {
      undo,
      redo: () =>
        void act(
          () => ipc().redo(),
          (step) => say(step ? `Done again: ${lower(step.sentence)}.` : "There is nothing to do again."),
        ),
      // Words that one just typed need no notice; Ctrl Z takes them back.
      edit: (ids, patch) => {
        showAtOnce(client, ids, patch);
        void act(() => ipc().editPictures({ ids, patch }), ids.length > 1 ? withUndo : () => undefined);
      },
      remove: (ids) => void act(() => ipc().deletePictures({ ids }), withUndo),
      move: (place, ids, beforeId) => {
        client.setQueryData<Picture[]>(queryKeys.pictures(place), (rows) => rows && reorder(rows, ids, beforeId));
        void act(() => ipc().movePictures({ ids, beforeId }), () => undefined);
      },
      copy: (ids, to, kind) =>
        void act(
          () => ipc().copyPictures({ ids, to, kind }),
          (step) => (step ? withUndo(step) : say("They are all there already.")),
        ),
      restore: (ids) => void act(() => ipc().restorePictures({ ids }), withUndo),
    };
  }, [act, client, undo]);
}

/** What was typed stays on screen while the core writes it down. */
function showAtOnce(client: ReturnType<typeof useQueryClient>, ids: string[], patch: PicturePatch) {
  const wanted = new Set(ids);
  client.setQueriesData<Picture[]>({ queryKey: ["pictures"] }, (rows) =>
    rows?.map((one) => (wanted.has(one.id) ? patched(one, patch) : one)),
  );
}

export function patched(picture: Picture, patch: PicturePatch): Picture {
  const { addTags = [], removeTags = [], caption, altText, roomType } = patch;
  return {
    ...picture,
    ...(caption === undefined ? {} : { caption }),
    ...(altText === undefined ? {} : { altText }),
    ...(roomType === undefined ? {} : { roomType }),
    tags: [...new Set([...picture.tags, ...addTags])].filter((tag) => !removeTags.includes(tag)),
  };
}

/** The same pictures with some of them put before another; at the end for null. */
export function reorder(rows: readonly Picture[], ids: readonly string[], beforeId: string | null): Picture[] {
  const sorted = [...rows].sort((a, b) => a.position - b.position);
  const moving = sorted.filter(({ id }) => ids.includes(id));
  const rest = sorted.filter(({ id }) => !ids.includes(id));
  const at = beforeId === null ? -1 : rest.findIndex(({ id }) => id === beforeId);
  rest.splice(at < 0 ? rest.length : at, 0, ...moving);
  return rest.map((one, index) => ({ ...one, position: index + 1 }));
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
