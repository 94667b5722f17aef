// What is known of the two, below them.
import { Button } from "../../components/button";
import { Kbd } from "../../components/kbd";
import type { Picture, Variant } from "../../ipc/types";
import { formatName, pixels, saving, savingWords, score, scoreWords, size } from "../../lib/words";
import type { Measuring } from "./use-measure";

export function LoupeBar({ picture, variant, measuring }: { picture: Picture; variant: Variant; measuring: Measuring }) {
  const isCut = Math.abs(variant.partWidth - picture.width) > 1 || Math.abs(variant.partHeight - picture.height) > 1;
  return (
    <footer className="loupe-bar fact">
      <p>
        <b>Original</b>
        <span className="second num">
          {pixels(picture.width, picture.height)} {formatName(picture.mediaType)}
        </span>
        <span className="second num">{size(picture.bytes)}</span>
        {isCut && <span className="third num">its middle, {pixels(variant.partWidth, variant.partHeight)}</span>}
      </p>
      <span className="flex-1" />
      <p>
        <b>{variant.name}</b>
        <span className="second num">
          {pixels(variant.width, variant.height)} {variant.format}
        </span>
        {variant.bytes !== null && <span className="second num">{size(variant.bytes)}</span>}
        {variant.copied ? (
          <span className="second">a copy of the original</span>
        ) : (
          variant.saving !== null && (
            <span className="num">
              <span aria-hidden="true">{saving(variant.saving)}</span>
              <span className="sr-only">{savingWords(variant.saving)}</span>
            </span>
          )
        )}
        <ScoreOf variant={variant} measuring={measuring} />
      </p>
    </footer>
  );
}

function ScoreOf({ variant, measuring }: { variant: Variant; measuring: Measuring }) {
  const value = measuring.scoreOf(variant);
  if (value !== null) {
    return (
      <span className="num" title="SSIMULACRA2 against the original, scaled as the variant is">
        Score <b>{score(value)}</b>, {scoreWords(value)}
      </span>
    );
  }
  if (measuring.busy === variant.id) {
    return (
      <span className="measuring">
        <span role="status">Measuring</span>
        <Button look="ghost" onClick={measuring.stop}>
          Stop
        </Button>
      </span>
    );
  }
  return (
    <Button disabled={measuring.busy !== null} onClick={() => measuring.measure(variant)}>
      Measure <span className="sr-only">the score of {variant.name}</span>
      <Kbd name="measure" />
    </Button>
  );
}
