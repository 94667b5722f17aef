// What several pictures have in common. Pure.
import type { Picture } from "../../ipc/types";

/** The one value of all, or "" and that they differ. */
export function shared(
  pictures: readonly Picture[],
  read: (picture: Picture) => string,
): { value: string; mixed: boolean } {
  const [first, ...rest] = pictures;
  if (!first) return { value: "", mixed: false };
  const value = read(first);
  return rest.every((one) => read(one) === value) ? { value, mixed: false } : { value: "", mixed: true };
}

/** Every tag with how many carry it: those on all first, then as they come. */
export function tagCounts(pictures: readonly Picture[]): [tag: string, count: number][] {
  const counts = new Map<string, number>();
  for (const tag of pictures.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
