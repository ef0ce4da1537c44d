-- Who acts in a transaction.

create function ops.actor()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select nullif(current_setting('ops.actor', true), '')::jsonb
$$;
comment on function ops.actor is
  'The actor of the transaction, {"user", "on_behalf_of", "role", "request_id"}, as '
  'control.act_as() has set it; null for nobody.';

revoke execute on function ops.actor from public;
grant execute on function ops.actor to service_role;
