// What this window remembers for the person who sits at it: bands, theme,
// sizes. Nothing of the trade; losing it costs nobody anything.
import { useSyncExternalStore } from "react";

export interface Preferences {
  theme: "system" | "light" | "dark";
  /** Percent. */
  textSize: 100 | 125 | 150 | 200;
  layout: "rows" | "squares";
  /** Row height, 120 to 360. */
  tileSize: number;
  /** In rem; null = as designed. */
  navWidth: number | null;
  inspectorWidth: number | null;
  navOpen: boolean;
  inspectorOpen: boolean;
  /** Whether single letters act when no field has focus. */
  singleKeys: boolean;
  closedSessions: string[];
}

export const defaults: Preferences = {
  theme: "system",
  textSize: 100,
  layout: "rows",
  tileSize: 202,
  navWidth: null,
  inspectorWidth: null,
  navOpen: true,
  inspectorOpen: true,
  singleKeys: true,
  closedSessions: [],
};

const KEY = "atelier.window";
const listeners = new Set<() => void>();
let current: Preferences = read();

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof stored === "object" ? { ...defaults, ...stored } : defaults;
  } catch {
    // Written by another version, or storage is closed to us: start afresh.
    return defaults;
  }
}

export function preferences(): Preferences {
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Full or closed storage: the choice holds until the window closes.
  }
  for (const listener of listeners) listener();
}

/** Back to how the window came; tests begin here. */
export function forgetPreferences(): void {
  localStorage.removeItem(KEY);
  current = defaults;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}
