-- The lifecycle: every pair of statuses, and every operation in every status.
begin;
select * from no_plan();
select tests.tenants();
select tests.add_backup('acme');

create temporary table moves (from_status text, to_status text);
insert into moves values
  ('provisioning', 'active'), ('provisioning', 'error'), ('provisioning', 'decommissioned'),
  ('active', 'provisioning'), ('active', 'paused'), ('active', 'error'), ('active', 'decommissioned'),
  ('paused', 'active'), ('paused', 'error'), ('paused', 'decommissioned'),
  ('error', 'provisioning'), ('error', 'active'), ('error', 'paused'), ('error', 'decommissioned');
create temporary view statuses as select unnest(array['provisioning', 'active', 'paused', 'error', 'decommissioned']) as status;

select matches(
  tests.refusal(format('select tests.put(''acme'', %L); update control.tenants set status = %L where slug = ''acme''', f.status, t.status)),
  case when f.status = t.status or exists (select from moves m where (m.from_status, m.to_status) = (f.status, t.status))
    then '^fine$' else format('^OC101: Cannot move tenant "acme" to %s: it is %s$', t.status, f.status) end,
  format('from %s to %s', f.status, t.status))
from statuses f cross join statuses t;

create function pg_temp.hint(p_statement text) returns text language plpgsql as $$
declare hint text;
begin
  execute p_statement;
  return 'fine';
exception when others then
  get stacked diagnostics hint = pg_exception_hint;
  return hint;
end
$$;
select tests.put('acme', 'decommissioned');
select is(pg_temp.hint($$ update control.tenants set status = 'active' where slug = 'acme' $$), 'This is the end; nothing follows.', 'the end is said to be it');
select tests.put('acme', 'paused');
select is(pg_temp.hint($$ update control.tenants set status = 'provisioning' where slug = 'acme' $$), 'From here it can become active, decommissioned, error.', 'else the hint says where one can go');
select is(pg_temp.hint($$ select tests.open('acme', 'pause') $$), 'Possible now: backup, decommission, purge, restore_drill, resume.', 'and what can be asked');

-- new tenants
select matches(tests.refusal(format('insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code) select ''x'', ''X'', ''client'', %L, id, ''a@b.c'', ''starter'' from control.tenants where slug = ''platform''', s.status)),
  case when s.status in ('provisioning', 'active') then '^fine$' else '^OC101: Cannot store tenant "x": it cannot begin as' end, 'a new tenant that is ' || s.status)
from statuses s;

-- operations: what may be asked in which status
create temporary table possible (kind text, status text);
insert into possible values
  ('create', 'provisioning'), ('clone', 'provisioning'), ('pause', 'active'), ('resume', 'paused'), ('rebuild', 'active'), ('rebuild', 'error'),
  ('module_apply', 'active'), ('upgrade_image', 'active'), ('backup', 'active'), ('backup', 'paused'), ('restore', 'active'), ('restore', 'error'),
  ('upgrade_to_provider', 'active'), ('decommission', 'provisioning'), ('decommission', 'active'), ('decommission', 'paused'), ('decommission', 'error'),
  ('resume', 'error'), ('restore_drill', 'active'), ('restore_drill', 'paused'), ('reset_password', 'active'), ('rotate_key', 'active'), ('retire_key', 'active'),
  ('purge', 'provisioning'), ('purge', 'active'), ('purge', 'paused'), ('purge', 'error'), ('purge', 'decommissioned');
select matches(
  tests.refusal(format($f$ select tests.put('acme', %L); select tests.open('acme', %L, p_input => '{"image_tag": "18.1", "confirm": "acme"}') $f$, s.status, k.kind)),
  case when exists (select from possible p where (p.kind, p.status) = (k.kind, s.status))
    then '^fine$' else format('^OC101: Cannot %s tenant "acme": it is %s$', k.kind, s.status) end,
  format('%s of a tenant that is %s', k.kind, s.status))
from control.operation_kinds k cross join statuses s;

-- and what becomes of the tenant
create function pg_temp.story(p_kind text, p_status text, p_fails boolean) returns text language plpgsql as $$
declare
  operation uuid;
  claim jsonb;
  during text;
begin
  perform tests.put('acme', p_status);
  operation := tests.open('acme', p_kind, p_input => '{"image_tag": "18.1", "confirm": "acme"}');
  if tests.operation(operation) = 'waiting_approval' then
    perform tests.approve_operation(operation, tests.actor('platform_owner', null, 'bob'));
  end if;
  claim := tests.claim();
  during := tests.tenant('acme');
  if p_fails then
    perform tests.fail(claim);
  else
    perform tests.finish(claim);
  end if;
  perform tests.work();
  raise exception using errcode = 'TS000', message = concat_ws(' > ', during, tests.tenant('acme'), tests.operation(operation));
exception when sqlstate 'TS000' then
  return sqlerrm;
end
$$;
select is(pg_temp.story(kind, status, false), ends, format('%s of %s', kind, status)) from (values
  ('create', 'provisioning', 'provisioning > active > succeeded'), ('clone', 'provisioning', 'provisioning > active > succeeded'),
  ('pause', 'active', 'active > paused > succeeded'), ('resume', 'paused', 'paused > active > succeeded'),
  ('rebuild', 'active', 'provisioning > active > succeeded'), ('rebuild', 'error', 'provisioning > active > succeeded'),
  ('module_apply', 'active', 'active > active > succeeded'), ('upgrade_image', 'active', 'active > active > succeeded'),
  ('backup', 'active', 'active > active > succeeded'), ('backup', 'paused', 'paused > paused > succeeded'),
  ('restore', 'active', 'active > active > succeeded'), ('restore', 'error', 'error > active > succeeded'),
  ('upgrade_to_provider', 'active', 'active > active > succeeded'), ('decommission', 'error', 'error > decommissioned > succeeded'),
  ('resume', 'error', 'error > active > succeeded'), ('restore_drill', 'paused', 'paused > paused > succeeded'),
  ('reset_password', 'active', 'active > active > succeeded'), ('rotate_key', 'active', 'active > active > succeeded'), ('retire_key', 'active', 'active > active > succeeded'), ('purge', 'active', 'active > decommissioned > succeeded'),
  ('purge', 'decommissioned', 'decommissioned > decommissioned > succeeded')) v (kind, status, ends);
create temporary table unharmed (kind text);
insert into unharmed values ('backup'), ('restore_drill'), ('reset_password'), ('rotate_key'), ('retire_key'), ('upgrade_to_provider'), ('pause'), ('resume'), ('restore');
select matches(pg_temp.story(p.kind, p.status, true), '> error > failed$', format('a %s of %s that fails ends in error', p.kind, p.status)) from possible p
where p.kind not in (select kind from unharmed) and p.status <> 'decommissioned';
select is(pg_temp.story(p.kind, p.status, true), format('%1$s > %1$s > failed', p.status), format('a %s of %s that fails harms nothing, or is undone', p.kind, p.status)) from possible p
where p.kind in (select kind from unharmed);
select is(pg_temp.story('purge', 'decommissioned', true), 'decommissioned > decommissioned > failed', 'and what is gone stays gone');
select * from finish();
rollback;
