-- Triggers from SQL: ask for a run from Studio or a schedule, and close dead runs every minute.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function odoo_seed.request_run(p_function text, p_body jsonb default '{}')
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  call uuid;
begin
  if p_function not in ('seed-odoo-finance', 'shadow-odoo-finance') then
    raise exception 'Cannot request a run: % is not a seeding function', ops.quoted(p_function)
      using errcode = 'OC004', hint = 'Use seed-odoo-finance or shadow-odoo-finance.';
  end if;
  call := ops.call_function(p_function, p_body);
  if call is null then
    raise exception 'Cannot request a run: Vault has no functions_url or no functions_secret'
      using errcode = 'OC004',
        hint = 'A call of a function with its token keeps functions_url; functions_secret as docs/deploy.md says.';
  end if;
  return call;
end
$$;
comment on function odoo_seed.request_run is
  'Starts a function from SQL and returns the call''s id: ops.function_calls says whether it was taken, which run it began (object) and what it failed with. Needs the Vault secrets functions_url and functions_secret.';

revoke execute on function odoo_seed.request_run from public;
grant execute on function odoo_seed.request_run to service_role;

select cron.schedule('odoo-seed-abandon-expired-runs', '* * * * *',
  $$select odoo_seed.abandon_expired_runs(p_grace => '10 minutes')$$);
