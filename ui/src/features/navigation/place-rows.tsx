// Styles with their covers, sessions that open to their rooms. Every row that
// can take pictures is a drop target.
import { ChevronDown, ChevronRight, Plus } from "lucide-react";
import { GlyphButton } from "../../components/button";
import { Thumb } from "../../components/thumb";
import type { Place, SessionPlace } from "../../ipc/types";
import { prefer, usePreferences } from "../../lib/preferences";
import { samePlace } from "../../lib/view";
import { count, many } from "../../lib/words";
import { NavHeading, NavRow, type NavigationProps } from "./navigation";

export function PlaceRows(props: NavigationProps) {
  const { places, rail, onNew } = props;
  return (
    <>
      <NavHeading rail={rail} name="Styles" verb="New style" onNew={() => onNew("style")} />
      {!rail && places?.styles.length === 0 && <p className="nav-hint">Moodboards for the public site.</p>}
      {places?.styles.map((style) => (
        <PlaceRow
          key={style.id}
          {...props}
          place={{ kind: "style", id: style.id }}
          name={style.name}
          pictures={style.pictures}
          coverId={style.coverId}
        />
      ))}
      <NavHeading rail={rail} name="Sessions" verb="New session" onNew={() => onNew("session")} />
      {!rail && places?.sessions.length === 0 && <p className="nav-hint">A home and its rooms.</p>}
      {places?.sessions.map((session) => (
        <SessionRows key={session.id} {...props} session={session} />
      ))}
    </>
  );
}

function SessionRows({ session, ...props }: NavigationProps & { session: SessionPlace }) {
  const { closedSessions } = usePreferences();
  const open = !closedSessions.includes(session.id) || props.opened.has(session.id);
  const toggle = () =>
    prefer({
      closedSessions: open ? [...closedSessions, session.id] : closedSessions.filter((id) => id !== session.id),
    });
  const { rail } = props;
  if (rail) {
    return session.rooms.map((room) => (
      <PlaceRow
        key={room.id}
        {...props}
        place={{ kind: "room", id: room.id }}
        name={`${session.title}, ${room.name}`}
        pictures={room.pictures}
        coverId={room.coverId ?? session.coverId}
      />
    ));
  }
  const key = `session:${session.id}`;
  return (
    <div role="group" aria-label={session.title} className="relative">
      <NavRow
        rail={false}
        name={session.title}
        on={false}
        expanded={open}
        onGo={toggle}
        className={dropLook(props, key)}
        data={{ "data-drop": key }}
        glyph={
          open ? (
            <ChevronDown className="glyph small" aria-hidden="true" />
          ) : (
            <ChevronRight className="glyph small" aria-hidden="true" />
          )
        }
      />
      <GlyphButton
        label={`New room in ${session.title}`}
        side="right"
        className="tiny-square new-room"
        onClick={() => props.onNew({ roomOf: session.id })}
      >
        <Plus className="glyph small" aria-hidden="true" />
      </GlyphButton>
      {open &&
        session.rooms.map((room) => (
          <PlaceRow
            key={room.id}
            {...props}
            place={{ kind: "room", id: room.id }}
            name={room.name}
            pictures={room.pictures}
            coverId={null}
            sub
          />
        ))}
    </div>
  );
}

function PlaceRow({
  place,
  name,
  pictures,
  coverId,
  sub = false,
  ...props
}: NavigationProps & { place: Place; name: string; pictures: number; coverId: string | null; sub?: boolean }) {
  const { view, rail, onGo } = props;
  const key = `${place.kind}:${place.id}`;
  return (
    <NavRow
      rail={rail}
      name={name}
      note={many(pictures, "picture")}
      on={view?.kind === "place" && samePlace(view.place, place)}
      onGo={() => onGo({ kind: "place", place })}
      className={`${sub ? "sub" : ""} ${dropLook(props, key)}`}
      data={{ "data-drop": key }}
      glyph={sub ? undefined : <Thumb id={coverId} className="cover" />}
      end={<span className="count">{count(pictures)}</span>}
    />
  );
}

function dropLook({ dropOver, dropRefused }: NavigationProps, key: string): string {
  if (dropOver !== key) return "";
  return dropRefused ? "refusing" : "taking";
}
