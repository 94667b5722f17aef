-- The platform owns these five tables, and on a database that it uses they are
-- there already: then they are adopted as they stand, whatever more columns
-- they have, and nothing in them is changed. On an empty database they are made
-- as the architecture document describes them, so that a studio can work
-- before, or without, the platform.
--
-- `timestamp` has no zone because the platform's readers expect it so. What is
-- in it is UTC, always.

create table if not exists public.styles (
  id         uuid primary key default gen_random_uuid(),
  slug       text not null unique,
  name       text not null,
  created_at timestamp not null default (now() at time zone 'utc'),
  updated_at timestamp not null default (now() at time zone 'utc')
);

create table if not exists public.renovation_sessions (
  id         uuid primary key default gen_random_uuid(),
  title      text not null,
  created_at timestamp not null default (now() at time zone 'utc'),
  updated_at timestamp not null default (now() at time zone 'utc')
);

create table if not exists public.renovation_rooms (
  id         uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.renovation_sessions (id) on delete cascade,
  name       text not null,
  room_type  text,
  created_at timestamp not null default (now() at time zone 'utc'),
  updated_at timestamp not null default (now() at time zone 'utc')
);

create table if not exists public.room_assets (
  id                uuid primary key default gen_random_uuid(),
  session_id        uuid not null references public.renovation_sessions (id) on delete cascade,
  room_id           uuid not null references public.renovation_rooms (id) on delete cascade,
  uploaded_by       uuid,
  asset_type        text not null,
  storage_path      text not null,
  source            text not null default 'user_upload',
  status            text not null default 'pending',
  original_filename text not null,
  content_type      text not null,
  file_size         integer not null,
  display_order     integer not null default 0,
  caption           text,
  alt_text          text,
  metadata          jsonb,
  created_at        timestamp not null default (now() at time zone 'utc'),
  updated_at        timestamp not null default (now() at time zone 'utc')
);

create table if not exists public.style_images (
  id            uuid primary key default gen_random_uuid(),
  style_id      uuid not null references public.styles (id) on delete cascade,
  storage_path  text not null,
  filename      text not null,
  content_type  text not null,
  file_size     integer not null,
  width         integer,
  height        integer,
  caption       text,
  alt_text      text,
  room_type     text,
  tags          jsonb not null default '[]',
  display_order integer not null default 0,
  source_url    text,
  created_at    timestamp not null default (now() at time zone 'utc'),
  updated_at    timestamp not null default (now() at time zone 'utc')
);
