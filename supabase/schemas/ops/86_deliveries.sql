-- What a subscription was offered and has not got, and the log of attempts.

insert into ops.work_kinds (kind, path, backoff_base, backoff_cap, lease_seconds, late_after)
values ('deliver', 'events-send', 5, 3600, 60, '10 minutes');

create table ops.deliveries (
  subscription text not null references ops.subscriptions (name) on delete cascade,
  place bigint not null references ops.events (place),
  subject text not null,
  attempts int not null default 0,
  first_failed_at timestamptz,
  due_at timestamptz not null default clock_timestamp(),
  constraint deliveries_pkey primary key (subscription, place),
  constraint failed_was_tried check ((attempts > 0) = (first_failed_at is not null))
);
comment on table ops.deliveries is
  'Events that a subscription was offered and has not got: what failed, and what waits behind it '
  'because it is of the same subject. What was delivered has no row.';
comment on column ops.deliveries.due_at is
  'When it is tried again, if it is the first of its subject.';
create index deliveries_of_a_subject on ops.deliveries (subscription, subject, place);
create index deliveries_of_an_event on ops.deliveries (place);
alter table ops.deliveries enable row level security;
grant select, insert, update, delete, maintain on ops.deliveries to service_role;

create table ops.delivery_attempts (
  id bigint generated always as identity primary key,
  subscription text not null references ops.subscriptions (name) on delete cascade,
  place bigint not null,
  at timestamptz not null default clock_timestamp(),
  status int,
  ms int not null,
  answer text,
  error text,
  constraint answered_or_not check ((status is null) = (error is not null))
);
comment on table ops.delivery_attempts is 'Every attempt to deliver an event, for a week.';
comment on column ops.delivery_attempts.status is 'Of the answer; null: there was none.';
comment on column ops.delivery_attempts.answer is 'How the answer begins, unless it was a 2xx.';
comment on column ops.delivery_attempts.error is 'Why there was no answer.';
create index delivery_attempts_newest on ops.delivery_attempts (subscription, at desc, id);
create index delivery_attempts_of_an_event on ops.delivery_attempts (place);
create index delivery_attempts_age on ops.delivery_attempts (at);
alter table ops.delivery_attempts enable row level security;
grant select, insert, update, delete, maintain on ops.delivery_attempts to service_role;

create view ops.v_first_deliveries with (security_invoker = true) as
select distinct on (d.subscription, d.subject) d.*
from ops.deliveries d
order by d.subscription, d.subject, d.place;
comment on view ops.v_first_deliveries is
  'Of each subject that is held up the first event; the others wait behind it.';
grant select on ops.v_first_deliveries to service_role;

create function ops.forget_events()
returns int
language plpgsql
set search_path = ''
as $$
declare
  count int;
begin
  delete from ops.delivery_attempts where at < now() - interval '7 days';
  delete from ops.events e
  where e.at < now() - interval '30 days' and e.place is not null
    and not exists (select from ops.deliveries d where d.place = e.place);
  get diagnostics count = row_count;
  return count;
end
$$;
comment on function ops.forget_events is
  'Removes events of more than 30 days ago, but for those that somebody is still to get, and '
  'attempts of more than a week ago.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-forget-events', '1 hour', 'ops.forget_events', '1 day');

revoke execute on function ops.forget_events from public;
grant execute on function ops.forget_events to service_role;
