import { describe, expect, it } from "vitest";
import { nothingSelected, select, type SelectionAction } from "./selection";

const order = ["a", "b", "c", "d", "e"];
const after = (...actions: SelectionAction[]) => {
  const { ids, active, anchor } = actions.reduce((state, action) => select(state, action, order), nothingSelected);
  return { ids: [...ids], active, anchor };
};

describe("selection", () => {
  it("a click selects one and forgets the rest", () => {
    expect(after({ type: "only", id: "a" }, { type: "only", id: "c" })).toEqual({ ids: ["c"], active: "c", anchor: "c" });
  });

  it("Ctrl and a click adds, and takes away again", () => {
    expect(after({ type: "only", id: "a" }, { type: "toggle", id: "c" }).ids).toEqual(["a", "c"]);
    expect(after({ type: "only", id: "a" }, { type: "toggle", id: "a" }).ids).toEqual([]);
  });

  it("Shift and a click selects from the anchor, either way", () => {
    expect(after({ type: "only", id: "b" }, { type: "range", id: "d", add: false }).ids).toEqual(["b", "c", "d"]);
    expect(after({ type: "only", id: "d" }, { type: "range", id: "b", add: false }).ids).toEqual(["b", "c", "d"]);
  });

  it("a second Shift click turns about the same anchor", () => {
    const found = after(
      { type: "only", id: "c" },
      { type: "range", id: "e", add: false },
      { type: "range", id: "a", add: false },
    );

    expect(found).toEqual({ ids: ["a", "b", "c"], active: "a", anchor: "c" });
  });

  it("Ctrl Shift and a click keeps what was selected elsewhere", () => {
    const found = after({ type: "only", id: "a" }, { type: "toggle", id: "d" }, { type: "range", id: "e", add: true });

    expect(found.ids).toEqual(["a", "d", "e"]);
  });

  it("Ctrl and an arrow moves without selecting", () => {
    expect(after({ type: "only", id: "a" }, { type: "stand", id: "b" })).toEqual({ ids: ["a"], active: "b", anchor: "a" });
  });

  it("everything and nothing", () => {
    expect(after({ type: "all" }).ids).toEqual(order);
    expect(after({ type: "all" }, { type: "none" }).ids).toEqual([]);
  });

  it("forgets what is no longer there", () => {
    const all = select(nothingSelected, { type: "all" }, order);

    const pruned = select(all, { type: "prune" }, ["b", "d"]);

    expect([...pruned.ids]).toEqual(["b", "d"]);
    expect(pruned.active).toBeNull();
  });

  it("stays the very same when nothing is gone, so that nothing is drawn again", () => {
    const state = select(nothingSelected, { type: "only", id: "b" }, order);

    expect(select(state, { type: "prune" }, order)).toBe(state);
  });
});
