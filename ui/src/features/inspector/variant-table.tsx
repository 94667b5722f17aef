// The sizes that are made of a picture: what each weighs, keeps and saves, and
// how far each has come. One that is made opens under the loupe.
import { RefreshCw } from "lucide-react";
import { Button, GlyphButton } from "../../components/button";
import type { Variant } from "../../ipc/types";
import { list, pixels, saving, savingWords, score, size } from "../../lib/words";

export function VariantTable({
  variants,
  onOpen,
  onRegenerate,
  onRetry,
}: {
  variants: readonly Variant[];
  onOpen: (variantId: string) => void;
  onRegenerate: () => void;
  /** Makes those again that failed. */
  onRetry: () => void;
}) {
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
      {ready > 0 && (
        // Every row says its figures in words.
        <div className="variant-columns third" aria-hidden="true">
          <span />
          <span>Size</span>
          <span>{variants.some((one) => one.score !== null) && "Score"}</span>
          <span>Saved</span>
        </div>
      )}
      <ul className="variants">
        {variants.map((variant) => (
          <li key={variant.id}>
            {variant.state === "ready" ? <Ready variant={variant} onOpen={() => onOpen(variant.id)} /> : <Unmade variant={variant} />}
          </li>
        ))}
      </ul>
      <Failures variants={variants} onRetry={onRetry} />
    </section>
  );
}

function Ready({ variant, onOpen }: { variant: Variant; onOpen: () => void }) {
  return (
    <button type="button" className="variant-columns" aria-label={inWords(variant)} title="Compare with the original" onClick={onOpen}>
      <Named variant={variant} />
      <span>{variant.bytes === null ? "" : size(variant.bytes)}</span>
      <span>{variant.score === null ? "" : score(variant.score)}</span>
      <span>{variant.saving === null ? "" : saving(variant.saving)}</span>
    </button>
  );
}

function Unmade({ variant }: { variant: Variant }) {
  const words = { pending: "waiting", making: "making", failed: "failed", ready: "" }[variant.state];
  return (
    <div className="variant-columns">
      <Named variant={variant} />
      <span className={`made-state ${variant.state === "failed" ? "is-failed" : "is-pending"}`}>{words}</span>
    </div>
  );
}

function Named({ variant }: { variant: Variant }) {
  return (
    <span className="min-w-0">
      <span className="name block truncate">{variant.name}</span>
      <span className="third block">
        {pixels(variant.width, variant.height)} {variant.format}
        {variant.copied && ", a copy"}
      </span>
    </span>
  );
}

/** One line a cause: several fail of the same. */
function Failures({ variants, onRetry }: { variants: readonly Variant[]; onRetry: () => void }) {
  const failed = variants.filter(({ state }) => state === "failed");
  if (failed.length === 0) return null;
  const reasons = [...new Set(failed.map(({ reason }) => reason ?? "it could not be made"))];
  return (
    <div className="failure">
      {reasons.map((reason) => (
        <p key={reason} className="selectable">
          {list(failed.filter((one) => (one.reason ?? "it could not be made") === reason).map(({ name }) => name))}: {reason}
          {/[.?!]$/.test(reason) ? "" : "."}
        </p>
      ))}
      <p>The original is safe on this computer.</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

/** "optimized, 1200 × 800 AVIF, 92 kB, score 71.4, 94 % smaller than the original". */
function inWords(variant: Variant): string {
  return [
    variant.name,
    `${pixels(variant.width, variant.height)} ${variant.format}`,
    ...(variant.bytes === null ? [] : [size(variant.bytes)]),
    variant.score === null ? "score not measured" : `score ${score(variant.score)}`,
    ...(variant.copied ? ["a copy of the original"] : variant.saving === null ? [] : [savingWords(variant.saving)]),
    "compare with the original",
  ].join(", ");
}
