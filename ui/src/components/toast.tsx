// What just happened, and the way back. One at a time, eight seconds, stays
// while the pointer rests on it. Decisions never come as a toast.
import { toast, Toaster as Sonner } from "sonner";
import { Kbd } from "./kbd";
import { announce } from "./announcer";

export function say(sentence: string, undo?: () => void): void {
  announce(sentence);
  toast.custom(
    (id) => (
      <div className="toast">
        <span>{sentence}</span>
        {undo && (
          <button
            type="button"
            className="btn ghost undo"
            onClick={() => {
              toast.dismiss(id);
              undo();
            }}
          >
            Undo <Kbd name="undo" />
          </button>
        )}
      </div>
    ),
    { id: "one", duration: 8000 },
  );
}

/** Something small could not be done; the sentence says what to do. */
export function sayTrouble(sentence: string): void {
  announce(sentence, "alert");
  toast.custom(
    () => (
      <div className="toast">
        <span className="is-failed">{sentence}</span>
      </div>
    ),
    { id: "one", duration: 8000 },
  );
}

export function Toaster() {
  return <Sonner position="bottom-center" visibleToasts={1} offset={24} containerAriaLabel="Notices" />;
}
