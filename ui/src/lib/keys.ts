// Every key of the window, once: the handlers, the `?` sheet, the tooltips and
// the palette all read this table.

export type KeyScope = "Everywhere" | "Pictures" | "Import plan" | "Lightbox" | "Compare" | "Loupe";

export interface KeyEntry {
  scope: KeyScope;
  /** Any of these. `Mod` is Ctrl (Cmd on a Mac). Parts are joined by `+`. */
  combos: readonly string[];
  label: string;
}

export const keys = {
  palette: { scope: "Everywhere", combos: ["Mod+K"], label: "Search or run" },
  find: { scope: "Everywhere", combos: ["Mod+F"], label: "Search pictures" },
  addFiles: { scope: "Everywhere", combos: ["Mod+O"], label: "Add pictures" },
  addFolder: { scope: "Everywhere", combos: ["Mod+Shift+O"], label: "Add a folder" },
  paste: { scope: "Everywhere", combos: ["Mod+V"], label: "Paste pictures" },
  undo: { scope: "Everywhere", combos: ["Mod+Z"], label: "Take back" },
  redo: { scope: "Everywhere", combos: ["Mod+Shift+Z", "Mod+Y"], label: "Do again" },
  navigation: { scope: "Everywhere", combos: ["Mod+B"], label: "Show or hide navigation" },
  inspector: { scope: "Everywhere", combos: ["Mod+I"], label: "Show or hide inspector" },
  places: { scope: "Everywhere", combos: ["Mod+1…9"], label: "Go to a place" },
  settings: { scope: "Everywhere", combos: ["Mod+,"], label: "Settings" },
  newHere: { scope: "Everywhere", combos: ["N"], label: "New style, session or room" },
  keySheet: { scope: "Everywhere", combos: ["?"], label: "All keys" },
  back: { scope: "Everywhere", combos: ["Escape"], label: "Back one step" },

  arrows: { scope: "Pictures", combos: ["Arrows"], label: "Move" },
  edges: { scope: "Pictures", combos: ["Home", "End"], label: "First, last" },
  extend: { scope: "Pictures", combos: ["Shift+Arrows"], label: "Select a range" },
  walk: { scope: "Pictures", combos: ["Mod+Arrows"], label: "Move without selecting" },
  toggle: { scope: "Pictures", combos: ["Mod+Space"], label: "Select or leave out" },
  all: { scope: "Pictures", combos: ["Mod+A"], label: "Select all" },
  look: { scope: "Pictures", combos: ["Space"], label: "Look" },
  open: { scope: "Pictures", combos: ["Enter"], label: "Open" },
  reorder: { scope: "Pictures", combos: ["Alt+Arrows"], label: "Move on the board" },
  larger: { scope: "Pictures", combos: ["+", "="], label: "Larger pictures" },
  smaller: { scope: "Pictures", combos: ["-"], label: "Smaller pictures" },
  caption: { scope: "Pictures", combos: ["E"], label: "Caption" },
  altText: { scope: "Pictures", combos: ["Shift+E"], label: "Alt text" },
  roomType: { scope: "Pictures", combos: ["R"], label: "Room type" },
  tags: { scope: "Pictures", combos: ["T"], label: "Tags" },
  compare: { scope: "Pictures", combos: ["C"], label: "Compare two" },
  loupe: { scope: "Pictures", combos: ["V"], label: "Loupe: variants and original" },
  copyTo: { scope: "Pictures", combos: ["Mod+Shift+C"], label: "Copy to another place" },
  remove: { scope: "Pictures", combos: ["Delete"], label: "Move to Trash" },

  fit: { scope: "Import plan", combos: ["F"], label: "Fit what is too large" },
  addDuplicates: { scope: "Import plan", combos: ["D"], label: "Add those from elsewhere" },
  leaveAlike: { scope: "Import plan", combos: ["L"], label: "Leave out what looks alike" },
  policy: { scope: "Import plan", combos: ["P"], label: "Take out places, or everything" },
  runImport: { scope: "Import plan", combos: ["Enter"], label: "Import" },

  previous: { scope: "Lightbox", combos: ["ArrowLeft"], label: "Picture before" },
  next: { scope: "Lightbox", combos: ["ArrowRight"], label: "Next picture" },
  zoom: { scope: "Lightbox", combos: ["Z"], label: "Whole picture, real size" },
  zoomIn: { scope: "Lightbox", combos: ["+", "="], label: "Closer" },
  zoomOut: { scope: "Lightbox", combos: ["-"], label: "Farther" },
  lights: { scope: "Lightbox", combos: ["L"], label: "Lights out" },

  mode: { scope: "Compare", combos: ["M"], label: "How to compare" },
  swap: { scope: "Compare", combos: ["X"], label: "Swap sides" },
  keep: { scope: "Compare", combos: ["K"], label: "Keep this pair" },
  hold: { scope: "Compare", combos: ["B"], label: "Hold to see before" },

  edge: { scope: "Loupe", combos: ["Arrows"], label: "Move the edge, Shift farther" },
  panUnder: { scope: "Loupe", combos: ["Alt+Arrows"], label: "Move the picture" },
  pickVariant: { scope: "Loupe", combos: ["1…9"], label: "Choose a variant" },
  realSize: { scope: "Loupe", combos: ["Z"], label: "100 %, whole picture" },
  basis: { scope: "Loupe", combos: ["O"], label: "Pixels of variant or original" },
  holdOriginal: { scope: "Loupe", combos: ["B"], label: "Hold to see the original" },
  measure: { scope: "Loupe", combos: ["S"], label: "Measure the score" },
} as const satisfies Record<string, KeyEntry>;

export type KeyName = keyof typeof keys;

const shown: Record<string, string> = {
  Mod: "Ctrl",
  Escape: "Esc",
  Enter: "↵",
  Delete: "Del",
  ArrowLeft: "←",
  ArrowRight: "→",
  Arrows: "arrows",
};

/** The caps to draw for the first combination: ["Ctrl", "K"]. */
export function caps(name: KeyName): string[] {
  return capsOf(keys[name].combos[0]);
}

export function capsOf(combo: string): string[] {
  return (combo === "+" ? ["+"] : combo.split("+")).map((part) => shown[part] ?? part);
}

/** Whether pressing this is that key. Digits and arrow groups are matched by their owner. */
export function matches(event: KeyboardEvent | React.KeyboardEvent, name: KeyName): boolean {
  return keys[name].combos.some((combo) => matchesCombo(event, combo));
}

function matchesCombo(event: KeyboardEvent | React.KeyboardEvent, combo: string): boolean {
  const parts = combo === "+" ? ["+"] : combo.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  if ((event.ctrlKey || event.metaKey) !== wants("Mod") || event.altKey !== wants("Alt")) return false;
  // `?` and `+` need Shift on many keyboards; letters are told apart by it.
  const letter = /^[A-Z]$/.test(key);
  if ((letter || key.length > 1) && event.shiftKey !== wants("Shift")) return false;
  const pressed = event.key === " " ? "Space" : event.key;
  return letter ? pressed.toUpperCase() === key : pressed === key;
}

/** A bare letter or sign, which fields need for themselves and people may turn off. */
export function isSingle(name: KeyName): boolean {
  return keys[name].combos.some((combo) => combo.length === 1);
}

/** Whether the person is typing. */
export function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
