-- How long what was stored is kept: periods are rows.

create table ops.retentions (
  what text primary key,
  keep interval not null,
  description text not null,
  constraint what_must_be_a_word check (what ~ '^[a-z][a-z_]*$'),
  constraint keep_must_have_time check (keep >= interval '1 hour'),
  constraint what_is_kept_must_be_described check (description ~ '\S')
);
comment on table ops.retentions is
  'How long what was stored is kept. Each has a schedule that deletes what is older; another '
  'period counts from its next time on.';
alter table ops.retentions enable row level security;
grant select, update, maintain on ops.retentions to service_role;

create function ops.kept_since(p_what text)
returns timestamptz
language sql
stable
security definer
set search_path = ''
as $$
  select clock_timestamp() - keep from ops.retentions where what = p_what
$$;
comment on function ops.kept_since is
  'What is older than this is not kept any more; null, for nothing, where no row says so.';

insert into ops.retentions (what, keep, description)
values
  ('faults', '30 days', 'Faults of what reconciles.'),
  ('job_runs', '2 days', 'What pg_cron stores of each job that it ran: cron.job_run_details.'),
  ('calls', '1 day', 'Calls of the functions by the database.'),
  ('answers', '6 hours', 'What the functions answered to pg_net: net._http_response.');

revoke execute on function ops.kept_since from public;
grant execute on function ops.kept_since to service_role;
