-- What the platform generates, and pairs of before and after.

create table document_artifacts (
  id                  text primary key not null,
  session_id          text not null references renovation_sessions (id) on delete cascade,
  room_id             text references renovation_rooms (id) on delete cascade,
  document_type       text not null,
  phase               text not null,
  storage_path        text not null unique,
  filename            text not null,
  content_type        text not null default 'application/pdf',
  file_size           integer,
  generated_by        text,
  generation_prompt   text,
  template_version    text,
  page_count          integer,
  metadata            text check (metadata is null or json_valid(metadata)),
  version             integer not null default 1,
  previous_version_id text references document_artifacts (id) on delete set null,
  created_at          integer not null,
  expires_at          integer,
  content_hash        text,
  synced_at           integer,
  constraint check_document_type check (
    document_type in ('checklist_pdf', 'plan_pdf', 'estimate_pdf', 'contract_draft')
  ),
  constraint check_generated_by check (
    generated_by in ('ai', 'system', 'admin')
  )
) strict;

create index idx_docs_session on document_artifacts (session_id);
create index idx_docs_room on document_artifacts (room_id);
create index idx_docs_type on document_artifacts (document_type);
create index idx_docs_phase on document_artifacts (session_id, phase);
create index idx_docs_content on document_artifacts (content_hash) where content_hash is not null;

create table asset_comparisons (
  id              text primary key not null,
  session_id      text not null references renovation_sessions (id),
  room_id         text not null references renovation_rooms (id),
  before_asset_id text not null references room_assets (id) on delete cascade,
  after_asset_id  text not null references room_assets (id) on delete cascade,
  comparison_type text not null default 'slider',
  title           text,
  description     text,
  annotations     text not null default '[]' check (json_valid(annotations)),
  display_order   integer not null default 0,
  created_at      integer not null,
  synced_at       integer,
  constraint check_comparison_type check (
    comparison_type in ('side_by_side', 'slider', 'overlay')
  ),
  -- A pair of one picture with itself compares nothing.
  constraint check_two_assets check (before_asset_id <> after_asset_id)
) strict;

create index idx_comparisons_room on asset_comparisons (room_id);
-- Deleting an asset looks for its pairs from both ends.
create index idx_comparisons_before on asset_comparisons (before_asset_id);
create index idx_comparisons_after on asset_comparisons (after_asset_id);
