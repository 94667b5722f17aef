// One line a cause, not a line a file, and the choice that goes with it.
import { Ban, Copy, Images, Ruler, ShieldCheck, TriangleAlert } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Kbd } from "../../components/kbd";
import { Switch } from "../../components/switch";
import { count, size } from "../../lib/words";
import type { Choices, Outlook } from "./plan";

/** Refusals told one by one before "and 40 more". */
const TOLD = 6;

export function Causes({
  policy,
  found,
  choices,
  isStyle,
  onFit,
  onAddDuplicates,
  allAlikeOut,
  onLeaveAlike,
  onShowAlike,
}: {
  /** What is taken out, to choose. */
  policy: ReactNode;
  found: Outlook;
  choices: Choices;
  isStyle: boolean;
  onFit: () => void;
  onAddDuplicates: () => void;
  /** Whether every look-alike stays out. */
  allAlikeOut: boolean;
  onLeaveAlike: () => void;
  /** Shows each beside its twin. */
  onShowAlike: () => void;
}) {
  const known = found.here + found.elsewhere.reduce((sum, one) => sum + one.count, 0);
  return (
    <div className="causes">
      {policy}
      {found.tooLarge.length > 0 && <TooLarge found={found} fit={choices.fit} onFit={onFit} />}
      {found.cleaned.length > 0 && <Cleaned found={found} />}
      {found.worded.length > 0 && <Worded found={found} />}
      {found.doubtful.length > 0 && (
        <Alike found={found} allOut={allAlikeOut} onLeave={onLeaveAlike} onShow={onShowAlike} />
      )}
      {known > 0 && (
        <section>
          <h3>
            <Copy className="glyph" aria-hidden="true" />
            {count(known)} {known === 1 ? "is" : "are"} here already
          </h3>
          <dl>
            {found.here > 0 && <Line name={isStyle ? "In this style" : "In this room"} value={count(found.here)} />}
            {found.elsewhere.map((one) => (
              <Line key={one.placeName} name={`In ${one.placeName}`} value={count(one.count)} />
            ))}
          </dl>
          {found.elsewhere.length > 0 && (
            <Choice label="Add here too" checked={choices.addDuplicates} onChange={onAddDuplicates} name="addDuplicates" />
          )}
        </section>
      )}
      {found.unusable.length > 0 && <Unusable found={found} />}
    </div>
  );
}

/** New to the byte, but known to the eye. */
function Alike({ found, allOut, onLeave, onShow }: { found: Outlook; allOut: boolean; onLeave: () => void; onShow: () => void }) {
  const howMany = found.doubtful.length;
  const one = howMany === 1;
  return (
    <section>
      <h3>
        <Images className="glyph" aria-hidden="true" />
        {count(howMany)} {one ? "looks like a picture that is here" : "look like pictures that are here"}
      </h3>
      <p>
        Smaller, brighter or encoded again, perhaps. {one ? "It comes" : "They come"} in unless you leave {one ? "it" : "them"} out.{" "}
        <button type="button" className="linkish" onClick={onShow}>
          Side by side
        </button>
      </p>
      <dl>
        {found.alikeIn.map((line) => (
          <Line key={line.placeName} name={`In ${line.placeName}`} value={count(line.count)} />
        ))}
      </dl>
      <Choice label={one ? "Leave it out" : `Leave these ${count(howMany)} out`} checked={allOut} onChange={onLeave} name="leaveAlike" />
    </section>
  );
}

/** What will be taken out, places first. */
function Cleaned({ found }: { found: Outlook }) {
  const { placed, cleaned } = found;
  const one = placed.length === 1;
  return (
    <section>
      <h3 className="is-cleaned">
        <ShieldCheck className="glyph" aria-hidden="true" />
        {placed.length > 0
          ? `${count(placed.length)} ${one ? "says" : "say"} where ${one ? "it was" : "they were"} taken`
          : `${count(cleaned.length)} will be cleaned; none says where it was taken`}
      </h3>
      <dl>
        {[...found.places, ...found.alsoGoes].map((line) => (
          <Line key={line.name} name={line.name} value={count(line.count)} />
        ))}
      </dl>
    </section>
  );
}

/** Places written in a caption or a comment: words are a person's own. */
function Worded({ found }: { found: Outlook }) {
  const [all, setAll] = useState(false);
  const told = all ? found.worded : found.worded.slice(0, TOLD);
  const more = found.worded.length - told.length;
  return (
    <section>
      <h3 className="is-pending">
        <TriangleAlert className="glyph" aria-hidden="true" />
        {count(found.worded.length)} {found.worded.length === 1 ? "needs" : "need"} a look
      </h3>
      {told.map(({ item, warnings }) => (
        <p key={item.index} className="selectable">
          <b>{item.name}</b>: {warnings.join(" ")}
        </p>
      ))}
      {more > 0 && (
        <p>
          <button type="button" className="linkish" onClick={() => setAll(true)}>
            Show {count(more)} more
          </button>
        </p>
      )}
    </section>
  );
}

function TooLarge({ found, fit, onFit }: { found: Outlook; fit: boolean; onFit: () => void }) {
  const first = found.tooLarge[0]?.verdict;
  const limit = first?.type === "tooLarge" ? size(Math.round(first.limit / 1_048_576) * 1_000_000) : "10 MB";
  const howMany = found.tooLarge.length;
  return (
    <section>
      <h3>
        <Ruler className="glyph" aria-hidden="true" />
        {count(howMany)} {howMany === 1 ? "is" : "are"} larger than {limit}
      </h3>
      <p>
        Fit re-encodes each at the best quality that stays under {limit}. Your own files keep their size.
      </p>
      <Choice label={howMany === 1 ? "Fit this one" : `Fit these ${count(howMany)}`} checked={fit} onChange={onFit} name="fit" />
    </section>
  );
}

function Choice({
  label,
  checked,
  onChange,
  name,
}: {
  label: string;
  checked: boolean;
  onChange: () => void;
  name: "fit" | "addDuplicates" | "leaveAlike";
}) {
  return (
    <div className="choice">
      <Switch label={label} checked={checked} onChange={onChange} />
      <b aria-hidden="true">{label}</b>
      <span className="flex-1" />
      <Kbd name={name} />
    </div>
  );
}

function Unusable({ found }: { found: Outlook }) {
  const [all, setAll] = useState(false);
  const told = all ? found.unusable : found.unusable.slice(0, TOLD);
  const more = found.unusable.length - told.length;
  return (
    <section>
      <h3 className="is-failed">
        <Ban className="glyph" aria-hidden="true" />
        {count(found.unusable.length)} cannot be used
      </h3>
      {told.map(({ item, reason }) => (
        <p key={item.index} className="selectable">
          <b>{item.name}</b>
          {/^\p{Lu}/u.test(reason) ? ": " : " "}
          {reason}
        </p>
      ))}
      {more > 0 && (
        <p>
          <button type="button" className="linkish" onClick={() => setAll(true)}>
            Show {count(more)} more
          </button>
        </p>
      )}
    </section>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
