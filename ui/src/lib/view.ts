// Where the window stands.
import type { Place, Places } from "../ipc/types";

export const settingsPages = [
  "General",
  "Backend",
  "Presets",
  "Privacy",
  "Watched folders",
  "Keys",
  "Appearance",
  "About",
] as const;
export type SettingsPage = (typeof settingsPages)[number];

export type View =
  | { kind: "place"; place: Place }
  | { kind: "activity" }
  | { kind: "trash" }
  | { kind: "settings"; page: SettingsPage };

export function samePlace(a: Place | null, b: Place | null): boolean {
  return a?.kind === b?.kind && a?.id === b?.id;
}

/** Every place in the order of the navigation: what Ctrl 1 to 9 count. */
export function placesInOrder(places: Places): Place[] {
  return [
    ...places.styles.map(({ id }): Place => ({ kind: "style", id })),
    ...places.sessions.flatMap(({ rooms }) => rooms.map(({ id }): Place => ({ kind: "room", id }))),
  ];
}

/** What the place is called, and within what; null when it is gone. */
export function describePlace(
  places: Places,
  place: Place,
): { name: string; within: string | null; pictures: number } | null {
  if (place.kind === "style") {
    const style = places.styles.find(({ id }) => id === place.id);
    return style ? { name: style.name, within: null, pictures: style.pictures } : null;
  }
  for (const session of places.sessions) {
    const room = session.rooms.find(({ id }) => id === place.id);
    if (room) return { name: room.name, within: session.title, pictures: room.pictures };
  }
  return null;
}
