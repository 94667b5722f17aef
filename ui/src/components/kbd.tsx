// Key caps, drawn from the table of keys.
import { caps, type KeyName } from "../lib/keys";

export function Kbd({ name }: { name: KeyName }) {
  return (
    <span className="inline-flex gap-1" aria-hidden="true">
      <kbd className="kbd">{caps(name).join(" ")}</kbd>
    </span>
  );
}
