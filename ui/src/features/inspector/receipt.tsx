// What was taken out of the file, what stayed, and that it was proved.
import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button";
import { TagSheet } from "../../components/tag-sheet";
import { pictureTagsQuery } from "../../ipc/queries";
import type { Picture, Receipt as ReceiptData } from "../../ipc/types";
import { list, moment } from "../../lib/words";

export function Receipt({ picture, receipt }: { picture: Picture; receipt: ReceiptData }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="receipt card" aria-label="What was removed">
      <div className="flex items-center gap-[7px] is-cleaned">
        <ShieldCheck className="glyph" aria-hidden="true" />
        <b>Clean</b>
        <span className="flex-1" />
        <span className="tiny third num">proved {moment(receipt.provedAt)}</span>
      </div>
      <dl>
        <dt>Removed</dt>
        <dd>{receipt.removed.length > 0 ? <b>{capital(list(receipt.removed))}</b> : "Nothing; it carried no place"}</dd>
        {receipt.kept.length > 0 && (
          <>
            <dt>Kept</dt>
            <dd>{capital(list(receipt.kept))}</dd>
          </>
        )}
        <dt>Pixels</dt>
        <dd>{receipt.pixels === "unchanged" ? "Unchanged, to the bit" : "Encoded again to fit"}</dd>
      </dl>
      {receipt.warnings.map((warning) => (
        <p key={warning} className="fact is-pending mt-2">
          {warning}
        </p>
      ))}
      <Button
        className="mt-2.5"
        onClick={(event) => {
          // WebKit leaves the focus elsewhere.
          event.currentTarget.focus();
          setOpen(true);
        }}
      >
        Before and after
      </Button>
      {open && <Tags picture={picture} receipt={receipt} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Tags({ picture, receipt, onClose }: { picture: Picture; receipt: ReceiptData; onClose: () => void }) {
  const { data, error, refetch } = useQuery(pictureTagsQuery(picture.id));
  return (
    <TagSheet
      name={picture.name}
      rows={data === null ? [] : data}
      error={error}
      onRetry={() => void refetch()}
      tense="done"
      places={null}
      onClose={onClose}
    >
      <div className="proof">
        <h3>Proof</h3>
        <dl>
          {receipt.removedFrom.length > 0 && (
            <>
              <dt>Removed</dt>
              <dd>{capital(list(receipt.removedFrom))}</dd>
            </>
          )}
          <dt>Policy</dt>
          <dd>{receipt.policy === "location" ? "Places go" : "Everything but the picture goes"}</dd>
          <dt>Cleaned and proved by</dt>
          <dd>{receipt.tool}</dd>
          <dt>File before</dt>
          <dd className="mono selectable">{receipt.sha256Before}</dd>
          <dt>File after</dt>
          <dd className="mono selectable">{receipt.sha256After}</dd>
          <dt>Picture in both</dt>
          <dd className="mono selectable">{receipt.payload}</dd>
        </dl>
      </div>
    </TagSheet>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
