// Caption, alt text, room type, place, tags, source: of one picture or of many
// at once. Every field saves when it is left or on Enter; Ctrl Z takes it back.
import { Link } from "lucide-react";
import { useImperativeHandle, useRef, type Ref } from "react";
import { Select } from "../../components/select";
import type { Picture, PicturePatch, Place } from "../../ipc/types";
import { count, roomTypeName, roomTypes } from "../../lib/words";
import { shared, tagCounts } from "./mixed";
import { TagInput, type TagInputHandle } from "./tag-input";
import { TextField } from "./text-field";

/** So that E, Shift E, R and T lead to their fields. */
export interface WordsHandle {
  focus: (field: "caption" | "altText" | "roomType" | "tags") => void;
}

const ALT_TEXT_GOOD = 125;

export function Words({
  place,
  pictures,
  targets,
  sourceUrl,
  source,
  onEdit,
  onMoveTo,
  words,
}: {
  place: Place;
  pictures: readonly Picture[] | undefined;
  targets: readonly Picture[];
  sourceUrl: string | null;
  source: string | null;
  onEdit: (ids: string[], patch: PicturePatch) => void;
  onMoveTo: (id: string, position: number) => void;
  words?: Ref<WordsHandle>;
}) {
  const caption = useRef<HTMLTextAreaElement>(null);
  const altText = useRef<HTMLTextAreaElement>(null);
  const roomType = useRef<HTMLButtonElement>(null);
  const tags = useRef<TagInputHandle>(null);
  useImperativeHandle(words, () => ({
    focus: (field) => ({ caption, altText, roomType, tags })[field].current?.focus(),
  }));

  const ids = targets.map(({ id }) => id);
  const one = targets.length === 1 ? targets[0] : undefined;
  const edit = (patch: PicturePatch) => onEdit(ids, patch);
  const different = `${count(targets.length)} different`;
  const captions = shared(targets, (picture) => picture.caption ?? "");
  const altTexts = shared(targets, (picture) => picture.altText ?? "");
  const types = shared(targets, (picture) => picture.roomType ?? "");
  const key = one?.id ?? "many";
  return (
    <>
      <TextField
        key={`caption-${key}`}
        ref={caption}
        label="Caption"
        value={captions.value}
        placeholder={captions.mixed ? different : ""}
        onSave={(text) => edit({ caption: text === "" ? null : text })}
      />
      {place.kind === "style" && (
        <TextField
          key={`alt-${key}`}
          ref={altText}
          label="Alt text"
          value={altTexts.value}
          placeholder={altTexts.mixed ? different : "What is to be seen, in a sentence"}
          counted={ALT_TEXT_GOOD}
          onSave={(text) => edit({ altText: text === "" ? null : text })}
        />
      )}
      {place.kind === "style" && (
        <div className={one ? "two" : ""}>
          <div className="field">
            <span className="name">Room type</span>
            <Select
              label="Room type"
              triggerRef={roomType}
              value={types.value}
              placeholder={types.mixed ? someTypes(targets) : "None"}
              choices={roomTypes.map(([value, name]) => ({ value, label: name }))}
              onChange={(value) => edit({ roomType: value })}
            />
          </div>
          {one && <PlaceOnBoard picture={one} total={pictures?.length ?? 0} onMoveTo={onMoveTo} />}
        </div>
      )}
      <TagInput key={`tags-${key}`} ref={tags} counts={tagCounts(targets)} total={targets.length} onEdit={edit} />
      {one && (sourceUrl ?? source) !== null && <Source url={sourceUrl} source={source} />}
    </>
  );
}

function PlaceOnBoard({
  picture,
  total,
  onMoveTo,
}: {
  picture: Picture;
  total: number;
  onMoveTo: (id: string, position: number) => void;
}) {
  const save = (input: HTMLInputElement) => {
    const wanted = Number.parseInt(input.value, 10);
    if (Number.isNaN(wanted)) input.value = `${picture.position}`;
    else if (wanted !== picture.position) onMoveTo(picture.id, Math.min(total, Math.max(1, wanted)));
  };
  return (
    <label className="field">
      <span className="name">Place on board</span>
      <span className="input num">
        <input
          key={`${picture.id}-${picture.position}`}
          inputMode="numeric"
          defaultValue={picture.position}
          aria-label={`Place on board, of ${total}`}
          className="place-input"
          style={{ width: `${Math.max(1, `${total}`.length) + 0.4}ch` }}
          onBlur={(event) => save(event.currentTarget)}
          onKeyDown={(event) => {
            if (event.key === "Enter") save(event.currentTarget);
            if (event.key === "Escape") event.currentTarget.value = `${picture.position}`;
          }}
        />
        <span className="third">of {count(total)}</span>
      </span>
    </label>
  );
}

const sources: Record<string, string> = {
  user_upload: "Added by a person",
  ai_generated: "Made with AI",
  pinterest: "Pinterest",
};

function Source({ url, source }: { url: string | null; source: string | null }) {
  const words = url?.replace(/^https?:\/\/(www\.)?/, "") ?? (source === null ? "" : (sources[source] ?? source));
  return (
    <div className="field">
      <span className="name">Source</span>
      <div className="fact second flex min-w-0 items-center gap-2">
        <Link className="glyph small" aria-hidden="true" />
        <span className="truncate selectable" title={url ?? undefined}>
          {words}
        </span>
      </div>
    </div>
  );
}

function someTypes(targets: readonly Picture[]): string {
  const names = [...new Set(targets.map(({ roomType }) => (roomType === null ? "none" : roomTypeName(roomType))))];
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
