// One of many, in a list that drops from the field.
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { Ref } from "react";

export interface Choice {
  value: string;
  label: string;
}

export function Select({
  label,
  value,
  choices,
  placeholder,
  onChange,
  form = false,
  className = "",
  triggerRef,
}: {
  label: string;
  /** "" shows the placeholder. */
  value: string;
  choices: readonly Choice[];
  placeholder: string;
  onChange: (value: string) => void;
  form?: boolean;
  className?: string;
  triggerRef?: Ref<HTMLButtonElement>;
}) {
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.Trigger
        ref={triggerRef ?? null}
        className={`input ${form ? "form" : ""} ${className}`}
        aria-label={label}
      >
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={<span className="third">{placeholder}</span>} />
        </span>
        <ChevronDown className="glyph small" aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="popover" position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {choices.map((choice) => (
              <Radix.Item key={choice.value} value={choice.value}>
                <span className="w-4">
                  <Radix.ItemIndicator>
                    <Check className="glyph small" aria-hidden="true" />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{choice.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
