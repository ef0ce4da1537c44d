-- A backup is begun, finished, found and removed.

create function control.begin_backup(p_operation uuid)
returns control.backups
language sql
set search_path = ''
as $$
  insert into control.backups (id, tenant_id, operation_id, object_path)
  select try.id, t.id, o.id, t.slug || '/' || try.id || '.zip'
  from control.operations o
  join control.tenants t on t.id = o.tenant_id
  cross join (select gen_random_uuid() as id) try
  where o.id = p_operation
  returning *
$$;
comment on function control.begin_backup is
  'A try to take the backup of an operation. Each has an object of its own.';

create function control.finish_backup(
  p_id uuid, p_sha256 text, p_bytes bigint, p_odoo_version text, p_module_hash text,
  p_database_uuid text
)
returns control.backups
language plpgsql
set search_path = ''
as $$
declare
  operation control.operations;
  backup control.backups;
  moment constant timestamptz := clock_timestamp();
begin
  -- Two tries that end at once come one after the other.
  select o.* into operation
  from control.operations o
  where o.id = (select b.operation_id from control.backups b where b.id = p_id)
  for no key update;
  select * into backup
  from control.backups b
  where b.operation_id = operation.id and b.status = 'taken';
  if found then
    return backup;
  end if;
  update control.backups b
  set status = 'taken', sha256 = p_sha256, bytes = p_bytes, odoo_version = p_odoo_version,
    module_hash = p_module_hash, database_uuid = p_database_uuid, taken_at = moment,
    expires_at = moment + make_interval(days => p.backup_days)
  from control.tenants t
  join control.subscription_plans p on p.code = t.plan_code
  where b.id = p_id and b.status = 'begun' and t.id = b.tenant_id
  returning b.* into backup;
  if not found then
    raise exception 'Cannot finish backup %: it is not begun', p_id using errcode = 'OC004';
  end if;
  -- What opens the database inside, whatever becomes of the tenant's own key.
  perform control.replace_secret('backup/' || backup.id || '/odoo_bot', key)
  from control.tenants t
  cross join control.read_secret('tenant/' || t.slug || '/odoo_bot') key
  where t.id = backup.tenant_id and key is not null;
  return backup;
end
$$;
comment on function control.finish_backup is
  'The object of a try is whole in Storage: from now on it is the operation''s backup, kept as '
  'long as the subscription plan says, with the key that opens it. Where another try was first, '
  'that one is returned. Raises OC004.';

create function control.newest_backup(p_tenant_id uuid)
returns control.backups
language sql
stable
set search_path = ''
as $$
  select *
  from control.backups
  where tenant_id = p_tenant_id and status = 'taken'
  order by taken_at desc, id
  limit 1
$$;
comment on function control.newest_backup is 'A tenant''s newest backup, or null.';

create function control.refuse_backup(p_tenant control.tenants, p_backup text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  backup control.backups;
begin
  if p_backup is null then
    backup := control.newest_backup(p_tenant.id);
  else
    select * into backup from control.backups where id::text = p_backup and tenant_id = p_tenant.id;
  end if;
  if backup.status = 'taken' then
    return;
  end if;
  raise exception 'Cannot restore tenant %: %', ops.quoted(p_tenant.slug), case
      when p_backup is null then 'it has no backup'
      when backup.id is null then format('it has no backup %s', p_backup)
      else format('its backup %s is %s', p_backup, backup.status)
    end
    using errcode = 'OC121', hint = 'GET /tenants/{slug}/backups lists those that can be used.';
end
$$;
comment on function control.refuse_backup is
  'Raises OC121 unless the tenant has that backup, or, if none is named, any backup.';

create function control.backup_of_operation(p_operation uuid)
returns control.backups
language sql
stable
set search_path = ''
as $$
  select b.*
  from control.operations o
  cross join lateral (
    select c.* from control.backups c
    where c.id = coalesce((o.input ->> 'backup')::uuid, (control.newest_backup(o.tenant_id)).id)
      and c.tenant_id = o.tenant_id and c.status = 'taken'
  ) b
  where o.id = p_operation
$$;
comment on function control.backup_of_operation is
  'The backup of a restore or a drill: the one that it names, else the newest of its tenant; no '
  'row when that is gone.';

create function control.removable_backups(p_limit int)
returns setof control.backups
language sql
stable
set search_path = ''
as $$
  select b.*
  from control.backups b
  join control.tenants t on t.id = b.tenant_id
  join control.operations o on o.id = b.operation_id
  where case b.status
      -- By then, nobody can still be writing.
      when 'begun' then o.finished_at is not null
        and b.begun_at < clock_timestamp() - interval '1 hour'
      when 'taken' then b.expires_at < clock_timestamp()
        and (t.status = 'decommissioned' or b.id is distinct from (control.newest_backup(t.id)).id)
      else false
    end
    and not exists (
      select from control.operations u
      where u.tenant_id = b.tenant_id and u.finished_at is null
        and u.input ->> 'backup' = b.id::text
    )
  order by b.begun_at
  limit p_limit
$$;
comment on function control.removable_backups is
  'Backups whose time is over, and what cut-off uploads may have left. The newest backup of a '
  'tenant that is not decommissioned stays, and one that an open operation names.';

create function control.forget_backup(p_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.forget_secrets('backup/' || p_id);
  update control.backups
  set status = 'removed', removed_at = clock_timestamp()
  where id = p_id and status <> 'removed';
end
$$;
comment on function control.forget_backup is
  'A backup''s object was removed: deletes the key that opened it.';

revoke execute on function
  control.begin_backup, control.finish_backup, control.newest_backup, control.refuse_backup,
  control.backup_of_operation, control.removable_backups, control.forget_backup
from public;
grant execute on function
  control.begin_backup, control.finish_backup, control.newest_backup, control.refuse_backup,
  control.backup_of_operation, control.removable_backups, control.forget_backup
to service_role;
