-- Who is told what happened: subscriptions.

insert into ops.event_types (type, description)
values ('test.sent', 'Somebody asked for a test; only the subscription that it names gets it.');

create function ops.are_type_patterns(p_types text[])
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_types <> '{}' and array_position(p_types, null) is null
    and bool_and(p ~ '^(\*|[a-z_]+(\.[a-z_]+)*(\.\*)?)$')
  from unnest(p_types) p
$$;
comment on function ops.are_type_patterns is
  'Whether each is a type of events (run.failed), all of a kind (run.*) or all (*).';

create table ops.subscriptions (
  name text primary key,
  url text not null,
  types text[] not null default '{*}',
  tenants text[],
  enabled boolean not null default true,
  secret_number int not null default 1,
  old_secret_until timestamptz,
  place bigint not null default ops.last_place(),
  failures int not null default 0,
  failing_since timestamptz,
  held_until timestamptz,
  delivered_at timestamptz,
  ended_at timestamptz,
  ended_why text,
  created_by text default ops.actor() ->> 'user',
  created_at timestamptz not null default clock_timestamp(),
  constraint name_must_be_a_slug check (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  constraint url_must_be_http check (url ~ '^https?://[^\s@/?#]+([/?#]\S*)?$'),
  constraint url_must_not_be_long check (char_length(url) <= 1000),
  constraint types_must_be_patterns check (ops.are_type_patterns(types)),
  constraint tenants_must_be_some check (tenants <> '{}' and array_position(tenants, null) is null),
  constraint ended_must_say_why check ((ended_at is null) = (ended_why is null)),
  constraint why_must_be_known check (ended_why in ('gone', 'failing')),
  constraint ended_is_not_enabled check (ended_at is null or not enabled)
);
comment on table ops.subscriptions is
  'Who is told of events: each is posted to the URL, signed. Its secret is in Vault alone.';
comment on column ops.subscriptions.types is
  'Types of events, such as operation.failed or operation.*; * is all.';
comment on column ops.subscriptions.tenants is
  'Slugs: only events of these tenants. Null: all events, those of no tenant among them.';
comment on column ops.subscriptions.enabled is
  'False: nothing is sent; what happens meanwhile is sent once it is true again.';
comment on column ops.subscriptions.secret_number is
  'Its secret is subscription/<name>/<number> in Vault; a rotation makes the next.';
comment on column ops.subscriptions.old_secret_until is
  'Until when the secret before signs, too.';
comment on column ops.subscriptions.place is
  'Up to here every event was delivered, or is in deliveries, or is not wanted.';
comment on column ops.subscriptions.failures is
  'Batches since the last in which something arrived.';
comment on column ops.subscriptions.failing_since is
  'Since when nothing arrived any more; null while something does.';
comment on column ops.subscriptions.held_until is
  'Nothing is sent before: the receiver was away, or asked for patience.';
comment on column ops.subscriptions.ended_why is
  'gone: it answered 410. failing: nothing arrived for three days.';
alter table ops.subscriptions enable row level security;
grant select, insert, update, delete, maintain on ops.subscriptions to service_role;

revoke execute on function ops.are_type_patterns from public;
grant execute on function ops.are_type_patterns to service_role;
