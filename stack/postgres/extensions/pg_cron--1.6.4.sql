-- The interface of pg_cron 1.6: https://github.com/citusdata/pg_cron
create schema cron;

create sequence cron.jobid_seq;

create table cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default inet_server_port(),
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);

create sequence cron.runid_seq;

create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);

alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

-- The functions below run as their owner; session_user is the caller whom the job will run as.
create function cron.schedule_in_database(
  job_name text,
  schedule text,
  command text,
  database text,
  username text default null,
  active boolean default true
) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  id bigint;
begin
  if $2 !~* '^\s*([1-9]|[1-5][0-9])\s+seconds?\s*$'
    and $2 !~* '^\s*@(hourly|daily|midnight|weekly|monthly|yearly|annually)\s*$'
    and $2 !~* '^\s*[-0-9*/,a-z]+(\s+[-0-9*/,a-z$]+){4}\s*$'
  then
    raise exception 'invalid schedule: %', $2
      using hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
  insert into cron.job (jobname, schedule, command, database, username, active)
  values ($1, $2, $3, $4, coalesce($5, session_user), $6)
  on conflict (jobname, username) do update
    set schedule = excluded.schedule, command = excluded.command, active = excluded.active
  returning jobid into id;
  return id;
end
$$;

create function cron.schedule(job_name text, schedule text, command text) returns bigint
language sql
security definer
set search_path = ''
as $$ select cron.schedule_in_database($1, $2, $3, current_database()::text) $$;

create function cron.schedule(schedule text, command text) returns bigint
language sql
security definer
set search_path = ''
as $$ select cron.schedule_in_database(null, $1, $2, current_database()::text) $$;

create function cron.unschedule(job_id bigint) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from cron.job where jobid = $1 and username = session_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', $1;
  end if;
  return true;
end
$$;

create function cron.unschedule(job_name text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from cron.job where jobname = $1 and username = session_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', $1;
  end if;
  return true;
end
$$;

create function cron.alter_job(
  job_id bigint,
  schedule text default null,
  command text default null,
  database text default null,
  username text default null,
  active boolean default null
) returns void
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  update cron.job
  set
    schedule = coalesce($2, schedule),
    command = coalesce($3, command),
    database = coalesce($4, database),
    username = coalesce($5, username),
    active = coalesce($6, active)
  where jobid = $1 and username = session_user;
  if not found then
    raise exception 'Job % does not exist or you don''t own it', $1;
  end if;
end
$$;

create function cron.job_cache_invalidate() returns trigger
language plpgsql
as $$
begin
  return null;
end
$$;
create trigger cron_job_cache_invalidate after insert or update or delete or truncate on cron.job
for each statement execute function cron.job_cache_invalidate();

-- Who may do what is the real one's, see privileges.json.
grant select on cron.job to public;
grant select, delete on cron.job_run_details to public;
grant select on sequence cron.jobid_seq, cron.runid_seq to public;
revoke all on function cron.alter_job(bigint, text, text, text, text, boolean) from public;
revoke all on function cron.schedule_in_database(text, text, text, text, text, boolean) from public;

-- What Supabase adds as soon as the extension is there: jobs are written through the functions alone.
grant usage on schema cron to postgres with grant option;
grant all on all functions in schema cron to postgres with grant option;
grant all on cron.job_run_details to postgres with grant option;
revoke trigger on cron.job_run_details from postgres;
grant select on cron.job to postgres with grant option;
