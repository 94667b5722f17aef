// The sizes that are made of a picture, and how far each has come.
import { RefreshCw } from "lucide-react";
import { GlyphButton } from "../../components/button";
import { Tooltip } from "../../components/tooltip";
import type { Variant } from "../../ipc/types";
import { pixels, size } from "../../lib/words";

export function VariantTable({ variants, onRegenerate }: { variants: readonly Variant[]; onRegenerate: () => void }) {
  const ready = variants.filter(({ state }) => state === "ready").length;
  return (
    <section aria-labelledby="variants-title">
      <div className="section-title">
        <h2 id="variants-title">Variants</h2>
        <span className="flex-1" />
        <span className="fact third num">
          {ready === variants.length ? "" : `${ready} of ${variants.length} ready`}
        </span>
        <GlyphButton label="Make them again" className="tiny-square" onClick={onRegenerate}>
          <RefreshCw className="glyph small" aria-hidden="true" />
        </GlyphButton>
      </div>
      <table className="variants">
        <thead className="sr-only">
          <tr>
            <th scope="col">Preset</th>
            <th scope="col">Pixels</th>
            <th scope="col">Format</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {variants.map((variant) => (
            <tr key={variant.id}>
              <th scope="row">{variant.name}</th>
              <td>{pixels(variant.width, variant.height)}</td>
              <td>{variant.format}</td>
              <td>
                <StateCell variant={variant} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function StateCell({ variant }: { variant: Variant }) {
  switch (variant.state) {
    case "ready":
      return variant.bytes === null ? "" : size(variant.bytes);
    case "pending":
      return <span className="is-pending">waiting</span>;
    case "making":
      return <span className="is-pending">making</span>;
    case "failed":
      return (
        <Tooltip label={variant.reason ?? "It could not be made."} side="left">
          <button type="button" className="is-failed underline decoration-dotted" aria-label={`failed: ${variant.reason ?? ""}`}>
            failed
          </button>
        </Tooltip>
      );
  }
}
