// What the variants of a preset cost a month, and on what that rests.
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { costQuery, trialQuery } from "../../ipc/queries";
import type { CostEstimate, CostQuestion, Preset, PresetCost } from "../../ipc/types";
import { useSettled } from "../../lib/use-settled";
import { count, dollars, many, size } from "../../lib/words";
import { NumberField } from "./number-field";
import { Row } from "./settings-sheet";

/** As the platform's own projections have it. */
const USUAL_LOADS = 10;

const lines: readonly { name: string; of: (cost: PresetCost) => string }[] = [
  { name: "One in the mean", of: ({ meanBytes }) => size(Math.round(meanBytes)) },
  { name: "Keeping", of: ({ cost }) => dollars(cost.storageUsd) },
  { name: "Loading", of: ({ cost }) => dollars(cost.bandwidthUsd) },
  { name: "Together", of: ({ cost }) => dollars(cost.storageUsd + cost.bandwidthUsd) },
];

export function PresetCosts({ ids, saved, edited }: { ids: readonly string[]; saved: Preset | null; edited: Preset | null }) {
  const [pictures, setPictures] = useState<number | null>(null);
  const [loads, setLoads] = useState(USUAL_LOADS);
  const tried = useBytes(ids, saved, edited);
  const variantType = typeOf(saved ?? edited);
  const question = useSettled(JSON.stringify({ variantType, pictures, loadsPerMonth: loads, tried } satisfies CostQuestion), 150);
  const { data, error } = useQuery(costQuery(JSON.parse(question) as CostQuestion));
  return (
    <Row name="Costs a month" sentence="An estimate, for this preset alone">
      <div className="flex flex-wrap items-center gap-2">
        <NumberField label="Pictures" value={pictures} least={1} most={100_000_000} placeholder={data ? count(data.pictures) : ""} onChange={setPictures}>
          pictures
        </NumberField>
        <NumberField label="Loads of each a month" value={loads} least={0} most={1_000_000} onChange={setLoads}>
          loads of each
        </NumberField>
        {pictures !== null && (
          <button type="button" className="linkish" onClick={() => setPictures(null)}>
            Those of this workspace
          </button>
        )}
      </div>
      {error ? (
        <p className="fact third mt-3" role="alert">
          The estimate cannot be made now. The presets are as they were.
        </p>
      ) : (
        data && <Estimate estimate={data} loads={loads} />
      )}
    </Row>
  );
}

/** The bytes of the pictures that both presets were tried out on; a new preset has only its own. */
function useBytes(ids: readonly string[], saved: Preset | null, edited: Preset | null): CostQuestion["tried"] {
  const before = useQueries({ queries: saved ? ids.map((id) => trialQuery(id, "saved", saved)) : [] });
  const after = useQueries({ queries: edited ? ids.map((id) => trialQuery(id, "edited", edited)) : [] });
  return ids.flatMap((_, at) => {
    const then = after[at]?.isPlaceholderData ? undefined : after[at]?.data;
    const now = saved ? before[at]?.data : then;
    return now && then ? [{ savedBytes: now.bytes, editedBytes: then.bytes }] : [];
  });
}

/** A preset is called what its variants are for. */
function typeOf(preset: Preset | null): CostQuestion["variantType"] {
  return (["thumbnail", "optimized", "webp", "avif"] as const).find((one) => one === preset?.name) ?? "optimized";
}

function Estimate({ estimate, loads }: { estimate: CostEstimate; loads: number }) {
  const { saved, edited } = estimate;
  if (!saved && !edited) return <p className="fact third mt-3">Nothing is known of its size yet: no variant is made, and none was tried out.</p>;
  return (
    <>
      <table className="measures num costs">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">Matter</span>
            </th>
            {saved && <th scope="col">Saved</th>}
            {edited && <th scope="col">Edited</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {saved && <td>{of(saved)}</td>}
              {edited && <td>{of(edited)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="fact third mt-2">{assumptions(estimate, loads)}</p>
    </>
  );
}

/** What the figures rest on, in words. */
function assumptions({ pictures, measured, edited, storageUsdPerGbMonth, bandwidthUsdPerGb }: CostEstimate, loads: number): string {
  const mean = measured > 0 ? `The mean of ${many(measured, "variant")} that are made` : "The mean of the pictures tried out";
  const then = edited ? ", for the edited preset as many times that as the pictures tried out grew or shrank" : "";
  return (
    `${mean}${then}; ${many(pictures, "picture")}, each loaded ${many(loads, "time")} a month in this version. ` +
    `$${storageUsdPerGbMonth} for keeping a gigabyte a month and $${bandwidthUsdPerGb.toFixed(2)} for each gigabyte loaded, ` +
    `the paid tier of Supabase. Originals, other presets and requests are not counted.`
  );
}
