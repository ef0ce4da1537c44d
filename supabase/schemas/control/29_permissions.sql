-- The matrix of roles and permissions.

create table control.permissions (
  permission text not null,
  role text not null,
  reach text not null,
  primary key (permission, role, reach),
  constraint permission_must_be_named check (permission ~ '^[a-z]+\.[a-z_]+$'),
  constraint role_must_be_known check (role in (
    'platform_owner', 'platform_operator', 'finance_owner', 'owner', 'admin', 'manager', 'member',
    'viewer', 'agent'
  )),
  constraint reach_must_fit_the_role check (case
    when role in ('platform_owner', 'platform_operator', 'finance_owner') then reach = 'platform'
    when role = 'agent' then reach = 'person'
    else reach in ('own', 'below')
  end)
);
comment on table control.permissions is
  'Who may do what: a row for each permission, each role that has it, and how far it reaches.';
comment on column control.permissions.permission is
  'resource.verb; those of operations are operations.<kind>.';
comment on column control.permissions.reach is
  'platform: everything. own: the tenant in which somebody has the role. below: the tenants below '
  'that one, which a provider has. person: what the person of an agent reaches; what an agent asks '
  'for waits for a person.';
create index on control.permissions (role);
alter table control.permissions enable row level security;
grant select, maintain on control.permissions to service_role;

insert into control.permissions (permission, role, reach)
select p.permission, r.role, unnest(case
  when r.role like '%\_%' then '{platform}'::text[]
  when r.role = 'agent' then '{person}'
  else p.reach::text[]
end)
from (
  values
    ('tenants.read', 'platform_owner platform_operator finance_owner owner admin manager member '
      || 'viewer agent', '{own,below}'),
    ('tenants.change', 'platform_owner platform_operator owner admin', '{own,below}'),
    ('infra.read', 'platform_owner platform_operator owner admin', '{own,below}'),
    ('sso.read', 'platform_owner platform_operator owner admin', '{own,below}'),
    ('analytics.read', 'platform_owner platform_operator finance_owner owner admin',
      '{own,below}'),
    ('logs.read', 'platform_owner platform_operator owner admin', '{own,below}'),
    ('members.read', 'platform_owner platform_operator owner admin agent', '{own,below}'),
    ('members.change', 'platform_owner owner admin', '{own,below}'),
    ('modules.read', 'platform_owner platform_operator owner admin manager agent', '{own,below}'),
    ('backups.read', 'platform_owner platform_operator owner admin agent', '{own,below}'),
    ('operations.read', 'platform_owner platform_operator owner admin manager agent',
      '{own,below}'),
    ('catalog.read', 'platform_owner platform_operator finance_owner owner admin manager agent',
      '{own}'),
    ('catalog.change', 'platform_owner', null),
    ('seeds.read', 'platform_owner platform_operator owner admin manager member viewer agent',
      '{own,below}'),
    ('seeds.change', 'platform_owner platform_operator owner admin manager', '{own,below}'),
    ('bindings.read', 'platform_owner platform_operator owner admin', '{own,below}'),
    ('bindings.change', 'platform_owner', null),
    ('policies.read', 'platform_owner platform_operator owner admin manager agent',
      '{own,below}'),
    ('policies.change', 'platform_owner', null),
    ('audit.read', 'platform_owner platform_operator', null),
    ('platform.read', 'platform_owner platform_operator agent', null),
    ('platform.change', 'platform_owner platform_operator', null),
    ('metrics.read', 'platform_owner platform_operator', null),
    ('billing.read', 'platform_owner finance_owner owner', '{own,below}'),
    ('billing.propose', 'finance_owner', null),
    ('billing.change', 'platform_owner', null),
    ('settings.read', 'platform_owner platform_operator finance_owner', null),
    ('settings.change', 'platform_owner', null),
    ('tokens.read', 'platform_owner platform_operator', null),
    ('tokens.change', 'platform_owner', null),
    ('plans.read', 'platform_owner platform_operator owner admin manager agent', '{own,below}'),
    ('plans.make', 'platform_owner platform_operator owner admin manager agent', '{own,below}'),
    ('plans.approve', 'platform_owner platform_operator owner admin', '{own,below}'),
    ('plans.apply', 'platform_owner platform_operator owner admin manager', '{own,below}'),
    ('runs.read', 'platform_owner platform_operator owner admin manager member viewer agent',
      '{own,below}'),
    ('runs.start', 'platform_owner platform_operator owner admin manager', '{own,below}'),
    ('runs.cancel', 'platform_owner platform_operator owner admin manager', '{own,below}'),
    ('drift.read', 'platform_owner platform_operator owner admin manager member viewer agent',
      '{own,below}'),
    ('drift.accept', 'platform_owner platform_operator owner admin manager', '{own,below}'),
    ('drift.mute', 'platform_owner platform_operator owner admin manager', '{own,below}'),
    ('schemas.read', 'platform_owner platform_operator finance_owner', null),
    ('schemas.announce', 'platform_owner platform_operator', null),
    ('letters.read', 'platform_owner platform_operator', null),
    ('holds.read', 'platform_owner platform_operator owner admin manager member viewer agent',
      '{own,below}'),
    ('holds.change', 'platform_owner platform_operator owner admin', '{below}'),
    ('windows.read', 'platform_owner platform_operator owner admin manager agent', '{own,below}'),
    ('windows.change', 'platform_owner platform_operator', null),
    ('letters.replay', 'platform_owner platform_operator', null),
    ('subscriptions.read', 'platform_owner platform_operator', null),
    ('subscriptions.change', 'platform_owner platform_operator', null),
    ('notifications.read', 'platform_owner platform_operator', null),
    ('notifications.change', 'platform_owner platform_operator', null),
    ('operations.create', 'platform_owner owner admin agent', '{below}'),
    ('operations.clone', 'platform_owner owner admin agent', '{below}'),
    ('operations.pause', 'platform_owner platform_operator owner admin agent', '{below}'),
    ('operations.resume', 'platform_owner platform_operator owner admin agent', '{below}'),
    ('operations.rebuild', 'platform_owner platform_operator agent', null),
    ('operations.module_apply', 'platform_owner platform_operator owner admin agent', '{below}'),
    ('operations.upgrade_image', 'platform_owner platform_operator agent', null),
    ('operations.backup', 'platform_owner platform_operator owner admin agent', '{below}'),
    ('operations.restore', 'platform_owner platform_operator agent', null),
    ('operations.restore_drill', 'platform_owner platform_operator owner admin agent', '{below}'),
    ('operations.upgrade_to_provider', 'platform_owner agent', null),
    ('operations.reset_password', 'platform_owner platform_operator owner admin agent', '{below}'),
    ('operations.rotate_key', 'platform_owner platform_operator agent', null),
    ('operations.retire_key', 'platform_owner platform_operator agent', null),
    ('operations.decommission', 'platform_owner agent', null),
    ('operations.purge', 'platform_owner agent', null)
) p (permission, roles, reach)
cross join regexp_split_to_table(p.roles, ' ') r (role);

create function control.who_may(p_permission text)
returns text
language sql
stable
set search_path = ''
as $$
  select string_agg(case
      when bool_and then role || ' of a provider above it'
      else role
    end, ', ' order by place, role)
  from (
    select p.role, bool_and(p.reach = 'below'), min(array_position(
      array['platform', 'below', 'own', 'person'], p.reach)) as place
    from control.permissions p
    where p.permission = p_permission
    group by p.role
  ) r
$$;
comment on function control.who_may is 'The roles that have a permission, as messages list them.';

revoke execute on function control.who_may from public;
grant execute on function control.who_may to service_role;
