-- Triggers from SQL: ask for a run from Studio or a schedule, and close dead runs every minute.
set lock_timeout = '5s';
set statement_timeout = '60s';

create function odoo_seed.request_run(p_function text, p_body jsonb default '{}')
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  base_url text;
  token text;
begin
  if p_function not in ('seed-odoo-finance', 'shadow-odoo-finance', 'seed-odoo-finance/slices') then
    raise exception 'Cannot request a run: % is not a seeding function', ops.quoted(p_function)
      using errcode = 'OC004', hint = 'Use seed-odoo-finance or shadow-odoo-finance.';
  end if;
  select decrypted_secret into base_url from vault.decrypted_secrets where name = 'functions_url';
  select decrypted_secret into token from vault.decrypted_secrets where name = 'seed_run_token';
  if base_url is null or token is null then
    raise exception 'Cannot request a run: Vault has no functions_url or no seed_run_token'
      using errcode = 'OC004',
        hint = 'select vault.create_secret(''https://<project>.supabase.co/functions/v1'', ''functions_url''); and likewise seed_run_token.';
  end if;
  return net.http_post(
    url := base_url || '/' || p_function,
    body := p_body,
    headers := jsonb_build_object('Content-Type', 'application/json', 'Authorization', 'Bearer ' || token),
    timeout_milliseconds := 150000
  );
end
$$;
comment on function odoo_seed.request_run is
  'Starts a function from SQL through pg_net and returns the request''s id; its answer appears in net._http_response. Needs the Vault secrets functions_url and seed_run_token.';

revoke execute on function odoo_seed.request_run from public;
grant execute on function odoo_seed.request_run to service_role;

select cron.schedule('odoo-seed-abandon-expired-runs', '* * * * *',
  $$select odoo_seed.abandon_expired_runs(p_grace => '10 minutes')$$);
