-- Smaller and lighter copies, made on this machine. A variant belongs to a
-- room asset or to a style image, each in a table of its own with the same
-- columns. Its path is decided when the row is made, so the size is 0 until
-- the file is there; only a ready one has a file, only a failed one a reason.
--
-- The document's idx_variants_parent is a prefix of idx_variants_type and is
-- left out.

create table style_image_variants (
  id                text primary key not null,
  parent_style_image_id text not null references style_images (id) on delete cascade,
  variant_type      text not null,
  format            text not null,
  quality           integer check (quality between 1 and 100),
  storage_path      text not null unique,
  content_type      text not null,
  file_size         integer not null default 0,
  width             integer,
  height            integer,
  processing_status text not null default 'pending',
  processing_error  text,
  processed_at      integer,
  processing_config text check (processing_config is null or json_valid(processing_config)),
  created_at        integer not null,
  content_hash      text,
  synced_at         integer,
  constraint check_variant_type check (
    variant_type in ('thumbnail', 'optimized', 'webp', 'avif')
  ),
  constraint check_variant_format check (
    format in ('jpeg', 'png', 'webp', 'avif')
  ),
  constraint check_variant_status check (
    processing_status in ('pending', 'processing', 'ready', 'failed')
  ),
  constraint ready_has_a_file check (
    processing_status <> 'ready' or (file_size > 0 and content_hash is not null)
  ),
  constraint failed_has_a_reason check (
    processing_status <> 'failed' or processing_error is not null
  )
) strict;

create index idx_style_variants_type on style_image_variants (parent_style_image_id, variant_type);
create index idx_style_variants_status on style_image_variants (processing_status, parent_style_image_id);
-- The few that a tile must tell of, among the many that are done.
create index idx_style_variants_unready on style_image_variants (parent_style_image_id, processing_status)
  where processing_status <> 'ready';
create index idx_style_variants_content on style_image_variants (content_hash);

create table asset_variants (
  id                text primary key not null,
  parent_asset_id text not null references room_assets (id) on delete cascade,
  variant_type      text not null,
  format            text not null,
  quality           integer check (quality between 1 and 100),
  storage_path      text not null unique,
  content_type      text not null,
  file_size         integer not null default 0,
  width             integer,
  height            integer,
  processing_status text not null default 'pending',
  processing_error  text,
  processed_at      integer,
  processing_config text check (processing_config is null or json_valid(processing_config)),
  created_at        integer not null,
  content_hash      text,
  synced_at         integer,
  constraint check_variant_type check (
    variant_type in ('thumbnail', 'optimized', 'webp', 'avif')
  ),
  constraint check_variant_format check (
    format in ('jpeg', 'png', 'webp', 'avif')
  ),
  constraint check_variant_status check (
    processing_status in ('pending', 'processing', 'ready', 'failed')
  ),
  constraint ready_has_a_file check (
    processing_status <> 'ready' or (file_size > 0 and content_hash is not null)
  ),
  constraint failed_has_a_reason check (
    processing_status <> 'failed' or processing_error is not null
  )
) strict;

create index idx_variants_type on asset_variants (parent_asset_id, variant_type);
create index idx_variants_status on asset_variants (processing_status, parent_asset_id);
create index idx_variants_unready on asset_variants (parent_asset_id, processing_status)
  where processing_status <> 'ready';
create index idx_variants_content on asset_variants (content_hash);

-- Both tables side by side, for questions that do not care which.
create view variants as
select 'style_image' as parent_kind, parent_style_image_id as parent_id, id, variant_type, format,
       quality, storage_path, content_type, file_size, width, height, processing_status,
       processing_error, processed_at, processing_config, created_at, content_hash, synced_at
  from style_image_variants
union all
select 'room_asset', parent_asset_id, id, variant_type, format,
       quality, storage_path, content_type, file_size, width, height, processing_status,
       processing_error, processed_at, processing_config, created_at, content_hash, synced_at
  from asset_variants;
