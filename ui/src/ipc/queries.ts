// What the window asks, by name. Keys are made here and nowhere else.
import { keepPreviousData, queryOptions, type QueryClient } from "@tanstack/react-query";
import { ipc } from "./current";
import type { Place } from "./types";

export const queryKeys = {
  places: ["places"] as const,
  pictures: (place: Place) => ["pictures", place.kind, place.id] as const,
  trash: ["pictures", "trash"] as const,
  picture: (id: string) => ["picture", id] as const,
  pictureTags: (id: string) => ["picture", id, "tags"] as const,
  planTags: (planId: string, index: number, places: boolean) => ["plan-tags", planId, index, places] as const,
  comparisons: (roomId: string) => ["comparisons", roomId] as const,
  found: (words: string) => ["found", words] as const,
  activity: ["activity"] as const,
  settings: ["settings"] as const,
};

export const placesQuery = queryOptions({
  queryKey: queryKeys.places,
  queryFn: () => ipc().listPlaces(),
});

export const picturesQuery = (place: Place) =>
  queryOptions({
    queryKey: queryKeys.pictures(place),
    queryFn: () => ipc().listPictures(place),
  });

export const trashQuery = queryOptions({
  queryKey: queryKeys.trash,
  queryFn: () => ipc().listTrash(),
});

export const pictureQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.picture(id),
    queryFn: () => ipc().getPicture(id),
    placeholderData: keepPreviousData,
  });

export const pictureTagsQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.pictureTags(id),
    queryFn: () => ipc().pictureTags(id),
  });

/** What places say is forgotten as soon as nobody looks at it. */
export const planTagsQuery = (planId: string, index: number, places: boolean) =>
  queryOptions({
    queryKey: queryKeys.planTags(planId, index, places),
    queryFn: () => ipc().planTags({ planId, index, places }),
    gcTime: 0,
  });

export const comparisonsQuery = (roomId: string) =>
  queryOptions({
    queryKey: queryKeys.comparisons(roomId),
    queryFn: () => ipc().listComparisons(roomId),
  });

export const foundQuery = (words: string) =>
  queryOptions({
    queryKey: queryKeys.found(words),
    queryFn: () => ipc().findPictures({ words, limit: 6 }),
    enabled: words.trim().length > 1,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export const activityQuery = queryOptions({
  queryKey: queryKeys.activity,
  queryFn: () => ipc().getActivity(),
});

export const settingsQuery = queryOptions({
  queryKey: queryKeys.settings,
  queryFn: () => ipc().getSettings(),
});

/** Everything that shows rows asks again. */
export async function forgetRows(client: QueryClient, place: Place | null): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: queryKeys.places }),
    client.invalidateQueries({ queryKey: place ? queryKeys.pictures(place) : ["pictures"] }),
    client.invalidateQueries({ queryKey: queryKeys.trash }),
    client.invalidateQueries({ queryKey: ["picture"] }),
    client.invalidateQueries({ queryKey: ["comparisons"] }),
  ]);
}

/** Keeps the cache true to what the core says by itself. Returns a function that stops. */
export function followCore(client: QueryClient): () => void {
  const stops = [
    ipc().onActivity((activity) => client.setQueryData(queryKeys.activity, activity)),
    ipc().onCatalogueChanged(({ place }) => void forgetRows(client, place)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
