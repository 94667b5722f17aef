// A sheet over the window. Focus goes in and back to where it came from.
import { Dialog as Radix } from "radix-ui";
import { useState, type ReactNode } from "react";

export function Dialog({
  open,
  onClose,
  title,
  className = "",
  scrim = "scrim",
  children,
  titleHidden = false,
  onKeyDown,
  focusFirst,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  className?: string;
  scrim?: string;
  titleHidden?: boolean;
  onKeyDown?: (event: React.KeyboardEvent) => void;
  /** What has the focus at first: the sheet itself, or what this selects in it. */
  focusFirst?: "sheet" | `[${string}]`;
  children: ReactNode;
}) {
  // Ours have no trigger that Radix could give the focus back to.
  const [origin] = useState(() => document.activeElement);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content
          className={`dialog ${className}`}
          aria-describedby={undefined}
          {...(onKeyDown ? { onKeyDown } : {})}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (origin instanceof HTMLElement) origin.focus({ preventScroll: true });
          }}
          onOpenAutoFocus={(event) => {
            if (focusFirst === undefined || !(event.target instanceof HTMLElement)) return;
            event.preventDefault();
            const first = focusFirst === "sheet" ? null : event.target.querySelector<HTMLElement>(focusFirst);
            (first ?? event.target).focus();
          }}
        >
          <Radix.Title className={titleHidden ? "sr-only" : ""}>{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
