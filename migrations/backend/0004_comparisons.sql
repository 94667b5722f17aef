-- Pairs of before and after. The document keeps them as links in the metadata
-- of assets at first and as a table later; the table is the truth from the
-- start, because a room has several pairs and a pair has annotations. The links
-- are written too, for the platform's own pages.
--
-- A pair goes with either of its assets, so deleting a session needs no cascade
-- of its own here.

create table if not exists public.asset_comparisons (
  id              uuid primary key default gen_random_uuid(),
  session_id      uuid not null references public.renovation_sessions (id),
  room_id         uuid not null references public.renovation_rooms (id),
  before_asset_id uuid not null references public.room_assets (id) on delete cascade,
  after_asset_id  uuid not null references public.room_assets (id) on delete cascade,
  comparison_type text not null default 'slider',
  annotations     jsonb not null default '[]',
  title           text,
  description     text,
  display_order   integer default 0,
  created_at      timestamp not null default (now() at time zone 'utc')
);

create index if not exists idx_comparisons_room on public.asset_comparisons (room_id);
-- Deleting an asset looks for its pairs.
create index if not exists idx_comparisons_before on public.asset_comparisons (before_asset_id);
create index if not exists idx_comparisons_after on public.asset_comparisons (after_asset_id);
