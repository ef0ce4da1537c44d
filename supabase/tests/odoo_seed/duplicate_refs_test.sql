-- v_duplicate_refs: refs that several records in one Odoo carry.
begin;
select plan(9);
select tests.seed();
select tests.sync();
create function pg_temp.copy_task(p_id int, p_ref text, p_binding text default 'default') returns void language sql as $$
  insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, tag_names,
    assignee_emails, depends_on_odoo_ids, active, odoo_write_at, odoo_write_by)
  values (p_binding, p_id, p_ref, 11, 'P', 'Copy', '{}', '{}', '{}', false, '2026-02-02 00:00Z', 'ann') $$;

select is_empty('select * from odoo_seed.v_duplicate_refs', 'no ref is doubled when Odoo holds every seed once');
select pg_temp.copy_task(200, null), pg_temp.copy_task(201, null);
select is_empty('select * from odoo_seed.v_duplicate_refs', 'records without a ref are no doubles');
select tests.add_binding('b', 'b');
select pg_temp.copy_task(101, 'T1', 'b');
select is_empty('select * from odoo_seed.v_duplicate_refs', 'the same ref in another binding is no double');

select pg_temp.copy_task(202, 'T1');
select results_eq('select * from odoo_seed.v_duplicate_refs',
  $$ values ('default', 'duplicate', 'project.task', 'T1', 101, 'x_external_ref', '1'::jsonb, '[101, 202]'::jsonb, '2026-02-02 00:00Z'::timestamptz, 'ann', 'undecided', null::text, 'P') $$,
  'a ref on two tasks is one, archived or not, with all ids and the last writer');
select results_eq($$ select action, changes, reason from odoo_seed.v_plan where external_ref = 'T1' and binding = 'default' $$,
  $$ values ('conflict', '{}'::jsonb, 'its ref is on more than one record in Odoo') $$, 'the plan touches neither of the two');
select is((select count(*) from odoo_seed.v_plan where external_ref = 'T1' and binding = 'default'), 1::bigint, 'and has one row for them');
select is_empty($$ select * from odoo_seed.v_missing_in_odoo where external_ref = 'T1' $$, 'a doubled record is not missing');
select is(tests.action('T2'), 'noop', 'other tasks of the project go on');
delete from odoo_seed.shadow_tasks where odoo_id = 202;
select is_empty('select * from odoo_seed.v_duplicate_refs', 'none once a person decided');

select * from finish();
rollback;
