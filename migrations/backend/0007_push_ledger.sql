-- What the push needs to remember so that every step can be repeated: nothing
-- of it belongs into the platform's tables, which know nothing of us.
--
-- The ledger of versions that a pull reads (a row for each row of each synced
-- table, kept by triggers) gets a migration of its own when the pull is built.
-- `epoch` is here already, because it names this database from its first day:
-- whoever finds another one has been given another database.

-- A step of an operation that was applied, and what was answered: a repetition
-- gets the same answer. The outbox takes one operation through several steps,
-- so the step is part of its name.
create table atelier.operations (
  op_id       uuid not null,
  kind        text not null,
  table_name  text not null,
  row_id      uuid not null,
  -- The row that was there under the same slug, where there was one.
  existing_id uuid,
  applied_at  timestamptz not null default now(),
  primary key (op_id, kind)
);

create index idx_operations_row on atelier.operations (row_id);

-- Files that were announced. One that is never confirmed is swept.
create table atelier.uploads (
  row_id       uuid primary key,
  table_name   text not null,
  storage_path text not null,
  bytes        bigint not null check (bytes > 0),
  sha256       text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  requested_at timestamptz not null default now(),
  -- Taken out of the running: a confirmation comes too late from now on.
  swept_at     timestamptz,
  confirmed_at timestamptz,
  constraint swept_or_confirmed check (swept_at is null or confirmed_at is null)
);

create index idx_uploads_waiting on atelier.uploads (requested_at) where confirmed_at is null;

-- Rows that go or are gone. While it goes, a row has the paths of the files
-- that are to be removed first; when it is gone, only its id is left.
create table atelier.deletions (
  row_id        uuid primary key,
  table_name    text not null,
  storage_paths text[] not null,
  marked_at     timestamptz not null default now(),
  removed_at    timestamptz,
  constraint gone_without_paths check (removed_at is null or storage_paths = '{}')
);

create index idx_deletions_going on atelier.deletions (marked_at) where removed_at is null;

-- What was taken out of a file before it left a machine. It names kinds, never
-- a place.
create table atelier.receipts (
  row_id     uuid primary key,
  table_name text not null,
  receipt    jsonb not null,
  at         timestamptz not null default now()
);

create table atelier.epoch (
  only_one   boolean primary key default true check (only_one),
  id         uuid not null default gen_random_uuid(),
  started_at timestamptz not null default now()
);

insert into atelier.epoch default values;
