// A pair of before and after is looked at in passing, and kept only when asked.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, BookmarkCheck } from "lucide-react";
import { Button } from "../../components/button";
import { Kbd } from "../../components/kbd";
import { say, sayTrouble } from "../../components/toast";
import { ipc } from "../../ipc/current";
import { asCommandError } from "../../ipc/errors";
import { comparisonsQuery, queryKeys } from "../../ipc/queries";
import type { Comparison, Picture } from "../../ipc/types";

export interface Keeping {
  kept: boolean;
  keep: () => void;
}

/** Null where there is no room to keep a pair in. */
export function useKeeping(
  roomId: string | null,
  before: Picture,
  after: Picture,
  shown: Comparison["comparisonType"],
): Keeping | null {
  const client = useQueryClient();
  const { data } = useQuery({ ...comparisonsQuery(roomId ?? ""), enabled: roomId !== null });
  if (roomId === null) return null;
  const kept = (data ?? []).some(
    (pair) => pair.beforeAssetId === before.id && pair.afterAssetId === after.id && pair.comparisonType === shown,
  );
  const keep = () => {
    if (kept) return;
    ipc()
      .keepComparison({ beforeId: before.id, afterId: after.id, shown })
      .then(async () => {
        await client.invalidateQueries({ queryKey: queryKeys.comparisons(roomId) });
        say("The pair is kept with its room.");
      })
      .catch((thrown: unknown) => sayTrouble(asCommandError(thrown).message));
  };
  return { kept, keep };
}

export function KeepButton({ kept, keep }: Keeping) {
  return kept ? (
    <span className="fact second flex items-center gap-1.5 px-2" role="status">
      <BookmarkCheck className="glyph small" aria-hidden="true" /> Kept
    </span>
  ) : (
    <Button look="ghost" onClick={keep}>
      <Bookmark className="glyph small" aria-hidden="true" /> Keep this pair <Kbd name="keep" />
    </Button>
  );
}
