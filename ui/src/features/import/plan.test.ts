import { describe, expect, it } from "vitest";
import type { ImportPlan } from "../../ipc/types";
import { usualPlan } from "../../testing/fake-gateway";
import { needsNoPlan, outlook, things, ticks } from "./plan";

const plan = (howMany: number): ImportPlan => ({
  id: "plan",
  place: { kind: "room", id: "kitchen" },
  placeName: "Kitchen",
  kind: "photo",
  policy: "location",
  items: usualPlan(howMany).map((item, index) => ({ ...item, index })),
});
const cautious = { fit: false, addDuplicates: false };

describe("the outlook of a plan", () => {
  it("counts new, known, refused and cleaned", () => {
    const found = outlook(plan(48), cautious);

    expect([found.taken, found.duplicates, found.refused, found.cleaned].map((items) => items.length)).toEqual([37, 6, 5, 31]);
  });

  it("takes in what is too large once it is fitted, and cleans it too", () => {
    const found = outlook(plan(48), { ...cautious, fit: true });

    expect([found.taken, found.refused, found.cleaned].map((items) => items.length)).toEqual([40, 2, 34]);
  });

  it("adds those from elsewhere, never those that are here", () => {
    const found = outlook(plan(48), { ...cautious, addDuplicates: true });

    expect([found.taken.length, found.duplicates.length]).toEqual([39, 4]);
    expect(found.elsewhere).toEqual([{ placeName: "Living room", count: 2 }]);
  });

  it("says why for each that cannot be used", () => {
    expect(outlook(plan(48), cautious).unusable.map(({ item }) => item.name)).toEqual(["IMG_2250.jpg", "notes.jpg"]);
  });
});

describe("ticks", () => {
  it("are one a file while there is room", () => {
    const long = plan(48);

    expect(ticks(outlook(long, cautious), long, cautious)).toHaveLength(48);
  });

  it("are in proportion when there is none, and drop no kind", () => {
    const few = plan(48);
    const many: ImportPlan = { ...few, items: Array.from({ length: 100 }, () => few.items).flat() };

    const drawn = ticks(outlook(many, cautious), many, cautious, 60);

    expect(drawn.length).toBeLessThan(66);
    expect(new Set(drawn)).toEqual(new Set(["new", "duplicate", "fit", "refused"]));
  });
});

describe("asking first", () => {
  it("is not needed for one to three clean new pictures", () => {
    expect(needsNoPlan(plan(3))).toBe(true);
    expect(needsNoPlan(plan(4))).toBe(false);
  });

  it("is needed for a single refusal", () => {
    const one = plan(48);

    expect(needsNoPlan({ ...one, items: one.items.slice(-1) })).toBe(false);
  });
});

it("names what it imports", () => {
  expect(things("floorplan", 2, false)).toBe("2 floor plans");
  expect(things("photo", 1, true)).toBe("1 picture");
});
