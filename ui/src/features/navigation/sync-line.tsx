// The last line of the navigation: what waits and moves, or that nothing does.
import { CloudOff, HardDrive, Pause } from "lucide-react";
import type { Activity } from "../../ipc/types";
import { count, size } from "../../lib/words";

export function SyncLine({ activity, rail, onGo }: { activity: Activity | undefined; rail: boolean; onGo: () => void }) {
  const { words, rate } = describeSync(activity);
  const all = activity ? activity.waiting + activity.goingUp + activity.there : 0;
  const moving = activity?.state === "working" && all > 0;
  const shareDone = all === 0 ? 0 : (activity?.there ?? 0) / all;
  return (
    <button type="button" className="sync-line" onClick={onGo} aria-label={words} title={rail ? words : undefined}>
      <span className="flex items-center gap-2">
        <SyncGlyph state={activity?.state} />
        {!rail && <span className="fact second min-w-0 flex-1 truncate">{words}</span>}
        {!rail && rate && <span className="tiny third num">{rate}</span>}
      </span>
      {moving && (
        <span className="bar mt-[7px] block">
          <i style={{ transform: `scaleX(${shareDone})` }} />
        </span>
      )}
    </button>
  );
}

function SyncGlyph({ state }: { state: Activity["state"] | undefined }) {
  if (state === "none") return <HardDrive className="glyph small" aria-hidden="true" />;
  if (state === "offline") return <CloudOff className="glyph small" aria-hidden="true" />;
  if (state === "paused") return <Pause className="glyph small" aria-hidden="true" />;
  return null;
}

/** Offline is a state, not an error. */
export function describeSync(activity: Activity | undefined): { words: string; rate: string | null } {
  if (!activity) return { words: "", rate: null };
  const waiting = activity.waiting > 0 ? `${count(activity.waiting)} waiting` : null;
  const rate = activity.bytesPerSecond ? `${size(activity.bytesPerSecond)}/s` : null;
  switch (activity.state) {
    case "none":
      return { words: "On this computer only", rate: null };
    case "offline":
      return { words: waiting ? `No network, ${waiting}` : "No network", rate: null };
    case "paused":
      return { words: waiting ? `Paused, ${waiting}` : "Paused", rate: null };
    case "working": {
      const up = activity.goingUp > 0 ? `${count(activity.goingUp)} going up` : null;
      return { words: [waiting, up].filter(Boolean).join(", ") || "Working", rate };
    }
    case "idle":
      return { words: waiting ?? "All in the store", rate: null };
  }
}
