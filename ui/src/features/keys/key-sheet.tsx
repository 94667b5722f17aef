// Every key, drawn from the one table of them.
import { Dialog } from "../../components/dialog";
import { capsOf, keys, type KeyEntry, type KeyScope } from "../../lib/keys";
import "./keys.css";

const scopes: readonly KeyScope[] = ["Everywhere", "Pictures", "Import plan", "Lightbox", "Compare", "Loupe"];

export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keys" className="key-sheet" focusFirst="sheet">
      <KeyTable />
    </Dialog>
  );
}

/** The same table in the sheet and in the settings. */
export function KeyTable() {
  return (
    <div className="key-table">
      {scopes.map((scope) => (
        <section key={scope} aria-labelledby={`keys-${scope}`}>
          <h3 id={`keys-${scope}`}>{scope}</h3>
          <dl>
            {Object.values<KeyEntry>(keys)
              .filter((entry) => entry.scope === scope)
              .map((entry) => (
                <div key={entry.label}>
                  <dt>{entry.label}</dt>
                  <dd>
                    {capsOf(entry.combos[0] ?? "").map((cap) => (
                      <kbd className="kbd" key={cap}>
                        {cap}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
