// Folders whose new pictures come in by themselves.
import { FolderInput } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button";
import { Select } from "../../components/select";
import { sayTrouble } from "../../components/toast";
import { ipc } from "../../ipc/current";
import { asCommandError } from "../../ipc/errors";
import type { AssetKind, Place, Places, WatchedFolder } from "../../ipc/types";
import { kindNames } from "../../lib/words";
import { PageBody } from "./settings-sheet";
import { useChange } from "./use-change";

export function WatchedFolders({ watched, places }: { watched: readonly WatchedFolder[]; places: Places | undefined }) {
  const change = useChange();
  const [path, setPath] = useState<string | null>(null);
  const choose = async () => {
    try {
      setPath(await ipc().chooseFolder());
    } catch (thrown) {
      sayTrouble(asCommandError(thrown).message);
    }
  };
  return (
    <PageBody
      title="Watched folders"
      sentence="What is put into these folders is imported once it has stood still. Your files stay where they are."
    >
      <ul className="checks">
        {watched.map((folder) => (
          <li key={folder.id}>
            <FolderInput className="glyph" aria-hidden="true" />
            <div className="min-w-0 flex-1">
              <b className="mono selectable wrap-anywhere">{folder.path}</b>
              <span>
                As {kindNames[folder.kind].more} of {folder.placeName}
              </span>
              {folder.trouble && <span className="is-failed">{folder.trouble}</span>}
            </div>
            <Button aria-label={`Stop watching ${folder.path}`} onClick={() => void change(() => ipc().unwatchFolder(folder.id))}>
              Stop watching
            </Button>
          </li>
        ))}
        {watched.length === 0 && (
          <li>
            <div className="second">No folder is watched.</div>
          </li>
        )}
      </ul>
      {path === null ? (
        <Button className="mt-3" onClick={() => void choose()}>
          Watch a folder
        </Button>
      ) : (
        <NewWatch
          path={path}
          places={places}
          onDone={async (place, kind) => {
            if (await change(() => ipc().watchFolder({ path, place, kind }))) setPath(null);
          }}
          onCancel={() => setPath(null)}
        />
      )}
    </PageBody>
  );
}

function NewWatch({
  path,
  places,
  onDone,
  onCancel,
}: {
  path: string;
  places: Places | undefined;
  onDone: (place: Place, kind: AssetKind) => Promise<void>;
  onCancel: () => void;
}) {
  const [where, setWhere] = useState("");
  const [kind, setKind] = useState<AssetKind>("photo");
  const at = where.indexOf(":");
  const place: Place | null =
    at < 0 ? null : { kind: where.startsWith("style:") ? "style" : "room", id: where.slice(at + 1) };
  const choices = [
    ...(places?.styles ?? []).map(({ id, name }) => ({ value: `style:${id}`, label: name })),
    ...(places?.sessions ?? []).flatMap(({ title, rooms }) =>
      rooms.map(({ id, name }) => ({ value: `room:${id}`, label: `${title}, ${name}` })),
    ),
  ];
  return (
    <div className="card mt-3 p-3">
      <p className="mono selectable wrap-anywhere">{path}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <div className="min-w-48 flex-1">
          <Select form label="Imports into" value={where} placeholder="Imports into…" choices={choices} onChange={setWhere} />
        </div>
        {place?.kind === "room" && (
          <div className="w-40">
            <Select
              form
              label="As"
              value={kind}
              placeholder=""
              choices={(Object.keys(kindNames) as AssetKind[]).map((value) => ({ value, label: `As ${kindNames[value].more}` }))}
              onChange={(value) => setKind(value as AssetKind)}
            />
          </div>
        )}
        <Button look="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button disabled={!place} onClick={() => place && void onDone(place, place.kind === "style" ? "photo" : kind)}>
          Watch
        </Button>
      </div>
    </div>
  );
}
