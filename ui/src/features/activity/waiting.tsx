// What waits, by what it is, and for how long as far as anyone can know.
import { Image, Layers, TextCursorInput } from "lucide-react";
import type { Activity, WaitingGroup } from "../../ipc/types";
import { count, many } from "../../lib/words";

const names: Record<WaitingGroup["kind"], string> = {
  pictures: "Pictures",
  variants: "Variants",
  words: "Captions and tags",
};
const glyphs = { pictures: Image, variants: Layers, words: TextCursorInput };

export function Waiting({ activity }: { activity: Activity }) {
  const groups = activity.waitingBy.filter((group) => group.count > 0);
  if (groups.length === 0) return null;
  const changes = groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <section aria-labelledby="waiting-title">
      <h2 id="waiting-title" className="part">
        Waiting <span className="third num">{many(changes, "change")}</span>
      </h2>
      {groups.map((group) => {
        const Glyph = glyphs[group.kind];
        return (
          <div key={group.kind} className="waiting-row">
            <span className="flex items-center gap-2.5">
              <Glyph className="glyph small" aria-hidden="true" />
              {names[group.kind]}
            </span>
            <span className="num">{count(group.count)}</span>
            <span className="third">{group.note}</span>
          </div>
        );
      })}
    </section>
  );
}
