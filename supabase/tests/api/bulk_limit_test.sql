-- A file may have 100,000 rows of each kind: as many tasks as that, with the projects that they are in.
begin;
select * from no_plan();
select tests.act(tests.actor('platform_owner'));
create function pg_temp.sent(p_text text) returns uuid language sql as $$
  insert into odoo_seed.uploads (upload, part, caller, text) select gen_random_uuid(), 0, c.name, p_text from control.caller() c returning upload $$;
create temporary table file as select pg_temp.sent(repeat(E'{"kind": "tasks"}\n', 100000) || E'{"kind": "projects"}\n{"kind": "programs"}') as id;
select is(api.stage_seeds(id, null, 'ndjson'), '[]', '100,000 tasks with a project and a programme') from file;
select is((select count(*) from odoo_seed.staged_seeds s join file on s.upload = file.id), 100002::bigint, 'all of them');
delete from odoo_seed.staged_seeds;
select throws_ok(format($$select api.stage_seeds('%s', '%s', 'ndjson')$$, pg_temp.sent(repeat(E'{}\n', 100001)), kind), 'OC151', format('Cannot store the seeds: the %s are more than 100000', told), 'and no more ' || kind)
from (values ('tasks', 'tasks'), ('projects', 'projects'), ('of no kind', 'tasks')) v (kind, told);
select * from finish();
rollback;
