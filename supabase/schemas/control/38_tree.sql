-- The tree of tenants: who may have children, and who shares a database.

create function control.ends_tenant(p_kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from control.tenant_transitions
    where operation = p_kind and to_status = 'decommissioned')
$$;
comment on function control.ends_tenant is 'Whether an operation leaves a tenant decommissioned.';

create function control.lineage(p_tenant_id uuid)
returns setof uuid
language sql
stable
set search_path = ''
as $$
  with recursive line (id, parent_id) as (
    select t.id, t.parent_id from control.tenants t where t.id = p_tenant_id
    union
    select t.id, t.parent_id from line join control.tenants t on t.id = line.parent_id
  )
  select id from line
$$;
comment on function control.lineage is 'A tenant and all tenants above it.';

create function control.lock_parent(p_id uuid)
returns control.tenants
language sql
set search_path = ''
as $$
  select * from control.tenants where id = p_id for share
$$;
comment on function control.lock_parent is
  'A tenant that gets one below it, locked until the transaction ends: nobody finds it without '
  'dependants. To be locked before the tree.';

create function control.is_leaving(p_tenant control.tenants)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_tenant.status = 'decommissioned' or exists (
    select from control.operations o
    where o.tenant_id = p_tenant.id and o.finished_at is null and control.ends_tenant(o.kind)
  );
end
$$;
comment on function control.is_leaving is
  'Whether a tenant is decommissioned, or an open operation is about to do that.';

create function control.refuse_new_sharer(p_tenant control.tenants)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  taking record;
begin
  select o.id, o.kind into taking
  from control.operations o
  join control.operation_kinds k on k.kind = o.kind
  where o.tenant_id = p_tenant.shares_database_of and o.finished_at is null and k.takes_database;
  if found and p_tenant.status <> 'decommissioned' then
    raise exception 'Cannot store tenant %: operation % (%) takes the database that it would share',
      ops.quoted(p_tenant.slug), taking.id, taking.kind
      using errcode = 'OC124', hint = 'Wait until that operation has ended, or cancel it.';
  end if;
end
$$;
comment on function control.refuse_new_sharer is
  'Raises OC124 while an open operation takes the database that a tenant would share: a database '
  'that was found without sharers stays so.';

create function control.guard_tree()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  parent control.tenants := control.lock_parent(new.parent_id);
begin
  -- Two transactions must not close one cycle from both ends.
  perform pg_advisory_xact_lock('control.tenants'::regclass::int);
  if new.id in (select control.lineage(new.parent_id)) then
    raise exception 'Cannot store tenant %: it is its own ancestor', ops.quoted(new.slug)
      using errcode = 'check_violation', constraint = 'tenants_must_not_form_a_cycle',
        hint = 'Give one of the tenants on the way another parent.';
  elsif parent.tenant_type not in ('platform_owner', 'provider') then
    raise exception 'Cannot store tenant %: its parent % is a %', ops.quoted(new.slug),
      ops.quoted(parent.slug), parent.tenant_type
      using errcode = 'OC106',
        hint = 'Only a platform_owner or a provider has tenants below it; upgrade the parent '
          'first.';
  elsif control.is_leaving(parent) and new.status <> 'decommissioned' then
    raise exception 'Cannot store tenant %: its parent % is decommissioned, or is to be',
      ops.quoted(new.slug), ops.quoted(parent.slug)
      using errcode = 'OC106', hint = 'Choose another parent, or cancel the parent''s operation.';
  elsif new.tenant_type not in ('platform_owner', 'provider')
    and exists (select from control.tenants where parent_id = new.id) then
    raise exception 'Cannot make tenant % a %: it has tenants below it', ops.quoted(new.slug),
      new.tenant_type
      using errcode = 'OC106', hint = 'Move the tenants below it first.';
  end if;
  perform control.refuse_new_sharer(new);
  return null;
end
$$;
comment on function control.guard_tree is
  'Refuses cycles, (OC106) tenants below one that is neither platform_owner nor provider, or '
  'that leaves, and (OC124) tenants that would share a database which is being taken.';
create constraint trigger tree_must_be_whole
after insert or update of parent_id, tenant_type on control.tenants
deferrable initially immediate
for each row execute function control.guard_tree();

create function control.guard_tenant_limit()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  most int;
  present bigint;
begin
  -- Two transactions must not both take the last place.
  select tenant_limit into most from control.settings for update;
  select count(*) into present from control.tenants where status <> 'decommissioned';
  if present > most then
    raise exception 'Cannot create tenant %: this environment holds % tenants at most',
      ops.quoted(new.slug), most
      using errcode = 'OC104',
        hint = 'Decommission a tenant, or raise control.settings.tenant_limit.';
  end if;
  return null;
end
$$;
comment on function control.guard_tenant_limit is
  'Refuses (OC104) more tenants than the environment''s limit.';
create trigger tenants_must_fit after insert on control.tenants
for each row execute function control.guard_tenant_limit();

revoke execute on function
  control.ends_tenant, control.lineage, control.lock_parent, control.is_leaving,
  control.refuse_new_sharer, control.guard_tree, control.guard_tenant_limit
from public;
grant execute on function
  control.ends_tenant, control.lineage, control.lock_parent, control.is_leaving,
  control.refuse_new_sharer
to service_role;
