// The workspace: its name, where it lies, and when its variants are made.
import { RadioGroup } from "radix-ui";
import { ipc } from "../../ipc/current";
import type { Settings } from "../../ipc/types";
import { size } from "../../lib/words";
import { PageBody, Row } from "./settings-sheet";
import { useChange } from "./use-change";

const policies = [
  {
    value: "eager",
    name: "All at once",
    sentence: "As soon as a picture comes in.",
  },
  {
    value: "lazy",
    name: "When they are needed",
    sentence:
      "Thumbnails at once. The others when the picture is opened, before it goes up, or when nobody has touched this window for a minute and the computer runs on mains power.",
  },
] as const;

export function General({ settings }: { settings: Settings }) {
  const change = useChange();
  const { workspace } = settings;
  const save = (name: string) => {
    if (name === "" || name === workspace.name) return;
    void change(() => ipc().renameWorkspace(name), { workspace: { ...workspace, name } });
  };
  return (
    <PageBody title="General" sentence="One folder holds everything: what you wrote, and the files by their content.">
      <Row name="Name">
        <label className="input form">
          <input
            key={workspace.name}
            aria-label="Name of the workspace"
            defaultValue={workspace.name}
            maxLength={100}
            onBlur={(event) => save(event.currentTarget.value.trim())}
            onKeyDown={(event) => event.key === "Enter" && save(event.currentTarget.value.trim())}
          />
        </label>
      </Row>
      <Row name="Folder" sentence="Copy it whole and you have copied everything">
        <p className="mono selectable settled">{workspace.path}</p>
      </Row>
      <Row name="Variants" sentence="When they are made">
        <RadioGroup.Root
          className="options"
          aria-label="When variants are made"
          value={settings.queuePolicy}
          onValueChange={(value) => {
            const next = policies.find((one) => one.value === value)?.value;
            if (next) void change(() => ipc().saveQueuePolicy(next), { queuePolicy: next });
          }}
        >
          {policies.map((one) => (
            <label key={one.value} className="option" htmlFor={`queue-${one.value}`}>
              <RadioGroup.Item id={`queue-${one.value}`} value={one.value} className="radio" aria-label={one.name}>
                <RadioGroup.Indicator className="dot" />
              </RadioGroup.Item>
              <span>
                <b>{one.name}</b>
                <span className="fact second block">{one.sentence}</span>
              </span>
            </label>
          ))}
        </RadioGroup.Root>
      </Row>
      <Row name="Room it takes">
        <dl className="plain-pairs num">
          <dt>Pictures and variants</dt>
          <dd>{size(settings.libraryBytes)}</dd>
          <dt>Catalogue</dt>
          <dd>{size(settings.catalogueBytes)}</dd>
        </dl>
      </Row>
    </PageBody>
  );
}
