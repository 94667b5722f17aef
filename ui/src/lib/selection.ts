// Selection as people know it from their file manager: click, Shift, Ctrl,
// arrows, everything, nothing.

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where a range starts. */
  readonly anchor: string | null;
  /** Where the keyboard stands; it may be outside the selection. */
  readonly active: string | null;
}

export const nothingSelected: Selection = { ids: new Set(), anchor: null, active: null };

export type SelectionAction =
  | { type: "only"; id: string }
  | { type: "toggle"; id: string }
  /** From the anchor to here; `add` keeps what was selected elsewhere. */
  | { type: "range"; id: string; add: boolean }
  /** Moves the keyboard without selecting (Ctrl with an arrow). */
  | { type: "stand"; id: string }
  | { type: "set"; ids: readonly string[] }
  | { type: "all" }
  | { type: "none" }
  /** The pictures changed: forget those that are gone. */
  | { type: "prune" };

/** `order` is what the grid shows, first to last. */
export function select(state: Selection, action: SelectionAction, order: readonly string[]): Selection {
  switch (action.type) {
    case "only":
      return { ids: new Set([action.id]), anchor: action.id, active: action.id };
    case "toggle": {
      const ids = new Set(state.ids);
      if (!ids.delete(action.id)) ids.add(action.id);
      return { ids, anchor: action.id, active: action.id };
    }
    case "range": {
      const anchor = state.anchor ?? action.id;
      const ids = new Set([...(action.add ? state.ids : []), ...between(order, anchor, action.id)]);
      return { ids, anchor, active: action.id };
    }
    case "stand":
      return { ...state, active: action.id };
    case "set":
      return {
        ids: new Set(action.ids),
        anchor: action.ids[0] ?? state.anchor,
        active: action.ids.at(-1) ?? state.active,
      };
    case "all":
      return { ids: new Set(order), anchor: state.anchor ?? order[0] ?? null, active: state.active ?? order[0] ?? null };
    case "none":
      return state.ids.size === 0 ? state : { ...state, ids: new Set() };
    case "prune":
      return prune(state, order);
  }
}

function between(order: readonly string[], from: string, to: string): readonly string[] {
  const a = order.indexOf(from);
  const b = order.indexOf(to);
  if (b < 0) return [];
  if (a < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function prune(state: Selection, order: readonly string[]): Selection {
  const present = new Set(order);
  const kept = [...state.ids].filter((id) => present.has(id));
  const still = (id: string | null) => (id !== null && present.has(id) ? id : null);
  const anchor = still(state.anchor);
  const active = still(state.active);
  if (kept.length === state.ids.size && anchor === state.anchor && active === state.active) return state;
  return { ids: new Set(kept), anchor, active };
}
