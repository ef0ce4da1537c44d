-- Changes of the watched schemas, and the sets in which they are announced.

create table ops.change_sets (
  id uuid primary key default gen_random_uuid(),
  opened_at timestamptz not null default clock_timestamp(),
  migrations text[] not null default '{}',
  sending_at timestamptz,
  sent_times int not null default 0,
  settled_at timestamptz,
  outcome text,
  reason text,
  acknowledged_at timestamptz,
  acknowledged_as text,
  acknowledged_detail text,
  run_url text,
  constraint outcome_must_be_known check (outcome in ('announced', 'kept', 'unclear')),
  constraint settled_set_must_have_an_outcome
    check (num_nonnulls(settled_at, outcome) in (0, 2)),
  constraint kept_or_unclear_set_must_say_why
    check ((reason is not null) = coalesce(outcome in ('kept', 'unclear'), false)),
  constraint acknowledgement_must_be_known check (acknowledged_as in ('done', 'failed')),
  constraint acknowledgement_must_be_whole
    check (num_nonnulls(acknowledged_at, acknowledged_as) in (0, 2)),
  constraint run_url_must_be_http check (run_url ~ '^https?://\S+$')
);
comment on table ops.change_sets is
  'Sets of changes, each announced once. One is open at a time: it takes in what changes until it '
  'is sent.';
comment on column ops.change_sets.migrations is
  'The migrations that were applied since the set before; none: it was changed by hand.';
comment on column ops.change_sets.sending_at is
  'When sending it began. Of an open set: it may have been received, and nothing is added.';
comment on column ops.change_sets.sent_times is 'How often sending it began.';
comment on column ops.change_sets.outcome is
  'announced: it was received. kept: nobody is to be told. unclear: it was sent, and nobody knows '
  'what became of it. Null: open.';
comment on column ops.change_sets.acknowledged_as is
  'What the receiver says: done, or failed with a detail.';
comment on column ops.change_sets.run_url is 'The receiver''s workflow run.';
create unique index one_change_set_is_open on ops.change_sets ((true)) where settled_at is null;
create index change_sets_by_time on ops.change_sets (opened_at desc, id);
alter table ops.change_sets enable row level security;
grant select, insert, update, delete, maintain on ops.change_sets to service_role;

create table ops.schema_changes (
  id bigint primary key generated always as identity,
  change_set_id uuid not null,
  schema text not null,
  object text not null,
  kind text not null,
  change text not null,
  previous text,
  command text not null,
  migration text,
  tenant text,
  before jsonb,
  after jsonb,
  relation oid,
  definition text,
  constraint schema_change_must_be_of_a_set foreign key (change_set_id)
    references ops.change_sets (id) on delete cascade,
  constraint object_changes_once_in_a_set unique (change_set_id, schema, object),
  constraint change_must_be_known check (change in ('created', 'changed', 'renamed', 'dropped')),
  constraint columns_must_fit_the_change check (
    (before is null) = (change = 'created') and (after is null) = (change = 'dropped')
  ),
  constraint only_renamed_objects_have_another_name
    check ((previous is not null) = (change = 'renamed'))
);
comment on table ops.schema_changes is
  'What has changed in the watched schemas, object by object: the difference between what was '
  'announced before and what is there.';
comment on column ops.schema_changes.previous is 'What it was called: schema.name.';
comment on column ops.schema_changes.command is
  'The last command that touched it, as the event trigger saw it; else what it must have been.';
comment on column ops.schema_changes.migration is
  'The latest migration of the set; null if there is none.';
comment on column ops.schema_changes.before is
  'Its columns before, as in ops.known_relations; null of what was created.';
comment on column ops.schema_changes.after is 'Its columns now; null of what was dropped.';
comment on column ops.schema_changes.definition is 'As in ops.known_relations.';
create index schema_changes_of_an_object on ops.schema_changes (schema, object);
alter table ops.schema_changes enable row level security;
grant select, insert, update, delete, maintain on ops.schema_changes to service_role;

create table ops.schema_pushes (
  repository text not null,
  commit text not null,
  before text,
  ref text not null,
  files jsonb not null default '[]',
  at timestamptz not null default clock_timestamp(),
  change_set_id uuid,
  primary key (repository, commit),
  constraint push_must_be_of_a_set foreign key (change_set_id)
    references ops.change_sets (id) on delete set null,
  constraint repository_must_have_an_owner check (repository ~ '^[\w.-]+/[\w.-]+$'),
  constraint commit_must_be_a_hash check (commit ~ '^[0-9a-f]{40,64}$'),
  constraint before_must_be_a_hash check (before ~ '^[0-9a-f]{40,64}$'),
  constraint files_must_be_a_list check (jsonb_typeof(files) = 'array')
);
comment on table ops.schema_pushes is
  'Commits that touch the schema, as the workflow notify-superset told them, once each.';
comment on column ops.schema_pushes.before is 'The commit that the branch was at before.';
comment on column ops.schema_pushes.files is 'The files that it touches.';
comment on column ops.schema_pushes.change_set_id is
  'The set that it is announced with; null: the next one.';
create index pushes_of_a_set on ops.schema_pushes (change_set_id);
alter table ops.schema_pushes enable row level security;
grant select, insert, update, delete, maintain on ops.schema_pushes to service_role;

create table ops.seen_migrations (
  version text primary key
);
comment on table ops.seen_migrations is 'The migrations that were announced, or there before.';
alter table ops.seen_migrations enable row level security;
grant select, insert, update, delete, maintain on ops.seen_migrations to service_role;

create function ops.new_migrations()
returns text[]
language plpgsql
security definer
set search_path = ''
as $$
declare
  found text[];
begin
  if to_regclass('supabase_migrations.schema_migrations') is null then
    return '{}';
  end if;
  execute 'select array_agg(m.version order by m.version)
    from supabase_migrations.schema_migrations m
    where not exists (select from ops.seen_migrations s where s.version = m.version)' into found;
  if exists (select from ops.seen_migrations) then
    return coalesce(found, '{}');
  end if;
  insert into ops.seen_migrations select unnest(found);
  return '{}';
end
$$;
comment on function ops.new_migrations is
  'The migrations that were applied since the last change set; what is there the first time is '
  'not new.';

revoke execute on function ops.new_migrations from public;
grant execute on function ops.new_migrations to service_role;
