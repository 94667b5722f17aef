// Something that can be done now: the palette, the menus and the keys all run
// these.
import type { LucideIcon } from "lucide-react";
import type { KeyName } from "./keys";

export interface Command {
  id: string;
  label: string;
  /** More words to find it by, shown behind the label. */
  hint?: string;
  glyph: LucideIcon;
  name?: KeyName;
  group: "selection" | "run";
  run: () => void;
}
