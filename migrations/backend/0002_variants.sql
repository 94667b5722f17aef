-- Smaller and lighter copies of a picture, each with a state of its own, so that
-- a failed one never harms its original. `asset_variants` is the document's.
-- The document gives it room assets as the only parents, but the pictures of
-- styles carry the public traffic: they get the same columns in a table of
-- their own, because a column that points at two tables can be checked by
-- neither.
--
-- The path is decided when the row is made and the file comes later, so
-- file_size is 0 until the variant is ready.
--
-- Left out: the document's idx_variants_parent. It is a prefix of
-- idx_variants_type, which answers the same questions.

create table if not exists public.asset_variants (
  id                uuid primary key default gen_random_uuid(),
  parent_asset_id   uuid not null references public.room_assets (id) on delete cascade,
  variant_type      text not null,
  format            text not null,
  quality           integer,
  storage_path      text not null unique,
  content_type      text not null,
  file_size         integer not null default 0,
  width             integer,
  height            integer,
  processing_status text not null default 'pending',
  processing_error  text,
  processed_at      timestamp,
  processing_config jsonb,
  created_at        timestamp not null default (now() at time zone 'utc')
);

create index if not exists idx_variants_type on public.asset_variants (parent_asset_id, variant_type);
create index if not exists idx_variants_status on public.asset_variants (processing_status);

create table if not exists public.style_image_variants (
  id                    uuid primary key default gen_random_uuid(),
  parent_style_image_id uuid not null references public.style_images (id) on delete cascade,
  variant_type          text not null,
  format                text not null,
  quality               integer,
  storage_path          text not null unique,
  content_type          text not null,
  file_size             integer not null default 0,
  width                 integer,
  height                integer,
  processing_status     text not null default 'pending',
  processing_error      text,
  processed_at          timestamp,
  processing_config     jsonb,
  created_at            timestamp not null default (now() at time zone 'utc')
);

create index if not exists idx_style_variants_type
  on public.style_image_variants (parent_style_image_id, variant_type);
create index if not exists idx_style_variants_status
  on public.style_image_variants (processing_status);
