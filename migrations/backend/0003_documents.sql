-- Documents that the platform generates have another life than files that
-- people give: versions, phases, an end. So they do not lie in room_assets.
-- The table is the document's to the letter.

create table if not exists public.document_artifacts (
  id                  uuid primary key default gen_random_uuid(),
  session_id          uuid not null references public.renovation_sessions (id) on delete cascade,
  room_id             uuid references public.renovation_rooms (id) on delete cascade,
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
  metadata            jsonb,
  version             integer not null default 1,
  previous_version_id uuid references public.document_artifacts (id) on delete set null,
  created_at          timestamp not null default (now() at time zone 'utc'),
  expires_at          timestamp
);

create index if not exists idx_docs_session on public.document_artifacts (session_id);
create index if not exists idx_docs_room on public.document_artifacts (room_id);
create index if not exists idx_docs_type on public.document_artifacts (document_type);
create index if not exists idx_docs_phase on public.document_artifacts (session_id, phase);
