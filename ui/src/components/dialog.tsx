// A sheet over the window. Focus goes in and back to where it came from.
import { Dialog as Radix } from "radix-ui";
import { useState, type ReactNode } from "react";

/** Where the focus was before a sheet came, and the sheet that this was in. */
interface Origin {
  element: Element | null;
  sheet: Element | null;
}

/** Of every sheet: one that opened another may be gone when that one closes. */
const origins = new WeakMap<Element, Origin>();

export function Dialog({
  open,
  onClose,
  title,
  className = "",
  scrim = "scrim",
  wholeWindow = false,
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
  /** Takes the whole window and lets nothing through: what is behind it is not painted. */
  wholeWindow?: boolean;
  titleHidden?: boolean;
  onKeyDown?: (event: React.KeyboardEvent) => void;
  /** What has the focus at first: the sheet itself, or what this selects in it. */
  focusFirst?: "sheet" | `[${string}]`;
  children: ReactNode;
}) {
  // Ours have no trigger that Radix could give the focus back to.
  const [origin] = useState<Origin>(() => ({
    element: document.activeElement,
    sheet: document.activeElement?.closest("[role=dialog]") ?? null,
  }));
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={wholeWindow ? "hidden" : scrim} />
        <Radix.Content
          className={`dialog ${wholeWindow ? "whole-window" : ""} ${className}`}
          aria-describedby={undefined}
          {...(onKeyDown ? { onKeyDown } : {})}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const back = stillThere(origin);
            if (back instanceof HTMLElement) back.focus({ preventScroll: true });
          }}
          onOpenAutoFocus={(event) => {
            if (event.target instanceof Element) origins.set(event.target, origin);
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

/** Where the focus goes back to: what had it, or what had it before the sheet that is gone. */
function stillThere({ element, sheet }: Origin): Element | null {
  if (element?.isConnected) return element;
  const before = sheet && origins.get(sheet);
  return before ? stillThere(before) : null;
}
