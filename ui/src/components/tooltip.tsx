// The name of a glyph, after half a second, with its key.
import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { type KeyName } from "../lib/keys";
import { Kbd } from "./kbd";

export function Tooltip({
  label,
  name,
  side = "bottom",
  children,
}: {
  label: ReactNode;
  name?: KeyName;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactElement;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {label}
          {name && <Kbd name={name} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={300}>
      {children}
    </Radix.Provider>
  );
}
