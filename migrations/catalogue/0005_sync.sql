-- The local half of the sync: what waits to go up, how far it is, and what the
-- backend last had.

-- One row a change, in the order in which they were made. A change waits for
-- the creation of its parent; a pair of before and after has two. Once `taken`
-- to be sent, its patch is never touched again, so that a repetition is the
-- same to the byte.
create table outbox (
  seq              integer primary key autoincrement,
  op_id            text not null unique,
  table_name       text not null,
  row_id           text not null,
  kind             text not null,
  parent_id        text,
  second_parent_id text,
  patch            text not null default '{}' check (json_valid(patch)),
  base_version     integer not null default 0,
  stage            text not null default 'queued',
  attempts         integer not null default 0,
  not_before       integer not null default 0,
  last_error       text,
  error_code       text,
  parked           integer not null default 0 check (parked in (0, 1)),
  taken            integer not null default 0 check (taken in (0, 1)),
  created_at       integer not null,
  constraint check_sync_table check (
    table_name in ('styles', 'renovation_sessions', 'renovation_rooms', 'style_images', 'room_assets',
      'style_image_variants', 'asset_variants', 'asset_comparisons')
  ),
  constraint check_change_kind check (kind in ('create', 'edit', 'delete')),
  constraint check_stage check (stage in ('queued', 'requested', 'file_settled'))
) strict;

-- What stands before a change, and how far a picture is, is read from these
-- two alone.
create index idx_outbox_row on outbox (row_id, seq, kind, parked, stage);
create index idx_outbox_parent on outbox (parent_id, seq, parked, stage) where parent_id is not null;
create index idx_outbox_second_parent on outbox (second_parent_id) where second_parent_id is not null;
create index idx_outbox_due on outbox (seq, not_before) where parked = 0;
create index idx_outbox_cause on outbox (error_code) where error_code is not null;

-- Where an upload in parts stands, so that a restart goes on from there.
create table uploads (
  op_id text primary key not null references outbox (op_id) on delete cascade,
  state text not null check (json_valid(state))
) strict;

-- The last row that the backend is known to have.
create table base (
  table_name text not null,
  row_id     text not null,
  version    integer not null,
  row        text not null check (json_valid(row)),
  primary key (table_name, row_id)
) strict, without rowid;

-- Two people changed the same field: both are kept until one of them chooses.
create table conflict (
  id         text primary key not null,
  table_name text not null,
  row_id     text not null,
  op_id      text not null,
  mine       text not null check (json_valid(mine)),
  theirs     text not null check (json_valid(theirs)),
  at         integer not null,
  settled_at integer
) strict;

create index idx_conflict_row on conflict (row_id);

-- How far the backend's feed is read. A new epoch means reading it all again.
create table cursor (
  feed     text primary key not null,
  epoch    text not null,
  position text not null,
  at       integer not null
) strict;
