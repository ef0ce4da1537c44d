-- What happened, for whoever wants to be told: the outbox.

create table ops.event_types (
  type text primary key,
  description text not null,
  constraint type_must_be_dotted_words check (type ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+$'),
  constraint type_must_be_described check (description ~ '\S')
);
comment on table ops.event_types is
  'The kinds of events, a closed list: what a receiver may ask for.';
alter table ops.event_types enable row level security;
grant select, maintain on ops.event_types to service_role;

create table ops.events (
  position bigint generated always as identity primary key,
  place bigint,
  id uuid not null default gen_random_uuid(),
  type text not null,
  subject text not null,
  tenant text,
  at timestamptz not null default clock_timestamp(),
  data jsonb not null default '{}',
  constraint event_id_must_not_be_taken unique (id),
  constraint place_must_not_be_taken unique (place),
  constraint event_must_be_of_a_type foreign key (type) references ops.event_types (type)
    on update cascade,
  constraint subject_must_be_given check (subject ~ '\S'),
  constraint data_must_be_an_object check (jsonb_typeof(data) = 'object')
);
comment on table ops.events is
  'The outbox: what happened, written in the transaction in which it did. As CloudEvents 1.0 have '
  'it, but for what is the same in all of them.';
comment on column ops.events.position is
  'The order in which events of one subject happened. Of two subjects it says nothing.';
comment on column ops.events.place is
  'Its place in the line in which subscriptions get it; null until it has one: place_events().';
comment on column ops.events.subject is
  'What it happened to, as the API addresses it, such as operations/<id> or tenants/<slug>.';
comment on column ops.events.tenant is 'The slug of the tenant whose event it is; null for none.';
comment on column ops.events.data is 'What a receiver needs to know. Never a secret.';
create index events_of_a_type on ops.events (type, position);
create index events_of_a_tenant on ops.events (tenant, position);
create index events_without_a_place on ops.events (position) where place is null;
create index events_by_time on ops.events (at);
alter table ops.events enable row level security;
grant select, maintain on ops.events to service_role;

create function ops.emit(p_type text, p_subject text, p_data jsonb default '{}',
  p_tenant text default null)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into ops.events (type, subject, tenant, data)
  values (p_type, p_subject, p_tenant, jsonb_strip_nulls(p_data))
$$;
comment on function ops.emit is
  'Writes an event into the outbox; whoever asked for it is told once the transaction commits. The '
  'one writer of ops.events.';

revoke execute on function ops.emit from public;
grant execute on function ops.emit to service_role;
