-- Where pictures belong: styles, and the rooms of sessions.
--
-- Identifiers are UUIDs in text, times are Unix milliseconds. `synced_at` is
-- when the backend last took the row; nothing else of a row here is local.

create table styles (
  id         text primary key not null,
  slug       text not null unique,
  name       text not null,
  created_at integer not null,
  updated_at integer not null,
  synced_at  integer
) strict;

create table renovation_sessions (
  id         text primary key not null,
  title      text not null,
  created_at integer not null,
  updated_at integer not null,
  synced_at  integer
) strict;

create table renovation_rooms (
  id         text primary key not null,
  session_id text not null references renovation_sessions (id),
  name       text not null,
  room_type  text,
  created_at integer not null,
  updated_at integer not null,
  synced_at  integer
) strict;

create index idx_rooms_session on renovation_rooms (session_id);
