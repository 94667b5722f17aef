import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast, oklch, over, type Colour } from "../testing/colour";

const css = readFileSync("src/theme/tokens.css", "utf8");

/** The declarations of one block. */
function block(opening: string): Map<string, string> {
  const from = css.indexOf(opening);
  const body = css.slice(css.indexOf("{", from) + 1, css.indexOf("}", from)).replaceAll(/\/\*.*?\*\//gs, "");
  const found = [...body.matchAll(/--([\w-]+)\s*:\s*([^;]+);/g)];
  return new Map(found.map(([, name = "", value = ""]) => [name, value.trim()]));
}

const light = block(":root,[data-theme");
const dark = new Map([...light, ...block('\n[data-theme="dark"]')]);
const both = block(":root{\n");

const surfaces = ["frame", "canvas", "raised", "control", "sunken", "surround"];
const words = ["ink", "ink-2", "ink-3", "accent-ink", "synced", "pending", "failed", "conflict", "cleaned"];
const soft = ["synced", "pending", "failed", "conflict", "cleaned"];

describe.each([
  ["light", light],
  ["dark", dark],
])("in the %s theme", (_, tokens) => {
  const colour = (name: string): Colour => oklch(tokens.get(name) ?? "");

  it("the chrome has no colour of its own", () => {
    for (const surface of surfaces) expect(tokens.get(surface)).toMatch(/^oklch\([\d.]+ 0 0\)$/);
  });

  it.each(words.flatMap((word) => surfaces.map((surface) => [word, surface] as const)))(
    "%s reads on %s",
    (word, surface) => {
      expect(contrast(colour(word), colour(surface))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(["line-strong", "ring"].flatMap((line) => surfaces.map((surface) => [line, surface] as const)))(
    "%s is seen on %s",
    (line, surface) => {
      expect(contrast(colour(line), colour(surface))).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(soft.flatMap((state) => ["frame", "canvas", "raised"].map((surface) => [state, surface] as const)))(
    "%s reads on its own soft ground over %s",
    (state, surface) => {
      const ground = over(colour(`${state}-soft`), colour(surface));

      expect(contrast(colour(state), ground)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(["frame", "canvas", "raised"])("the accent reads on its soft ground over %s", (surface) => {
    const ground = over(colour("accent-soft"), colour(surface));

    expect(contrast(colour("accent-ink"), ground)).toBeGreaterThanOrEqual(4.5);
  });

  it("the filled button reads", () => {
    expect(contrast(colour("on-accent"), colour("accent"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour("on-accent"), colour("accent-hover"))).toBeGreaterThanOrEqual(4.5);
  });
});

describe("over a white picture", () => {
  const white = oklch("oklch(1 0 0)");
  const scrim = over(oklch(both.get("pic-scrim") ?? ""), white);

  it.each(["pic-ink", "pic-pending", "pic-failed", "pic-conflict", "pic-cleaned"])("%s reads on the scrim", (name) => {
    expect(contrast(oklch(both.get(name) ?? ""), scrim)).toBeGreaterThanOrEqual(4.5);
  });

  it("the order number reads on the softer one", () => {
    const softer = over(oklch(both.get("pic-scrim-soft") ?? ""), white);

    expect(contrast(oklch(both.get("pic-ink") ?? ""), softer)).toBeGreaterThanOrEqual(4.5);
  });
});

describe("what people ask of their system", () => {
  it("reduced motion takes every duration to nothing", () => {
    expect(css).toMatch(/prefers-reduced-motion:reduce\)\{:root\{--t-instant:0ms;--t-fast:0ms;--t-base:0ms;--t-slow:0ms\}/);
  });

  it("more contrast makes hairlines and the focus ring stronger", () => {
    expect(css).toMatch(/prefers-contrast:more\)\{:root\{--line:oklch\(0\.5 0 0 \/ \.6\);.*--focus-width:3px/);
  });

  it("forced colours keep selection and focus visible on every list", () => {
    for (const file of ["src/theme/controls.css", "src/features/pictures/pictures.css", "src/features/palette/palette.css"]) {
      expect(readFileSync(file, "utf8")).toMatch(/forced-colors: active[\s\S]*outline:.*Highlight/);
    }
  });
});
