-- What the program remembers for itself.

create table settings (
  key   text primary key not null,
  value text not null check (json_valid(value))
) strict;

-- Steps that can be taken back, newest last. `inverse` holds what the next
-- undo (of a done step) or redo (of an undone one) does.
create table history (
  seq      integer primary key autoincrement,
  id       text not null unique,
  at       integer not null,
  sentence text not null,
  inverse  text not null check (json_valid(inverse)),
  state    text not null default 'done',
  constraint check_history_state check (state in ('done', 'undone'))
) strict;

create index idx_history_state on history (state, seq);

create table watched_folders (
  id         text primary key not null,
  path       text not null unique,
  place      text not null check (json_valid(place)),
  created_at integer not null
) strict;
