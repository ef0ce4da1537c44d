-- Backups of tenants, in Storage.

-- Private: only the service role reaches the objects.
insert into storage.buckets (id, name, public)
values ('tenant-backups', 'tenant-backups', false)
on conflict (id) do nothing;

create table control.backups (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references control.tenants,
  operation_id uuid not null references control.operations,
  status text not null default 'begun',
  object_path text not null,
  sha256 text,
  bytes bigint,
  odoo_version text,
  module_hash text,
  database_uuid text,
  begun_at timestamptz not null default clock_timestamp(),
  taken_at timestamptz,
  expires_at timestamptz,
  removed_at timestamptz,
  constraint object_path_must_not_be_taken unique (object_path),
  constraint status_must_be_known check (status in ('begun', 'taken', 'removed')),
  constraint sha256_must_be_one check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint bytes_must_be_positive check (bytes > 0),
  constraint taken_must_be_whole
    check (status <> 'taken'
      or num_nonnulls(sha256, bytes, odoo_version, taken_at, expires_at) = 5),
  constraint begun_has_no_content
    check (status <> 'begun' or num_nonnulls(sha256, bytes, taken_at, expires_at) = 0),
  constraint removed_must_say_when check ((status = 'removed') = (removed_at is not null))
);
comment on table control.backups is
  'Backups of tenants'' Odoo databases with their files. Only a taken one counts; rows stay when '
  'the object is removed.';
comment on column control.backups.status is
  'begun: being written, or left by a try that was cut off. taken: whole in Storage. removed: the '
  'object is gone.';
comment on column control.backups.object_path is
  'Path in the bucket tenant-backups, each try''s own: one that others took for dead overwrites '
  'nothing.';
comment on column control.backups.module_hash is
  'Hash of the installed modules with their versions; null when no login could read them.';
comment on column control.backups.database_uuid is
  'database.uuid of the database that was dumped; Odoo gives a restored copy another one at its '
  'end. Null when no login could read it.';
comment on column control.backups.expires_at is
  'When the backup_days of its subscription plan are over. The newest backup of a tenant that is '
  'not decommissioned stays longer.';
create unique index one_backup_an_operation on control.backups (operation_id)
  where status = 'taken';
create index on control.backups (tenant_id, taken_at);
create index on control.backups (expires_at) where status = 'taken';
alter table control.backups enable row level security;
grant select, insert, update, delete, maintain on control.backups to service_role;
create trigger write_audit after insert or delete on control.backups
for each row execute function control.audit_change('id');
create trigger write_audit_update after update on control.backups
for each row when (old.* is distinct from new.*) execute function control.audit_change('id');

create view control.v_restore_drills with (security_invoker = true) as
select o.id as operation_id, t.slug as tenant_slug,
  (control.outputs(o.id) ->> 'backup')::uuid as backup_id, o.status,
  o.error ->> 'detail' as fault, o.started_at, o.finished_at,
  extract(epoch from o.finished_at - o.started_at)::numeric(10, 3) as seconds
from control.operations o
join control.tenants t on t.id = o.tenant_id
where o.kind = 'restore_drill';
comment on view control.v_restore_drills is
  'The restore drills: of which backup, whether it could be restored, and how many seconds that '
  'took.';
grant select, insert, update, delete, maintain on control.v_restore_drills to service_role;
