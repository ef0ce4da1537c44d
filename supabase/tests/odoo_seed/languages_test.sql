-- Names in several languages: records are found, compared and told by all of them.
begin;
select plan(26);
select tests.seed();
select tests.sync();
create temporary table run as select tests.run() as id;

-- other names of projects
create function pg_temp.observe_project(p_name text, p_translations jsonb) returns void language sql as $$
  select odoo_seed.observe_projects(id, clock_timestamp(), 0, 100, jsonb_build_array(to_jsonb(s) - '{binding,document,observed_at}'::text[]
    || jsonb_build_object('name', p_name, 'translations', p_translations)))
  from run, odoo_seed.shadow_projects s where s.binding = 'default' $$;
create function pg_temp.found() returns setof text language sql as
  $$ select format('%s %s: %s, not %s', kind, field, actual #>> '{}', expected #>> '{}') from odoo_seed.v_drift order by 1 $$;

select is_empty('select * from odoo_seed.v_translation_drift', 'nothing is called otherwise when Odoo holds every seed');
select pg_temp.observe_project('Project', E'{"fr_FR": "Project ", "de_DE": "Project"}');
select is((select translations from odoo_seed.shadow_projects), '{}', 'a translation that is the same name is not kept');
select pg_temp.observe_project('Project', '{"fr_FR": "Projet", "de_DE": "Project"}');
select results_eq('select * from odoo_seed.v_translation_drift',
  $$ values ('default', 'translation', 'project.project', 'P', 11, 'name:fr_FR', '"Project"'::jsonb, '"Projet"'::jsonb,
    '2026-01-01 00:00Z'::timestamptz, 'bot', 'odoo', null::text, 'P') $$, 'another name is told with its language and who wrote the record last');
select is(tests.action('P'), 'noop', 'no run writes it');
select results_eq('select pg_temp.found()', array['translation name:fr_FR: Projet, not Project'], 'it is drift');
select pg_temp.observe_project('Projet', '{"fr_FR": "Projet", "de_DE": "Project"}');
select results_eq('select pg_temp.found()', array['name name: Projet, not Project'], 'in the seeds'' language it is drift of the name, told once');
select pg_temp.observe_project('Project', '{"fr_FR": "Projet"}');
select throws_matching($$ select * from odoo_seed.accept_drift('P', 'name:fr_FR') $$, 'speaks another language than fr_FR', 'a seed cannot say it');
insert into odoo_seed.drift_mutes (external_ref, field, reason) values ('P', 'name:fr_FR', 'a translation');
select is_empty('select pg_temp.found()', 'a translation that may stay is muted');
update odoo_seed.projects set sync_enabled = false;
select is_empty('select * from odoo_seed.v_translation_drift', 'nothing of a project that goes nowhere');
update odoo_seed.projects set sync_enabled = true;
select pg_temp.observe_project('Project', null);
select is_empty('select * from odoo_seed.v_translation_drift', 'none once it is called the same everywhere');

-- labels
create function pg_temp.label(p_kind text, p_labels jsonb) returns void language sql as $$ select odoo_seed.observe_labels(id, p_kind, p_labels) from run $$;
create function pg_temp.due() returns bigint language sql as $$ select count(*) from odoo_seed.shadow_due $$;
update odoo_seed.shadow_tasks set stage_odoo_id = 4, tag_odoo_ids = '{7}', tag_names = '{Tax}';
update odoo_seed.tasks set tag_names = '{Tax}';
select pg_temp.label('stage', '[{"odoo_id": 4, "label": "To Do", "others": ["To  Do"], "projects": [11]}]');
select pg_temp.label('tag', '[{"odoo_id": 7, "label": "Tax"}]');
delete from odoo_seed.shadow_due;
select is((select others from odoo_seed.shadow_labels where odoo_id = 4), '{}', 'a name in another language that is the same one is not kept');
select pg_temp.label('stage', '[{"odoo_id": 4, "label": "To Do", "others": ["A faire", " A faire", "To Do"], "projects": [11]}]');
select is((select others from odoo_seed.shadow_labels where odoo_id = 4), '{"A faire"}', 'others are kept once, in normal form');
select is(pg_temp.due(), 2::bigint, 'and make its tasks due');

-- look-alikes in one language of several
insert into odoo_seed.shadow_labels values ('default', 'stage', 5, 'A faire', true, '{11}');
select results_eq('select odoo_id, expected, actual -> ''odoo_ids'' from odoo_seed.v_look_alikes', $$ values (4, '"A faire"'::jsonb, '[4, 5]'::jsonb) $$,
  'a stage that another is called in French is its look-alike');
update odoo_seed.shadow_labels set others = '{"To Do"}' where odoo_id = 5;
select results_eq('select odoo_id, expected, actual -> ''odoo_ids'' from odoo_seed.v_look_alikes', $$ values (4, '"A faire"'::jsonb, '[4, 5]'::jsonb) $$,
  'told once, whatever number of names they share');
delete from odoo_seed.shadow_labels where odoo_id = 5;

-- tasks in their seeds' words
create function pg_temp.observe_tasks() returns void language sql as $$
  select odoo_seed.observe_tasks(id, clock_timestamp(), 0, 1000, (
    select jsonb_agg(to_jsonb(s) - '{binding,document,observed_at}'::text[] || '{"stage_name": "To Do", "tag_names": ["Tax"]}') from odoo_seed.shadow_tasks s))
  from run $$;
create function pg_temp.said(p_ref text) returns text language sql as
  $$ select stage_name || ' ' || tag_names::text from odoo_seed.shadow_tasks where external_ref = p_ref $$;
select pg_temp.observe_tasks();
select is(pg_temp.said('T1'), 'To Do {Tax}', 'a seed in Odoo''s words has them');
update odoo_seed.tasks set stage_name = 'A  faire' where external_ref = 'T1';
select is(tests.action('T1'), 'update', 'a seed in other words is written once');
select pg_temp.observe_tasks();
select is(pg_temp.said('T1'), 'A  faire {Tax}', 'and then found to be as it says');
select is(tests.action('T1'), 'noop', 'so that nothing is left to write');
select is(pg_temp.said('T2'), 'To Do {Tax}', 'each in its own words');
update odoo_seed.tasks set stage_name = 'Elsewhere' where external_ref = 'T1';
select pg_temp.observe_tasks();
select is(pg_temp.said('T1'), 'To Do {Tax}', 'words that mean another stage are none of these');
update odoo_seed.tasks set stage_name = 'To Do', tag_names = '{Impots,"Tax "}' where external_ref = 'T1';
select pg_temp.label('tag', '[{"odoo_id": 7, "label": "Tax", "others": ["Impots"]}]');
select pg_temp.observe_tasks();
select is((select document -> 'tags' from odoo_seed.shadow_tasks where external_ref = 'T1'), '["Impots", "Tax"]', 'a tag in both words of its seed is both');
select is(tests.action('T1'), 'noop', 'and agrees');
select is(pg_temp.said('T2'), 'To Do {Tax}', 'in the words of another seed it is one');
update odoo_seed.shadow_tasks set external_ref = null, stage_odoo_id = null, tag_odoo_ids = '{}' where external_ref = 'T2';
select lives_ok($$ select pg_temp.observe_tasks() $$, 'a task without a seed, stage or tags is read as before');
select pg_temp.label('stage', '[{"odoo_id": 4, "label": "To Do"}]');
select pg_temp.label('tag', '[{"odoo_id": 7, "label": "Tax"}]');
update odoo_seed.tasks set tag_names = '{Impots}' where external_ref = 'T1';
select pg_temp.observe_tasks();
select is(pg_temp.said('T1'), 'To Do {Tax}', 'with one language left, Odoo''s words are all there are');

select * from finish();
rollback;
