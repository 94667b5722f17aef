// What a test of the backend found, line by line.
import { Check, TriangleAlert, X } from "lucide-react";
import { Button } from "../../components/button";
import { ErrorNotice } from "../../components/notices";
import type { BackendCheck, CommandError } from "../../ipc/types";

const glyphs = { ok: Check, warn: TriangleAlert, failed: X };
const spoken = { ok: "works", warn: "look at this", failed: "does not work" };

export function CheckList({
  checked,
  checking,
}: {
  checked: { check: BackendCheck } | { error: CommandError } | null;
  checking: boolean;
}) {
  if (checked && "error" in checked) return <ErrorNotice error={checked.error} />;
  if (!checked) {
    return (
      <p className="fact third settled" aria-live="polite">
        {checking
          ? "Asking the database and the store."
          : "A test signs in, writes a small file, reads it back and removes it. Nothing else is touched."}
      </p>
    );
  }
  return (
    <ul className="checks" aria-live="polite">
      {checked.check.steps.map((step) => {
        const Glyph = glyphs[step.state];
        return (
          <li key={step.title} className={step.state}>
            <Glyph className="glyph" role="img" aria-label={spoken[step.state]} />
            <div className="min-w-0 flex-1 selectable">
              <b>{step.title}</b>
              <span>{step.sentence}</span>
            </div>
            {step.details !== null && (
              <Button onClick={() => void navigator.clipboard.writeText(step.details ?? "")}>Copy details</Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
