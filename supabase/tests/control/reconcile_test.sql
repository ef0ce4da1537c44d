-- Reconciling: what fails for one row delays no other, and is kept where an operator sees it.
begin;
select plan(20);
select tests.tenants();
select tests.drive();
delete from ops.work;
create function pg_temp.faults() returns setof text language sql as $$ select task || ' ' || detail from ops.reconcile_faults order by id $$;

-- Whatever is changed of one tenant's operation fails, as a guard may have it.
create function tests.hinder() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.tenant_id = (select id from control.tenants where slug = 'acme') then
    raise exception 'Cannot touch acme' using errcode = 'OC999';
  end if;
  return new;
end
$$;
create trigger hinder before update on control.operations for each row execute function tests.hinder();
alter table control.operations disable trigger hinder;

-- approvals
create temporary table waits as select slug, tests.open(slug, 'decommission') as id from unnest(array['acme', 'sub']) slug;
update control.operation_approvals set requested_at = now() - interval '2 days', expires_at = now() - interval '1 s';
-- All schedules are due at each tick.
create function pg_temp.tick() returns void language sql as $$ update ops.schedules set next_at = now(); select ops.tick() $$;
alter table control.operations enable trigger hinder;
select lives_ok('select pg_temp.tick()', 'a tick survives an operation that cannot be ended');
select is(tests.operation(id), case slug when 'acme' then 'waiting_approval' else 'cancelled' end, slug) from waits;
select results_eq('select task, object, code, detail from ops.reconcile_faults', $$ select 'control.expire_approvals', id::text, 'OC999', 'Cannot touch acme' from waits where slug = 'acme' $$, 'it is kept which, and why');
select pg_temp.tick();
select is((select count(*) from ops.reconcile_faults), 1::bigint, 'once for ten minutes');
update ops.reconcile_faults set at = at - interval '11 minutes';
select pg_temp.tick();
select is((select count(*) from ops.reconcile_faults), 2::bigint, 'and again as long as it lasts');
alter table control.operations disable trigger hinder;
select pg_temp.tick();
select is(tests.operation(id), 'cancelled', 'then it is ended like the others') from waits where slug = 'acme';
truncate ops.reconcile_faults;

-- steps whose workers died
create temporary table cut as select slug, tests.open(slug, 'backup', '[{"name": "one", "max_attempts": 1}]') as id from unnest(array['acme', 'sub']) slug;
select tests.claim(), tests.claim();
select tests.die();
alter table control.operations enable trigger hinder;
create temporary table other as select tests.open('prov', 'backup', tests.steps('other')) as id;
select is(tests.claim() -> 'step' ->> 'name', 'other', 'a runner gets the next step although one cannot be given up');
select is(tests.operation(id), case slug when 'acme' then 'running' else 'failed' end, slug) from cut;
select set_eq('select pg_temp.faults()', array['ops.give_up_lost_work Cannot touch acme'], 'it is kept why');
alter table control.operations disable trigger hinder;
select pg_temp.tick();
select is(tests.operation(id), 'failed', 'then that one is given up, too') from cut where slug = 'acme';
select tests.die(), tests.work();
truncate ops.reconcile_faults;

-- a step that cannot be begun, and is first in the queue
select tests.put(slug, 'active') from unnest(array['acme', 'sub']) slug;
select tests.open('acme', 'backup', tests.steps('first')), tests.open('sub', 'backup', tests.steps('second'));
alter table control.operations enable trigger hinder;
select is(tests.claim() -> 'step' ->> 'name', 'second', 'a step that cannot be begun is passed over');
select is(tests.claim(), null, 'and holds up nobody');
select set_eq('select pg_temp.faults()', array['control.claim_step Cannot touch acme'], 'but is told of');
alter table control.operations disable trigger hinder;
select tests.die();
select is(tests.work(), 'first, second', 'afterwards it is worked like the others');
truncate ops.reconcile_faults;

-- templates
create function tests.hinder_template() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'Cannot retire %', old.database using errcode = 'OC999';
end
$$;
create trigger hinder before update on control.database_templates for each row when (old.database = 'template_bad') execute function tests.hinder_template();
insert into control.module_bundles (code, name, bundle_type, modules) values ('b1', 'B', 'test', '{a}'), ('b2', 'B', 'test', '{a}');
insert into control.database_templates (database, db_host, bundle_code, odoo_url, odoo_version, closure_hash, uuid, status, modules, checked_at)
select v.*, '19.0', 'h', gen_random_uuid(), 'ready', '{b}', now()
from (values ('template_bad', 'odoo', 'b1', 'http://odoo'), ('template_good', 'odoo', 'b2', 'http://odoo')) v;
select lives_ok('select control.reconcile_templates()', 'a template that cannot be retired');
select results_eq($$ select database, status from control.database_templates where database in ('template_bad', 'template_good') order by 1 $$, $$ values ('template_bad', 'ready'), ('template_good', 'stale') $$, 'holds up no other');
select set_eq('select pg_temp.faults()', array['control.reconcile_templates Cannot retire template_bad'], 'and is told of');
update ops.reconcile_faults set at = now() - interval '31 days';
select is(tests.after('select ops.run_schedule(''ops-forget-reconcile-faults'')', 'select count(*) from ops.reconcile_faults'), '0', 'for a month');
select * from finish();
rollback;
