// The sizes that are made of every picture. A changed preset makes again only
// what it changes.
import { Trash2 } from "lucide-react";
import { Button, GlyphButton } from "../../components/button";
import { Select } from "../../components/select";
import { ipc } from "../../ipc/current";
import type { Preset } from "../../ipc/types";
import { PageBody } from "./settings-sheet";
import { useChange } from "./use-change";

const formats = [
  { value: "webp", label: "WebP" },
  { value: "avif", label: "AVIF" },
  { value: "jpeg", label: "JPEG" },
  { value: "png", label: "PNG" },
] as const;
const fits = [
  { value: "within", label: "Within" },
  { value: "cover", label: "Cover" },
] as const;

/** The platform knows these four and no other. */
const usual: readonly Preset[] = [
  { name: "thumbnail", format: "webp", fit: "cover", maxWidth: 300, maxHeight: 200, quality: 80, effort: "fast", floor: null, maxBytes: null },
  { name: "optimized", format: "avif", fit: "within", maxWidth: 1200, maxHeight: 800, quality: 61, effort: "fast", floor: null, maxBytes: null },
  { name: "webp", format: "webp", fit: "within", maxWidth: 1600, maxHeight: 1600, quality: 80, effort: "fast", floor: null, maxBytes: null },
  { name: "avif", format: "avif", fit: "within", maxWidth: 2400, maxHeight: 2400, quality: 61, effort: "fast", floor: null, maxBytes: null },
];

export function Presets({ presets }: { presets: readonly Preset[] }) {
  const change = useChange();
  const save = (next: Preset[]) => void change(() => ipc().savePresets(next), { presets: next });
  const replace = (at: number, part: Partial<Preset>) =>
    save(presets.map((preset, index) => (index === at ? { ...preset, ...part } : preset)));
  return (
    <PageBody
      title="Presets"
      sentence="What is made of every picture: never enlarged, turned the right way, in sRGB, with nothing in it but the picture."
    >
      <table className="presets">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Fit</th>
            <th scope="col">Width</th>
            <th scope="col">Height</th>
            <th scope="col">Format</th>
            <th scope="col">Quality</th>
            <th>
              <span className="sr-only">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {presets.map((preset, at) => (
            <tr key={preset.name}>
              <th scope="row">{preset.name}</th>
              <td>
                <Select form label={`Fit of ${preset.name}`} value={preset.fit} placeholder="" choices={fits} onChange={(fit) => replace(at, { fit: fit === "cover" ? "cover" : "within" })} />
              </td>
              <td>
                <Figure label={`Width of ${preset.name}`} value={preset.maxWidth} least={16} most={16384} onSave={(maxWidth) => replace(at, { maxWidth })} />
              </td>
              <td>
                <Figure label={`Height of ${preset.name}`} value={preset.maxHeight} least={16} most={16384} onSave={(maxHeight) => replace(at, { maxHeight })} />
              </td>
              <td>
                <Select
                  form
                  label={`Format of ${preset.name}`}
                  value={preset.format}
                  placeholder=""
                  choices={formats}
                  onChange={(format) => replace(at, { format: formats.find(({ value }) => value === format)?.value ?? "webp" })}
                />
              </td>
              <td>
                <Figure label={`Quality of ${preset.name}`} value={preset.quality} least={1} most={100} onSave={(quality) => replace(at, { quality })} />
              </td>
              <td>
                {presets.length > 1 && (
                  <GlyphButton label={`Remove ${preset.name}`} side="left" onClick={() => save(presets.filter((_, index) => index !== at))}>
                    <Trash2 className="glyph small" aria-hidden="true" />
                  </GlyphButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="mt-3 flex flex-wrap gap-2">
        {usual
          .filter(({ name }) => !presets.some((preset) => preset.name === name))
          .map((missing) => (
            <Button key={missing.name} onClick={() => save([...presets, missing])}>
              Add {missing.name}
            </Button>
          ))}
      </div>
    </PageBody>
  );
}

function Figure({ label, value, least, most, onSave }: { label: string; value: number; least: number; most: number; onSave: (value: number) => void }) {
  const save = (input: HTMLInputElement) => {
    const wanted = Number.parseInt(input.value, 10);
    const next = Number.isNaN(wanted) ? value : Math.min(most, Math.max(least, wanted));
    input.value = `${next}`;
    if (next !== value) onSave(next);
  };
  return (
    <label className="input form num">
      <input
        key={value}
        aria-label={label}
        inputMode="numeric"
        defaultValue={value}
        onBlur={(event) => save(event.currentTarget)}
        onKeyDown={(event) => event.key === "Enter" && save(event.currentTarget)}
      />
    </label>
  );
}
