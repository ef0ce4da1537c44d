-- An empty plan is taken again until something moves, and then for what did not: each table, statements that change nothing,
-- late commits, scopes, what refers to what moved.
begin;
select * from no_plan();
select tests.seed();
select tests.sync();

create function pg_temp.keep() returns void language sql as $$
  delete from odoo_seed.change_log;
  insert into odoo_seed.empty_plans (binding, scope, snapshot, xid, counts, projects_synced, tasks_synced)
  -- Another transaction planned, long ago.
  values ('default', '{}', '10:10:', '9', '{"noop": 3}', 1, 2)
  on conflict (binding, scope) do update set planned_at = clock_timestamp()
$$;
create function pg_temp.moved(p_binding text default 'default', p_scope jsonb default '{}') returns text[] language sql as
  $$ select odoo_seed.changed_since(s) from odoo_seed.empty_plan(p_binding, p_scope) s $$;
create function pg_temp.holds(p_binding text default 'default', p_scope jsonb default '{}') returns boolean language sql as
  $$ select coalesce(pg_temp.moved(p_binding, p_scope) = '{}', false) $$;

select pg_temp.keep();
select ok(pg_temp.holds(), 'an empty plan holds');
select ok(not pg_temp.holds(p_scope => '{"program": "close"}'), 'for its scope');
select ok(not pg_temp.holds('other'), 'and its binding');
update odoo_seed.empty_plans set planned_at = clock_timestamp() - interval '13 hours';
select ok(not pg_temp.holds(), 'for half a day');
update odoo_seed.empty_plans set planned_at = clock_timestamp(), xid = '9000000000000', snapshot = '9000000000000:9000000000000:';
select ok(not pg_temp.holds(), 'and not where it comes from a server whose transactions were further');
delete from odoo_seed.empty_plans;

-- what moves it, and what does not
create function pg_temp.moves(p_statement text, p_what text) returns text language plpgsql as $$
begin
  perform pg_temp.keep();
  execute p_statement;
  return ok(not pg_temp.holds(), p_what || ' moves it');
end
$$;
create function pg_temp.moves_not(p_statement text, p_what text) returns text language plpgsql as $$
begin
  perform pg_temp.keep();
  execute p_statement;
  return ok(pg_temp.holds(), p_what || ' does not');
end
$$;
select pg_temp.moves('update odoo_seed.tasks set name = name', 'a written seed');
select pg_temp.moves_not('update odoo_seed.tasks set name = name where false', 'a statement without rows');
select pg_temp.moves('delete from odoo_seed.tasks where external_ref = (select min(external_ref) from odoo_seed.tasks)', 'a deleted seed');
select pg_temp.moves('update odoo_seed.projects set name = name', 'a project');
select pg_temp.moves('update odoo_seed.programs set name = name', 'a programme');
select pg_temp.moves('update odoo_seed.field_policies set policy = policy', 'a policy');
select pg_temp.moves('update ops.odoo_bindings set sync_enabled = sync_enabled', 'a binding');
select pg_temp.moves('update odoo_seed.shadow_tasks set name = name', 'a task seen otherwise');
select pg_temp.moves('delete from odoo_seed.shadow_projects', 'a project that is gone');
select pg_temp.moves('truncate odoo_seed.shadow_names', 'a table that was truncated');
select pg_temp.moves($$ insert into odoo_seed.shadow_names values ('default', 'user', 'new@example.com', 99) $$, 'a person who is new');
select pg_temp.moves($$ insert into odoo_seed.applied (binding, model, external_ref, odoo_id, sent, created_by_us) values ('default', 'project.task', 'new', 1, '{}', true) $$, 'a write');
insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
values ('elsewhere', 'elsewhere', 'http://127.0.0.1:9', 'db', 'bot', 'secret');
select pg_temp.moves_not($$ insert into odoo_seed.shadow_names values ('elsewhere', 'user', 'new@example.com', 99) $$, 'what another Odoo holds');

-- of what moved, and of what refers to it, the plan is made again
set constraints all immediate;
select tests.seed();
insert into odoo_seed.tasks (project_external_ref, external_ref, name, parent_external_ref, depends_on_refs) values
  ('P', 'SUB', 'Sub', 'PARENT', '{}'), ('P', 'PARENT', 'Parent', null, '{}'), ('P', 'WAITS', 'Waits', null, '{PARENT}'),
  ('P', 'ALONE', 'Alone', null, '{}');
select tests.sync();
create function pg_temp.moved_by(p_statement text, p_refs text[], p_what text) returns setof text language plpgsql as $$
declare
  before text[];
begin
  select array_agg(md5(p::text)) into before from odoo_seed.plan('default', '{}') p;
  perform pg_temp.keep();
  execute p_statement;
  return next is(pg_temp.moved(), p_refs, p_what);
  return next is_empty(
    $q$ select p.external_ref from odoo_seed.plan('default', '{}') p
    where md5(p::text) <> all ('$q$ || before::text || $q$') and p.external_ref <> all ('$q$ || p_refs::text || $q$') $q$,
    p_what || ': no other plan differs');
end
$$;
select pg_temp.moved_by($$ update odoo_seed.tasks set name = 'Other' where external_ref = 'ALONE' $$, '{ALONE,P}', 'a task and its project');
select pg_temp.moved_by($$ update odoo_seed.tasks set external_ref = 'LONELY' where external_ref = 'ALONE' $$, '{ALONE,LONELY,P}', 'both refs of one that is called otherwise');
select pg_temp.moved_by($$ update odoo_seed.tasks set active = false where external_ref = 'PARENT' $$, '{P,PARENT,SUB,WAITS}', 'a parent, its subtask and who waits for it');
select pg_temp.moved_by($$ delete from odoo_seed.tasks where external_ref = 'LONELY' $$, '{LONELY}', 'a seed that is gone');
select pg_temp.moved_by($$ update odoo_seed.shadow_tasks set name = 'Other' where external_ref = 'T1' $$,
'{P,T1}', 'a task seen otherwise, and its project');
select pg_temp.moved_by($$ delete from odoo_seed.applied where external_ref = 'T1' $$,
'{P,T1}', 'what was applied');
select pg_temp.keep();
update odoo_seed.projects set name = name;
select is(pg_temp.moved(), null, 'a project moves all');
select pg_temp.keep();
insert into odoo_seed.tasks (project_external_ref, external_ref, name) select 'P', 'MANY' || n, 'Many' from generate_series(1, 2001) n;
select is(pg_temp.moved(), null, 'and so does a statement over thousands');

-- a run looks at what moved, and counts the others as they were
set constraints all immediate;
select tests.seed();
select tests.sync();
create temporary table run as select tests.run() as id;
select pg_temp.keep();
update odoo_seed.tasks set name = 'Told' where external_ref = 'T1';
select is(odoo_seed.plan_run(id, 1), 1, 'what moved is planned') from run;
select results_eq('select counts, projects_synced, tasks_synced from odoo_seed.sync_runs', $$ values ('{"noop": 2, "update": 1}'::jsonb, 1, 1) $$,
  'and the others count as what they were');
delete from odoo_seed.change_log;
delete from odoo_seed.sync_runs;
update run set id = tests.run();
select pg_temp.keep();
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T3', 'New');
delete from odoo_seed.tasks where external_ref = 'T2';
select is(odoo_seed.plan_run(id, 1), 1, 'a new one is') from run;
select results_eq('select counts, projects_synced, tasks_synced from odoo_seed.sync_runs', $$ values ('{"noop": 2, "create": 1}'::jsonb, 1, 1) $$,
  'what was told before and did not move is not looked at; what is gone is not counted');

-- what is taken has been agreed on: not by a run that only plans, and also when that was after the first pass
set constraints all immediate;
select tests.seed();
select tests.sync();
delete from odoo_seed.empty_plans;
delete from odoo_seed.applied where external_ref = 'T1';
delete from odoo_seed.sync_runs;
update run set id = tests.run(p_type => 'plan');
select is(odoo_seed.plan_run(id, 1), 0, 'nothing to do for what Odoo holds already') from run;
delete from odoo_seed.sync_runs;
update run set id = tests.run();
select is(odoo_seed.plan_run(id, 1), 0, 'nor for the run after it') from run;
select isnt_empty($$ select from odoo_seed.applied where external_ref = 'T1' and not created_by_us $$, 'which takes note of it');
delete from odoo_seed.empty_plans;
delete from odoo_seed.sync_runs;
update run set id = tests.run();
update odoo_seed.tasks set name = 'Told' where external_ref = 'T1';
update odoo_seed.tasks set stage_name = 'Done' where external_ref = 'T2';
select is(odoo_seed.plan_run(id, 1), 2, 'two are to be written') from run;
update odoo_seed.shadow_tasks set name = 'Told' where external_ref = 'T1';
-- By a person, meanwhile.
update odoo_seed.shadow_tasks set stage_name = 'Done' where external_ref = 'T2';
select is(odoo_seed.plan_run(id, 1), 0, 'and are as they should be') from run;
select is(sent ->> 'stage', 'Done', 'which is agreed on, whoever wrote it') from odoo_seed.applied where external_ref = 'T2';
select isnt_empty('select from odoo_seed.empty_plans', 'when the plan is kept');
delete from odoo_seed.empty_plans;

-- the transaction that planned is part of its plan, one that was under way is not
select pg_temp.keep();
insert into odoo_seed.change_log (xid, binding) values ('9', null);
select ok(pg_temp.holds(), 'what the planning transaction wrote is in the plan');
insert into odoo_seed.change_log (xid, binding) values ('7', null);
select ok(pg_temp.holds(), 'what was committed before as well');
insert into odoo_seed.change_log (xid, binding) values ('12', null);
select ok(not pg_temp.holds(), 'what came later is not');
update odoo_seed.empty_plans set snapshot = '7:10:7';
delete from odoo_seed.change_log where xid = '12';
select ok(not pg_temp.holds(), 'nor what was still under way');

select * from finish();
rollback;
