-- v_look_alikes: stages, milestones and tags that people take for one.
begin;
select plan(14);
select tests.seed();
select tests.sync();
insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label, project_odoo_ids)
values ('default', 'stage', 4, 'Blocked', '{11}'), ('default', 'milestone', 5, 'Signed', '{11}'), ('default', 'tag', 6, 'Tax', '{}'),
  ('default', 'user', 7, 'ann@example.com ann', '{}'), ('default', 'user', 8, 'ann@example.com ann', '{}');
select is_empty('select * from odoo_seed.v_look_alikes', 'names that differ are not alike, and people are no names');

create function pg_temp.label(p_kind text, p_id int, p_label text, p_projects int[] default '{11}', p_binding text default 'default')
returns void language sql as $$ insert into odoo_seed.shadow_labels values (p_binding, p_kind, p_id, p_label, true, p_projects) $$;

select pg_temp.label('stage', 14, E'Blocked\t');
select pg_temp.label('stage', 15, 'Blocked ');
select results_eq('select * from odoo_seed.v_look_alikes',
  $$ values ('default', 'look_alike', 'project.task.type', 'project.task.type,4', 4, 'name', '"Blocked"'::jsonb,
    '{"odoo_ids": [4, 14, 15], "projects": ["P"]}'::jsonb, null::timestamptz, null::text, 'undecided', null::text, 'P') $$,
  'stages of one project that differ in spaces are one finding, with all ids and the project');
select is((select count(*) from odoo_seed.v_drift where kind = 'look_alike'), 1::bigint, 'it is drift');
update odoo_seed.shadow_labels set active = false where odoo_id = 14;
select is((select actual -> 'odoo_ids' from odoo_seed.v_look_alikes), '[4, 15]', 'an archived stage is out of sight');
update odoo_seed.shadow_labels set project_odoo_ids = '{99}' where odoo_id = 15;
select is_empty('select * from odoo_seed.v_look_alikes', 'the stage of another project is another stage');

select pg_temp.label('milestone', 25, U&'Signed\00A0');
select results_eq('select model, odoo_id, actual from odoo_seed.v_look_alikes',
  $$ values ('project.milestone', 5, '{"odoo_ids": [5, 25], "projects": ["P"]}'::jsonb) $$, 'milestones of one project');
update odoo_seed.shadow_labels set label = 'Signed off' where odoo_id = 25;
select is_empty('select * from odoo_seed.v_look_alikes', 'none once one is renamed');

select pg_temp.label('tag', 26, 'Tax  ', '{}');
select pg_temp.label('tag', 27, 'tax', '{}');
select results_eq('select model, odoo_id, actual from odoo_seed.v_look_alikes',
  $$ values ('project.tags', 6, '{"odoo_ids": [6, 26]}'::jsonb) $$, 'tags, wherever they are used; capitals tell them apart, as in Odoo');
select tests.add_binding('b', 'b');
update odoo_seed.shadow_labels set binding = 'b' where odoo_id = 26;
select is_empty('select * from odoo_seed.v_look_alikes', 'the tag of another Odoo is another tag');

select pg_temp.label('tag', 28, ' Tax', '{}');
insert into odoo_seed.drift_mutes (external_ref, reason) values ('project.tags,6', 'known');
select is((select count(*) from odoo_seed.v_look_alikes), 1::bigint, 'the view tells it');
select is_empty($$ select * from odoo_seed.v_drift where kind = 'look_alike' $$, 'and it can be muted');
delete from odoo_seed.shadow_labels where odoo_id = 28;
select is_empty('select * from odoo_seed.v_look_alikes', 'none once one of them is gone');

select pg_temp.label('company', 1, 'Acme', '{}');
select pg_temp.label('company', 2, 'ACME', '{}');
select is_empty('select * from odoo_seed.v_look_alikes', 'companies with names of their own');
select pg_temp.label('company', 3, U&'Acme\00A0', '{}');
select results_eq('select model, odoo_id, expected, actual from odoo_seed.v_look_alikes',
  $$ values ('res.company', 1, '"Acme"'::jsonb, '{"odoo_ids": [1, 3]}'::jsonb) $$, 'companies that people take for one');

select * from finish();
rollback;
