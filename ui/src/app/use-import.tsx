// From files to pictures: plan first, ask if there is anything to ask, carry it
// out, say what happened and how to take it back.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState, type ReactNode } from "react";
import { announce, quarters } from "../components/announcer";
import { say, sayTrouble } from "../components/toast";
import { ImportPlanSheet } from "../features/import/import-plan";
import { cautious, things, type Choices } from "../features/import/plan";
import { ImportProgress } from "../features/import/progress-bar";
import { ipc } from "../ipc/current";
import { asCommandError } from "../ipc/errors";
import { forgetRows, settingsQuery } from "../ipc/queries";
import type { AssetKind, ImportEvent, ImportPlan, ImportReport, Place, PlanItem, PlanRequest, Policy } from "../ipc/types";
import { count, many } from "../lib/words";

interface Step {
  verb: "Looking at" | "Importing";
  done: number;
  total: number;
  planId: string | null;
}

export interface Import {
  start: (request: PlanRequest) => void;
  paste: (place: Place, kind: AssetKind) => void;
  /** The plan, over everything. */
  sheet: ReactNode;
  /** What is going on, for the foot of the sheet. */
  progress: ReactNode;
}

export function useImport({
  onUndo,
  onBulk,
}: {
  onUndo: (historyId: string) => void;
  /** A plan is carried out: what comes in is to be seen coming in. */
  onBulk: (place: Place) => void;
}): Import {
  const client = useQueryClient();
  const { data: settings } = useQuery(settingsQuery);
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  const [busy, setBusy] = useState(false);
  // A plan that was given up while it was being made must not appear later.
  const turn = useRef(0);

  const run = useCallback(
    async (planned: ImportPlan, { fit, addDuplicates, leaveOut }: Choices) => {
      setPlan(null);
      setStep({ verb: "Importing", done: 0, total: 0, planId: planned.id });
      try {
        const request = { planId: planned.id, kind: planned.kind, fit, addDuplicates, leaveOut: [...leaveOut] };
        const report = await ipc().runImport(request, follow("Importing", planned.id, setStep));
        await forgetRows(client, planned.place);
        tell(report, planned, leaveOut.length, onUndo);
      } catch (thrown) {
        sayTrouble(asCommandError(thrown).message);
      } finally {
        setStep(null);
      }
    },
    [client, onUndo],
  );

  const look = useCallback(
    async (make: (hear: (event: ImportEvent) => void) => Promise<ImportPlan | null>) => {
      const mine = (turn.current += 1);
      setStep({ verb: "Looking at", done: 0, total: 0, planId: null });
      try {
        const made = await make(follow("Looking at", null, (next) => turn.current === mine && setStep(next)));
        if (turn.current !== mine) {
          if (made) await ipc().discardPlan(made.id);
          return;
        }
        setStep(null);
        if (!made) say("There is no picture on the clipboard.");
        else if (made.items.length === 0) say("There is no file in what you gave.");
        else if (made.needsNoLook) await run(made, cautious);
        else setPlan(made);
      } catch (thrown) {
        if (turn.current !== mine) return;
        setStep(null);
        sayTrouble(asCommandError(thrown).message);
      }
    },
    [run],
  );

  const planAgain = async (kind: AssetKind, policy: Policy) => {
    if (!plan || busy) return;
    setBusy(true);
    try {
      setPlan(await ipc().replanImport({ planId: plan.id, kind, policy }));
    } catch (thrown) {
      sayTrouble(asCommandError(thrown).message);
    } finally {
      setBusy(false);
    }
  };

  const tellApart = async (planId: string, { index }: PlanItem, apart: boolean) => {
    try {
      await ipc().tellApart({ planId, index, apart });
      return true;
    } catch (thrown) {
      sayTrouble(asCommandError(thrown).message);
      return false;
    }
  };

  const stop = () => {
    if (step?.planId) void ipc().stopImport(step.planId);
    else {
      turn.current += 1;
      setStep(null);
    }
  };

  return {
    start: useCallback((request) => void look((hear) => ipc().planImport(request, hear)), [look]),
    paste: useCallback((place, kind) => void look(() => ipc().paste({ place, kind })), [look]),
    sheet: plan && (
      <ImportPlanSheet
        plan={plan}
        busy={busy}
        usualPolicy={settings?.policy ?? plan.policy}
        onKind={(kind) => void planAgain(kind, plan.policy)}
        onPolicy={(policy) => void planAgain(plan.kind, policy)}
        onApart={(item, apart) => tellApart(plan.id, item, apart)}
        onImport={(choices) => {
          onBulk(plan.place);
          void run(plan, choices);
        }}
        onClose={() => {
          void ipc().discardPlan(plan.id);
          setPlan(null);
        }}
      />
    ),
    progress: step && <ImportProgress verb={step.verb} done={step.done} total={step.total} onStop={stop} />,
  };
}

/** Draws at most ten times a second, whatever the core says. */
function follow(verb: Step["verb"], planId: string | null, draw: (step: Step) => void) {
  let drawn = 0;
  const aloud = quarters(announce);
  return ({ done, total }: ImportEvent) => {
    if (verb === "Importing") aloud(done, total);
    const now = performance.now();
    if (done < total && now - drawn < 100) return;
    drawn = now;
    draw({ verb, done, total, planId });
  };
}

function tell(report: ImportReport, plan: ImportPlan, leftOut: number, onUndo: (historyId: string) => void) {
  const parts = [`${things(plan.kind, report.imported.length, plan.place.kind === "style")} imported`];
  if (report.cleaned > 0) parts.push(`${count(report.cleaned)} cleaned`);
  if (report.refused.length > 0) parts.push(`${count(report.refused.length)} refused`);
  const out = report.stopped + leftOut;
  if (out > 0) parts.push(`${many(out, "file")} left out`);
  const { historyId } = report;
  say(`${parts.join(", ")}.`, historyId === null ? undefined : () => onUndo(historyId));
}
