// The edge between two pictures that lie over each other, in per cent from the
// left. Pure.

export const clampEdge = (edge: number): number => Math.min(100, Math.max(0, edge));

/** Where a key moves the edge: arrows by 2, with Shift by 10, Home and End all the way; null for other keys. */
export function movedEdge(edge: number, { key, shiftKey }: { key: string; shiftKey: boolean }): number | null {
  const step = shiftKey ? 10 : 2;
  if (key === "ArrowLeft" || key === "ArrowDown") return clampEdge(edge - step);
  if (key === "ArrowRight" || key === "ArrowUp") return clampEdge(edge + step);
  if (key === "Home") return 0;
  if (key === "End") return 100;
  return null;
}
