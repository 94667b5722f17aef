// What the window asks, by name. Keys are made here and nowhere else.
import { keepPreviousData, queryOptions, type QueryClient } from "@tanstack/react-query";
import { ipc } from "./current";
import { asCommandError } from "./errors";
import { readBoard } from "./board-reader";
import type { CostQuestion, Place, Preset, TrialSide } from "./types";

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
  variantQueue: ["variant-queue"] as const,
  settings: ["settings"] as const,
  variedPictures: ["varied-pictures"] as const,
  changedVariants: (presets: readonly Preset[]) => ["changed-variants", presets] as const,
  trial: (id: string, side: TrialSide, preset: Preset) => ["trial", id, side, preset] as const,
  cost: (question: CostQuestion) => ["cost", question] as const,
};

export const placesQuery = queryOptions({
  queryKey: queryKeys.places,
  queryFn: () => ipc().listPlaces(),
});

export const picturesQuery = (place: Place) =>
  queryOptions({
    queryKey: queryKeys.pictures(place),
    queryFn: () => readBoard(place),
    // What did not change is the same object already; comparing ten thousand anew costs frames.
    structuralSharing: false,
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

/** Counted over every variant, so not more often than anyone reads it. */
export const variantQueueQuery = queryOptions({
  queryKey: queryKeys.variantQueue,
  queryFn: () => ipc().getVariantQueue(),
  refetchInterval: 2000,
  staleTime: 0,
});

export const variedPicturesQuery = queryOptions({
  queryKey: queryKeys.variedPictures,
  queryFn: () => ipc().variedPictures(),
  staleTime: 0,
});

export const changedVariantsQuery = (presets: Preset[]) =>
  queryOptions({
    queryKey: queryKeys.changedVariants(presets),
    queryFn: () => ipc().countChangedVariants(presets),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

/** The core keeps the picture of one trial a side, so what nobody looks at is forgotten here too. */
export const trialQuery = (id: string, side: TrialSide, preset: Preset) =>
  queryOptions({
    queryKey: queryKeys.trial(id, side, preset),
    queryFn: () => ipc().tryPreset({ id, side, preset }),
    // One that was called off for another, and is wanted after all.
    retry: (times, thrown) => times < 3 && asCommandError(thrown).code === "called_off",
    retryDelay: 150,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

export const costQuery = (question: CostQuestion) =>
  queryOptions({
    queryKey: queryKeys.cost(question),
    queryFn: () => ipc().estimateCost(question),
    placeholderData: keepPreviousData,
    gcTime: 0,
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
