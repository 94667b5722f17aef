// What runs, what waits, what failed and why: one line a cause, with the one
// thing to press.
import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { Button } from "../../components/button";
import { ErrorNotice, Loading } from "../../components/notices";
import { sayTrouble } from "../../components/toast";
import { ipc } from "../../ipc/current";
import { asCommandError } from "../../ipc/errors";
import { activityQuery } from "../../ipc/queries";
import type { Activity } from "../../ipc/types";
import { count } from "../../lib/words";
import "./activity.css";
import { Causes } from "./causes";
import { Flow } from "./flow";
import { Jobs } from "./jobs";
import { Making } from "./making";
import { Side } from "./side";
import { Waiting } from "./waiting";

export function ActivitySheet({
  onOpenSettings,
  onShow,
}: {
  onOpenSettings: () => void;
  onShow: (ids: string[]) => void;
}) {
  const { data, error, refetch } = useQuery(activityQuery);
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Reading what runs" />;
  return (
    <>
      <header className="toolbar">
        <h1>Activity</h1>
        <span className="flex-1" />
        <PauseButton activity={data} />
        {data.failed > 0 && (
          <Button look="primary" onClick={() => attempt(() => ipc().retryFailed(null))}>
            Retry all {count(data.failed)}
          </Button>
        )}
      </header>
      <div className="activity">
        <Flow activity={data} />
        <div className="columns">
          <div>
            <Jobs activity={data} onCancel={(id) => attempt(() => ipc().cancelJob(id))} />
            <Causes
              causes={data.causes}
              failed={data.failed}
              onRetry={(code) => attempt(() => ipc().retryFailed(code))}
              onOpenSettings={onOpenSettings}
              onShow={onShow}
            />
            <Waiting activity={data} />
            <Making />
          </div>
          <Side activity={data} onSyncNow={() => attempt(() => ipc().syncNow())} onOpenSettings={onOpenSettings} />
        </div>
      </div>
    </>
  );
}

/** Holds whatever goes by itself: sending, and the making of variants. */
function PauseButton({ activity }: { activity: Activity }) {
  const paused = activity.state === "paused" || activity.variantsPaused;
  if (activity.state === "none" && activity.toMake === 0 && !paused) return null;
  return paused ? (
    <Button onClick={() => attempt(() => ipc().resumeSync())}>
      <Play className="glyph small" aria-hidden="true" />
      Go on
    </Button>
  ) : (
    <Button onClick={() => attempt(() => ipc().pauseSync())}>
      <Pause className="glyph small" aria-hidden="true" />
      Pause
    </Button>
  );
}

function attempt(act: () => Promise<void>) {
  act().catch((thrown: unknown) => sayTrouble(asCommandError(thrown).message));
}
