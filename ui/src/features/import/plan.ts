// What a plan would do under the choices of the moment. Pure.
import type { AssetKind, Carrier, ImportPlan, LooksLike, PlanItem } from "../../ipc/types";
import { carrierNames, count, kindNames } from "../../lib/words";

export interface Choices {
  fit: boolean;
  addDuplicates: boolean;
  /** The numbers of files that stay out. */
  leaveOut: readonly number[];
  /** The numbers of files that a person said are no copies. */
  apart: readonly number[];
}

export const cautious: Choices = { fit: false, addDuplicates: false, leaveOut: [], apart: [] };

export interface Outlook {
  /** Would come in. */
  taken: PlanItem[];
  duplicates: PlanItem[];
  /** New files that look like a picture that is here, told apart or not. */
  alike: LookAlike[];
  /** Those of them that nobody told apart. */
  doubtful: LookAlike[];
  /** The names of the places that have their twins, and how many. */
  alikeIn: { placeName: string; count: number }[];
  /** Would stay out, too large ones among them until they are fitted. */
  refused: PlanItem[];
  /** Would come in, with something taken out of them. */
  cleaned: PlanItem[];
  /** Those of them that say where they were taken. */
  placed: PlanItem[];
  /** Would come in with a place in their own words, which nobody changes. */
  worded: { item: PlanItem; warnings: string[] }[];
  tooLarge: PlanItem[];
  /** Cannot be used, whatever is chosen. */
  unusable: { item: PlanItem; reason: string }[];
  /** What says where, and in how many. */
  places: { name: string; count: number }[];
  /** What else goes, and from how many. */
  alsoGoes: { name: string; count: number }[];
  here: number;
  elsewhere: { placeName: string; count: number }[];
}

export type LookAlike = PlanItem & { looksLike: LooksLike };

export function outlook(plan: ImportPlan, { fit, addDuplicates, leaveOut, apart }: Choices): Outlook {
  const { items } = plan;
  const isTaken = ({ verdict, index }: PlanItem) =>
    (verdict.type === "new" && !leaveOut.includes(index)) ||
    (verdict.type === "tooLarge" && fit) ||
    (verdict.type === "duplicate" && !verdict.here && addDuplicates);
  const taken = items.filter(isTaken);
  const cleaned = taken.filter(({ carriers }) => carriers.length > 0);
  const duplicates = items.filter((item) => item.verdict.type === "duplicate" && !isTaken(item));
  const refused = items.filter(
    (item) => item.verdict.type === "refused" || (item.verdict.type === "tooLarge" && !fit),
  );
  const alike = items.filter((item): item is LookAlike => item.looksLike !== null);
  const doubtful = alike.filter(({ index }) => !apart.includes(index));
  return {
    taken,
    duplicates,
    alike,
    doubtful,
    alikeIn: countBy(doubtful.map(({ looksLike }) => looksLike.placeName)),
    refused,
    cleaned,
    tooLarge: items.filter(({ verdict }) => verdict.type === "tooLarge"),
    unusable: items.flatMap((item) =>
      item.verdict.type === "refused" ? [{ item, reason: item.verdict.reason }] : [],
    ),
    placed: cleaned.filter(({ hasPlace }) => hasPlace),
    worded: taken.flatMap((item) => (item.warnings.length > 0 ? [{ item, warnings: item.warnings }] : [])),
    places: carriersOf(cleaned, ["gps", "address"]),
    alsoGoes: carriersOf(cleaned, ["video", "credentials", "preview", "other"]),
    here: items.filter(({ verdict }) => verdict.type === "duplicate" && verdict.here).length,
    elsewhere: countBy(
      items.flatMap(({ verdict }) => (verdict.type === "duplicate" && !verdict.here ? [verdict.placeName] : [])),
    ),
  };
}

function carriersOf(items: readonly PlanItem[], wanted: readonly Carrier[]): { name: string; count: number }[] {
  return wanted
    .map((carrier) => ({
      name: carrierNames[carrier],
      count: items.filter(({ carriers }) => carriers.includes(carrier)).length,
    }))
    .filter((line) => line.count > 0);
}

/** How many of each name, in the order in which they come. */
function countBy(placeNames: readonly string[]): { placeName: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of placeNames) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([placeName, howMany]) => ({ placeName, count: howMany }));
}

/** What becomes of a look-alike. */
export type Fate = "in" | "out" | "apart";

export function fateOf({ index }: PlanItem, { leaveOut, apart }: Choices): Fate {
  if (apart.includes(index)) return "apart";
  return leaveOut.includes(index) ? "out" : "in";
}

/** The choices with another fate for some files. */
export function fated(choices: Choices, items: readonly PlanItem[], fate: Fate): Choices {
  const touched = items.map(({ index }) => index);
  const others = (numbers: readonly number[]) => numbers.filter((number) => !touched.includes(number));
  return {
    ...choices,
    leaveOut: fate === "out" ? [...others(choices.leaveOut), ...touched] : others(choices.leaveOut),
    apart: fate === "apart" ? [...others(choices.apart), ...touched] : others(choices.apart),
  };
}

export type TickKind = "new" | "alike" | "duplicate" | "fit" | "refused";

/** One mark a file, at most so many: a long plan is drawn in proportion. */
export function ticks(found: Outlook, plan: ImportPlan, { fit, leaveOut }: Choices, most = 60): TickKind[] {
  const alike = found.doubtful.filter(({ index }) => !leaveOut.includes(index)).length;
  const counts: [TickKind, number][] = [
    ["new", found.taken.length - alike],
    ["alike", alike],
    ["duplicate", found.duplicates.length + leaveOut.length],
    ["fit", fit ? 0 : found.tooLarge.length],
    ["refused", found.unusable.length],
  ];
  const scale = Math.min(1, most / Math.max(1, plan.items.length));
  return counts.flatMap(([kind, howMany]) =>
    Array.from({ length: howMany === 0 ? 0 : Math.max(1, Math.round(howMany * scale)) }, () => kind),
  );
}

/** "photos", "1 floor plan". */
export function things(kind: AssetKind, howMany: number, style: boolean): string {
  const names = style ? { one: "picture", more: "pictures" } : kindNames[kind];
  return `${count(howMany)} ${howMany === 1 ? names.one : names.more}`;
}
