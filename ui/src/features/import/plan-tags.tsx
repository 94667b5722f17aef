// What one file of the plan holds, and what would be left of it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { TagSheet } from "../../components/tag-sheet";
import { planTagsQuery } from "../../ipc/queries";
import type { PlanItem } from "../../ipc/types";

export function PlanTags({ planId, item, onClose }: { planId: string; item: PlanItem; onClose: () => void }) {
  const [places, setPlaces] = useState(false);
  const { data, error, refetch } = useQuery(planTagsQuery(planId, item.index, places));
  return (
    <TagSheet
      name={item.name}
      rows={data}
      error={error}
      onRetry={() => void refetch()}
      tense="planned"
      places={{ shown: places, onShow: setPlaces }}
      onClose={onClose}
    />
  );
}
