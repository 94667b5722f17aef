// The pairs of before and after that were kept with a room.
import { useQuery } from "@tanstack/react-query";
import { Thumb } from "../../components/thumb";
import { comparisonsQuery } from "../../ipc/queries";
import type { Comparison, Picture } from "../../ipc/types";

const shownAs: Record<Comparison["comparisonType"], string> = {
  slider: "Slider",
  side_by_side: "Side by side",
  overlay: "Overlay",
};

export function KeptPairs({
  roomId,
  pictures,
  onCompare,
}: {
  roomId: string;
  pictures: readonly Picture[];
  onCompare: (pair: readonly [Picture, Picture], shown: Comparison["comparisonType"]) => void;
}) {
  const { data = [] } = useQuery(comparisonsQuery(roomId));
  // A pair of which one lies in the trash waits there with it.
  const pairs = data.flatMap((pair) => {
    const before = pictures.find(({ id }) => id === pair.beforeAssetId);
    const after = pictures.find(({ id }) => id === pair.afterAssetId);
    return before && after ? [{ pair, before, after }] : [];
  });
  if (pairs.length === 0) return null;
  return (
    <section className="section" aria-labelledby="pairs-title">
      <h3 id="pairs-title" className="section-title">
        Before and after
      </h3>
      <ul className="kept-pairs">
        {pairs.map(({ pair, before, after }) => (
          <li key={pair.id}>
            <button type="button" onClick={() => onCompare([before, after], pair.comparisonType)}>
              <Thumb id={before.id} />
              <Thumb id={after.id} />
              <span className="min-w-0 flex-1">
                <span className="block truncate">{after.caption ?? after.name}</span>
                <span className="fact third block">{shownAs[pair.comparisonType]}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
