// What is about to happen, before it happens: one tick a file, one line a
// cause. Enter does it.
import { Undo2 } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Button } from "../../components/button";
import { Dialog } from "../../components/dialog";
import { Kbd } from "../../components/kbd";
import { Segmented } from "../../components/segmented";
import type { AssetKind, ImportPlan, PlanItem, Policy } from "../../ipc/types";
import { matches } from "../../lib/keys";
import { count, many } from "../../lib/words";
import { Causes } from "./causes";
import "./import.css";
import { Twins } from "./twins";
import { cautious, fated, fateOf, outlook, things, ticks, type Choices, type Fate, type LookAlike, type Outlook } from "./plan";
import { PlanPictures } from "./plan-pictures";
import { PlanTags } from "./plan-tags";
import { PolicyChoice } from "./policy-choice";

export type Tab = "new" | "alike" | "duplicates" | "refused" | "cleaned";

export interface ImportPlanProps {
  plan: ImportPlan;
  /** While another kind is being looked at. */
  busy: boolean;
  /** What the workspace takes out of files. */
  usualPolicy: Policy;
  onKind: (kind: AssetKind) => void;
  onPolicy: (policy: Policy) => void;
  /** Remembers that a file is no copy of its twin, or forgets it again; false when that could not be. */
  onApart: (item: PlanItem, apart: boolean) => Promise<boolean>;
  onImport: (choices: Choices) => void;
  onClose: () => void;
}

const kindSegments = [
  { value: "photo", label: "Photos" },
  { value: "floorplan", label: "Floor plans" },
  { value: "render", label: "Renders" },
  { value: "document", label: "Documents" },
] as const;

export function ImportPlanSheet(props: ImportPlanProps) {
  const { plan, busy, onKind, onPolicy, onApart, onImport, onClose } = props;
  const [choices, setChoices] = useState<Choices>(cautious);
  const [tab, setTab] = useState<Tab>(() => (isAskedForTwins(plan) ? "alike" : "new"));
  const [looked, setLooked] = useState<PlanItem | null>(null);
  const found = useMemo(() => outlook(plan, choices), [plan, choices]);
  const isStyle = plan.place.kind === "style";
  const title = `${many(plan.items.length, "file")} for ${plan.placeName}`;
  const canImport = found.taken.length > 0 && !busy;
  const run = () => canImport && onImport(choices);
  const toggle = (name: "fit" | "addDuplicates") => setChoices((now) => ({ ...now, [name]: !now[name] }));
  const allOut = found.doubtful.length > 0 && found.doubtful.every((item) => fateOf(item, choices) === "out");
  const leaveAlike = () => setChoices((now) => fated(now, found.doubtful, allOut ? "in" : "out"));
  const decide = async (item: LookAlike, fate: Fate) => {
    const before = fateOf(item, choices);
    const apart = fate === "apart";
    if (apart !== (before === "apart") && !(await onApart(item, apart))) return;
    setChoices((now) => fated(now, [item], fate));
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    // What is pressed in the sheet above is not meant for this one.
    if (looked) return;
    const target = event.target;
    if (matches(event, "fit") && found.tooLarge.length > 0) toggle("fit");
    else if (matches(event, "addDuplicates") && found.elsewhere.length > 0) toggle("addDuplicates");
    else if (matches(event, "leaveAlike") && found.doubtful.length > 0) leaveAlike();
    else if (matches(event, "policy")) onPolicy(plan.policy === "location" ? "everything" : "location");
    else if (matches(event, "runImport") && !pressesItself(target)) run();
    else return;
    event.preventDefault();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      titleHidden
      className="plan"
      focusFirst="[role=tab][aria-selected=true]"
      onKeyDown={onKeyDown}
    >
      <header>
        <div className="min-w-0 flex-1">
          <h2 className="truncate" aria-hidden="true">
            {title}
          </h2>
          <p className="third">Nothing is imported yet.</p>
        </div>
        {!isStyle && (
          <>
            <span className="fact third">They are</span>
            <Segmented label="They are" value={plan.kind} segments={kindSegments} onChange={onKind} />
          </>
        )}
      </header>
      <Counts found={found} plan={plan} choices={choices} tab={tab} onTab={setTab} />
      <div className="body">
        {tab === "alike" ? (
          <Twins
            items={found.alike}
            choices={choices}
            isStyle={isStyle}
            onFate={(item, fate) => void decide(item, fate)}
            onLook={setLooked}
          />
        ) : (
          <PlanPictures key={tab} items={itemsOf(found, tab)} tab={tab} onLook={setLooked} />
        )}
        <Causes
          policy={<PolicyChoice policy={plan.policy} usual={props.usualPolicy} onPolicy={onPolicy} />}
          found={found}
          choices={choices}
          isStyle={isStyle}
          onFit={() => toggle("fit")}
          onAddDuplicates={() => toggle("addDuplicates")}
          allAlikeOut={allOut}
          onLeaveAlike={leaveAlike}
          onShowAlike={() => setTab("alike")}
        />
      </div>
      <footer>
        <span className="fact second flex items-center gap-2">
          <Undo2 className="glyph small" aria-hidden="true" /> One undo takes it all back until it has synced.
        </span>
        <span className="flex-1" />
        <Button look="ghost" large onClick={onClose}>
          Cancel <Kbd name="back" />
        </Button>
        <Button look="primary" large onClick={run} disabled={!canImport}>
          {found.taken.length > 0 ? `Import ${things(plan.kind, found.taken.length, isStyle)}` : "Nothing to import"}
          {canImport && <Kbd name="runImport" />}
        </Button>
      </footer>
      {looked && <PlanTags planId={plan.id} item={looked} onClose={() => setLooked(null)} />}
    </Dialog>
  );
}

function Counts({
  found,
  plan,
  choices,
  tab,
  onTab,
}: {
  found: Outlook;
  plan: ImportPlan;
  choices: Choices;
  tab: Tab;
  onTab: (tab: Tab) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const tabs: { tab: Tab; count: number; label: string }[] = [
    { tab: "new", count: found.taken.length, label: "new" },
    // There as long as one may be thought better of.
    ...(found.alike.length > 0
      ? [{ tab: "alike" as const, count: found.doubtful.length, label: found.doubtful.length === 1 ? "looks alike" : "look alike" }]
      : []),
    { tab: "duplicates", count: found.duplicates.length, label: found.duplicates.length === 1 ? "duplicate" : "duplicates" },
    { tab: "refused", count: found.refused.length, label: "refused" },
    { tab: "cleaned", count: found.cleaned.length, label: "will be cleaned" },
  ];
  const step = (event: React.KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    const at = tabs.findIndex((one) => one.tab === tab);
    const buttons = list.current?.querySelectorAll<HTMLElement>("[role=tab]");
    buttons?.[(at + by + tabs.length) % tabs.length]?.focus();
    event.preventDefault();
  };
  return (
    <div className="counts">
      {/* The tabs take the focus, not their list. */}
      {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus */}
      <div ref={list} role="tablist" aria-label="What will happen" className="contents" onKeyDown={step}>
        {tabs.map((one) => (
          <button
            key={one.tab}
            type="button"
            role="tab"
            id={`plan-tab-${one.tab}`}
            aria-selected={tab === one.tab}
            aria-controls="plan-panel"
            className={`count-tab ${one.tab}`}
            onClick={() => onTab(one.tab)}
            onFocus={() => onTab(one.tab)}
          >
            <b className="num">{count(one.count)}</b>{" "}
            <span>{one.label}</span>
          </button>
        ))}
      </div>
      <div className="ticks" aria-hidden="true">
        {ticks(found, plan, choices).map((kind, at) => (
          <i key={at} className={kind} />
        ))}
      </div>
    </div>
  );
}

/** A few pictures that would have come in at once, but for their twins. */
function isAskedForTwins({ items }: ImportPlan): boolean {
  return items.length <= 3 && items.every(({ verdict }) => verdict.type === "new") && items.some(({ looksLike }) => looksLike);
}

function itemsOf(found: Outlook, tab: Exclude<Tab, "alike">) {
  switch (tab) {
    case "new":
      return found.taken;
    case "duplicates":
      return found.duplicates;
    case "refused":
      return found.refused;
    case "cleaned":
      return found.cleaned;
  }
}

/** Enter on a button presses that button; on a count it imports. */
function pressesItself(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches("button:not([role=tab]):not([role=radio]), a, input");
}
