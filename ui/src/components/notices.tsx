// The faces of a screen that has nothing to show: it failed, it is on its way,
// it is empty.
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { asCommandError } from "../ipc/errors";
import { Button } from "./button";

/** Says what happened in the core's own words, with one thing to press. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { message, code, details } = asCommandError(error);
  return (
    <div className="notice" role="alert">
      <CircleAlert className="glyph large is-failed" aria-hidden="true" />
      <p className="selectable">{message}</p>
      <div className="mt-3 flex gap-2">
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
        <Button look="ghost" onClick={() => void navigator.clipboard.writeText(`${code}\n${details ?? message}`)}>
          Copy details
        </Button>
      </div>
    </div>
  );
}

/** Nothing yet, and what to do about it. */
export function EmptyNotice({ glyph, title, children }: { glyph: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="notice">
      {glyph}
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Holds the place while rows are read; silent for the eye, said once to a reader. */
export function Loading({ label }: { label: string }) {
  return (
    <div className="notice" role="status">
      <span className="sr-only">{label}</span>
    </div>
  );
}
