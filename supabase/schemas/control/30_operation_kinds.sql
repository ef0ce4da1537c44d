-- The kinds of operations.

create table control.operation_kinds (
  kind text primary key,
  needs_approval boolean not null default false,
  compensates boolean not null default false,
  needs_own_database boolean not null default false,
  takes_database boolean not null default false,
  runbook text not null,
  constraint kind_must_be_a_word check (kind ~ '^[a-z][a-z_]*$'),
  constraint runbook_must_be_a_page check (runbook ~ '^docs/runbooks/[a-z0-9-]+\.md(#[a-z0-9-]+)?$')
);
comment
  on table control.operation_kinds is 'The things that can be asked of a tenant. Who may ask is in '
  'permissions, as operations.<kind>.';
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
  kind, needs_approval, compensates, needs_own_database, takes_database, runbook
)
select
  v.kind, v.needs_approval, v.compensates, v.needs_own_database, v.takes_database,
  'docs/runbooks/' || coalesce(v.runbook, 'operation-failed.md#' || replace(v.kind, '_', '-'))
from (
  values
    ('create', false, true, false, false, null),
    ('clone', false, true, false, false, null),
    ('pause', false, true, true, true, null),
    ('resume', false, true, true, false, null),
    ('rebuild', false, false, true, true, null),
    ('module_apply', false, false, true, false, null),
    ('upgrade_image', true, false, true, false, 'upgrade-image.md'),
    ('backup', false, false, true, false, 'backups.md#take'),
    ('restore', true, true, true, true, 'backups.md#restore'),
    ('restore_drill', false, true, true, false, 'backups.md#restore-drill'),
    ('upgrade_to_provider', false, false, false, false, null),
    ('reset_password', false, false, true, false, null),
    ('rotate_key', false, false, true, false, 'keys.md'),
    ('retire_key', false, false, true, false, 'keys.md#retire'),
    ('decommission', true, false, false, true, null),
    ('purge', true, false, false, true, null)
) v (kind, needs_approval, compensates, needs_own_database, takes_database, runbook);
