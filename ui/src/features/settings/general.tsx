// The workspace: its name and where it lies.
import { ipc } from "../../ipc/current";
import type { Settings } from "../../ipc/types";
import { size } from "../../lib/words";
import { PageBody, Row } from "./settings-sheet";
import { useChange } from "./use-change";

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
