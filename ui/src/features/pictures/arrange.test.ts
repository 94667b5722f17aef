import { describe, expect, it } from "vitest";
import { harbourStudio } from "../../testing/studio";
import { arrange, facets } from "./arrange";

const studio = harbourStudio();
const board = studio.pictures.get("style:coastal") ?? [];
const kitchen = studio.pictures.get("room:kitchen") ?? [];

describe("what is shown of a place", () => {
  it("is one room type when it is asked for", () => {
    expect(arrange("style", board, "kitchen", "board").map(({ roomType }) => roomType)).toEqual(["kitchen", "kitchen"]);
  });

  it("follows the board, whatever order the rows came in", () => {
    const positions = arrange("style", [...board].reverse(), "", "board").map(({ position }) => position);

    expect(positions).toEqual(board.map((_, at) => at + 1));
  });

  it("puts what failed and waits first when that is asked for", () => {
    expect(arrange("style", board, "", "trouble")[0]?.sync).toBe("failed");
  });
});

describe("the chips", () => {
  it("of a style count room types and end with those that want a picture", () => {
    const chips = facets({ kind: "style", id: "coastal" }, kitchen.map((one) => ({ ...one, roomType: "kitchen" })));

    expect(chips[0]).toEqual({ value: "", name: "All", count: 5 });
    expect(chips[1]).toEqual({ value: "kitchen", name: "Kitchen", count: 5 });
    expect(chips.at(-1)?.count).toBe(0);
  });

  it("of a room count what its pictures are", () => {
    const chips = facets({ kind: "room", id: "kitchen" }, kitchen);

    expect(chips.map(({ name, count }) => `${name} ${count}`)).toEqual(["All 5", "Photos 4", "Renders 0", "Floor plans 1"]);
  });

  it("say nothing before the pictures are read", () => {
    expect(facets({ kind: "style", id: "coastal" }, undefined)).toEqual([]);
  });
});
