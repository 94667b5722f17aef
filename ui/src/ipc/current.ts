// The one gateway of this window. `main.tsx` connects it before anything is
// drawn; tests connect their own.
import type { Gateway } from "./gateway";

let connected: Gateway | null = null;

export function connect(gateway: Gateway): void {
  connected = gateway;
}

/** The core, as far as this window is concerned. */
export function ipc(): Gateway {
  if (!connected) throw new Error("The window was drawn before it was connected to the core.");
  return connected;
}
