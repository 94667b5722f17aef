// The keys that work everywhere in the window. Sheets that lie over it keep
// their own.
import { useEffect, useRef } from "react";
import { inField, isSingle, keys, matches, type KeyName } from "../lib/keys";
import { preferences } from "../lib/preferences";

export type KeyHandlers = Partial<Record<KeyName, () => void>>;

export function useKeyboard(handlers: KeyHandlers, onPlace: (number: number) => void): void {
  const latest = useRef({ handlers, onPlace });
  useEffect(() => {
    latest.current = { handlers, onPlace };
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || covered()) return;
      const digit = /^[1-9]$/.test(event.key) && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (digit) {
        latest.current.onPlace(Number(event.key));
        event.preventDefault();
        return;
      }
      const name = nameOf(event, latest.current.handlers);
      if (!name) return;
      latest.current.handlers[name]?.();
      event.preventDefault();
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);
}

function nameOf(event: KeyboardEvent, handlers: KeyHandlers): KeyName | undefined {
  const typing = inField(event.target);
  return (Object.keys(handlers) as KeyName[]).find((name) => {
    if (!matches(event, name)) return false;
    // Fields undo, paste and select by themselves.
    if (typing && (isSingle(name) || belongsToFields.has(name))) return false;
    // Enter on a button presses that button.
    if (name === "open" && event.target instanceof Element && event.target.closest("button, a")) return false;
    return preferences().singleKeys || !isSingle(name) || name === "keySheet";
  });
}

const belongsToFields = new Set<KeyName>(["undo", "redo", "paste", "all", "remove", "back", "open", "look"]);

/** Whether a sheet, a menu or the lightbox lies over the window. */
function covered(): boolean {
  return document.querySelector("[role=dialog], [role=menu], [data-radix-popper-content-wrapper] [role=listbox]") !== null;
}

/** Every name, so that a test can see that none is forgotten. */
export const allKeyNames = Object.keys(keys) as KeyName[];
