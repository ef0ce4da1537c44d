-- The service role changes rows: it hangs no triggers on tables, and empties none past the triggers that log and note.
set lock_timeout = '5s';
set statement_timeout = '60s';

revoke truncate, trigger, references on all tables in schema control, ops, odoo_seed from service_role;

-- A trigger that stands needs no right to its function; one that is made anew, with arguments of its own, does.
do $$
declare
  call regprocedure;
begin
  for call in
    select oid
    from pg_catalog.pg_proc
    where pronamespace in ('control'::regnamespace, 'ops'::regnamespace, 'odoo_seed'::regnamespace)
      and prorettype = 'pg_catalog.trigger'::regtype
  loop
    execute format('revoke execute on function %s from service_role', call);
  end loop;
end
$$;

-- The safety nets run every five seconds: pg_cron keeps a row of each, for ever unless they are removed. A row of a job
-- that a restart cut off has no end.
select cron.schedule('ops-forget-job-runs', '27 * * * *',
  $$delete from cron.job_run_details where start_time < now() - interval '2 days'$$);
