// What is taken out of the files of this import, beside what is usual here.
import { Kbd } from "../../components/kbd";
import { Segmented } from "../../components/segmented";
import type { Policy } from "../../ipc/types";

const segments = [
  { value: "location", label: "Places" },
  { value: "everything", label: "Everything" },
] as const;

const effects: Record<Policy, string> = {
  location: "Places go; camera, date, author and rights stay.",
  everything: "Only what shows the picture stays: orientation and colours.",
};

export function PolicyChoice({
  policy,
  usual,
  onPolicy,
}: {
  policy: Policy;
  /** The workspace's own. */
  usual: Policy;
  onPolicy: (policy: Policy) => void;
}) {
  return (
    <section className="policy-choice">
      <div className="flex items-center gap-2">
        <h3>Take out</h3>
        <span className="flex-1" />
        <Segmented label="Take out" value={policy} segments={segments} onChange={onPolicy} />
        <Kbd name="policy" />
      </div>
      <p>
        {effects[policy]}
        {policy !== usual && ` For this import only; the workspace takes out ${usual === "location" ? "places" : "everything"}.`}
      </p>
    </section>
  );
}
