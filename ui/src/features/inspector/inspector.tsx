// The band at the right: what is known of the selected pictures, and their words.
import { useQuery } from "@tanstack/react-query";
import { useMemo, type Ref } from "react";
import { ErrorNotice } from "../../components/notices";
import { pictureQuery } from "../../ipc/queries";
import type { Comparison, Picture, PictureDetail, PicturePatch, Place } from "../../ipc/types";
import { Facts, ManyFacts, PlaceFacts } from "./facts";
import "./inspector.css";
import { KeptPairs } from "./kept-pairs";
import { Receipt } from "./receipt";
import { VariantTable } from "./variant-table";
import { Words, type WordsHandle } from "./words-form";

export interface InspectorProps {
  place: Place;
  placeName: string;
  /** Everything of the place; undefined while it is read. */
  pictures: readonly Picture[] | undefined;
  /** Those that are selected, in the grid's order. */
  selected: readonly Picture[];
  onEdit: (ids: string[], patch: PicturePatch) => void;
  onMoveTo: (id: string, position: number) => void;
  onCompare: (pair: readonly [Picture, Picture], shown: Comparison["comparisonType"]) => void;
  onRetry: () => void;
  onRegenerate: (ids: string[]) => void;
  onRetryVariants: (ids: string[]) => void;
  onLoupe: (pictureId: string, variantId: string) => void;
  words?: Ref<WordsHandle>;
}

export function Inspector(props: InspectorProps) {
  const { selected } = props;
  const [only] = selected;
  return (
    <aside className="inspector" aria-label="Inspector">
      {selected.length === 0 && <PlaceFacts {...props} />}
      {selected.length === 0 && props.place.kind === "room" && (
        <KeptPairs roomId={props.place.id} pictures={props.pictures ?? []} onCompare={props.onCompare} />
      )}
      {selected.length === 1 && only && <One {...props} picture={only} />}
      {selected.length > 1 && <Several {...props} />}
    </aside>
  );
}

function One({ picture, ...props }: InspectorProps & { picture: Picture }) {
  const { data, error, refetch } = useQuery(pictureQuery(picture.id));
  // What the grid knows is there at once, and newer than what was asked before.
  const detail: PictureDetail | null = data?.picture.id === picture.id ? { ...data, picture } : null;
  return (
    <>
      <Facts picture={picture} detail={detail} onRetry={props.onRetry} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {detail?.receipt && (
        <div className="section">
          <Receipt picture={picture} receipt={detail.receipt} />
        </div>
      )}
      <div className="section">
        <Words {...props} targets={[picture]} sourceUrl={detail?.sourceUrl ?? null} source={detail?.source ?? null} />
      </div>
      {detail && detail.variants.length > 0 && (
        <div className="section">
          <VariantTable
            variants={detail.variants}
            onOpen={(variantId) => props.onLoupe(picture.id, variantId)}
            onRegenerate={() => props.onRegenerate([picture.id])}
            onRetry={() => props.onRetryVariants([picture.id])}
          />
        </div>
      )}
      {detail && (
        <div className="section">
          <p className="mono third selectable wrap-anywhere">{detail.storagePath}</p>
        </div>
      )}
    </>
  );
}

function Several(props: InspectorProps) {
  const { selected } = props;
  const ids = useMemo(() => selected.map(({ id }) => id), [selected]);
  return (
    <>
      <ManyFacts selected={selected} />
      <div className="section">
        <Words key={ids.length} {...props} targets={selected} sourceUrl={null} source={null} />
      </div>
    </>
  );
}
