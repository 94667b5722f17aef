// A menu that drops from a button, built from the same items as a context menu.
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

export interface MenuItem {
  id: string;
  label: string;
  glyph?: ReactNode;
  caps?: string[];
  checked?: boolean;
  disabled?: boolean;
  run: () => void;
}

export function Menu({
  label,
  items,
  align = "end",
  children,
}: {
  label: string;
  items: readonly MenuItem[];
  align?: "start" | "end";
  children: ReactElement;
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="popover" align={align} sideOffset={5} collisionPadding={8} aria-label={label}>
          {items.map((item) => (
            <DropdownMenu.Item key={item.id} onSelect={item.run} disabled={item.disabled ?? false}>
              {item.glyph}
              <span className="flex-1">{item.label}</span>
              {item.checked && <span aria-label="chosen">✓</span>}
              {item.caps && <kbd className="kbd">{item.caps.join(" ")}</kbd>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
