-- The pictures and documents themselves. The columns of the platform come
-- first; the last ones are local: the hashes by which files and duplicates are
-- known, the stand-in, the import, the trash, and when the backend last took
-- the row.

create table style_images (
  id            text primary key not null,
  style_id      text not null references styles (id),
  storage_path  text not null unique,
  filename      text not null,
  content_type  text not null,
  file_size     integer not null,
  width         integer,
  height        integer,
  caption       text,
  alt_text      text,
  room_type     text,
  tags          text not null default '[]' check (json_valid(tags)),
  display_order integer not null default 0,
  source_url    text,
  created_at    integer not null,
  updated_at    integer not null,
  content_hash  text not null,
  source_hash   text not null,
  thumbhash     blob,
  batch_id      text,
  trashed_at    integer,
  synced_at     integer,
  -- The limit goes by what the file is: a camera's PDF scan may be larger.
  constraint check_file_size check (
    file_size > 0
    and file_size <= case content_type when 'application/pdf' then 52428800 else 10485760 end
  ),
  constraint check_dimensions check (
    (width is null and height is null) or (width > 0 and height > 0)
  )
) strict;

create index idx_style_images_style on style_images (style_id);
create index idx_style_images_room_type on style_images (style_id, room_type);
-- A board is read in its order, without sorting ten thousand rows.
create index idx_style_images_board on style_images (style_id, display_order, id) where trashed_at is null;
create index idx_style_images_source on style_images (source_hash);
create index idx_style_images_content on style_images (content_hash);
create index idx_style_images_batch on style_images (batch_id);
create index idx_style_images_trash on style_images (trashed_at) where trashed_at is not null;

create table room_assets (
  id                text primary key not null,
  session_id        text not null references renovation_sessions (id),
  room_id           text not null references renovation_rooms (id),
  uploaded_by       text,
  asset_type        text not null,
  storage_path      text not null unique,
  source            text not null default 'user_upload',
  status            text not null default 'pending',
  original_filename text not null,
  content_type      text not null,
  file_size         integer not null,
  display_order     integer not null default 0,
  caption           text,
  alt_text          text,
  metadata          text check (metadata is null or json_valid(metadata)),
  created_at        integer not null,
  updated_at        integer not null,
  width             integer,
  height            integer,
  content_hash      text not null,
  source_hash       text not null,
  thumbhash         blob,
  batch_id          text,
  trashed_at        integer,
  synced_at         integer,
  constraint check_asset_type check (
    asset_type in ('photo', 'floorplan', 'render', 'document')
  ),
  constraint check_asset_status check (
    status in ('pending', 'uploaded', 'processing', 'ready', 'failed')
  ),
  constraint check_asset_source check (
    source in ('user_upload', 'pinterest', 'ai_generated')
  ),
  constraint check_file_size check (
    file_size > 0
    and file_size <= case content_type when 'application/pdf' then 52428800 else 10485760 end
  ),
  constraint check_dimensions check (
    (width is null and height is null) or (width > 0 and height > 0)
  )
) strict;

create index idx_room_assets_session on room_assets (session_id);
create index idx_room_assets_room on room_assets (room_id);
create index idx_room_assets_type on room_assets (room_id, asset_type);
create index idx_room_assets_status on room_assets (status) where status in ('pending', 'processing');
create index idx_room_assets_source on room_assets (source, asset_type);
create index idx_room_assets_uploaded_by on room_assets (uploaded_by) where uploaded_by is not null;
create index idx_room_assets_pending_cleanup on room_assets (created_at, status) where status = 'pending';
create index idx_room_assets_board on room_assets (room_id, display_order, id) where trashed_at is null;
create index idx_room_assets_source_hash on room_assets (source_hash);
create index idx_room_assets_content on room_assets (content_hash);
create index idx_room_assets_batch on room_assets (batch_id);
create index idx_room_assets_trash on room_assets (trashed_at) where trashed_at is not null;

-- What a cleaning did to the file of an asset of either kind. `had_place` is
-- taken out of the receipt, because every tile asks for it.
create table receipts (
  asset_id  text primary key not null,
  receipt   text not null check (json_valid(receipt)),
  had_place integer not null check (had_place in (0, 1))
) strict;

-- One import, so that it can be taken back as a whole.
create table batches (
  id        text primary key not null,
  place     text not null check (json_valid(place)),
  at        integer not null,
  sentence  text,
  undone_at integer
) strict;

create index idx_batches_at on batches (at);
