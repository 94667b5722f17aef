import type { Gateway } from "./gateway";
export function tauriGateway(): Gateway {
  throw new Error("The shell is not there.");
}
