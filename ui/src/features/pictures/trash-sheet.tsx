// What was deleted in the last 30 days, and the way back.
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Button } from "../../components/button";
import { EmptyNotice, ErrorNotice, Loading } from "../../components/notices";
import { trashQuery } from "../../ipc/queries";
import { usePreferences } from "../../lib/preferences";
import { nothingSelected, select, type SelectionAction } from "../../lib/selection";
import { count, many } from "../../lib/words";
import { Grid } from "./grid";
import "./pictures.css";

export function TrashSheet({ onRestore }: { onRestore: (ids: string[]) => void }) {
  const { data, error, refetch } = useQuery(trashQuery);
  const { layout, tileSize } = usePreferences();
  const [selection, setSelection] = useState(nothingSelected);
  const ids = useMemo(() => (data ?? []).map(({ id }) => id), [data]);
  const onSelect = useCallback((action: SelectionAction) => setSelection((now) => select(now, action, ids)), [ids]);
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Reading the trash" />;
  const chosen = ids.filter((id) => selection.ids.has(id));
  const restore = (wanted: string[]) => {
    onSelect({ type: "none" });
    onRestore(wanted);
  };
  return (
    <>
      <header className="toolbar">
        <h1>Trash</h1>
        <span className="third num truncate pt-[3px] ps-1">
          {many(data.length, "picture")}, kept for 30 days
        </span>
        <span className="flex-1" />
        {chosen.length > 0 && (
          <Button look="primary" onClick={() => restore(chosen)}>
            Bring {count(chosen.length)} back
          </Button>
        )}
      </header>
      {data.length === 0 ? (
        <EmptyNotice glyph={<Trash2 className="glyph large" aria-hidden="true" />} title="Nothing was deleted">
          <p>What you delete lies here for 30 days, files with it.</p>
        </EmptyNotice>
      ) : (
        <Grid
          label="Deleted pictures"
          pictures={data}
          layout={layout}
          tileSize={tileSize}
          ordered={false}
          wantsWords={false}
          selection={selection}
          onSelect={onSelect}
          onOpen={(id) => restore([id])}
        />
      )}
    </>
  );
}
