import { describe, expect, it } from "vitest";
import type { ImportPlan } from "../../ipc/types";
import { alikePlan, usualPlan } from "../../testing/fake-gateway";
import { cautious, fated, fateOf, outlook, things, ticks } from "./plan";

const plan = (howMany: number): ImportPlan => ({
  id: "plan",
  place: { kind: "room", id: "kitchen" },
  placeName: "Kitchen",
  kind: "photo",
  policy: "location",
  needsNoLook: false,
  items: usualPlan(howMany).map((item, index) => ({ ...item, index })),
});

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

describe("files that look like a picture that is here", () => {
  const twins: ImportPlan = { ...plan(2), items: alikePlan().map((item, index) => ({ ...item, index })) };
  const [, alike] = twins.items;
  if (!alike) throw new Error("there are two");

  it("come in until they are left out, and are counted by their twins' place", () => {
    const found = outlook(twins, cautious);
    const without = outlook(twins, fated(cautious, [alike], "out"));

    expect([found.taken.length, found.doubtful.length]).toEqual([2, 1]);
    expect(found.alikeIn).toEqual([{ placeName: "Lindqvist apartment, Kitchen", count: 1 }]);
    expect(without.taken.map(({ index }) => index)).toEqual([0]);
    expect(ticks(found, twins, cautious)).toEqual(["new", "alike"]);
    expect(ticks(without, twins, fated(cautious, [alike], "out"))).toEqual(["new", "duplicate"]);
  });

  it("come in as any other once they are told apart, and can be thought better of", () => {
    const out = fated(cautious, [alike], "out");
    const apart = fated(out, [alike], "apart");
    const found = outlook(twins, apart);

    expect([fateOf(alike, out), fateOf(alike, apart), fateOf(alike, fated(apart, [alike], "in"))]).toEqual(["out", "apart", "in"]);
    expect([found.taken.length, found.doubtful.length, found.alike.length]).toEqual([2, 0, 1]);
    expect(ticks(found, twins, apart)).toEqual(["new", "new"]);
  });
});

it("names what it imports", () => {
  expect(things("floorplan", 2, false)).toBe("2 floor plans");
  expect(things("photo", 1, true)).toBe("1 picture");
});
