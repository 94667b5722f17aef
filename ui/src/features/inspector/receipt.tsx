// What was taken out of the file, what stayed, and that it was proved.
import { ShieldCheck } from "lucide-react";
import type { Receipt as ReceiptData } from "../../ipc/types";
import { list, moment } from "../../lib/words";

export function Receipt({ receipt }: { receipt: ReceiptData }) {
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
    </section>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
