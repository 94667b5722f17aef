// Asks for one name (and sometimes for one more choice), then makes the thing.
import { useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Select, type Choice } from "./select";

export function AskName({
  title,
  label,
  verb,
  choice,
  onClose,
  onName,
}: {
  title: string;
  label: string;
  verb: string;
  choice?: { label: string; placeholder: string; choices: readonly Choice[]; required?: boolean };
  onClose: () => void;
  onName: (name: string, chosen: string | null) => void;
}) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState("");
  const ready = name.trim() !== "" && (!choice?.required || chosen !== "");
  return (
    <Dialog open onClose={onClose} title={title} className="small">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onName(name.trim(), chosen === "" ? null : chosen);
        }}
      >
        <label className="field">
          <span className="name">{label}</span>
          <span className="input form">
            <input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          </span>
        </label>
        {choice && (
          <div className="field">
            <span className="name">{choice.label}</span>
            <Select
              form
              label={choice.label}
              value={chosen}
              choices={choice.choices}
              placeholder={choice.placeholder}
              onChange={setChosen}
            />
          </div>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" disabled={!ready}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
