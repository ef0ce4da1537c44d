-- pg_cron's rows of what it ran are removed, which nothing else does.
begin;
select plan(3);
select results_eq($$ select schedule, active from cron.job where jobname = 'ops-forget-job-runs' $$, $$ values ('27 * * * *', true) $$, 'every hour');
insert into cron.job_run_details (jobid, runid, username, start_time) values (1, -1, current_user, now() - interval '3 days');
select is(tests.after((select command from cron.job where jobname = 'ops-forget-job-runs'),
  $$ select count(*) from cron.job_run_details where start_time < now() - interval '2 days' $$), '0', 'what is older than two days goes, cut off or not');
select is((select count(*) from cron.job_run_details where start_time < now() - interval '2 days'), 1::bigint, 'and there was some');
select * from finish();
rollback;
