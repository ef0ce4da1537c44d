-- The kinds of operations, and who may request them.

create table control.operation_kinds (
  kind text primary key,
  asked_by text[] not null,
  needs_approval boolean not null default false,
  compensates boolean not null default false,
  needs_own_database boolean not null default false,
  takes_database boolean not null default false,
  runbook text not null,
  constraint kind_must_be_a_word check (kind ~ '^[a-z][a-z_]*$'),
  constraint asked_by_must_be_known
    check (asked_by <@ array['platform_owner', 'platform_operator', 'provider', 'agent']),
  constraint runbook_must_be_a_page check (runbook ~ '^docs/runbooks/[a-z0-9-]+\.md(#[a-z0-9-]+)?$')
);
comment
  on table control.operation_kinds is 'The things that can be asked of a tenant, and by whom.';
comment on column control.operation_kinds.asked_by is
  'Capacities, see capacity(). provider: the owner or an admin of a provider, for tenants below '
  'it. agent: only with a person''s approval.';
comment on column control.operation_kinds.needs_approval is
  'True: it waits for a second person whatever its steps are.';
comment on column control.operation_kinds.compensates is
  'A failure undoes the steps that were begun, last first.';
comment on column control.operation_kinds.needs_own_database is
  'True: it is refused for a tenant that shares its parent''s database, because it would affect '
  'the parent.';
comment on column control.operation_kinds.takes_database is
  'True: it shuts the database, drops it or puts another in its place, so it is refused while '
  'other tenants share it.';
alter table control.operation_kinds enable row level security;
grant select, maintain on control.operation_kinds to service_role;

insert into control.operation_kinds (
  kind, asked_by, needs_approval, compensates, needs_own_database, takes_database, runbook
)
select
  v.kind, v.asked_by::text[], v.needs_approval, v.compensates, v.needs_own_database,
  v.takes_database,
  'docs/runbooks/' || coalesce(v.runbook, 'operation-failed.md#' || replace(v.kind, '_', '-'))
from (
  values
    ('create', '{platform_owner,provider,agent}', false, true, false, false, null),
    ('clone', '{platform_owner,provider,agent}', false, true, false, false, null),
    ('pause', '{platform_owner,platform_operator,provider,agent}', false, true, true, true, null),
    ('resume', '{platform_owner,platform_operator,provider,agent}', false, true, true, false, null),
    ('rebuild', '{platform_owner,platform_operator,agent}', false, false, true, true, null),
    (
      'module_apply', '{platform_owner,platform_operator,provider,agent}',
      false, false, true, false, null
    ),
    (
      'upgrade_image', '{platform_owner,platform_operator,agent}',
      true, false, true, false, 'upgrade-image.md'
    ),
    (
      'backup', '{platform_owner,platform_operator,provider,agent}',
      false, false, true, false, 'backups.md#take'
    ),
    (
      'restore', '{platform_owner,platform_operator,agent}',
      true, true, true, true, 'backups.md#restore'
    ),
    (
      'restore_drill', '{platform_owner,platform_operator,provider,agent}',
      false, true, true, false, 'backups.md#restore-drill'
    ),
    ('upgrade_to_provider', '{platform_owner,agent}', false, false, false, false, null),
    (
      'reset_password', '{platform_owner,platform_operator,provider,agent}',
      false, false, true, false, null
    ),
    ('decommission', '{platform_owner,agent}', true, false, false, true, null),
    ('purge', '{platform_owner,agent}', true, false, false, true, null)
) v (kind, asked_by, needs_approval, compensates, needs_own_database, takes_database, runbook);
