// A field that shows words at rest and saves them when it is left.
import { useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from "react";
import { announce } from "../../components/announcer";

export function TextField({
  label,
  value,
  placeholder,
  counted,
  onSave,
  ref,
}: {
  label: string;
  value: string;
  placeholder: string;
  /** Shows how many characters of how many that read well. */
  counted?: number;
  onSave: (text: string) => void;
  ref?: Ref<HTMLTextAreaElement>;
}) {
  // Only while it has focus does the field hold words of its own.
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? value;
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle<HTMLTextAreaElement | null, HTMLTextAreaElement | null>(ref, () => area.current, []);
  useLayoutEffect(() => grow(area.current), [shown]);
  const save = () => {
    const text = (draft ?? value).trim();
    if (draft !== null && text !== value) {
      onSave(text);
      announce(`${label} saved`);
    }
  };
  return (
    <label className="field">
      <span className="name">
        {label}
        {counted !== undefined && shown.length > 0 && (
          <span className={`num ${shown.length > counted ? "is-pending" : ""}`}>
            {shown.length} of {counted}
          </span>
        )}
      </span>
      <span className="input">
        <textarea
          ref={area}
          rows={1}
          value={shown}
          placeholder={placeholder}
          onFocus={() => setDraft(value)}
          onChange={(event) => setDraft(event.target.value.replaceAll("\n", " "))}
          onBlur={() => {
            save();
            setDraft(null);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              save();
            } else if (event.key === "Escape") {
              event.preventDefault();
              event.stopPropagation();
              setDraft(value);
            }
          }}
        />
      </span>
    </label>
  );
}

/** As high as its words, where the engine cannot do that by itself. */
function grow(area: HTMLTextAreaElement | null) {
  if (!area || Reflect.has(area.style, "fieldSizing")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
