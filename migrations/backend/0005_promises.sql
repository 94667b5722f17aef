-- The means by which 0006 promises something about rows that are there already.
--
-- A constraint on a table in use must not fail because of an old row, must not
-- touch that row, and must not be forgotten either. So a promise is written
-- down, put on at once for new rows (NOT VALID), and settled afterwards, as
-- often as it takes: `atelier.settle()` validates what holds by now and names
-- the rows that break the rest. It is run after every migration and can be run
-- by hand at any time.

create schema if not exists atelier;

create table atelier.promises (
  table_name text not null,
  name       text not null,
  kind       text not null check (kind in ('check', 'unique')),
  -- The expression of a check, or the column that is to be unique.
  definition text not null,
  primary key (table_name, name)
);

-- Promises a CHECK. One that is there by this name stays as it is.
create function atelier.promise_check(p_table text, p_name text, p_expression text) returns void
language plpgsql as $$
begin
  insert into atelier.promises values (p_table, p_name, 'check', p_expression);
  if not exists (
    select from pg_constraint
     where conrelid = format('public.%I', p_table)::regclass and conname = p_name
  ) then
    execute format(
      'alter table public.%I add constraint %I check (%s) not valid', p_table, p_name, p_expression);
  end if;
end $$;

-- Makes an index unless the platform's table lacks the column or has it as a
-- type that cannot be indexed so: an index is a matter of speed, not of truth.
create function atelier.try_index(p_statement text) returns void
language plpgsql as $$
begin
  execute p_statement;
exception when undefined_column or undefined_object or datatype_mismatch then
  raise notice 'left out: % (%)', p_statement, sqlerrm;
end $$;

-- Settles what can be settled and names the rows that stand in the way of the
-- rest: at most twenty of each, and how many there are.
create function atelier.settle()
returns table (table_name text, constraint_name text, row_ids text[], row_count bigint)
language plpgsql as $$
declare
  promise  record;
  breaking text;
begin
  for promise in select p.* from atelier.promises p order by p.table_name, p.name loop
    begin
      if promise.kind = 'check' then
        continue when not exists (
          select from pg_constraint c
           where c.conrelid = format('public.%I', promise.table_name)::regclass
             and c.conname = promise.name and not c.convalidated);
        select format('(%s) is false', pg_get_expr(c.conbin, c.conrelid)) into breaking
          from pg_constraint c
         where c.conrelid = format('public.%I', promise.table_name)::regclass
           and c.conname = promise.name;
        execute format('alter table public.%I validate constraint %I', promise.table_name, promise.name);
      else
        continue when exists (
          select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
           where i.indrelid = format('public.%I', promise.table_name)::regclass
             and i.indisunique and i.indisvalid and i.indpred is null
             and i.indnkeyatts = 1 and a.attname = promise.definition);
        breaking := format(
          '%1$I in (select d.%1$I from public.%2$I d group by d.%1$I having count(*) > 1)',
          promise.definition, promise.table_name);
        execute format('create unique index %I on public.%I (%I)',
          promise.name, promise.table_name, promise.definition);
      end if;
    -- A role that may not alter the table can still say which rows stand in the way.
    exception when check_violation or unique_violation or insufficient_privilege then
      table_name := promise.table_name;
      constraint_name := promise.name;
      execute format(
        'select array(select t.id::text from public.%1$I t where %2$s order by t.id limit 20),
                (select count(*) from public.%1$I t where %2$s)',
        promise.table_name, breaking) into row_ids, row_count;
      return next;
    end;
  end loop;
end $$;
