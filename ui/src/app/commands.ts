// The actions as commands with names: for the palette and the context menu.
import {
  Copy,
  Eye,
  FolderPlus,
  HousePlus,
  ImagePlus,
  Images,
  Keyboard,
  Moon,
  PanelLeft,
  PanelRight,
  Redo2,
  RefreshCw,
  ScanSearch,
  Settings2,
  Shapes,
  SplitSquareHorizontal,
  Tag,
  TextCursorInput,
  Trash2,
  Undo2,
  ArrowDownUp,
  Accessibility,
} from "lucide-react";
import { createElement } from "react";
import type { MenuItem } from "../components/menu";
import type { Command } from "../lib/command";
import { caps, keys, type KeyName } from "../lib/keys";
import type { KeyHandlers } from "./use-keyboard";

/** What each key does here; the palette offers the same. */
export function commandsOf(handlers: KeyHandlers, more: { theme: () => void; activity: () => void; trash: () => void; newSession: () => void; regenerate: () => void }, selected: number): Command[] {
  const of = (name: KeyName, group: Command["group"], glyph: Command["glyph"], hint?: string): Command[] => {
    const run = handlers[name];
    return run ? [{ id: name, label: keys[name].label, group, glyph, name, run, ...(hint ? { hint } : {}) }] : [];
  };
  const selection =
    selected === 0
      ? []
      : [
          ...of("open", "selection", Eye),
          ...of("roomType", "selection", Tag, "Living, Kitchen, Bedroom and more"),
          ...of("caption", "selection", TextCursorInput),
          ...of("altText", "selection", Accessibility),
          ...of("tags", "selection", Shapes),
          ...(selected === 2 ? of("compare", "selection", SplitSquareHorizontal) : []),
          ...(selected === 1 ? of("loupe", "selection", ScanSearch, "compare at 100 %, score, saving") : []),
          ...of("copyTo", "selection", Copy, "a style or room"),
          { id: "regenerate", label: "Make variants again", group: "selection" as const, glyph: RefreshCw, run: more.regenerate },
          ...of("remove", "selection", Trash2),
        ];
  return [
    ...selection,
    ...of("addFiles", "run", ImagePlus),
    ...of("addFolder", "run", FolderPlus),
    ...of("newHere", "run", HousePlus),
    { id: "new-session", label: "New session", group: "run", glyph: HousePlus, run: more.newSession },
    ...of("all", "run", Images),
    ...of("undo", "run", Undo2),
    ...of("redo", "run", Redo2),
    { id: "activity", label: "Activity", group: "run", glyph: ArrowDownUp, run: more.activity },
    { id: "trash", label: "Trash", group: "run", glyph: Trash2, run: more.trash },
    ...of("settings", "run", Settings2),
    { id: "theme", label: "Light or dark", group: "run", glyph: Moon, run: more.theme },
    ...of("navigation", "run", PanelLeft),
    ...of("inspector", "run", PanelRight),
    ...of("keySheet", "run", Keyboard),
  ];
}

/** The same commands where the pointer is: those for the selection. */
export function menuOf(commands: readonly Command[]): (MenuItem | "line")[] {
  const items = commands
    .filter(({ group }) => group === "selection")
    .map((command): MenuItem => ({
      id: command.id,
      label: command.label,
      glyph: createElement(command.glyph, { className: "glyph small", "aria-hidden": true }),
      ...(command.name ? { caps: caps(command.name) } : {}),
      run: command.run,
    }));
  return items.flatMap((item) => (item.id === "remove" || item.id === "roomType" ? ["line" as const, item] : [item]));
}
