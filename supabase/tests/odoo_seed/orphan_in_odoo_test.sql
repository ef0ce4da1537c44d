-- v_orphan_in_odoo: active records that no seed asks for.
begin;
select plan(12);
select tests.seed();
select tests.sync();
create function pg_temp.found() returns setof text language sql as $$ select external_ref from odoo_seed.v_orphan_in_odoo order by 1 $$;
create function pg_temp.task(p_binding text, p_id int, p_ref text, p_project_ref text, p_active boolean default true) returns void language sql as $$
  insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, tag_names,
    assignee_emails, depends_on_odoo_ids, active, odoo_write_at, odoo_write_by)
  values (p_binding, p_id, p_ref, 11, p_project_ref, 'Extra', '{}', '{}', '{}', p_active, '2026-02-02 00:00Z', 'ann') $$;

select is_empty('select pg_temp.found()', 'nothing is an orphan when each record has its seed');

delete from odoo_seed.tasks where external_ref = 'T1';
select results_eq(
  'select binding, kind, model, external_ref, odoo_id, field, expected, actual, odoo_write_by, winner from odoo_seed.v_orphan_in_odoo',
  $$ values ('default', 'orphan', 'project.task', 'T1', 101, null::text, null::jsonb, '"Task one"'::jsonb, 'bot', 'undecided') $$,
  'a task whose seed was deleted is an orphan');
update odoo_seed.shadow_tasks set active = false where external_ref = 'T1';
select is_empty('select pg_temp.found()', 'an archived record is none');

select pg_temp.task('default', 500, null, 'P');
select results_eq('select external_ref, odoo_write_by from odoo_seed.v_orphan_in_odoo', $$ values ('project.task,500', 'ann') $$,
  'a task that people added to a seeded project is one, named by its id');
delete from odoo_seed.shadow_tasks where odoo_id = 500;
select is_empty('select pg_temp.found()', 'it is none once it is gone');

update odoo_seed.projects set active = false;
select is_empty('select pg_temp.found()', 'the records of an inactive seed are no orphans');
update odoo_seed.projects set active = true, sync_enabled = false;
select is_empty('select pg_temp.found()', 'the records of a seed that is not synchronised are no orphans');
update odoo_seed.projects set sync_enabled = true;

-- two bindings
select tests.add_binding('near', 'near');
select tests.add_binding('far', 'far');
select pg_temp.task('near', 102, 'T2', 'P');
select results_eq('select binding, external_ref from odoo_seed.v_orphan_in_odoo', $$ values ('near', 'T2') $$,
  'a ref that is seeded for another Odoo is an orphan in this one');
update ops.odoo_bindings set url = 'https://near.example.com', database = 'books', username = 'u', password_secret = 's' where name = 'default';
select is_empty('select pg_temp.found()', 'a ref of another binding on the same Odoo is no orphan');
update ops.odoo_bindings set database = 'other' where name = 'near';
select results_eq('select binding, external_ref from odoo_seed.v_orphan_in_odoo', $$ values ('near', 'T2') $$,
  'another database on the same server is another Odoo');
delete from odoo_seed.shadow_tasks where binding = 'near';

update odoo_seed.projects set account_slug = 'far';
select results_eq('select binding, external_ref from odoo_seed.v_orphan_in_odoo order by 2', $$ values ('default', 'P'), ('default', 'T2') $$,
  'a project that moved to another Odoo leaves orphans in the old one');
update odoo_seed.projects set account_slug = null;
select is_empty('select pg_temp.found()', 'none once it is back');

select * from finish();
rollback;
