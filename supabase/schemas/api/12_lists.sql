-- What all lists have in common.

create function api.condition(p_filter jsonb, p_value text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case p_filter ->> 'is'
    when 'from' then format('%s >= %L', c.columns, p_value)
    when 'before' then format('%s < %L', c.columns, p_value)
    when 'with' then format('%L = any (%s)', p_value, c.columns)
    when 'has' then format('%s ? %L', c.columns, p_value)
    when 'among' then format('%s = any (%L)', c.columns, p_value)
    when 'like' then
      format('position(lower(%L) in lower(concat_ws('' '', %s))) > 0', p_value, c.columns)
    else format('%L in (%s)', p_value, c.columns)
  end
  from (
    select string_agg(quote_ident(name), ', ') as columns
    from jsonb_array_elements_text(
      coalesce(p_filter -> 'of', jsonb_build_array(p_filter -> 'arg'))) name
  ) c
$$;
comment on function api.condition is
  'What a filter asks of a row, as SQL: {"arg", "of": [columns], "is"}. One of the columns, which '
  'are the one of the argument''s name unless given, has the value, unless is says else: from and '
  'before compare, with looks into an array, has into one of JSON, among takes the literal of an '
  'array, like finds a part of a text.';

create function api.by_tenant(p_args jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select p_args - 'tenant_id' || case when p_args ->> 'tenant' is null then '{}'
    else jsonb_build_object('tenant_id', control.visible_tenant(p_args ->> 'tenant')) end
$$;
comment on function api.by_tenant is
  'Arguments with the id of the tenant that they name, by which lists are filtered. Raises OC004 '
  'for one that the caller may not see.';

create function api.sorted(p_sort text, p_columns text[], p_backwards boolean default false)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  wanted constant text := ltrim(p_sort, '-');
  down constant boolean := (p_sort like '-%') <> p_backwards;
begin
  if wanted = any (p_columns) then
    return format('%I %s, id %s', wanted, case when down then 'desc' else 'asc' end,
      case when p_backwards then 'desc' else 'asc' end);
  end if;
  raise exception 'Cannot sort by %: one of % is possible', to_json(left(p_sort, 80)),
    array_to_string(p_columns, ', ')
    using errcode = 'OC151', hint = 'Put - before it to sort downwards.';
end
$$;
comment on function api.sorted is
  'What follows ORDER BY for a column of a list, which may have - before it; the other way round '
  'where it is gone through from its end. Raises OC151 for a column that is not among those that '
  'a list can be sorted by.';

create function api.hint(p_view text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_view like 'tenants%' then 'Make the first tenant: POST /tenants.'
    when p_view = 'bundles' then
      'Make the first bundle: POST /catalog/bundles, with modules such as project and account.'
    when p_view = 'backups' then 'Take one: POST /tenants/{tenant}/operations, type backup.'
    when p_view = 'tenant_members' then 'Give somebody a role: PUT /tenants/{tenant}/members.'
    when p_view like '%operations' then 'Ask for one: POST /tenants/{tenant}/operations.'
    when p_view = 'tokens' then 'Make one for a machine: POST /tokens.'
    else 'There is none yet, or none that you may see: GET /me says what you may.'
  end
$$;
comment on function api.hint is 'What to do first where a list of a view has nothing.';

-- Long: a list is counted, and then its page found from the nearer end.
create function api.listed(p_view text, p_filters jsonb, p_columns text[], p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  conditions constant text := (
    select string_agg(api.condition(f, p_args ->> (f ->> 'arg')), ' and ')
    from jsonb_array_elements(p_filters) f
    where p_args ->> (f ->> 'arg') is not null
  );
  found_by constant text := coalesce(conditions, 'true');
  sort constant text := coalesce(p_args ->> 'sort', p_columns[1]);
  columns constant text[] := array(select ltrim(c, '-') from unnest(p_columns) c);
  skipped constant int := greatest(coalesce((p_args ->> 'offset')::int, 0), 0);
  size constant int := least(greatest(coalesce((p_args ->> 'limit')::int, 20), 0), 500);
  total bigint;
  backwards boolean;
  items jsonb;
begin
  execute case
    -- Positions have no gaps.
    when conditions is null and p_view = 'audit'
      then format('select coalesce(max(id), 0) from api.%I', p_view)
    else format('select count(*) from api.%I where %s', p_view, found_by)
  end into total;
  backwards := skipped > total / 2;
  -- The ids of the page first: sorted and passed over are no more columns than it takes.
  execute format(
    $query$
      select coalesce(jsonb_agg(to_jsonb(p)), '[]')
      from (
        select * from api.%1$I
        where %2$s and id in (
          select id from api.%1$I where %2$s order by %3$s limit %4$s offset %5$s)
        order by %6$s
      ) p
    $query$, p_view, found_by, api.sorted(sort, columns, backwards),
    case when backwards then greatest(least(size, total - skipped), 0) else size end,
    case when backwards then greatest(total - skipped - size, 0) else skipped end,
    api.sorted(sort, columns))
  into items;
  -- An empty list says what to do first, unless a filter emptied it.
  return jsonb_build_object('total', total, 'items', items) || case
    when total = 0 and not exists (
      select from jsonb_array_elements(p_filters) f
      where f ->> 'arg' <> 'tenant_id' and p_args ->> (f ->> 'arg') is not null
    ) then jsonb_build_object('hint', api.hint(p_view))
    else '{}'
  end;
end
$$;
comment on function api.listed is
  'A page of a view of this schema, {"items", "total"}: limit rows, 20 unless given, from offset '
  'on, of those that the filters find whose arguments are given; with a hint where there is '
  'nothing to be filtered. Sorted by one of p_columns, the first of them unless given. It runs '
  'with the caller''s rights: whoever calls it by itself finds what the views show them, and no '
  'argument of it is SQL. Raises OC151.';

revoke execute on function
  api.condition, api.by_tenant, api.sorted, api.hint, api.listed
from public, anon;
grant execute on function
  api.condition, api.by_tenant, api.sorted, api.hint, api.listed
to authenticated;
