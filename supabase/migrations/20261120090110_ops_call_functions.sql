-- Calling our own functions: what goes through pg_net can be read, forged and answered by every login role.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function ops.net_is_closed()
returns boolean
language sql
stable
set search_path = ''
as $$
  select not exists (
    select from pg_namespace n
    cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    where n.nspname = 'net' and a.grantee = 0
  ) and not exists (
    select from pg_class c
    cross join lateral aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a
    where c.relnamespace = to_regnamespace('net') and c.relkind in ('r', 'v', 'S') and a.grantee = 0
  )
$$;
comment on function ops.net_is_closed is
  'Whether PUBLIC holds nothing in schema net. pg_net itself grants PUBLIC all there; only the schema''s owner can take it back.';

revoke execute on function ops.net_is_closed from public;
grant execute on function ops.net_is_closed to service_role;
