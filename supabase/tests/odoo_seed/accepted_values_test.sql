-- keep_accepted(): a file from before an acceptance takes nothing back.
begin;
select plan(16);
select tests.seed();
update odoo_seed.tasks set deadline_date = '2026-01-05', tag_names = '{a,b}', assignee_email = 'ann@example.com', planned_hours = 3 where external_ref = 'T1';
select tests.sync();
insert into odoo_seed.shadow_names values ('default', 'user', 'ben@example.com', 3);

create function pg_temp.accept(p_field text, p_change text) returns void language plpgsql as $$ begin
  execute format('update odoo_seed.shadow_tasks set %s where external_ref = ''T1''', p_change);
  perform odoo_seed.accept_drift('T1', p_field); end $$;
-- What is kept of a row, as refs of conflicts, and what is left of it.
create function pg_temp.kept(p_said jsonb) returns text language plpgsql as $$
declare conflicts jsonb; rest jsonb; begin
  insert into odoo_seed.staged_seeds values ('00000000-0000-0000-0000-000000000001', 1, 'tasks', 'T1', p_said);
  conflicts := odoo_seed.keep_accepted('00000000-0000-0000-0000-000000000001');
  delete from odoo_seed.staged_seeds returning said into rest;
  return coalesce((select string_agg(k, ',' order by k) from jsonb_object_keys(conflicts #> '{0,columns}') k), 'none') || ' ' || rest; end $$;

select is(pg_temp.kept('{"planned_hours": 3}'), 'none {"planned_hours": 3}', 'nothing was accepted yet');
select pg_temp.accept('planned_hours', 'planned_hours = 5');
select is(pg_temp.kept('{"planned_hours": 3, "name": "N"}'), 'planned_hours {"name": "N"}', 'the value from before is taken out, the rest stays');
select is(pg_temp.kept('{"planned_hours": "3.0"}'), 'planned_hours {}', 'however it is written');
select is(pg_temp.kept('{"planned_hours": 5}'), 'none {"planned_hours": 5}', 'the accepted value is no conflict');
select is(pg_temp.kept('{"planned_hours": 4}'), 'none {"planned_hours": 4}', 'a third value is somebody''s decision');
select is(pg_temp.kept('{"name": "N"}'), 'none {"name": "N"}', 'who says nothing of it is in no conflict');
select pg_temp.accept('planned_hours', 'planned_hours = 6');
select is(pg_temp.kept('{"planned_hours": 3}'), 'planned_hours {}', 'a file from before two acceptances is older than both');
select is(pg_temp.kept('{"planned_hours": 5}'), 'planned_hours {}', 'and one from between them');

select pg_temp.accept('deadline', $$date_deadline = '2026-01-11 16:00:00Z'$$);
select is(pg_temp.kept('{"deadline_date": "2026-01-05", "date_deadline": null}'), 'date_deadline,deadline_date {}', 'both columns of a deadline are old together');
select is(pg_temp.kept('{"deadline_date": "2026-01-09", "date_deadline": null}'), 'none {"date_deadline": null, "deadline_date": "2026-01-09"}', 'and new together');
select pg_temp.accept('tags', $$tag_names = '{a,b,c}'$$);
select is(pg_temp.kept('{"tag_names": ["a", "b"]}'), 'tag_names {}', 'a list is old as a whole');
select is(pg_temp.kept('{"tag_names": ["a"]}'), 'none {"tag_names": ["a"]}', 'a part of it is another list');
select pg_temp.accept('assignees', $$assignee_emails = '{ben@example.com}'$$);
select is(pg_temp.kept('{"assignee_email": "ann@example.com", "assignee_emails": null}'), 'assignee_email {"assignee_emails": null}', 'one assignee for one');
select is((select accepted #>> '{}' from odoo_seed.accepted_values where field = 'assignee_email'), 'ben@example.com', 'as the seed has it');

update odoo_seed.tasks set planned_hours = 3 where external_ref = 'T1';
select is(pg_temp.kept('{"planned_hours": 5}'), 'none {"planned_hours": 5}', 'once the seed was changed otherwise, the acceptance is past');
delete from odoo_seed.shadow_tasks where external_ref = 'T1';
select odoo_seed.accept_drift('T1');
select is(pg_temp.kept('{"active": true}'), 'active {}', 'what was deleted in Odoo is not made active by an old file');

select * from finish();
rollback;
