// Presets as they are being changed, beside those that are in use. Pure.
import type { Preset } from "../../ipc/types";
import { size } from "../../lib/words";

/** The platform knows these four and no other. */
export const usualPresets: readonly Preset[] = [
  usual("thumbnail", "webp", "cover", 300, 200, 80),
  usual("optimized", "avif", "within", 1200, 800, 64),
  usual("webp", "webp", "within", 1600, 1600, 80),
  usual("avif", "avif", "within", 2400, 2400, 64),
];

function usual(name: string, format: Preset["format"], fit: Preset["fit"], maxWidth: number, maxHeight: number, quality: number): Preset {
  return { name, format, fit, maxWidth, maxHeight, quality, effort: "fast", colours: "srgb", floor: null, maxBytes: null };
}

/** What the core accepts. */
export const bounds = {
  side: { least: 1, most: 16_383 },
  quality: { least: 1, most: 100 },
  floor: { least: 10, most: 95 },
  /** In kB, as people say it. */
  cap: { least: 1, most: 50_000 },
} as const;

/** What a person changes in one go: width and height are two, quality and floor are one. */
const matters: readonly (readonly (keyof Preset)[])[] = [
  ["fit"],
  ["maxWidth"],
  ["maxHeight"],
  ["format"],
  ["quality", "floor"],
  ["maxBytes"],
  ["effort"],
  ["colours"],
];

export function named(presets: readonly Preset[], name: string): Preset | undefined {
  return presets.find((one) => one.name === name);
}

export function isChanged(preset: Preset, saved: readonly Preset[]): boolean {
  const before = named(saved, preset.name);
  return before === undefined || changesOf(before, preset) > 0;
}

/** Whether both make the same of every picture. */
export function samePreset(a: Preset, b: Preset): boolean {
  return a.name === b.name && changesOf(a, b) === 0;
}

/** With a floor, the quality means nothing. */
function changesOf(before: Preset, after: Preset): number {
  return matters.filter((fields) =>
    fields.some((field) => before[field] !== after[field] && !(field === "quality" && before.floor !== null && after.floor !== null)),
  ).length;
}

/** How many things were changed; a preset that was added or removed is one. */
export function countChanges(saved: readonly Preset[], draft: readonly Preset[]): number {
  const removed = saved.filter(({ name }) => !named(draft, name)).length;
  return draft.reduce((sum, preset) => {
    const before = named(saved, preset.name);
    return sum + (before ? changesOf(before, preset) : 1);
  }, removed);
}

export const formatNames: Record<Preset["format"], string> = { webp: "WebP", avif: "AVIF", jpeg: "JPEG", png: "PNG" };

/** "WebP, quality 80", "AVIF, at least 75, at most 80 kB, wide colours". */
export function describeAim(preset: Preset): string {
  const aim = preset.floor !== null ? `at least ${preset.floor}` : preset.format === "png" ? null : `quality ${preset.quality}`;
  const cap = preset.maxBytes === null ? null : `at most ${size(preset.maxBytes)}`;
  const colours = preset.colours === "srgb" ? null : "wide colours";
  return [formatNames[preset.format], aim, cap, colours].filter(Boolean).join(", ");
}

/** What each effort costs, as docs/variants.md measures it. */
export const efforts: readonly { value: Preset["effort"]; label: string; costs: string }[] = [
  { value: "fast", label: "Fast", costs: "For batches: about 45 ms for a photo of up to a megapixel in AVIF, 250 ms if it is dark or very colourful, up to two seconds for a plan." },
  { value: "small", label: "Small", costs: "Smaller files: about 230 ms for any photo of up to a megapixel, up to two seconds for a plan." },
  { value: "smallest", label: "Smallest", costs: "The smallest files, for pictures that very many people load: about 400 ms, one to four seconds for rendered rooms and plans." },
];
