-- pg_cron's rows of what it ran are removed, which nothing else does.
begin;
select plan(2);
select results_eq($$ select schedule, active from cron.job where jobname = 'ops-forget-job-runs' $$, $$ values ('27 * * * *', true) $$, 'every hour');
select is(tests.after((select command from cron.job where jobname = 'ops-forget-job-runs'),
  $$ select count(*) from cron.job_run_details where end_time < now() - interval '2 days' $$), '0', 'what is older than two days goes');
select * from finish();
rollback;
