import { describe, expect, it } from "vitest";
import { insertionAt, neighbour, packJustified, packSquares, rectOf, within } from "./pack-rows";

const measure = { width: 874, target: 202, gap: 6 };
/** Repeatable, and as mixed as a real board. */
const ratios = Array.from({ length: 500 }, (_, i) => [1.75, 0.73, 1.69, 0.75, 1.5, 1.41, 0.8, 1, 2.6, 0.2][(i * 7) % 10] ?? 1);

describe("justified rows", () => {
  const layout = packJustified(ratios, measure);

  it("hold every picture exactly once, in order", () => {
    const held = layout.rows.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));

    expect(held).toEqual(ratios.map((_, i) => i));
  });

  it("end exactly at the edge, except the last", () => {
    for (const row of layout.rows.slice(0, -1)) {
      const right = (layout.lefts[row.end - 1] ?? 0) + (layout.widths[row.end - 1] ?? 0);

      expect(right).toBeCloseTo(measure.width, 6);
    }
  });

  it("stay near the height that was asked for", () => {
    for (const { height } of layout.rows.slice(0, -1)) {
      expect(height).toBeGreaterThan(measure.target * 0.6);
      expect(height).toBeLessThan(measure.target * 1.6);
    }
  });

  it("leave exactly the gap between pictures and between rows", () => {
    const [first, second] = layout.rows;
    const one = rectOf(layout, 0);

    expect((second?.top ?? 0) - (first?.height ?? 0)).toBeCloseTo(measure.gap, 6);
    expect(layout.lefts[1]).toBeCloseTo((one?.left ?? 0) + (one?.width ?? 0) + measure.gap, 6);
  });

  it("do not blow up a last row that is not full", () => {
    const short = packJustified([1.5], measure);

    expect(short.rows[0]?.height).toBe(measure.target);
  });

  it("crop what would be a thread, and survive what has no size", () => {
    const odd = packJustified([0.01, 40, Number.NaN, 0, -3], measure);

    for (const width of odd.widths) expect(width).toBeGreaterThan(40);
    expect(odd.rows.at(-1)?.end).toBe(5);
  });

  it("pack 100 000 pictures well within one frame's patience", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ratios[i % ratios.length] ?? 1);
    const from = performance.now();

    packJustified(many, measure);

    expect(performance.now() - from).toBeLessThan(200);
  });
});

describe("squares", () => {
  it("fill the width in equal columns", () => {
    const layout = packSquares(10, { width: 822, target: 200, gap: 6 });

    expect(layout.rows.map(({ start, end }) => end - start)).toEqual([4, 4, 2]);
    expect((layout.lefts[3] ?? 0) + (layout.widths[3] ?? 0)).toBeCloseTo(822, 6);
  });

  it("of nothing are nothing", () => {
    expect(packSquares(0, measure)).toMatchObject({ rows: [], height: 0 });
  });
});

describe("what a rubber band touches", () => {
  const layout = packSquares(12, { width: 400, target: 94, gap: 8 });

  it("is what it overlaps, in order", () => {
    expect(within(layout, { left: 90, top: 90, width: 40, height: 40 })).toEqual([0, 1, 4, 5]);
  });

  it("is nothing beyond the last row", () => {
    expect(within(layout, { left: 0, top: 5000, width: 400, height: 10 })).toEqual([]);
  });
});

describe("where a dragged picture would lie", () => {
  const layout = packSquares(10, { width: 400, target: 94, gap: 8 });

  it("is before the picture whose middle lies behind the pointer", () => {
    expect(insertionAt(layout, { x: 20, y: 10 }).index).toBe(0);
    expect(insertionAt(layout, { x: 120, y: 10 }).index).toBe(1);
  });

  it("is after the last of a row at its end, and the bar says so there", () => {
    const found = insertionAt(layout, { x: 395, y: 10 });

    expect(found.index).toBe(4);
    expect(found.bar).toMatchObject({ top: 0, left: 401 });
  });

  it("is at the end below the last row", () => {
    expect(insertionAt(layout, { x: 395, y: 9999 }).index).toBe(10);
  });
});

describe("arrows", () => {
  const layout = packSquares(10, { width: 400, target: 94, gap: 8 });

  it("go sideways by one and stop at the ends", () => {
    expect(neighbour(layout, 4, "right")).toBe(5);
    expect(neighbour(layout, 0, "left")).toBe(0);
    expect(neighbour(layout, 9, "right")).toBe(9);
  });

  it("go up and down to what lies over the middle", () => {
    expect(neighbour(layout, 5, "up")).toBe(1);
    expect(neighbour(layout, 1, "down")).toBe(5);
  });

  it("come down on the last picture of a row that is not full", () => {
    expect(neighbour(layout, 7, "down")).toBe(9);
  });

  it("lead to the first and the last", () => {
    expect(neighbour(layout, 5, "first")).toBe(0);
    expect(neighbour(layout, 5, "last")).toBe(9);
  });
});
