// Figures and names as people read them: thin spaces in thousands, a space
// before the unit, words instead of column values.
import type { AssetKind, Carrier } from "../ipc/types";

const THIN = "\u2009";
const NARROW = "\u00a0";

/** 1284 -> "1 284", with a thin space. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

/** 6_800_000 -> "6.8 MB". */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes}${NARROW}B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 100 ? Math.round(value).toString() : value.toFixed(1).replace(/\.0$/, "");
  return `${shown}${NARROW}${units[unit] ?? "TB"}`;
}

/** 12.4 -> "$12.40"; what is less than a cent and not nothing says so. */
export function dollars(value: number): string {
  if (value > 0 && value < 0.005) return "under $0.01";
  return value < 1000 ? `$${value.toFixed(2)}` : `$${count(value)}`;
}

/** 9 -> "about 10 s", 130 -> "about 2 min", 5000 -> "about 1.4 h": nobody can know it better. */
export function about(seconds: number): string {
  if (seconds < 60) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)}${NARROW}s`;
  if (seconds < 3600) return `about ${Math.round(seconds / 60)}${NARROW}min`;
  return `about ${(seconds / 3600).toFixed(1).replace(/\.0$/, "")}${NARROW}h`;
}

/** 48 -> "48 ms", 1240 -> "1.2 s". */
export function took(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)}${NARROW}ms` : `${(milliseconds / 1000).toFixed(1)}${NARROW}s`;
}

/** 0.58 -> "58 %". */
export function percent(fraction: number): string {
  const whole = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  // Nothing is whole until it is.
  return `${fraction < 1 ? Math.min(99, whole) : whole}${NARROW}%`;
}

/** The share of bytes that is saved: 0.94 -> "−94 %", -0.12 -> "+12 %". */
export function saving(fraction: number): string {
  const whole = savedPercent(fraction);
  return `${whole > 0 ? "−" : whole < 0 ? "+" : ""}${Math.abs(whole)}${NARROW}%`;
}

/** The same for ears: "94 % smaller than the original". */
export function savingWords(fraction: number): string {
  const whole = savedPercent(fraction);
  if (whole === 0) return "as large as the original";
  return `${Math.abs(whole)}${NARROW}% ${whole > 0 ? "smaller" : "larger"} than the original`;
}

/** Nothing is saved whole: a file always has some bytes. */
function savedPercent(fraction: number): number {
  return Math.min(99, Math.round(fraction * 100)) || 0;
}

/** A score in SSIMULACRA2: 71.38 -> "71.4". */
export function score(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

/** What a score means to an eye. */
export function scoreWords(value: number): string {
  if (value >= 90) return "no difference that one finds";
  if (value >= 70) return "good";
  return value >= 50 ? "visibly compressed" : "poor";
}

/** "1 picture", "20 pictures". */
export function many(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

/** "4032 × 2688". */
export function pixels(width: number | null, height: number | null): string {
  return width && height ? `${width} × ${height}` : "";
}

/** Hour and minute today, else the day. */
export function moment(at: number, now: number = Date.now()): string {
  const then = new Date(at);
  const today = new Date(now);
  const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (then.toDateString() === today.toDateString()) return time;
  const day = then.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return then.getFullYear() === today.getFullYear() ? day : `${day} ${then.getFullYear()}`;
}

/** "just now", "20 s ago", "4 min ago", then the time of day or the day. */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 5) return "just now";
  if (seconds < 90) return `${seconds}${NARROW}s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)}${NARROW}min ago`;
  return moment(at, now);
}

/** "GPS position, city and thumbnail" without a comma before "and". */
export function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

export const kindNames: Record<AssetKind, { one: string; more: string }> = {
  photo: { one: "photo", more: "photos" },
  floorplan: { one: "floor plan", more: "floor plans" },
  render: { one: "render", more: "renders" },
  document: { one: "document", more: "documents" },
};

export const carrierNames: Record<Carrier, string> = {
  gps: "GPS position",
  address: "City or street",
  preview: "Preview or second picture",
  video: "Video behind the picture",
  credentials: "Content credentials",
  other: "Other data",
};

export const roomTypes: readonly (readonly [value: string, name: string])[] = [
  ["living_room", "Living"],
  ["kitchen", "Kitchen"],
  ["bedroom", "Bedroom"],
  ["bathroom", "Bath"],
  ["dining_room", "Dining"],
  ["hallway", "Hallway"],
  ["office", "Study"],
  ["outdoor", "Outdoor"],
  ["other", "Other"],
];

/** The room type in words; one we do not know shows as it is stored. */
export function roomTypeName(value: string): string {
  return roomTypes.find(([known]) => known === value)?.[1] ?? value.replaceAll("_", " ");
}

/** "image/jpeg" -> "JPEG". */
export function formatName(mediaType: string): string {
  const kind = mediaType.split("/")[1] ?? mediaType;
  const names: Record<string, string> = { webp: "WebP", "svg+xml": "SVG" };
  return names[kind] ?? kind.toUpperCase();
}
