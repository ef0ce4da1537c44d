-- A page of a list, and how long the list is. To plan a query over views and policies takes longer
-- than to run it, so connections keep what is asked for often. No function takes SQL as an
-- argument: what is prepared is built where it is prepared, from names and values that are quoted.

create function api.forget_statements()
returns void
language plpgsql
set search_path = ''
as $$
declare
  names constant text[] := array(
    select name from pg_catalog.pg_prepared_statements where name like 'api\_%'
  );
  name text;
begin
  if cardinality(names) < 200 then
    return;
  end if;
  foreach name in array names loop
    execute format('deallocate %I', name);
  end loop;
end
$$;
comment on function api.forget_statements is
  'Forgets what a connection has prepared for lists once that are 200: a caller may think of any '
  'number.';

create function api.counted(p_view text, p_given jsonb)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  query constant text := case
    -- Positions have no gaps.
    when p_given is null and p_view = 'audit'
      then format('select coalesce(max(id), 0) from api.%I', p_view)
    else format('select count(*) from api.%I where %s', p_view, api.conditions(p_given, true))
  end;
  name constant text := 'api_' || md5(query);
  total bigint := control.kept_total(p_view || coalesce(p_given::text, ''));
begin
  if total is not null then
    return total;
  end if;
  begin
    execute format('execute %I', name) || api.values_of(p_given) into total;
  exception when invalid_sql_statement_name then
    perform api.forget_statements();
    execute format('prepare %I as %s', name, query);
    execute format('execute %I', name) || api.values_of(p_given) into total;
  end;
  perform control.keep_total(p_view || coalesce(p_given::text, ''), total);
  return total;
end
$$;
comment on function api.counted is
  'How many rows of a view the filters find for the caller; from 5,000 on as of ten seconds ago.';

create function api.page_query(p_view text, p_conditions text, p_sort text, p_order text,
  p_size bigint, p_skipped bigint, p_is_short boolean)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return format(
    case
      -- Few are found first and sorted then, whatever the values are.
      when p_is_short then 'select coalesce(jsonb_agg(to_jsonb(p) order by %5$s), ''[]'')
        from (
          select * from (select * from api.%1$I where %2$s offset 0) f
          order by %3$s limit %4$s offset %6$s) p'
      when p_skipped = 0 then 'select coalesce(jsonb_agg(to_jsonb(p) order by %5$s), ''[]'')
        from (select * from api.%1$I where %2$s order by %3$s limit %4$s) p'
      -- Sorted and passed over are no more columns than it takes.
      else 'select coalesce(jsonb_agg(to_jsonb(p) order by %5$s), ''[]'')
        from (select * from api.%1$I where %2$s and id in (
          select id from api.%1$I where %2$s order by %3$s limit %4$s offset %6$s)) p'
    end, p_view, p_conditions, p_order, p_size, p_sort, p_skipped);
end
$$;
comment on function api.page_query is
  'The query for a page of a view: those of p_size rows after p_skipped in p_order, sorted.';

-- Long: what is prepared is built here.
create function api.listed(p_view text, p_filters jsonb, p_columns text[], p_args jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  sort constant text := coalesce(p_args ->> 'sort', p_columns[1]);
  columns constant text[] := array(select ltrim(c, '-') from unnest(p_columns) c);
  skipped constant int := greatest(coalesce((p_args ->> 'offset')::int, 0), 0);
  size constant int := least(greatest(coalesce((p_args ->> 'limit')::int, 20), 0), 500);
  given constant jsonb := api.given(p_filters, p_args);
  total constant bigint := api.counted(p_view, given);
  backwards constant boolean := skipped > total / 2;
  is_short constant boolean := given is not null and total <= 500;
  -- A plan for many that are filtered depends on the values.
  is_kept constant boolean := is_short or api.values_of(given) = '';
  query constant text := api.page_query(p_view, api.conditions(given, is_kept),
    api.sorted(sort, columns), api.sorted(sort, columns, backwards),
    case when backwards then greatest(least(size, total - skipped), 0) else size end,
    case when backwards then greatest(total - skipped - size, 0) else skipped end, is_short);
  name constant text := 'api_' || md5(query);
  items jsonb;
begin
  begin
    execute case when is_kept then format('execute %I', name) || api.values_of(given) else query end
    into items;
  exception when invalid_sql_statement_name then
    perform api.forget_statements();
    execute format('prepare %I as %s', name, query);
    execute format('execute %I', name) || api.values_of(given) into items;
  end;
  -- An empty list says what to do first, unless a filter emptied it.
  return jsonb_build_object('total', total, 'items', items) || case
    when total = 0
      and not exists (select from jsonb_array_elements(given) f where f ->> 'arg' <> 'tenant_id')
      then jsonb_build_object('hint', api.hint(p_view))
    else '{}'
  end;
end
$$;
comment on function api.listed is
  'A page of a view of this schema, {"items", "total"}: limit rows, 20 unless given, from offset '
  'on, of those that the filters find whose arguments are given; with a hint where there is '
  'nothing to be filtered. total may be ten seconds old from 5,000 on. Sorted by one of p_columns, '
  'the first of them unless given. It runs with the caller''s rights: whoever calls it by itself '
  'finds what the views show them, and no argument of it is SQL. Raises OC151.';

revoke execute on function
  api.forget_statements, api.counted, api.page_query, api.listed
from public, anon;
grant execute on function
  api.forget_statements, api.counted, api.page_query, api.listed
to authenticated;
