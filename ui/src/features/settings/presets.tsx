// The presets: what is made of every picture. Changes are tried out on pictures
// and priced while they are made, and in use only once they are saved.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button } from "../../components/button";
import { say } from "../../components/toast";
import { ipc } from "../../ipc/current";
import { changedVariantsQuery } from "../../ipc/queries";
import type { Places, Preset } from "../../ipc/types";
import { useSettled } from "../../lib/use-settled";
import { count, many, pixels } from "../../lib/words";
import { countChanges, describeAim, isChanged, named, usualPresets } from "./preset-draft";
import { PresetFields } from "./preset-fields";
import { PresetTrials } from "./preset-trials";
import "./presets.css";
import { PageBody } from "./settings-sheet";
import { useChange } from "./use-change";

export function Presets({ presets, places }: { presets: readonly Preset[]; places: Places | undefined }) {
  const [draft, setDraft] = useState<readonly Preset[] | null>(null);
  const [chosen, setChosen] = useState("optimized");
  const change = useChange();
  const now = draft ?? presets;
  const preset = named(now, chosen) ?? now[0];
  const changes = countChanges(presets, now);
  // Whoever leaves waits for no trial any more.
  useEffect(() => () => void ipc().stopTrials().catch(() => undefined), []);

  const edit = (part: Partial<Preset>) => setDraft(now.map((one) => (one === preset ? { ...one, ...part } : one)));
  const save = async () => {
    const next = [...now];
    if (await change(() => ipc().savePresets(next), { presets: next })) {
      setDraft(null);
      say("The presets are saved and in use.");
    }
  };

  return (
    <PageBody
      title="Presets"
      sentence="What is made of every picture: never enlarged, turned the right way, in sRGB, with nothing in it but the picture."
      foot={changes > 0 && <SaveBar draft={now} changes={changes} onDiscard={() => setDraft(null)} onSave={() => void save()} />}
    >
      <PresetList
        presets={now}
        saved={presets}
        chosen={preset?.name}
        onChoose={setChosen}
        onAdd={(added) => {
          setDraft([...now, added]);
          setChosen(added.name);
        }}
      />
      {preset && (
        <>
          <PresetFields
            preset={preset}
            onChange={edit}
            onRemove={now.length > 1 ? () => setDraft(now.filter((one) => one !== preset)) : null}
          />
          <PresetTrials key={preset.name} preset={preset} saved={named(presets, preset.name) ?? null} places={places} />
        </>
      )}
    </PageBody>
  );
}

function PresetList({
  presets,
  saved,
  chosen,
  onChoose,
  onAdd,
}: {
  presets: readonly Preset[];
  saved: readonly Preset[];
  chosen: string | undefined;
  onChoose: (name: string) => void;
  onAdd: (preset: Preset) => void;
}) {
  return (
    <ul className="preset-list" aria-label="Presets">
      {presets.map((preset) => {
        const changed = isChanged(preset, saved);
        return (
          <li key={preset.name}>
            <button type="button" aria-current={preset.name === chosen ? "true" : undefined} onClick={() => onChoose(preset.name)}>
              <b>
                {preset.name}
                {changed && <span className="changed">{named(saved, preset.name) ? "changed" : "new"}</span>}
              </b>
              <span className="num">{pixels(preset.maxWidth, preset.maxHeight)}</span>
              <span className="num">{describeAim(preset)}</span>
            </button>
          </li>
        );
      })}
      {usualPresets
        .filter(({ name }) => !named(presets, name))
        .map((missing) => (
          <li key={missing.name} className="missing">
            <Button onClick={() => onAdd(named(saved, missing.name) ?? missing)}>Add {missing.name}</Button>
          </li>
        ))}
    </ul>
  );
}

function SaveBar({
  draft,
  changes,
  onDiscard,
  onSave,
}: {
  draft: readonly Preset[];
  changes: number;
  onDiscard: () => void;
  onSave: () => void;
}) {
  const settled = useSettled(draft);
  const { data, error } = useQuery(changedVariantsQuery([...settled]));
  return (
    <footer className="save-bar">
      <span className="fact second" role="status">
        Changes are not in use until you save.{" "}
        {error
          ? "How many variants they concern cannot be counted now."
          : data &&
            (data.variants === 0
              ? "No variant is made again."
              : `${many(data.variants, "variant")} of ${many(data.pictures, "picture")} will be made again.`)}
      </span>
      <span className="flex-1" />
      <span className="flex gap-2">
        <Button look="ghost" large onClick={onDiscard}>
          Discard
        </Button>
        <Button look="primary" large onClick={onSave}>
          {changes === 1 ? "Save 1 change" : `Save ${count(changes)} changes`}
        </Button>
      </span>
    </footer>
  );
}
