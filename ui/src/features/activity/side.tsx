// How fast, how far behind, what today brought.
import { useEffect, useState } from "react";
import { Button } from "../../components/button";
import type { Activity } from "../../ipc/types";
import { ago, count, moment, size } from "../../lib/words";
import { Spark } from "./spark";

/** Ten minutes, a sample every two seconds. */
const SAMPLES = 300;
const EVERY_MS = 2000;

export function Side({
  activity,
  onSyncNow,
  onOpenSettings,
}: {
  activity: Activity;
  onSyncNow: () => void;
  onOpenSettings: () => void;
}) {
  const { now, rates } = useRates(activity.bytesPerSecond ?? 0);
  if (activity.state === "none") {
    return (
      <aside className="side" aria-label="Backend">
        <section className="card">
          <h3>On this computer only</h3>
          <p className="fact second mt-1">
            Everything works without a backend. Set one and all of it goes up by itself, cleaned of every place.
          </p>
          <Button className="mt-3" onClick={onOpenSettings}>
            Set a backend
          </Button>
        </section>
        <Today activity={activity} />
      </aside>
    );
  }
  return (
    <aside className="side" aria-label="How it goes">
      <section className="card">
        <div className="flex items-baseline">
          <h3>Upload</h3>
          <span className="flex-1" />
          <span className="num fact">
            {activity.bytesPerSecond ? `${size(activity.bytesPerSecond)}/s` : <span className="third">quiet</span>}
          </span>
        </div>
        <Spark rates={rates} />
        <div className="fact third num mt-1 flex justify-between">
          <span>10 min ago</span>
          <span>now</span>
        </div>
      </section>
      <section className="card">
        <h3>How far behind</h3>
        <dl className="lags">
          <dt>Last round</dt>
          <dd>{activity.lastSyncAt === null ? "not yet" : ago(activity.lastSyncAt, now)}</dd>
          <dt>Oldest change waiting</dt>
          <dd>{activity.oldestWaitingAt === null ? "none" : moment(activity.oldestWaitingAt, now)}</dd>
        </dl>
        {activity.state !== "paused" && (
          <Button className="mt-3" onClick={onSyncNow}>
            Sync now
          </Button>
        )}
      </section>
      <Today activity={activity} />
    </aside>
  );
}

function Today({ activity }: { activity: Activity }) {
  return (
    <section className="card">
      <h3>Today</h3>
      <dl className="lags">
        <dt>Imported</dt>
        <dd>{count(activity.today.imported)}</dd>
        <dt>Cleaned of a place</dt>
        <dd>{count(activity.today.cleaned)}</dd>
      </dl>
    </section>
  );
}

/** The rates of the last ten minutes, since this sheet has been open. */
function useRates(rate: number): { now: number; rates: readonly number[] } {
  const [state, setState] = useState(() => ({ now: Date.now(), rates: [rate] }));
  useEffect(() => {
    const timer = setInterval(
      () => setState(({ rates }) => ({ now: Date.now(), rates: [...rates, rate].slice(-SAMPLES) })),
      EVERY_MS,
    );
    return () => clearInterval(timer);
  }, [rate]);
  return state;
}
