-- How long a list is, remembered for a moment: to count 100,000 rows takes longer than to show 20.

create unlogged table control.kept_totals (
  digest bytea not null primary key,
  total bigint not null,
  counted_at timestamptz not null
);
comment on table control.kept_totals is
  'How many rows long lists have, for ten seconds. A crash may empty it.';
comment on column control.kept_totals.digest is
  'Of the list with its filters, who asks for it and the roles that they have: what is taken away '
  'counts at once.';
create index on control.kept_totals (counted_at);
alter table control.kept_totals enable row level security;
grant select, insert, update, delete, maintain on control.kept_totals to service_role;

create function control.total_digest(p_list text)
returns bytea
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  roles constant text := (
    select string_agg(r.role || coalesce(r.tenant_id::text, ''), ' ' order by r.tenant_id, r.role)
    from control.calling_roles() r
  );
begin
  return sha256(convert_to(
    jsonb_build_array(p_list, auth.jwt() -> 'sub', auth.jwt() -> 'api_token', roles)::text,
    'UTF8'));
end
$$;
comment on function control.total_digest is
  'Under what the total of a list, which is a view with its filters, is kept for the caller.';

create function control.kept_total(p_list text)
returns bigint
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select k.total from control.kept_totals k
    where k.digest = control.total_digest(p_list)
      and k.counted_at > statement_timestamp() - interval '10 seconds'
  );
end
$$;
comment on function control.kept_total is
  'How many rows a list had for the caller within the last ten seconds; null where nobody counted '
  'or there were few.';

create function control.keep_total(p_list text, p_total bigint)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Few are counted in no time, and then are as they are.
  if p_total < 5000 or current_setting('transaction_read_only') = 'on' then
    return;
  end if;
  delete from control.kept_totals where digest in (
    select k.digest from control.kept_totals k
    where k.counted_at < statement_timestamp() - interval '10 seconds'
    order by k.counted_at
    limit 100
    for update skip locked
  );
  insert into control.kept_totals (digest, total, counted_at)
  values (control.total_digest(p_list), p_total, statement_timestamp())
  on conflict (digest) do update set total = excluded.total, counted_at = excluded.counted_at;
end
$$;
comment on function control.keep_total is
  'Remembers how many rows a list has for the caller, from 5,000 on and where the transaction may '
  'write. Those that are too old go.';

revoke execute on function control.total_digest, control.kept_total, control.keep_total
from public;
grant execute on function control.kept_total, control.keep_total to authenticated, service_role;
grant execute on function control.total_digest to service_role;
