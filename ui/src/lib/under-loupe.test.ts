import { describe, expect, it } from "vitest";
import { carriedOver, edgeAt, edgeUnder, nextStop, oneToOne, placed, wholeScale, zoomedTo } from "./under-loupe";

const stage = { width: 1000, height: 700 };
const large = { width: 2400, height: 1600 };
const small = { width: 300, height: 200 };

describe("the loupe's zoom", () => {
  it("goes from a quarter to eight times, and to all of what is larger still", () => {
    const to = (scale: number, natural = small) => zoomedTo(oneToOne, scale, { x: 0, y: 0 }, natural, stage).scale;

    expect([to(0.1), to(20)]).toEqual([0.25, 8]);
    expect(to(0.1, { width: 8000, height: 5600 })).toBeCloseTo(0.125, 6);
  });

  it("shows all of a small picture as large as the stage allows", () => {
    expect(wholeScale(large, stage)).toBeCloseTo(1000 / 2400, 6);
    expect(wholeScale(small, stage)).toBeCloseTo(1000 / 300, 6);
    expect(wholeScale(small, { width: 0, height: 0 })).toBe(1);
  });

  it("keeps under the pointer what lay under it", () => {
    const at = { x: 120, y: -60 };
    const before = { scale: 1, x: 300, y: 200 };

    const zoomed = zoomedTo(before, 4, at, large, stage);

    expect((at.x - zoomed.x) / zoomed.scale).toBeCloseTo(at.x - before.x, 6);
    expect((at.y - zoomed.y) / zoomed.scale).toBeCloseTo(at.y - before.y, 6);
  });

  it("stops at round scales", () => {
    expect([nextStop(1, 1), nextStop(1, -1), nextStop(0.83, 1), nextStop(8, 1), nextStop(0.25, -1)]).toEqual([1.5, 0.67, 1, 8, 0.25]);
  });

  it("keeps the same part in the middle when another size is chosen", () => {
    expect(carriedOver({ scale: 1, x: 600, y: -300 }, large, { width: 1200, height: 800 }, 1)).toEqual({ scale: 1, x: 300, y: -150 });
  });
});

describe("where the pictures lie", () => {
  it("is on whole pixels of the screen, also of a fine one", () => {
    const odd = { width: 301, height: 201 };

    expect(placed(oneToOne, odd, stage, 1)).toEqual({ left: 350, top: 250, width: 301, height: 201 });
    expect(placed({ ...oneToOne, x: 0.3 }, odd, stage, 2).left).toBe(350);
  });

  it("has the edge run over what is seen of them", () => {
    const whole = placed(oneToOne, small, stage, 1);
    const beyond = placed(oneToOne, large, stage, 1);

    expect([edgeAt(0, whole, stage), edgeAt(50, whole, stage), edgeAt(100, whole, stage)]).toEqual([350, 500, 650]);
    expect([edgeAt(0, beyond, stage), edgeAt(100, beyond, stage)]).toEqual([0, 1000]);
    expect(edgeUnder(500, whole, stage)).toBe(50);
    expect(edgeUnder(-20, whole, stage)).toBe(0);
  });
});
