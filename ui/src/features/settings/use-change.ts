// Changes a setting, shows it at once, and says so when the core would not.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { sayTrouble } from "../../components/toast";
import { asCommandError } from "../../ipc/errors";
import { queryKeys } from "../../ipc/queries";
import type { Settings } from "../../ipc/types";

export function useChange() {
  const client = useQueryClient();
  return useCallback(
    async (change: () => Promise<unknown>, shown: Partial<Settings> = {}): Promise<boolean> => {
      client.setQueryData<Settings>(queryKeys.settings, (now) => now && { ...now, ...shown });
      try {
        await change();
        return true;
      } catch (thrown) {
        sayTrouble(asCommandError(thrown).message);
        return false;
      } finally {
        await client.invalidateQueries({ queryKey: queryKeys.settings });
      }
    },
    [client],
  );
}
