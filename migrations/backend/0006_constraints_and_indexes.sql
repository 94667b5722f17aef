-- The constraints and indexes that the architecture document recommends for the
-- platform's tables, and the same care for the tables that are new.
--
-- Settled where the document contradicts itself or says less than it means:
-- * 10 MB on all of room_assets, but PDFs up to 50 MB: the limit goes by what
--   the file is. Where the document's flat limit is in place, this one takes
--   over; whatever the flat one let in, this one lets in too.
-- * a width without a height passed the document's check, because a comparison
--   with nothing is unknown and an unknown check passes. Both or neither.

-- A table in use is waited for no longer than this; the migration can be asked
-- again.
set local lock_timeout = '5s';

do $$
begin
  if exists (
    select from pg_constraint
     where conrelid = 'public.room_assets'::regclass and conname = 'check_file_size'
       and pg_get_constraintdef(oid) ~ '^CHECK \(\(\(file_size > 0\) AND \(file_size <= 10485760\)\)\)'
  ) then
    alter table public.room_assets drop constraint check_file_size;
  end if;
end $$;

select atelier.promise_check('room_assets', 'check_asset_type',
  $$asset_type in ('photo', 'floorplan', 'render', 'document')$$);
select atelier.promise_check('room_assets', 'check_asset_status',
  $$status in ('pending', 'uploaded', 'processing', 'ready', 'failed')$$);
select atelier.promise_check('room_assets', 'check_asset_source',
  $$source in ('user_upload', 'pinterest', 'ai_generated')$$);
select atelier.promise_check('room_assets', 'check_file_size',
  $$file_size > 0 and file_size <= case content_type when 'application/pdf' then 52428800 else 10485760 end$$);

select atelier.promise_check('style_images', 'check_dimensions',
  $$num_nonnulls(width, height) in (0, 2) and coalesce(width > 0 and height > 0, true)$$);

select atelier.promise_check(t, 'check_variant_type',
  $$variant_type in ('thumbnail', 'optimized', 'webp', 'avif')$$)
  from unnest(array['asset_variants', 'style_image_variants']) t;
select atelier.promise_check(t, 'check_variant_format',
  $$format in ('jpeg', 'png', 'webp', 'avif')$$)
  from unnest(array['asset_variants', 'style_image_variants']) t;
select atelier.promise_check(t, 'check_variant_status',
  $$processing_status in ('pending', 'processing', 'ready', 'failed')$$)
  from unnest(array['asset_variants', 'style_image_variants']) t;
select atelier.promise_check(t, 'check_variant_quality', $$quality between 1 and 100$$)
  from unnest(array['asset_variants', 'style_image_variants']) t;
select atelier.promise_check(t, 'check_ready_has_a_file',
  $$case processing_status when 'ready' then file_size > 0 else file_size = 0 end$$)
  from unnest(array['asset_variants', 'style_image_variants']) t;

select atelier.promise_check('document_artifacts', 'check_document_type',
  $$document_type in ('checklist_pdf', 'plan_pdf', 'estimate_pdf', 'contract_draft')$$);
select atelier.promise_check('document_artifacts', 'check_generated_by',
  $$generated_by in ('ai', 'system', 'admin')$$);
select atelier.promise_check('document_artifacts', 'check_version', $$version >= 1$$);

select atelier.promise_check('asset_comparisons', 'check_comparison_type',
  $$comparison_type in ('side_by_side', 'slider', 'overlay')$$);
select atelier.promise_check('asset_comparisons', 'check_two_assets',
  $$before_asset_id <> after_asset_id$$);

-- Two rows with one path would delete each other's file. A unique index cannot
-- be put on for new rows only, so these wait for `atelier.settle()`.
insert into atelier.promises values
  ('room_assets', 'room_assets_storage_path_key', 'unique', 'storage_path'),
  ('style_images', 'style_images_storage_path_key', 'unique', 'storage_path');

select atelier.try_index(statement) from unnest(array[
  'create index if not exists idx_room_assets_session on public.room_assets (session_id)',
  'create index if not exists idx_room_assets_room on public.room_assets (room_id)',
  'create index if not exists idx_room_assets_type on public.room_assets (room_id, asset_type)',
  'create index if not exists idx_room_assets_status on public.room_assets (status)
     where status in (''pending'', ''processing'')',
  'create index if not exists idx_room_assets_source on public.room_assets (source, asset_type)',
  'create index if not exists idx_room_assets_uploaded_by on public.room_assets (uploaded_by)
     where uploaded_by is not null',
  'create index if not exists idx_room_assets_pending_cleanup on public.room_assets (created_at, status)
     where status = ''pending''',
  'create index if not exists idx_style_images_style on public.style_images (style_id)',
  'create index if not exists idx_style_images_room_type on public.style_images (style_id, room_type)',
  'create index if not exists idx_style_images_tags on public.style_images using gin (tags)'
]) statement;
