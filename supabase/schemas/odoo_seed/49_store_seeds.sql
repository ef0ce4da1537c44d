-- Staged rows become seeds, all or none of them.

create function odoo_seed.lock_seeds(p_upload uuid, p_kind text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- In one order, so that two that share rows wait for each other instead of for ever.
  execute format(
    'select from odoo_seed.%1$I t join odoo_seed.staged_seeds s on s.key = t.%2$I
     where s.upload = $1 and s.kind = %1$L order by t.id for no key update of t',
    p_kind, odoo_seed.key_of(p_kind)) using p_upload;
end
$$;
comment on function odoo_seed.lock_seeds is
  'Locks the seeds that staged rows are about, so that nobody changes them until they are stored.';

create function odoo_seed.seed_changes(p_upload uuid, p_kind text, p_most int)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  changes jsonb;
begin
  execute format(
    $query$
      select jsonb_agg(to_jsonb(c) - 'line' order by c.line)
      from (
        select n.line, %1$L as kind, n.key as ref, d.columns,
          case when n.was is null then 'create'
            when d.columns -> 'active' = '{"from": true, "to": false}' then 'archive'
            else 'change' end as action
        from (
          select s.line, s.key, to_jsonb(t) as was, to_jsonb(jsonb_populate_record(t,
            case when t.id is null then $2 || s.said else s.said end)) as is_now
          from odoo_seed.staged_seeds s
          left join odoo_seed.%1$I t on t.%2$I = s.key
          where s.upload = $1 and s.kind = %1$L offset 0
        ) n
        cross join lateral (
          select jsonb_object_agg(m.key, jsonb_build_object('from', n.was -> m.key, 'to',
            m.value)) as columns
          from jsonb_each(n.is_now - 'document') m
          where m.value is distinct from coalesce(n.was -> m.key, 'null')
        ) d
        where n.was is distinct from n.is_now and d.columns is not null
        order by n.line
        limit $3
      ) c
    $query$, p_kind, odoo_seed.key_of(p_kind))
  into changes using p_upload, odoo_seed.seed_defaults(p_kind), p_most;
  return coalesce(changes, '[]');
end
$$;
comment on function odoo_seed.seed_changes is
  'What staged rows of a kind would change: [{"kind", "ref", "action", "columns": {name: {"from", '
  '"to"}}}], p_most of them.';

-- Long: the SQL of its three statements, a clause a line.
create function odoo_seed.write_seeds(p_upload uuid, p_kind text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  -- Table, key, its columns, and as those of a stored row and of a record.
  target constant text[] := array[p_kind, odoo_seed.key_of(p_kind),
    odoo_seed.column_list(p_kind, ''), odoo_seed.column_list(p_kind, 't.'),
    odoo_seed.column_list(p_kind, '(n.r).')];
  total int;
  known int;
  archived int;
  changed int;
  created int;
begin
  execute format(
    'select count(*), count(t.id),
       count(*) filter (where t.active and (s.said ->> ''active'')::boolean is false)
     from odoo_seed.staged_seeds s
     left join odoo_seed.%1$I t on t.%2$I = s.key where s.upload = $1 and s.kind = %1$L',
    variadic target) into total, known, archived using p_upload;
  -- One record a row: offset keeps it from being made again for each of its columns.
  execute format(
    'update odoo_seed.%1$I t set (%3$s) = row(%5$s)
     from (
       select o.id, jsonb_populate_record(o, s.said) as r
       from odoo_seed.staged_seeds s join odoo_seed.%1$I o on o.%2$I = s.key
       where s.upload = $1 and s.kind = %1$L offset 0
     ) n
     where t.id = n.id and (%4$s) is distinct from (%5$s)', variadic target) using p_upload;
  get diagnostics changed = row_count;
  execute format(
    'insert into odoo_seed.%1$I (%3$s)
     select %5$s
     from (
       select jsonb_populate_record(null::odoo_seed.%1$I, $2 || s.said) as r
       from odoo_seed.staged_seeds s
       where s.upload = $1 and s.kind = %1$L
         and not exists (select from odoo_seed.%1$I o where o.%2$I = s.key) offset 0
     ) n
     on conflict (%2$I) do nothing', variadic target)
  using p_upload, odoo_seed.seed_defaults(p_kind);
  get diagnostics created = row_count;
  if created < total - known then
    raise exception 'Cannot store the seeds: somebody has stored some of them meanwhile'
      using errcode = 'OC202', hint = 'Send them again.';
  end if;
  return jsonb_build_object('created', created, 'changed', changed - archived, 'archived', archived,
    'unchanged', known - changed);
end
$$;
comment on function odoo_seed.write_seeds is
  'Stores the staged rows of a kind: {"created", "changed", "archived", "unchanged"}. A seed that '
  'is there keeps what its row says nothing of. Raises OC202 and what the tables refuse.';

create function odoo_seed.store_staged(p_upload uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  kind text;
  counts jsonb := '{}';
begin
  foreach kind in array array['programs', 'projects', 'tasks'] loop
    perform odoo_seed.lock_seeds(p_upload, kind);
    counts := counts || jsonb_build_object(kind, odoo_seed.write_seeds(p_upload, kind));
  end loop;
  -- What waits for the end of the transaction can only here be told with its row.
  set constraints all immediate;
  set constraints all deferred;
  return counts;
end
$$;
comment on function odoo_seed.store_staged is
  'Stores staged rows of all kinds: {kind: counts of write_seeds()}. Raises what that does.';

create function odoo_seed.broken_rule(p_upload uuid, p_constraint text, p_said text)
returns table (line int, field text, rule text)
language sql
stable
set search_path = ''
as $$
  -- A cycle belongs to several rows; the message names one of them.
  select (select min(s.line) from odoo_seed.staged_seeds s
      where s.upload = p_upload and strpos(p_said, ops.quoted(s.key)) > 0),
    case p_constraint
      when 'programs_must_not_form_a_cycle' then 'parent_slug'
      when 'parents_must_not_form_a_cycle' then 'parent_external_ref'
      when 'dependencies_must_not_form_a_cycle' then 'depends_on_refs'
    end,
    odoo_seed.rule_of(p_constraint)
$$;
comment on function odoo_seed.broken_rule is
  'A constraint that only the rows together break, as a fault of one of them.';

revoke execute on function
  odoo_seed.lock_seeds, odoo_seed.seed_changes, odoo_seed.write_seeds, odoo_seed.store_staged,
  odoo_seed.broken_rule
from public;
grant execute on function
  odoo_seed.lock_seeds, odoo_seed.seed_changes, odoo_seed.write_seeds, odoo_seed.store_staged,
  odoo_seed.broken_rule
to service_role;
