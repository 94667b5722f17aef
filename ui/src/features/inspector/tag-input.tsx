// Tags of one picture or of many: those on all, those on some, one more.
import { Plus, X } from "lucide-react";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import type { PicturePatch } from "../../ipc/types";
import { count } from "../../lib/words";

export interface TagInputHandle {
  focus: () => void;
}

export function TagInput({
  counts,
  total,
  onEdit,
  ref,
}: {
  counts: readonly (readonly [tag: string, count: number])[];
  total: number;
  onEdit: (patch: PicturePatch) => void;
  ref?: Ref<TagInputHandle>;
}) {
  const [adding, setAdding] = useState(false);
  useImperativeHandle(ref, () => ({ focus: () => setAdding(true) }), []);
  const onAll = counts.filter(([, howMany]) => howMany === total);
  const onSome = counts.filter(([, howMany]) => howMany < total);
  return (
    <>
      <div className="field" role="group" aria-label="Tags">
        <span className="name">{total > 1 ? `Tags on all ${count(total)}` : "Tags"}</span>
        <div className="flex flex-wrap gap-1">
          {onAll.map(([tag]) => (
            <span key={tag} className="tag">
              {tag}
              <button type="button" className="remove" aria-label={`Remove tag ${tag}`} onClick={() => onEdit({ removeTags: [tag] })}>
                <X className="glyph" aria-hidden="true" />
              </button>
            </span>
          ))}
          {adding ? (
            <NewTag onDone={() => setAdding(false)} onAdd={(tags) => onEdit({ addTags: tags })} />
          ) : (
            <button type="button" className="tag hollow add" aria-label="Add tag" onClick={() => setAdding(true)}>
              <Plus className="glyph small" aria-hidden="true" />
            </button>
          )}
        </div>
      </div>
      {onSome.length > 0 && (
        <div className="field" role="group" aria-label="Tags on some">
          <span className="name">Tags on some</span>
          <div className="flex flex-wrap gap-1">
            {onSome.map(([tag, howMany]) => (
              <button
                key={tag}
                type="button"
                className="tag hollow"
                title={`Put it on all ${count(total)}`}
                aria-label={`${tag}, on ${howMany} of ${total}: put it on all`}
                onClick={() => onEdit({ addTags: [tag] })}
              >
                {tag}, {count(howMany)}
              </button>
            ))}
          </div>
        </div>
      )}
    </>
  );
}

function NewTag({ onAdd, onDone }: { onAdd: (tags: string[]) => void; onDone: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const add = (field: HTMLInputElement) => {
    const tags = field.value
      .split(",")
      .map((tag) => tag.trim().toLowerCase())
      .filter((tag) => tag !== "");
    field.value = "";
    if (tags.length > 0) onAdd(tags);
    return tags.length > 0;
  };
  return (
    <span className="tag input-tag">
      <input
        ref={input}
        aria-label="New tag"
        maxLength={60}
        onBlur={(event) => {
          add(event.currentTarget);
          onDone();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === ",") {
            event.preventDefault();
            if (!add(event.currentTarget)) onDone();
          } else if (event.key === "Escape") {
            event.stopPropagation();
            event.currentTarget.value = "";
            onDone();
          }
        }}
      />
    </span>
  );
}
