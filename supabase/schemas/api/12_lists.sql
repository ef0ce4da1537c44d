-- What all lists have in common.

create function api.given(p_filters jsonb, p_args jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(f || jsonb_build_object('value', p_args ->> (f ->> 'arg')) order by n)
    from jsonb_array_elements(p_filters) with ordinality x (f, n)
    where p_args ->> (f ->> 'arg') is not null
  );
end
$$;
comment on function api.given is
  'The filters whose arguments are given, each with its value; null without one.';

create function api.condition(p_filter jsonb, p_value text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  columns constant text := (
    select string_agg(quote_ident(name), ', ')
    from jsonb_array_elements_text(
      coalesce(p_filter -> 'of', jsonb_build_array(p_filter -> 'arg'))) name
  );
begin
  return case p_filter ->> 'is'
    when 'from' then format('%s >= %s', columns, p_value)
    when 'before' then format('%s < %s', columns, p_value)
    when 'with' then format('%s = any (%s)', p_value, columns)
    when 'has' then format('%s ? %s', columns, p_value)
    when 'among' then format('%s = any (%s)', columns, p_value)
    when 'like' then
      format('position(lower(%s) in lower(concat_ws('' '', %s))) > 0', p_value, columns)
    else format('%s in (%s)', p_value, columns)
  end;
end
$$;
comment on function api.condition is
  'What a filter asks of a row, as SQL: {"arg", "of": [columns], "is"}. One of the columns, which '
  'are the one of the argument''s name unless given, has the value, unless is says else: from and '
  'before compare, with looks into an array, has into one of JSON, among takes the literal of an '
  'array, like finds a part of a text. p_value: how the value stands there.';

create function api.placed(p_given jsonb)
returns table (filter jsonb, n bigint, place bigint)
language plpgsql
immutable
set search_path = ''
as $$
begin
  return query
  select f, x.n, case when f ->> 'value' not in ('true', 'false')
    then count(*) filter (where f ->> 'value' not in ('true', 'false')) over (order by x.n) end
  from jsonb_array_elements(p_given) with ordinality x (f, n);
end
$$;
comment on function api.placed is
  'The filters that are given, and which parameter has the value of each: null for true and false, '
  'which are two alone, and upon which a plan depends.';

create function api.conditions(p_given jsonb, p_as_parameters boolean)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return coalesce((
    select string_agg(
      api.condition(filter, case when p_as_parameters and place is not null
        then '$' || place else quote_literal(filter ->> 'value') end),
      ' and ' order by n)
    from api.placed(p_given)
  ), 'true');
end
$$;
comment on function api.conditions is
  'What all filters that are given ask of a row, as SQL: with their values, or with parameters in '
  'their place.';

create function api.values_of(p_given jsonb)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return coalesce('(' || (
    select string_agg(quote_literal(filter ->> 'value'), ', ' order by place)
    from api.placed(p_given)
    where place is not null
  ) || ')', '');
end
$$;
comment on function api.values_of is 'The values that EXECUTE is given for those parameters.';

create function api.by_tenant(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_args - 'tenant_id' || case when p_args ->> 'tenant' is null then '{}'
    else jsonb_build_object('tenant_id', control.visible_tenant(p_args ->> 'tenant')) end;
end
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
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case
    when p_view like 'tenants%' then 'Make the first tenant: POST /tenants.'
    when p_view = 'bundles' then
      'Make the first bundle: POST /catalog/bundles, with modules such as project and account.'
    when p_view = 'backups' then 'Take one: POST /tenants/{tenant}/operations, type backup.'
    when p_view = 'tenant_members' then 'Give somebody a role: PUT /tenants/{tenant}/members.'
    when p_view like '%operations' then 'Ask for one: POST /tenants/{tenant}/operations.'
    when p_view = 'event_subscriptions' then
      'Have somebody told of events: POST /events/subscriptions.'
    when p_view = 'notifications' then 'Have people told of events: POST /notifications.'
    when p_view = 'tokens' then 'Make one for a machine: POST /tokens.'
    else 'There is none yet, or none that you may see: GET /me says what you may.'
  end;
end
$$;
comment on function api.hint is 'What to do first where a list of a view has nothing.';

revoke execute on function
  api.given, api.condition, api.placed, api.conditions, api.values_of, api.by_tenant, api.sorted,
  api.hint
from public, anon;
grant execute on function
  api.given, api.condition, api.placed, api.conditions, api.values_of, api.by_tenant, api.sorted,
  api.hint
to authenticated;
