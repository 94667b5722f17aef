// One of a few, all in sight.
import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

export interface Segment<Value extends string> {
  value: Value;
  label: string;
  /** Shown instead of the label, which then is the name and the tooltip. */
  glyph?: ReactNode;
}

export function Segmented<Value extends string>({
  label,
  value,
  segments,
  onChange,
}: {
  label: string;
  value: Value;
  segments: readonly Segment<Value>[];
  onChange: (value: Value) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      className="segmented"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = segments.find((segment) => segment.value === next);
        if (chosen) onChange(chosen.value);
      }}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          {...(segment.glyph ? { "aria-label": segment.label, title: segment.label } : {})}
        >
          {segment.glyph ?? segment.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
