-- pg_cron's rows of what it ran are removed, which nothing else does.
begin;
select plan(2);
insert into cron.job_run_details (jobid, runid, username, start_time) values (1, -1, current_user, now() - interval '3 days'), (1, -2, current_user, now());
select ops.run_schedule('ops-forget-job-runs');
select is_empty('select from cron.job_run_details where runid = -1', 'what is older than two days goes, cut off or not');
select isnt_empty('select from cron.job_run_details where runid = -2', 'the rest stays');
select * from finish();
rollback;
