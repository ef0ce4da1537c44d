-- What a run was about to write when it was cut off, and Odoo then holds, counts as written by it.
begin;
select plan(14);
select tests.seed();
insert into odoo_seed.shadow_names (binding, kind, name, odoo_id)
values ('default', 'user', 'ann@example.com', 2), ('default', 'user', 'bob@example.com', 3), ('default', 'user', 'cy@example.com', 4);
update odoo_seed.tasks set assignee_email = 'ann@example.com', stage_name = 'To Do';
select tests.sync();
update odoo_seed.projects set active = true;
create function pg_temp.assign(p_ref text, p_who text) returns void language sql as $$
  update odoo_seed.tasks set assignee_email = p_who, assignee_emails = array_remove(array[p_who], null) where external_ref = p_ref $$;
create function pg_temp.odoo_has(p_ref text, p_who text) returns void language sql as $$
  update odoo_seed.shadow_tasks set assignee_emails = array_remove(array[p_who], null) where external_ref = p_ref $$;
-- Plans a run, which then ends as it may.
create function pg_temp.run(p_status text, p_scope jsonb default '{}') returns uuid language plpgsql as $$
<<planned>>
declare id uuid := tests.run('default', 'seed', p_scope);
begin
  -- All of this is one transaction, whose own writes an empty plan takes for planned.
  delete from odoo_seed.empty_plans;
  perform odoo_seed.plan_run(planned.id, 1);
  update odoo_seed.sync_runs r set status = p_status, finished_at = clock_timestamp() where r.id = planned.id;
  return planned.id;
end $$;
create function pg_temp.states(p_run uuid) returns text language sql as $$
  select string_agg(external_ref || ' ' || state, ', ' order by external_ref) from odoo_seed.run_actions where run_id = p_run $$;
create temporary table cut (id uuid);

-- a change that Odoo had
select pg_temp.assign('T1', 'bob@example.com');
select pg_temp.assign('T2', 'bob@example.com');
insert into cut select pg_temp.run('abandoned');
select is(pg_temp.states(id), 'T1 open, T2 open', 'a run that is cut off leaves open what it was about to write') from cut;
select pg_temp.odoo_has('T1', 'bob@example.com');
select pg_temp.assign('T1', 'cy@example.com');
select is(tests.action('T1'), 'conflict', 'and once the seed has moved on, nobody seems to know whose value Odoo holds');
select pg_temp.run('success', '{"projects": []}');
select is(pg_temp.states(id), 'T1 open, T2 open', 'a run of another scope has not looked') from cut;
insert into cut select pg_temp.run('abandoned');
select is(tests.changes('T1'), '{"assignees": {"from": ["bob@example.com"], "to": ["cy@example.com"]}}', 'the next run knows: it is ours');
select is(pg_temp.states((select id from cut limit 1)), 'T1 superseded, T2 superseded', 'and has taken the place of the one before');

-- a change that Odoo never had
select pg_temp.odoo_has('T1', 'cy@example.com');
select pg_temp.assign('T2', 'ann@example.com');
select pg_temp.run('success');
select is(tests.action('T2'), 'noop', 'a seed that is back where it was has nothing to write');
select pg_temp.odoo_has('T2', 'bob@example.com');
select pg_temp.run('success');
select is(tests.action('T2'), 'noop', 'and what people choose later is theirs, the value of the run that was cut off, too');

-- a seed that goes back
select pg_temp.assign('T1', 'bob@example.com');
select pg_temp.run('abandoned');
select pg_temp.odoo_has('T1', 'bob@example.com');
select pg_temp.assign('T1', 'cy@example.com');
select pg_temp.run('abandoned');
select is(tests.changes('T1'), '{"assignees": {"from": ["bob@example.com"], "to": ["cy@example.com"]}}', 'a seed that goes back is written again');

-- a record that Odoo created
insert into odoo_seed.tasks (project_external_ref, external_ref, name, stage_name) values ('P', 'T3', 'Task three', 'To Do');
select pg_temp.run('failed');
insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, stage_name, tag_names, assignee_emails, depends_on_odoo_ids, sequence, active, odoo_write_at, odoo_write_by)
values ('default', 303, 'T3', 11, 'P', 'Task three', 'Done', '{}', '{}', '{}', 10, true, now(), 'ann');
select pg_temp.assign('T3', 'ann@example.com');
select pg_temp.run('abandoned');
select is(tests.changes('T3') -> 'assignees' ->> 'to', '["ann@example.com"]', 'a new record that named nobody gets the people that its seed names now');
select is(tests.changes('T3') -> 'stage', null, 'and keeps the stage that people gave it since');
select is((select conflicts from odoo_seed.v_plan where external_ref = 'T3'), '{}', 'which is no conflict');
update odoo_seed.tasks set stage_name = 'Doing' where external_ref = 'T3';
select is((select array_agg(key) from odoo_seed.v_plan cross join jsonb_object_keys(conflicts) key where external_ref = 'T3'), '{stage}',
  'until the seed moves that as well');
select is((select created_by_us from odoo_seed.applied where external_ref = 'T3'), false, 'who created it is not known, so that it is not pruned');

-- within one run
truncate cut;
select pg_temp.assign('T2', 'cy@example.com');
insert into cut select tests.run();
delete from odoo_seed.empty_plans;
select odoo_seed.plan_run(id, 1) from cut;
select odoo_seed.plan_run(id, 1) from cut;
select results_eq($$ select pass, state from odoo_seed.run_actions join cut on run_id = id where external_ref = 'T1' order by 1 $$,
  $$ values (1, 'superseded'), (2, 'open') $$, 'a second plan of one run takes the place of its first');

select * from finish();
rollback;
