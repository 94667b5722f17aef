// Where the pictures are, from here to there. A picture is where the last of it is.
import { ChevronRight } from "lucide-react";
import type { Activity } from "../../ipc/types";
import { count } from "../../lib/words";

export function Flow({ activity }: { activity: Activity }) {
  const steps: { value: number; words: string; now?: boolean }[] = [
    { value: activity.kept, words: "on this computer" },
    { value: activity.waiting, words: "waiting" },
    { value: activity.goingUp, words: "going up", now: activity.goingUp > 0 },
    { value: activity.there, words: "there, size and hash checked" },
  ];
  return (
    <div className="flow" role="group" aria-label="Where the pictures are">
      {steps.map((step, at) => (
        <div key={step.words} className="contents">
          {at > 0 && <ChevronRight className="glyph" aria-hidden="true" />}
          <div className={`step-count ${step.now ? "now" : ""}`}>
            <b className="num">{count(step.value)}</b>
            <span>{step.words}</span>
          </div>
        </div>
      ))}
      {activity.failed > 0 && (
        <div className="step-count bad">
          <b className="num">{count(activity.failed)}</b>
          <span>failed, safe here</span>
        </div>
      )}
    </div>
  );
}
