import { describe, expect, it } from "vitest";
import { fitted, panTo, realScale, whole, zoomAt } from "./zoom";

const picture = { width: 4000, height: 3000 };
const stage = { width: 1000, height: 800 };

describe("zoom", () => {
  it("shows the picture whole at first, and never larger than it is", () => {
    expect(fitted(picture, stage)).toEqual({ width: 1000, height: 750 });
    expect(fitted({ width: 300, height: 200 }, stage)).toEqual({ width: 300, height: 200 });
    expect(realScale(picture, stage)).toBe(4);
  });

  it("keeps under the pointer what lay under it", () => {
    const at = { x: 100, y: -50 };

    const zoomed = zoomAt(whole, 3, at, picture, stage);

    // The point of the picture, in fitted pixels from its middle, before and after.
    expect((at.x - zoomed.x) / zoomed.scale).toBeCloseTo(at.x, 6);
    expect((at.y - zoomed.y) / zoomed.scale).toBeCloseTo(at.y, 6);
  });

  it("goes back to the middle when it is whole again", () => {
    const zoomed = zoomAt(whole, 3, { x: 400, y: 300 }, picture, stage);

    expect(zoomAt(zoomed, 0.2, { x: 400, y: 300 }, picture, stage)).toEqual(whole);
  });

  it("shows no empty border while it is larger than the stage", () => {
    expect(panTo({ scale: 2, x: 9000, y: -9000 }, picture, stage)).toEqual({ scale: 2, x: 500, y: -350 });
  });
});
