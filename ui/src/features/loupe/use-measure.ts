// The score of a variant, measured when it is asked for.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { announce } from "../../components/announcer";
import { sayTrouble } from "../../components/toast";
import { ipc } from "../../ipc/current";
import { asCommandError } from "../../ipc/errors";
import { queryKeys } from "../../ipc/queries";
import type { Variant } from "../../ipc/types";
import { score, scoreWords } from "../../lib/words";

export interface Measuring {
  /** The variant that is being measured. */
  busy: string | null;
  scoreOf: (variant: Variant) => number | null;
  measure: (variant: Variant) => void;
  stop: () => void;
}

export function useMeasure(pictureId: string): Measuring {
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  // What cannot be kept with its variant is shown as long as the loupe is open.
  const [found, setFound] = useState<ReadonlyMap<string, number>>(new Map());
  const running = useRef<string | null>(null);
  // Nobody waits for it once the loupe is closed.
  useEffect(() => () => stop(running.current), []);

  const measure = (variant: Variant) => {
    if (running.current !== null) return;
    running.current = variant.id;
    setBusy(variant.id);
    ipc()
      .measureVariant(variant.id)
      .then(async ({ score: value, kept }) => {
        setFound((now) => new Map(now).set(variant.id, value));
        announce(`Score ${score(value)}, ${scoreWords(value)}`);
        if (kept) await client.invalidateQueries({ queryKey: queryKeys.picture(pictureId) });
      })
      .catch((thrown: unknown) => {
        const { code, message } = asCommandError(thrown);
        if (code !== "cancelled") sayTrouble(message);
      })
      .finally(() => {
        running.current = null;
        setBusy(null);
      });
  };

  return {
    busy,
    scoreOf: (variant) => variant.score ?? found.get(variant.id) ?? null,
    measure,
    stop: () => stop(running.current),
  };
}

function stop(variantId: string | null) {
  // One that has ended meanwhile has nothing to stop.
  if (variantId !== null) void ipc().stopMeasuring(variantId);
}
