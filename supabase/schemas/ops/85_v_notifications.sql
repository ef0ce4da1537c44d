-- Which people are told what happened, by chat or mail: notifications.

create table ops.notifications (
  name text primary key,
  peer text not null,
  address text,
  types text[] not null,
  tenants text[],
  urgent text[],
  quiet_from time,
  quiet_to time,
  time_zone text not null default 'UTC',
  digest text,
  digest_at time not null default '08:00',
  most_per_hour int not null default 20,
  language text,
  enabled boolean not null default true,
  place bigint not null default ops.last_place(),
  failures int not null default 0,
  failing_since timestamptz,
  held_until timestamptz,
  error jsonb,
  told_at timestamptz,
  created_by text default ops.actor() ->> 'user',
  created_at timestamptz not null default clock_timestamp(),
  constraint name_must_be_a_slug check (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  constraint peer_must_be_known check (peer in ('slack', 'mattermost', 'mail')),
  constraint mail_must_have_an_address check (peer <> 'mail' or address is not null),
  constraint address_must_be_of_its_peer check (address ~ case peer
    when 'mail' then '^[^\s@,;<>"]+@[^\s@,;<>"]+(, ?[^\s@,;<>"]+@[^\s@,;<>"]+){0,19}$'
    when 'mattermost' then '^[a-z0-9]{26}$'
    else '^[#@]?[A-Za-z0-9._-]{1,80}$' end),
  constraint types_must_be_patterns check (ops.are_type_patterns(types)),
  constraint urgent_must_be_patterns check (ops.are_type_patterns(urgent)),
  constraint tenants_must_be_some check (tenants <> '{}' and array_position(tenants, null) is null),
  constraint quiet_hours_must_begin_and_end check (
    num_nonnulls(quiet_from, quiet_to) in (0, 2) and quiet_from is distinct from quiet_to
      or num_nulls(quiet_from, quiet_to) = 2),
  constraint time_zone_must_be_known check (ops.knows_time_zone(time_zone)),
  constraint digest_must_be_known check (digest in ('hourly', 'daily')),
  constraint most_per_hour_must_be_1_to_1000 check (most_per_hour between 1 and 1000),
  constraint language_must_be_a_code check (language ~ '^[a-z]{2,3}([_-][A-Za-z]{2,4})?$'),
  constraint failing_has_an_error check ((failing_since is null) = (error is null))
);
comment on table ops.notifications is
  'Who is told what happened, by which peer and when. How each is reached is in the settings of '
  'the functions; no secret is here.';
comment on column ops.notifications.peer is 'slack, mattermost or mail.';
comment on column ops.notifications.address is
  'A channel, or up to 20 mail addresses with commas between. Null: the channel of the settings.';
comment on column ops.notifications.types is
  'Types of events, such as operation.failed or operation.*; * is all.';
comment on column ops.notifications.tenants is
  'Slugs: only events of these tenants. Null: all events, those of no tenant among them.';
comment on column ops.notifications.urgent is
  'Types that wait for no digest and no end of the quiet hours. Null: none.';
comment on column ops.notifications.quiet_from is
  'From here until quiet_to, by the clocks of time_zone, nothing is told; it waits. Null: never.';
comment on column ops.notifications.digest is
  'hourly or daily: what happened until then is told in one message. Null: at once.';
comment on column ops.notifications.digest_at is 'When a daily digest comes.';
comment on column ops.notifications.most_per_hour is
  'After so many messages in an hour of the clock the rest is told in one, when it is over.';
comment on column ops.notifications.language is 'Null: that of the tenant, English for none.';
comment on column ops.notifications.enabled is 'False: nothing is told, what happens then never.';
comment on column ops.notifications.place is 'Up to here events are in ops.news, or not wanted.';
comment on column ops.notifications.failures is 'Attempts since the last message that was taken.';
comment on column ops.notifications.held_until is
  'Nothing is sent before: the peer was away, or asked for patience.';
comment on column ops.notifications.error is 'Why the last attempt failed: {"code", "detail"}.';
alter table ops.notifications enable row level security;
grant select, insert, update, delete, maintain on ops.notifications to service_role;
