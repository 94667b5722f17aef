// Everything that a preset says: size, format, how good, how large at most, and
// how long it may take. Close together, so that what they do stays in sight.
import type { ReactNode } from "react";
import { Button } from "../../components/button";
import { Segmented } from "../../components/segmented";
import { Select } from "../../components/select";
import { Switch } from "../../components/switch";
import type { Preset } from "../../ipc/types";
import { NumberField } from "./number-field";
import { bounds, efforts, formatNames } from "./preset-draft";

const fits = [
  { value: "within", label: "Within" },
  { value: "cover", label: "Fills" },
] as const;
const formats = (["webp", "avif", "jpeg", "png"] as const).map((value) => ({ value, label: formatNames[value] }));
const aims = [
  { value: "quality", label: "A quality" },
  { value: "floor", label: "A look" },
] as const;

const colours = [
  { value: "srgb", label: "sRGB" },
  { value: "wide", label: "Wide" },
] as const;

/** What a floor and a cap begin with. */
const USUAL_FLOOR = 75;
const USUAL_CAP = 100_000;

export function PresetFields({
  preset,
  onChange,
  onRemove,
}: {
  preset: Preset;
  onChange: (part: Partial<Preset>) => void;
  /** null for the last one. */
  onRemove: (() => void) | null;
}) {
  return (
    <section className="preset-form" aria-label={`Preset ${preset.name}`}>
      <Part
        name="Size"
        sentence={preset.fit === "cover" ? "Fills the box; what sticks out is cut off evenly on both sides." : "All of the picture within the box, never larger than it is."}
      >
        <Segmented label="How it fits" value={preset.fit} segments={fits} onChange={(fit) => onChange({ fit })} />
        <NumberField label="Width" value={preset.maxWidth} {...bounds.side} onChange={(maxWidth) => onChange({ maxWidth })} />
        <span className="third" aria-hidden="true">
          ×
        </span>
        <NumberField label="Height" value={preset.maxHeight} {...bounds.side} onChange={(maxHeight) => onChange({ maxHeight })}>
          px
        </NumberField>
      </Part>
      <Part name="Format" sentence={formatSentences[preset.format]}>
        <Select
          form
          className="preset-format"
          label="Format"
          value={preset.format}
          placeholder=""
          choices={formats}
          onChange={(next) => {
            const format = formats.find(({ value }) => value === next)?.value ?? preset.format;
            onChange(format === "avif" ? { format } : { format, colours: "srgb" });
          }}
        />
      </Part>
      {preset.format === "avif" && (
        <Part
          name="Colours"
          sentence={
            preset.colours === "wide"
              ? "Pictures with stronger colours than sRGB keep them (Display P3), for the screens that show them."
              : "Every screen shows the same."
          }
        >
          <Segmented label="Colours" value={preset.colours} segments={colours} onChange={(next) => onChange({ colours: next })} />
        </Part>
      )}
      <Aim preset={preset} onChange={onChange} />
      <Part name="At most" sentence="Comes before how good it looks; a picture that cannot be made so small fails with its reason.">
        <Switch label="Limit the bytes" checked={preset.maxBytes !== null} onChange={(on) => onChange({ maxBytes: on ? USUAL_CAP : null })} />
        {preset.maxBytes === null ? (
          <span className="second">As many bytes as it takes</span>
        ) : (
          <NumberField
            label="Most kilobytes"
            value={Math.max(1, Math.round(preset.maxBytes / 1000))}
            {...bounds.cap}
            onChange={(kilobytes) => onChange({ maxBytes: kilobytes * 1000 })}
          >
            kB
          </NumberField>
        )}
      </Part>
      <Part name="Effort" sentence={efforts.find(({ value }) => value === preset.effort)?.costs ?? ""}>
        <Segmented label="Effort" value={preset.effort} segments={efforts} onChange={(effort) => onChange({ effort })} />
      </Part>
      {onRemove && (
        <Part name="Without it" sentence="What it made stays; of new pictures it is not made any more.">
          <Button onClick={onRemove}>Remove {preset.name}</Button>
        </Part>
      )}
    </section>
  );
}

const formatSentences: Record<Preset["format"], string> = {
  webp: "Every browser shows it.",
  avif: "The smallest at the same looks; browsers of the last few years show it.",
  jpeg: "Everything shows it, also mail and old programs; nothing is see-through.",
  png: "Loses nothing, and is large for photos.",
};

/** One of two: a quality that is asked for, or a look that is reached. */
function Aim({ preset, onChange }: { preset: Preset; onChange: (part: Partial<Preset>) => void }) {
  const { floor, format, quality } = preset;
  const fixed = format === "png" ? "PNG loses nothing and does not listen to it." : "The same setting for every picture: one encode.";
  return (
    <Part
      name="How good"
      sentence={
        floor === null
          ? fixed
          : "The smallest file that scores at least this in SSIMULACRA2: 90 shows no difference, 70 is good. Two or three encodes for most pictures."
      }
    >
      <Segmented
        label="How good"
        value={floor === null ? "quality" : "floor"}
        segments={aims}
        onChange={(aim) => onChange({ floor: aim === "floor" ? USUAL_FLOOR : null })}
      />
      {floor === null ? (
        <NumberField label="Quality" value={quality} {...bounds.quality} onChange={(next) => onChange({ quality: next })} />
      ) : (
        <NumberField label="Least score" value={floor} {...bounds.floor} onChange={(next) => onChange({ floor: next })} />
      )}
    </Part>
  );
}

function Part({ name, sentence, children }: { name: string; sentence: string; children: ReactNode }) {
  return (
    <div>
      <h3>{name}</h3>
      <div className="controls">{children}</div>
      <p className="fact third">{sentence}</p>
    </div>
  );
}
