-- What metadata each file came with, by name, and what of it stayed: for the
-- person who looks at a picture later, when their own file may be gone. Names
-- only, never a value: a value may be a place. It stays on this computer; no
-- table of the backend has it, and nothing sends it.

create table tag_lists (
  asset_id text primary key not null,
  tags     text not null check (json_valid(tags))
) strict;
