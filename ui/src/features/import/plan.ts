// What a plan would do under the choices of the moment. Pure.
import type { AssetKind, Carrier, ImportPlan, PlanItem } from "../../ipc/types";
import { carrierNames, count, kindNames } from "../../lib/words";

export interface Choices {
  fit: boolean;
  addDuplicates: boolean;
}

export interface Outlook {
  /** Would come in. */
  taken: PlanItem[];
  duplicates: PlanItem[];
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

export function outlook(plan: ImportPlan, { fit, addDuplicates }: Choices): Outlook {
  const { items } = plan;
  const isTaken = ({ verdict }: PlanItem) =>
    verdict.type === "new" ||
    (verdict.type === "tooLarge" && fit) ||
    (verdict.type === "duplicate" && !verdict.here && addDuplicates);
  const taken = items.filter(isTaken);
  const cleaned = taken.filter(({ carriers }) => carriers.length > 0);
  const duplicates = items.filter((item) => item.verdict.type === "duplicate" && !isTaken(item));
  const refused = items.filter(
    (item) => item.verdict.type === "refused" || (item.verdict.type === "tooLarge" && !fit),
  );
  return {
    taken,
    duplicates,
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
    elsewhere: elsewhereOf(items),
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

function elsewhereOf(items: readonly PlanItem[]): { placeName: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { verdict } of items) {
    if (verdict.type !== "duplicate" || verdict.here) continue;
    counts.set(verdict.placeName, (counts.get(verdict.placeName) ?? 0) + 1);
  }
  return [...counts].map(([placeName, howMany]) => ({ placeName, count: howMany }));
}

export type TickKind = "new" | "duplicate" | "fit" | "refused";

/** One mark a file, at most so many: a long plan is drawn in proportion. */
export function ticks(found: Outlook, plan: ImportPlan, { fit }: Choices, most = 60): TickKind[] {
  const counts: [TickKind, number][] = [
    ["new", found.taken.length],
    ["duplicate", found.duplicates.length],
    ["fit", fit ? 0 : found.tooLarge.length],
    ["refused", found.unusable.length],
  ];
  const scale = Math.min(1, most / Math.max(1, plan.items.length));
  return counts.flatMap(([kind, howMany]) =>
    Array.from({ length: howMany === 0 ? 0 : Math.max(1, Math.round(howMany * scale)) }, () => kind),
  );
}

/** Whether a few pictures may come in without asking. */
export function needsNoPlan(plan: ImportPlan): boolean {
  return plan.items.length > 0 && plan.items.length <= 3 && plan.items.every(({ verdict }) => verdict.type === "new");
}

/** "photos", "1 floor plan". */
export function things(kind: AssetKind, howMany: number, style: boolean): string {
  const names = style ? { one: "picture", more: "pictures" } : kindNames[kind];
  return `${count(howMany)} ${howMany === 1 ? names.one : names.more}`;
}
