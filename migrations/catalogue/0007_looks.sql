-- What pictures look like, told by their decoded pixels: this machine's own
-- help for finding and for telling copies. Nobody else sees it.

create table looks (
  asset_id text primary key not null,
  -- 64 bits that hardly change between copies of a picture; none for a picture
  -- that shows nothing, or that could not be looked at.
  likeness integer,
  palette  text not null check (json_valid(palette))
) strict;

-- Pictures that look alike and that a person said are two, by the hashes of the
-- bytes that came: the smaller first. It outlives both, so that nobody is asked
-- twice.
create table told_apart (
  one_hash   text not null,
  other_hash text not null,
  at         integer not null,
  primary key (one_hash, other_hash),
  constraint in_order check (one_hash < other_hash)
) strict, without rowid;
