// What can be done with the selected pictures, where the pointer is.
import { ContextMenu } from "radix-ui";
import type { ReactElement } from "react";
import type { MenuItem } from "../../components/menu";

export function PicturesMenu({ items, children }: { items: readonly (MenuItem | "line")[]; children: ReactElement }) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="popover" aria-label="Pictures" collisionPadding={8}>
          {items.map((item, at) =>
            item === "line" ? (
              <ContextMenu.Separator asChild key={`line-${at}`}>
                <hr />
              </ContextMenu.Separator>
            ) : (
              <ContextMenu.Item key={item.id} onSelect={item.run} disabled={item.disabled ?? false}>
                {item.glyph}
                <span className="flex-1">{item.label}</span>
                {item.caps && <kbd className="kbd">{item.caps.join(" ")}</kbd>}
              </ContextMenu.Item>
            ),
          )}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
