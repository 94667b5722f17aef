// The queue of variants: how much waits and for how long, and how much of what
// was made failed. Why it failed stands with the causes.
import { useQuery } from "@tanstack/react-query";
import { variantQueueQuery } from "../../ipc/queries";
import type { MakingRate, VariantQueue } from "../../ipc/types";
import { about, count, many, percent } from "../../lib/words";

export function Making() {
  const { data } = useQuery(variantQueueQuery);
  if (!data || data.waiting + data.ever.made + data.ever.failed === 0) return null;
  return (
    <section aria-labelledby="making-title">
      <h2 id="making-title" className="part">
        Variants <span className="third num">{data.waiting === 0 ? "all made" : `${many(data.waiting, "waits", "wait")} to be made`}</span>
      </h2>
      <dl className="making num">
        {data.waiting > 0 && <Fact name="To be made" value={`${count(data.waiting)} of ${many(data.pictures, "picture")}`} note={when(data)} />}
        <Fact name="Last 24 hours" value={failures(data.lately)} note={share(data.lately)} />
        <Fact name="Ever" value={failures(data.ever)} note={share(data.ever)} />
      </dl>
    </section>
  );
}

function Fact({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className="third">{note}</dd>
    </div>
  );
}

/** When those that wait will be there, as far as anyone can know. */
function when({ paused, policy, waiting, waitingFirst, secondsLeft }: VariantQueue): string {
  if (paused) return "paused";
  if (secondsLeft !== null) return about(secondsLeft);
  return policy === "lazy" && waitingFirst < waiting ? "when they are needed" : "";
}

function failures({ made, failed }: MakingRate): string {
  if (made + failed === 0) return "none tried";
  return failed === 0 ? `${count(made)} made, none failed` : `${count(failed)} of ${count(made + failed)} failed`;
}

function share({ made, failed }: MakingRate): string {
  if (failed === 0) return "";
  const part = failed / (made + failed);
  return part < 0.005 ? "under 1\u00a0%" : percent(part);
}
