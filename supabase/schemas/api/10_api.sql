-- The schema that faces people and machines: views to read, functions to change.

create schema api;
comment on schema api is
  'What the API serves. A view shows what the caller may see, by the policies of the tables below; '
  'a function judges for itself.';
grant usage on schema api to authenticated;

create function api.call(p_caller jsonb, p_function text, p_args jsonb default '{}')
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  claims constant jsonb := case
    when p_caller ? 'token_hash'
      then control.token_claims(decode(p_caller ->> 'token_hash', 'hex'))
        || p_caller - 'token_hash'
    else p_caller
  end;
  answer jsonb;
begin
  perform set_config('request.jwt.claims', claims::text, true);
  perform set_config('role', 'authenticated', true);
  -- Planned only now, so that privileges and policies are those of the caller.
  execute format('select api.%I($1)', p_function) into answer using p_args;
  return answer;
end
$$;
comment on function api.call is
  'Calls one of this schema''s functions, which take one object and give one, as the caller, '
  'until the transaction ends. p_caller: the claims of a JWT that was verified, or {"token_hash"} '
  'of an API token, and the request_id. Raises OC201 for a token that is not valid, and what the '
  'function raises.';

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

create function api.sorted(p_sort text, p_columns text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  wanted constant text := ltrim(p_sort, '-');
begin
  if wanted = any (p_columns) then
    return format('%I %s, id', wanted, case when p_sort like '-%' then 'desc' else 'asc' end);
  end if;
  raise exception 'Cannot sort by %: one of % is possible', to_json(left(p_sort, 80)),
    array_to_string(p_columns, ', ')
    using errcode = 'OC151', hint = 'Put - before it to sort downwards.';
end
$$;
comment on function api.sorted is
  'What follows ORDER BY for a column of a list, which may have - before it. Raises OC151 for a '
  'column that is not among those that a list can be sorted by.';

create function api.listed(p_view text, p_filters jsonb, p_columns text[], p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  conditions constant text := (
    select coalesce(string_agg(api.condition(f, p_args ->> (f ->> 'arg')), ' and '), 'true')
    from jsonb_array_elements(p_filters) f
    where p_args ->> (f ->> 'arg') is not null
  );
  answer jsonb;
begin
  -- The ids of the page first: sorted and passed over are no more columns than it takes.
  execute format(
    $query$
      select jsonb_build_object(
        'total', (select count(*) from api.%1$I where %2$s),
        'items', (
          select coalesce(jsonb_agg(to_jsonb(p)), '[]')
          from (
            select * from api.%1$I
            where %2$s and id in (
              select id from api.%1$I where %2$s order by %3$s limit %4$s offset %5$s)
            order by %3$s
          ) p))
    $query$, p_view, conditions,
    api.sorted(coalesce(p_args ->> 'sort', p_columns[1]),
      array(select ltrim(c, '-') from unnest(p_columns) c)),
    coalesce((p_args ->> 'limit')::int, 20), coalesce((p_args ->> 'offset')::int, 0))
  into answer;
  return answer;
end
$$;
comment on function api.listed is
  'A page of a view of this schema, {"items", "total"}: limit rows, 20 unless given, from offset '
  'on, of those that the filters find whose arguments are given. Sorted by one of p_columns, the '
  'first of them unless given. It runs with the caller''s rights. Raises OC151.';

create function api.etag(p_answer jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select '"' || left(encode(sha256(convert_to(p_answer::text, 'UTF8')), 'hex'), 32) || '"'
$$;
comment on function api.etag is 'The ETag of an answer: a digest of the text that is sent.';

create function api.demand_match(p_args jsonb, p_current jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant text := p_args ->> 'if_match';
begin
  if wanted is null or wanted = '*'
    or api.etag(p_current) = any (regexp_split_to_array(wanted, '\s*,\s*')) then
    return;
  end if;
  raise exception 'Cannot change it: it is not as If-Match has it'
    using errcode = 'OC202', hint = 'Read it again and send the ETag that it has now.';
end
$$;
comment on function api.demand_match is
  'Raises OC202 unless what is there, locked, is as the argument if_match has it, or there is no '
  'such argument.';

revoke execute on function
  api.call, api.condition, api.by_tenant, api.sorted, api.listed, api.etag, api.demand_match
from public, anon;
grant execute on function
  api.condition, api.by_tenant, api.sorted, api.listed, api.etag, api.demand_match
to authenticated;
