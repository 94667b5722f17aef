import { expect, it } from "vitest";
import { movedEdge } from "./edge";

it("moves an edge by two, with Shift by ten, and never off the picture", () => {
  const press = (edge: number, key: string, shiftKey = false) => movedEdge(edge, { key, shiftKey });

  expect(press(50, "ArrowRight")).toBe(52);
  expect(press(50, "ArrowLeft", true)).toBe(40);
  expect(press(99, "ArrowRight")).toBe(100);
  expect([press(50, "Home"), press(50, "End"), press(50, "a")]).toEqual([0, 100, null]);
});
