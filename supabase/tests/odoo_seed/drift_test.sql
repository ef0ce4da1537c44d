-- v_drift: all detectors together, less what is muted.
begin;
select plan(25);
select tests.seed();
select tests.sync();

create function pg_temp.columns_of(p_view text) returns text language sql as $$
  select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
  from pg_attribute where attrelid = ('odoo_seed.' || p_view)::regclass and attnum > 0 $$;
select is(pg_temp.columns_of(view), pg_temp.columns_of('v_drift'), view || ' has the columns and types of v_drift')
from unnest(array['v_missing_in_odoo', 'v_orphan_in_odoo', 'v_record_drift', 'v_name_drift', 'v_field_drift', 'v_duplicate_refs',
  'v_look_alikes', 'v_translation_drift', 'v_archived_stages']) view;
select is(pg_temp.columns_of('v_drift'),
  'binding text, kind text, model text, external_ref text, odoo_id integer, field text, expected jsonb, actual jsonb, '
  'odoo_write_at timestamp with time zone, odoo_write_by text, winner text, reason text, project_ref text', 'the columns are these');

select is_empty('select * from odoo_seed.v_drift', 'nothing drifts when Odoo holds every seed');

-- one of each kind
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('P', 'T3', 'Task three'), ('P', 'T4', 'Task four');
insert into odoo_seed.shadow_tasks (binding, odoo_id, external_ref, project_odoo_id, project_ref, name, tag_names, assignee_emails,
  depends_on_odoo_ids, active, odoo_write_at)
values ('default', 301, null, 11, 'P', 'Extra', '{}', '{}', '{}', true, now()),
  ('default', 302, 'T4', 11, 'P', 'Task four', '{}', '{}', '{}', true, now()),
  ('default', 303, 'T4', 11, 'P', 'Task four', '{}', '{}', '{}', true, now());
update odoo_seed.shadow_tasks set name = 'Renamed', stage_name = 'Done' where external_ref = 'T1';
insert into odoo_seed.shadow_labels (binding, kind, odoo_id, label) values ('default', 'tag', 7, 'Tax'), ('default', 'tag', 8, 'Tax ');
create function pg_temp.found() returns setof text language sql as
  $$ select kind || ' ' || external_ref || coalesce(' ' || field, '') from odoo_seed.v_drift order by 1 $$;
select results_eq('select pg_temp.found()', array['duplicate T4 x_external_ref', 'field T1 stage', 'look_alike project.tags,7 name', 'name T1 name', 'orphan project.task,301', 'untried T3'],
  'every detector''s finding is here once');
select odoo_seed.refresh_drift('default');
select set_eq($$ select kind, count from odoo_seed.count_drift('default') $$,
  $$ values ('duplicate', 1), ('field', 1), ('look_alike', 1), ('untried', 1), ('name', 1), ('orphan', 1) $$, 'count_drift() counts them by kind');
select tests.add_binding('b', 'b');
select is_empty($$ select * from odoo_seed.count_drift('b') $$, 'for its binding');

-- mutes
create function pg_temp.muted(p_values text) returns text language sql as $$
  select tests.after('insert into odoo_seed.drift_mutes (external_ref, field, muted_until, reason) values ' || p_values,
    'select string_agg(external_ref || coalesce('' '' || field, ''''), '', '' order by external_ref collate "C", field) from odoo_seed.v_drift') $$;
select is(pg_temp.muted($$('T1', null, 'infinity', 'known')$$), 'T3, T4 x_external_ref, project.tags,7 name, project.task,301', 'a mute of a ref silences all of it');
select is(pg_temp.muted($$('T1', 'stage', 'infinity', 'known')$$), 'T1 name, T3, T4 x_external_ref, project.tags,7 name, project.task,301', 'a mute of a field silences that field');
select is(pg_temp.muted($$('T1', null, now() - interval '1 second', 'known')$$), 'T1 name, T1 stage, T3, T4 x_external_ref, project.tags,7 name, project.task,301', 'a mute that has ended silences nothing');
select is(pg_temp.muted($$('T1', null, now() + interval '1 hour', 'known')$$), 'T3, T4 x_external_ref, project.tags,7 name, project.task,301', 'a mute that ends later still silences');
select is(pg_temp.muted($$('T3', 'stage', 'infinity', 'known')$$), 'T1 name, T1 stage, T3, T4 x_external_ref, project.tags,7 name, project.task,301', 'a mute of a field does not silence that the record is missing');
select is(pg_temp.muted($$('project.task,301', null, 'infinity', 'known')$$), 'T1 name, T1 stage, T3, T4 x_external_ref, project.tags,7 name', 'a record without a ref is muted by model and id');
select is(pg_temp.muted($$('T4', null, 'infinity', 'known'), ('T4', 'x_external_ref', 'infinity', 'twice')$$), 'T1 name, T1 stage, T3, project.tags,7 name, project.task,301', 'two mutes do not double anything');
select is(tests.after($$ insert into odoo_seed.drift_mutes (external_ref, reason) values ('T1', 'known') $$, $$ select tests.action('T1') $$), 'update',
  'a mute hides drift from people, not from the plan');
select throws_matching($$ insert into odoo_seed.drift_mutes (external_ref, reason) values ('T1', ' ') $$, 'reason_must_not_be_empty', 'a mute needs a reason');
insert into odoo_seed.drift_mutes (external_ref, reason) values ('T1', 'known');
select is((select muted_until from odoo_seed.drift_mutes), 'infinity', 'a mute lasts until somebody ends it');

delete from odoo_seed.shadow_tasks;
delete from odoo_seed.shadow_projects;
delete from odoo_seed.applied;
delete from odoo_seed.drift_mutes;
delete from odoo_seed.shadow_labels;
select tests.sync();
select is_empty('select * from odoo_seed.v_drift', 'nothing drifts once all is repaired');

select * from finish();
rollback;
