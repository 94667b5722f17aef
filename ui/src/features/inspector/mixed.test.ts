import { expect, it } from "vitest";
import { harbourStudio } from "../../testing/studio";
import { shared, tagCounts } from "./mixed";

const board = harbourStudio().pictures.get("style:coastal") ?? [];

it("pictures that agree share one value, others are mixed", () => {
  expect(shared(board.slice(0, 2), ({ roomType }) => roomType ?? "")).toEqual({ value: "living_room", mixed: false });
  expect(shared(board.slice(0, 3), ({ roomType }) => roomType ?? "")).toEqual({ value: "", mixed: true });
});

it("tags on all come before tags on some", () => {
  expect(tagCounts([board[5]!, board[0]!])).toEqual([
    ["oak", 2],
    ["white walls", 2],
    ["beams", 1],
  ]);
});
