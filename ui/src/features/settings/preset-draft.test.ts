import { describe, expect, it } from "vitest";
import { countChanges, describeAim, isChanged, usualPresets } from "./preset-draft";

const [thumbnail, optimized] = usualPresets as [(typeof usualPresets)[0], (typeof usualPresets)[0]];

describe("a draft of presets", () => {
  it("counts what was changed: each field once, an added or removed preset once", () => {
    const larger = { ...optimized, maxWidth: 1400, effort: "small" as const };

    expect(countChanges(usualPresets, usualPresets)).toBe(0);
    expect(countChanges([thumbnail, optimized], [thumbnail, larger])).toBe(2);
    expect(countChanges([thumbnail, optimized], [thumbnail])).toBe(1);
    expect(countChanges([thumbnail], [thumbnail, larger])).toBe(1);
  });

  it("takes quality and floor for one, and the quality below a floor for nothing", () => {
    const aimed = { ...optimized, floor: 75 };

    expect(countChanges([optimized], [{ ...aimed, quality: 50 }])).toBe(1);
    expect(isChanged({ ...aimed, quality: 50 }, [aimed])).toBe(false);
  });

  it("says what a preset aims at", () => {
    expect(describeAim(thumbnail)).toBe("WebP, quality 80");
    expect(describeAim({ ...optimized, colours: "wide" })).toMatch(/^AVIF, quality \d+, wide colours$/);
    expect(describeAim({ ...optimized, floor: 75, maxBytes: 80_000 })).toBe("AVIF, at least 75, at most 80\u00a0kB");
    expect(describeAim({ ...thumbnail, format: "png" })).toBe("PNG");
  });
});
