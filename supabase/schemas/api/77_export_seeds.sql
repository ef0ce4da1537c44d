-- Seeds as files, as they can be loaded again.

create function api.export_columns(p_kind text, p_format text)
returns text
language sql
stable
set search_path = ''
as $$
  select case p_format
    when 'csv' then string_agg(format('odoo_seed.csv_field(%s)', case
      when c.type = 'text[]' then format('odoo_seed.csv_list_field(t.%I)', c.name)
      -- As JSON has it, whatever the session's style of dates is.
      when c.type like 'timestamp%' then format('to_jsonb(t.%I) #>> ''{}''', c.name)
      else format('t.%I::text', c.name) end), ' || '','' || ' order by c.place)
    else format('json_build_object(''kind'', %L, %s)::text', p_kind,
      string_agg(format('%L, t.%1$I', c.name), ', ' order by c.place))
  end
  from odoo_seed.writable_columns(p_kind) c
$$;
comment on function api.export_columns is
  'A seed t as a line of a file, in SQL: what callers may say of it, and nothing else.';

create function api.exported(p_kind text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case p_kind
    when 'programs' then '$1 or exists (select from odoo_seed.projects p
      where p.program_slug = t.slug and p.tenant_slug = any ($2))'
    when 'projects' then '($1 or t.tenant_slug = any ($2))
      and ($4 ->> ''project'' is null or t.external_ref = $4 ->> ''project'')
      and ($4 ->> ''program'' is null or t.program_slug = $4 ->> ''program'')
      and ($4 ->> ''tenant'' is null or t.tenant_slug = $4 ->> ''tenant'')'
    else '($1 and not $4 ?| array[''project'', ''program'', ''tenant'']
      or t.project_external_ref in (select p.external_ref
        from odoo_seed.projects_reached($1, $2) p
        where ($4 ->> ''project'' is null or p.external_ref = $4 ->> ''project'')
          and ($4 ->> ''program'' is null or p.program_slug = $4 ->> ''program'')
          and ($4 ->> ''tenant'' is null or p.tenant_slug = $4 ->> ''tenant'')))'
  end
$$;
comment on function api.exported is
  'Which seeds t of a kind a caller exports who sees all ($1) or the tenants with some slugs ($2), '
  'by the arguments ($4), in SQL.';

create function api.export_seeds(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  kind constant text := p_args ->> 'kind';
  style constant text := p_args ->> 'format';
  answer jsonb;
begin
  if kind is null or kind <> all (array['programs', 'projects', 'tasks']) then
    raise exception 'Cannot export %: kind is one of programs, projects and tasks',
      ops.quoted(kind) using errcode = 'OC151';
  end if;
  execute format(
    $query$
      select jsonb_build_object('text', coalesce(string_agg(page.line || %4$L, ''), ''), 'next',
        case when count(*) = $5 then max(page.key) end)
      from (
        select t.%2$I as key, %3$s as line
        from odoo_seed.%1$I t
        where (%5$s) and ($3 is null or t.%2$I > $3)
        order by t.%2$I
        limit $5
      ) page
    $query$, kind, odoo_seed.key_of(kind), api.export_columns(kind, style),
    case style when 'csv' then E'\r\n' else E'\n' end, api.exported(kind))
  into answer
  using control.reaches_all('seeds.read'), array(select control.reach_slugs('seeds.read')),
    p_args ->> 'after', p_args, 2000;
  if style = 'csv' and not p_args ? 'after' then
    return jsonb_set(answer, '{text}', to_jsonb(
      replace(odoo_seed.column_list(kind, ''), ', ', ',') || E'\r\n' || (answer ->> 'text')));
  end if;
  return answer;
end
$$;
comment on function api.export_seeds is
  'A part of a file {"kind", "format", "project", "program", "tenant", "after"}, by name: its '
  '"text", and what "after" has to be for the next one; null at the end. Raises OC151.';

revoke execute on function
  api.export_columns, api.exported, api.export_seeds
from public, anon;
grant execute on function api.export_seeds to authenticated;
