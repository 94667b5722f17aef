// A sheet over the window. Focus goes in and back to where it came from.
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Dialog({
  open,
  onClose,
  title,
  className = "",
  scrim = "scrim",
  children,
  titleHidden = false,
  onKeyDown,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  className?: string;
  scrim?: string;
  titleHidden?: boolean;
  onKeyDown?: (event: React.KeyboardEvent) => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content className={`dialog ${className}`} aria-describedby={undefined} {...(onKeyDown ? { onKeyDown } : {})}>
          <Radix.Title className={titleHidden ? "sr-only" : ""}>{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
