// One place on the sheet: its pictures, what of them is shown, what is selected.
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { arrange, type SortOrder } from "../features/pictures/arrange";
import { picturesQuery } from "../ipc/queries";
import type { Picture, Place } from "../ipc/types";
import { nothingSelected, select, type Selection, type SelectionAction } from "../lib/selection";

const NOWHERE: Place = { kind: "style", id: "" };

export interface PlaceState {
  pictures: readonly Picture[] | undefined;
  shown: readonly Picture[];
  selected: readonly Picture[];
  selection: Selection;
  onSelect: (action: SelectionAction) => void;
  facet: string;
  setFacet: (facet: string) => void;
  order: SortOrder;
  setOrder: (order: SortOrder) => void;
  error: Error | null;
  refetch: () => void;
}

interface Kept {
  key: string;
  facet: string;
  order: SortOrder;
  selection: Selection;
}

const fresh = (key: string): Kept => ({ key, facet: "", order: "board", selection: nothingSelected });

export function usePlace(place: Place | null): PlaceState {
  const { data, error, refetch } = useQuery({ ...picturesQuery(place ?? NOWHERE), enabled: place !== null });
  const key = place ? `${place.kind}:${place.id}` : "";
  const [state, setState] = useState(() => fresh(key));
  // Another place begins afresh, in the same pass.
  const kept = state.key === key ? state : fresh(key);
  if (kept !== state) setState(kept);

  const { facet, order, selection } = kept;
  const kind = place?.kind ?? "style";
  const shown = useMemo(() => arrange(kind, data ?? [], facet, order), [kind, data, facet, order]);
  const ids = useMemo(() => shown.map(({ id }) => id), [shown]);
  const onSelect = useCallback(
    (action: SelectionAction) => setState((now) => ({ ...now, selection: select(now.selection, action, ids) })),
    [ids],
  );
  const selected = useMemo(() => shown.filter(({ id }) => selection.ids.has(id)), [shown, selection.ids]);
  return {
    pictures: data,
    shown,
    selected,
    selection,
    onSelect,
    facet,
    setFacet: (next) => setState((now) => ({ ...now, facet: next })),
    order,
    setOrder: (next) => setState((now) => ({ ...now, order: next })),
    error: data ? null : error,
    refetch: () => void refetch(),
  };
}
