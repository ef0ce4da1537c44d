-- start_run(): one run at a time in a binding, and only where there is something to run on.
begin;
select plan(17);
select tests.seed();
select tests.add_binding('b', 'b');
insert into odoo_seed.projects (external_ref, name, company_name, account_slug) values ('Q', 'Q', 'Acme', 'b');
create temporary table run (name text, id uuid);

insert into run select 'first', odoo_seed.start_run('default', 'seed', '{"program": "close"}', 60);
select results_eq('select id, binding, run_type, status, scope, finished_at from odoo_seed.sync_runs',
  $$ select id, 'default', 'seed', 'running', '{"program": "close"}'::jsonb, null::timestamptz from run $$, 'a run is one row, and running');
select ok(lease_expires_at > clock_timestamp() + interval '50 s' and lease_expires_at <= clock_timestamp() + interval '60 s',
  'its lease lasts as long as was asked') from odoo_seed.sync_runs;

create function pg_temp.code_and_detail(p_statement text) returns text language plpgsql as $$
declare
  detail text;
begin
  execute p_statement;
  return 'nothing raised';
exception when others then
  get stacked diagnostics detail = pg_exception_detail;
  return sqlstate || ' ' || detail;
end
$$;
select is(pg_temp.code_and_detail($$ select tests.run() $$), 'OC001 ' || id, 'a second run is refused with the id of the first') from run;
select throws_matching('select tests.run()', '^Cannot start a run: run [0-9a-f-]{36} already works on binding "default"$', 'and with a message that names it');
select throws_ok($$ select tests.run('default', 'shadow') $$, 'OC001', null, 'whatever its type');
select lives_ok($$ select tests.run('b') $$, 'another binding is free');
select throws_ok($$ insert into odoo_seed.sync_runs (binding, run_type, lease_expires_at) values ('default', 'seed', now()) $$,
  '23505', null, 'nor can two running rows be stored');

-- the first one's process dies
update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() - interval '1 s' where binding = 'default';
select lives_ok($$ insert into run select 'second', tests.run() $$, 'an expired lease is taken over');
select results_eq($$ select status, finished_at is not null from odoo_seed.sync_runs where id = (select id from run where name = 'first') $$,
  $$ values ('abandoned', true) $$, 'and the old run is closed as abandoned');
select is((select status from odoo_seed.sync_runs where id = (select id from run where name = 'second')), 'running', 'the new one runs');

-- nothing to run on
delete from odoo_seed.sync_runs;
select throws_ok($$ select tests.run('nowhere') $$, 'OC004', 'Cannot start a run: there is no binding named "nowhere"', 'an unknown binding');
select throws_ok($$ select tests.run('default', 'seed', '{"program": "nothing"}') $$, 'OC004', 'Cannot start a run: there is no programme "nothing"', 'an unknown programme');
select throws_ok($$ select tests.run('default', 'seed', '{"projects": ["P", "X", "Q"]}') $$, 'OC004', 'Cannot start a run: binding "default" has no project "Q", "X"',
  'projects that do not go to this binding');
select throws_ok($$ select tests.run('default', 'dance') $$, '23514', null, 'an unknown type of run');
update ops.odoo_bindings set sync_enabled = false where name = 'default';
select throws_ok($$ select tests.run() $$, 'OC003', 'Cannot start a run: binding "default" is disabled', 'a disabled binding');
select is_empty('select * from odoo_seed.sync_runs', 'a refused run leaves no row');
update ops.odoo_bindings set sync_enabled = true where name = 'default';
select lives_ok($$ select tests.run('default', 'plan', '{"program": "close", "projects": ["P"]}') $$, 'all is well once it is enabled and the names are right');

select * from finish();
rollback;
