// The pictures of a board, read as what changed since they were last read: ten thousand rows are megabytes, and taking
// them in is a frame that everyone sees.
import { ipc } from "./current";
import type { Listing, Picture, Place } from "./types";

interface Read {
  place: Place;
  revision: number;
  /** As the core said it. What a person's act shows ahead of the core is not in it. */
  pictures: readonly Picture[];
}

let last: Read | null = null;

/** Reads a board. Pictures that did not change stay the same objects. */
export async function readBoard(place: Place): Promise<Picture[]> {
  const before = last && last.place.kind === place.kind && last.place.id === place.id ? last : null;
  const listing = await ipc().listPictures(place, before?.revision ?? null);
  const pictures = takeIn(before?.pictures ?? [], listing);
  last = { place, revision: listing.revision, pictures };
  return pictures as Picture[];
}

/** Makes of the pictures of an earlier revision those of a listing. The same array when nothing changed. */
export function takeIn(before: readonly Picture[], { order, pictures }: Listing): readonly Picture[] {
  if (!order && pictures.length === 0) return before;
  const fresh = new Map(pictures.map((one) => [one.id, one]));
  if (!order) return before.map((one) => fresh.get(one.id) ?? one);
  const had = new Map(before.map((one) => [one.id, one]));
  return order.flatMap((id) => fresh.get(id) ?? had.get(id) ?? []);
}
