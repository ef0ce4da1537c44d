-- Parents and dependencies of tasks form no cycles.

create function odoo_seed.links_beyond(p_kind text, p_refs text[])
returns table (ref text, next_ref text)
language sql
stable
set search_path = ''
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
-- Whoever stores a file has them off: then each link would read the whole table.
set enable_nestloop = on
as $$
  with recursive links (ref, next_ref) as (
    select t.external_ref::text, link.ref
    from unnest(p_refs) start (ref)
    join odoo_seed.tasks t on t.external_ref = start.ref
    cross join lateral unnest(
      case p_kind when 'parent' then array[t.parent_external_ref]
        else t.depends_on_refs end) link (ref)
    union
    select t.external_ref::text, link.ref
    from links
    join odoo_seed.tasks t on t.external_ref = links.next_ref
    cross join lateral unnest(
      case p_kind when 'parent' then array[t.parent_external_ref]
        else t.depends_on_refs end) link (ref)
  )
  select links.ref, links.next_ref from links where links.next_ref is not null
$$;
comment on function odoo_seed.links_beyond is
  'Every link of a kind (parent, dependency) that can be reached from these tasks. Looked up by '
  'index, so that it costs what it returns.';

-- Long: one search, in arrays that its parts would have to hand on whole.
create function odoo_seed.leading_to_cycles(p_kind text, p_refs text[])
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  refs text[];
  links_left int[];
  waiting text[];
  placed int[];
  place int := 1;
  task int;
begin
  with link as materialized (
    select l.ref, l.next_ref from odoo_seed.links_beyond(p_kind, p_refs) l
  ),
  known as materialized (
    select every.ref, row_number() over ()::int as number
    from (select ref from link union select next_ref from link) every
  ),
  numbered as materialized (
    select source.number as source, target.number as target
    from link
    join known source on source.ref = link.ref
    join known target on target.ref = link.next_ref
  )
  select
    array_agg(k.ref order by k.number),
    array_agg(coalesce(o.links, 0) order by k.number),
    array_agg(coalesce(i.sources, '{}')::text order by k.number),
    array_agg(k.number) filter (where o.links is null)
  into refs, links_left, waiting, placed
  from known k
  left join (select n.source, count(*)::int as links from numbered n group by n.source) o
    on o.source = k.number
  left join (select n.target, array_agg(n.source) as sources from numbered n group by n.target) i
    on i.target = k.number;

  -- Takes away, one after another, the tasks that no link leads on from; cycles stay.
  while place <= cardinality(placed) loop
    foreach task in array waiting[placed[place]]::int[] loop
      links_left[task] := links_left[task] - 1;
      if links_left[task] = 0 then
        placed := placed || task;
      end if;
    end loop;
    place := place + 1;
  end loop;
  return array(
    select open.ref
    from unnest(refs, links_left) open (ref, links)
    where open.links > 0
    order by open.ref
  );
end
$$;
comment on function odoo_seed.leading_to_cycles is
  'Those of these tasks, and of the tasks that their links lead to, from which a cycle can be '
  'reached. Linear in the links.';

create function odoo_seed.closing_ref(p_kind text, p_ref text)
returns text
language sql
stable
set search_path = ''
as $$
  select l.ref from odoo_seed.links_beyond(p_kind, array[p_ref]) l where l.next_ref = p_ref limit 1
$$;
comment on function odoo_seed.closing_ref is
  'The last task of a cycle that begins at this one; null when there is none.';

create function odoo_seed.refuse_cycles()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  changed text[];
  suspect text;
  closing text;
begin
  -- Two transactions must not close one cycle from both ends.
  perform pg_advisory_xact_lock('odoo_seed.tasks'::regclass::int);
  with noted as (
    delete from odoo_seed.changed_links where kind = new.kind returning external_ref
  )
  select array_agg(distinct external_ref) into changed from noted;
  perform set_config('odoo_seed.noted_' || new.kind, 'false', true);

  for suspect in
    select ref
    from unnest(odoo_seed.leading_to_cycles(new.kind, changed)) ref
    where ref = any (changed)
  loop
    closing := odoo_seed.closing_ref(new.kind, suspect);
    if closing is not null and new.kind = 'parent' then
      raise exception 'Cannot store task %: it is its own ancestor', ops.quoted(suspect)
        using errcode = 'check_violation', constraint = 'parents_must_not_form_a_cycle',
          hint = 'Give one of the tasks on the way another parent_external_ref.';
    elsif closing is not null then
      raise exception 'Cannot store task %: it waits for task %, which waits for it',
        ops.quoted(suspect), ops.quoted(closing)
        using errcode = 'check_violation', constraint = 'dependencies_must_not_form_a_cycle',
          hint = 'Take one of the refs out of depends_on_refs.';
    end if;
  end loop;
  return null;
end
$$;
comment on function odoo_seed.refuse_cycles is
  'Refuses, at commit, a task that is its own ancestor, or that waits for itself, directly or '
  'through others.';
create constraint trigger links_must_not_form_cycles
after insert on odoo_seed.changed_links
deferrable initially deferred
for each row when (new.first)
execute function odoo_seed.refuse_cycles();

revoke execute on function
  odoo_seed.links_beyond, odoo_seed.leading_to_cycles, odoo_seed.closing_ref,
  odoo_seed.refuse_cycles
from public;
grant execute on function
  odoo_seed.links_beyond, odoo_seed.leading_to_cycles, odoo_seed.closing_ref
to service_role;
