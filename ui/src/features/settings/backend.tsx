// Where rows and files go when they sync; tried before it is used.
import { KeyRound, RefreshCw } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button } from "../../components/button";
import { Select } from "../../components/select";
import { say } from "../../components/toast";
import { ipc } from "../../ipc/current";
import { asCommandError } from "../../ipc/errors";
import type { BackendCheck, BackendForm, BackendSettings, CommandError } from "../../ipc/types";
import { ago, many } from "../../lib/words";
import { bucketsOf, faults, formOf, kindOf, sameForm, storeKinds, withBuckets } from "./backend-form";
import { CheckList } from "./check-list";
import { PageBody, Row } from "./settings-sheet";
import { useChange } from "./use-change";

type Checked = { at: number; check: BackendCheck } | { at: number; error: CommandError } | null;

export function Backend({ backend, waiting }: { backend: BackendSettings | null; waiting: number }) {
  const saved = formOf(backend);
  const [form, setForm] = useState(saved);
  const [checked, setChecked] = useState<Checked>(null);
  const [checking, setChecking] = useState(false);
  const [shown, setShown] = useState(false);
  const change = useChange();
  const wrong = faults(form);
  const ready = Object.keys(wrong).length === 0;
  const dirty = !sameForm(form, saved);
  const set = (part: Partial<BackendForm>) => {
    setForm({ ...form, ...part });
    setChecked(null);
  };

  const test = async () => {
    setShown(true);
    if (!ready) return;
    setChecking(true);
    try {
      setChecked({ at: Date.now(), check: await ipc().testBackend(form) });
    } catch (thrown) {
      setChecked({ at: Date.now(), error: asCommandError(thrown) });
    } finally {
      setChecking(false);
    }
  };
  const save = async () => {
    setShown(true);
    if (!ready) return;
    if (await change(() => ipc().saveBackend(form))) {
      setForm({ ...form, databasePassword: null, storeAccessKey: null, storeSecret: null });
      say("The backend is saved and in use.");
    }
  };

  const prepare = async () => {
    if (await change(() => ipc().migrateBackend())) say("The tables are ready.");
  };

  return (
    <PageBody
      title="Backend"
      sentence="Where rows and files go when they sync. Without one, everything works on this computer."
      foot={
        dirty && (
          <footer className="save-bar">
            <span className="fact second">
              Changes are not in use until you save.
              {waiting > 0 && ` ${many(waiting, "change")} ${waiting === 1 ? "waits and goes" : "wait and go"} to the backend you save.`}
            </span>
            <span className="flex-1" />
            <Button look="ghost" large onClick={() => setForm(saved)}>
              Discard
            </Button>
            <Button look="primary" large onClick={() => void save()}>
              Save backend
            </Button>
          </footer>
        )
      }
    >
      <Database form={form} backend={backend} fault={shown ? wrong.database : undefined} onSet={set} />
      <Store form={form} backend={backend} fault={shown ? (wrong.store ?? wrong.buckets) : undefined} onSet={set} />
      <Row
        name="Connection"
        sentence={<Told checked={checked} checking={checking} />}
        aside={
          <Button className="mt-3" onClick={() => void test()} disabled={checking}>
            <RefreshCw className="glyph small" aria-hidden="true" />
            {checked ? "Test again" : "Test connection"}
          </Button>
        }
      >
        <CheckList checked={checked} checking={checking} />
      </Row>
      {backend && !dirty && (
        <Row name="Tables" sentence="Once for each database">
          <Button onClick={() => void prepare()}>Prepare the tables</Button>
          <p className="fact third mt-2">
            Makes what Atelier needs beside the platform's tables. Nothing of the platform is changed; doing it twice does
            nothing.
          </p>
        </Row>
      )}
      {backend && (
        <Row name="Work without it" sentence="Everything stays on this computer">
          <Button onClick={() => void change(() => ipc().removeBackend())}>Disconnect</Button>
        </Row>
      )}
    </PageBody>
  );
}

function Told({ checked, checking }: { checked: Checked; checking: boolean }) {
  if (checking) return "Trying it now";
  if (!checked) return "Not tried yet";
  const took = "check" in checked ? `, took ${(checked.check.tookMs / 1000).toFixed(1)} s` : "";
  return `${ago(checked.at, checked.at)}${took}`;
}

interface PartProps {
  form: BackendForm;
  backend: BackendSettings | null;
  fault: string | undefined;
  onSet: (part: Partial<BackendForm>) => void;
}

function Database({ form, backend, fault, onSet }: PartProps) {
  return (
    <Row name="Database" sentence="Rows: captions, order, decisions">
      <Line
        label="Address of the database"
        mono
        value={form.databaseUrl}
        placeholder="postgres://you@host:5432/renovation"
        fault={fault}
        onChange={(databaseUrl) => onSet({ databaseUrl })}
      />
      <Secret
        name="Password"
        kept={backend?.databasePasswordKept ?? false}
        value={form.databasePassword}
        onChange={(databasePassword) => onSet({ databasePassword })}
      />
    </Row>
  );
}

function Store({ form, backend, fault, onSet }: PartProps) {
  const kind = kindOf(form.storeUrl);
  const buckets = bucketsOf(form.storeUrl);
  return (
    <Row name="File store" sentence="Pictures and variants">
      <div className="flex flex-wrap gap-2">
        <Select
          form
          className="store-kind"
          label="Kind of store"
          value={kind}
          placeholder="Kind"
          choices={storeKinds}
          onChange={(next) => onSet({ storeUrl: next === "folder" ? "file:///" : "s3://" })}
        />
        <div className="min-w-48 flex-1">
          <Line
            label="Address of the store"
            mono
            value={form.storeUrl}
            placeholder={storeKinds.find(({ value }) => value === kind)?.example ?? ""}
            fault={fault}
            onChange={(storeUrl) => onSet({ storeUrl })}
          />
        </div>
      </div>
      {kind === "s3" && (
        <>
          <div className="two-wide">
            <Line
              label="Private bucket"
              prefix="Private"
              value={buckets.private}
              onChange={(name) => onSet({ storeUrl: withBuckets(form.storeUrl, { ...buckets, private: name }) })}
            />
            <Line
              label="Public bucket"
              prefix="Public"
              value={buckets.public}
              placeholder="the same"
              onChange={(name) => onSet({ storeUrl: withBuckets(form.storeUrl, { ...buckets, public: name }) })}
            />
          </div>
          <Secret
            name="Access key"
            kept={backend?.storeSecretKept ?? false}
            value={form.storeSecret}
            onChange={(storeSecret) => onSet({ storeSecret, ...(storeSecret === null ? { storeAccessKey: null } : {}) })}
            first={{ name: "Key id", value: form.storeAccessKey ?? "", onChange: (storeAccessKey) => onSet({ storeAccessKey }) }}
          />
        </>
      )}
    </Row>
  );
}

function Line({
  label,
  value,
  placeholder = "",
  prefix,
  mono = false,
  fault,
  onChange,
}: {
  label: string;
  value: string;
  placeholder?: string;
  prefix?: string;
  mono?: boolean;
  fault?: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <>
      <label className="input form">
        {prefix && <span className="third">{prefix}</span>}
        <input
          className={mono ? "mono-input" : ""}
          aria-label={label}
          aria-invalid={fault !== undefined}
          spellCheck={false}
          autoComplete="off"
          value={value}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value.trim())}
        />
      </label>
      {fault && (
        <p className="fact is-failed mt-1" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

/** Never shown, only replaced. */
function Secret({
  name,
  kept,
  value,
  onChange,
  first,
}: {
  name: string;
  kept: boolean;
  value: string | null;
  onChange: (value: string | null) => void;
  first?: { name: string; value: string; onChange: (value: string) => void };
}): ReactNode {
  if (value === null) {
    return (
      <div className="secret">
        <KeyRound className="glyph small" aria-hidden="true" />
        {kept ? `${name} in the keychain` : `No ${name.toLowerCase()} kept`}
        <button type="button" className="linkish" aria-label={`${kept ? "Change" : "Enter"} ${name.toLowerCase()}`} onClick={() => onChange("")}>
          {kept ? "Change" : "Enter"}
        </button>
      </div>
    );
  }
  return (
    <div className="secret-fields">
      {first && (
        <label className="input form">
          <span className="third">{first.name}</span>
          <input aria-label={first.name} autoComplete="off" value={first.value} onChange={(event) => first.onChange(event.target.value)} />
        </label>
      )}
      <label className="input form">
        <span className="third">{first ? "Secret" : name}</span>
        <input
          type="password"
          aria-label={first ? "Secret" : name}
          autoComplete="new-password"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <button type="button" className="linkish" onClick={() => onChange(null)}>
        Leave as it is
      </button>
    </div>
  );
}

