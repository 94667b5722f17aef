// Why things failed: one line a cause, never a line a file.
import { Button } from "../../components/button";
import { Thumb } from "../../components/thumb";
import type { Cause } from "../../ipc/types";
import { count, many } from "../../lib/words";

export function Causes({
  causes,
  failed,
  onRetry,
  onOpenSettings,
  onShow,
}: {
  causes: readonly Cause[];
  failed: number;
  onRetry: (code: string) => void;
  onOpenSettings: () => void;
  onShow: (ids: string[]) => void;
}) {
  if (causes.length === 0) return null;
  return (
    <section aria-labelledby="failed-title">
      <h2 id="failed-title" className="part">
        Failed{" "}
        <span className="third">
          {many(failed, "change")}, {many(causes.length, "cause")}
        </span>
      </h2>
      {causes.map((cause) => (
        <div key={cause.code} className="cause">
          <div className="how-many num is-failed">{count(cause.count)}</div>
          <div className="min-w-0 flex-1 selectable">
            <b>{cause.title}</b>
            <p>{cause.sentence}</p>
          </div>
          <div className="covers">
            {cause.coverIds.map((id) => (
              <Thumb key={id} id={id} />
            ))}
          </div>
          {cause.remedy === "retry" && (
            <Button onClick={() => onRetry(cause.code)} aria-label={`Retry ${cause.count}: ${cause.title}`}>
              Retry {count(cause.count)}
            </Button>
          )}
          {cause.remedy === "openSettings" && <Button onClick={onOpenSettings}>Open settings</Button>}
          {cause.remedy === "show" && cause.coverIds.length > 0 && (
            <Button onClick={() => onShow(cause.coverIds)}>See why</Button>
          )}
        </div>
      ))}
    </section>
  );
}
