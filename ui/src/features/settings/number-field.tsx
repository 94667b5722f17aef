// A whole number within its bounds: arrows change it by one, with Shift by ten.
import { useState, type ReactNode } from "react";

export function NumberField({
  label,
  value,
  least,
  most,
  placeholder = "",
  children,
  onChange,
}: {
  label: string;
  /** null shows the placeholder. */
  value: number | null;
  least: number;
  most: number;
  placeholder?: string;
  /** Its unit, behind it. */
  children?: ReactNode;
  onChange: (value: number) => void;
}) {
  // What is being typed, while it is no number within the bounds yet.
  const [typed, setTyped] = useState<string | null>(null);
  const within = (wanted: number) => Math.min(most, Math.max(least, wanted));
  const step = (by: number) => {
    setTyped(null);
    onChange(within((value ?? least) + by));
  };
  const type = (text: string) => {
    const wanted = /^\d+$/.test(text.trim()) ? Number.parseInt(text, 10) : null;
    if (wanted !== null && wanted >= least && wanted <= most) {
      setTyped(null);
      onChange(wanted);
    } else {
      setTyped(text);
    }
  };
  const settle = () => {
    const wanted = Number.parseInt(typed ?? "", 10);
    setTyped(null);
    if (!Number.isNaN(wanted)) onChange(within(wanted));
  };
  return (
    <label className="input form num number-field">
      <input
        role="spinbutton"
        aria-label={label}
        aria-valuemin={least}
        aria-valuemax={most}
        aria-valuenow={value ?? undefined}
        aria-invalid={typed !== null}
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? value ?? ""}
        placeholder={placeholder}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
          else if (event.key === "ArrowUp") step(event.shiftKey ? 10 : 1);
          else if (event.key === "ArrowDown") step(event.shiftKey ? -10 : -1);
          else return;
          event.preventDefault();
        }}
      />
      {children && <span className="third">{children}</span>}
    </label>
  );
}
