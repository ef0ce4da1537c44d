-- observe_projects(): a page is the whole truth about its range of ids, and nothing else.
begin;
select plan(17);
select tests.empty();
create temporary table run as select tests.run() as id;
create function pg_temp.row(p_id int, p_name text, p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('odoo_id', p_id, 'external_ref', 'R' || p_id, 'name', p_name, 'company_name', 'Acme', 'active', true,
    'odoo_write_at', '2026-01-01T00:00:00Z', 'odoo_write_by', 'ann') || p_more $$;
create function pg_temp.observe(p_at text, p_after int, p_through int, variadic p_rows jsonb[] default '{}') returns void language sql as
  $$ select odoo_seed.observe_projects(run.id, p_at::timestamptz, p_after, p_through, to_jsonb(p_rows)) from run $$;
create function pg_temp.held() returns text language sql as
  $$ select string_agg(odoo_id || ' ' || name, ', ' order by odoo_id) from odoo_seed.shadow_projects where binding = 'default' $$;

select pg_temp.observe('2026-06-01', 0, 1000, pg_temp.row(1, 'one',
  '{"manager_email": "ann@example.com", "visibility": "portal", "allow_dependencies": true, "description": "<p>d</p>",
    "date_start": "2026-01-01", "date_end": "2026-02-01", "sequence": 4, "active": false}'));
select results_eq('select binding, odoo_id, external_ref, odoo_write_at, odoo_write_by, observed_at, document from odoo_seed.shadow_projects',
  $$ values ('default', 1, 'R1', '2026-01-01 00:00Z'::timestamptz, 'ann', '2026-06-01'::timestamptz,
    '{"name": "one", "company": "Acme", "manager": "ann@example.com", "visibility": "portal", "allow_dependencies": true,
      "description": "<p>d</p>", "dates": ["2026-01-01", "2026-02-01"], "sequence": 4, "active": false}'::jsonb) $$,
  'every field of a project is kept');

select pg_temp.observe('2026-06-01', 0, 1000, pg_temp.row(1, 'one'), pg_temp.row(5, 'five'), pg_temp.row(10, 'ten'), pg_temp.row(11, 'eleven'));
select is(pg_temp.held(), '1 one, 5 five, 10 ten, 11 eleven', 'a page is stored');
select pg_temp.observe('2026-06-02', 5, 10, pg_temp.row(6, 'six'));
select is(pg_temp.held(), '1 one, 5 five, 6 six, 11 eleven', 'what a page lacks is forgotten: above its first id, up to and with its last');
select pg_temp.observe('2026-06-02', 0, 0, pg_temp.row(5, 'V'));
select is(pg_temp.held(), '1 one, 5 V, 6 six, 11 eleven', 'an empty range forgets nothing');
select pg_temp.observe('2026-06-02', 10, 20);
select is(pg_temp.held(), '1 one, 5 V, 6 six', 'an empty page empties its range');

-- another binding
select tests.add_binding('b', 'b');
insert into odoo_seed.shadow_projects (binding, odoo_id, name, active, odoo_write_at) values ('b', 1, 'theirs', true, now());
select pg_temp.observe('2026-06-02', 0, 4);
select is((select name from odoo_seed.shadow_projects where binding = 'b'), 'theirs', 'another binding''s shadow is not touched');

-- what did not change is not written
create temporary table before as select ctid as place, * from odoo_seed.shadow_projects where odoo_id = 5;
select pg_temp.observe('2026-06-03', 4, 5, pg_temp.row(5, 'V'));
select is((select ctid from odoo_seed.shadow_projects where odoo_id = 5), (select place from before), 'an unchanged row is not written again');
select is((select observed_at from odoo_seed.shadow_projects where odoo_id = 5), '2026-06-02'::timestamptz, 'not even its time');
create function pg_temp.written(p_field text, p_value jsonb) returns boolean language sql as $$
  select tests.after(
    format('select pg_temp.observe(''2026-06-03'', 4, 5, pg_temp.row(5, ''V'', %L))', jsonb_build_object(p_field, p_value)),
    'select ctid from odoo_seed.shadow_projects where odoo_id = 5') <> (select place::text from before) $$;
select ok(not pg_temp.written('name', '"V"'), 'the same value is not written');
select ok(bool_and(pg_temp.written(field, value)), 'any other value is: ' || string_agg(field, ', '))
from jsonb_each('{"name": "5", "company_name": "B", "manager_email": "b@example.com", "visibility": "portal", "allow_dependencies": true,
  "description": "x", "sequence": 2, "active": false, "date_end": "2026-03-01"}') changed (field, value);
select ok(pg_temp.written('external_ref', '"other"'), 'another ref is written');
select ok(pg_temp.written('odoo_write_at', '"2026-01-02T00:00:00Z"'), 'a later write is written');
select ok(pg_temp.written('odoo_write_by', '"bob"'), 'another writer is written');

-- older news
select pg_temp.observe('2026-06-01', 4, 5, pg_temp.row(5, 'old news'));
select is(pg_temp.held(), '5 V, 6 six', 'older news does not overwrite newer');
select pg_temp.observe('2026-06-01', 4, 5);
select is(pg_temp.held(), '5 V, 6 six', 'older news that a record was not there does not remove it');
select pg_temp.observe('2026-06-02', 4, 5, pg_temp.row(5, 'same time'));
select is(pg_temp.held(), '5 same time, 6 six', 'news of the same moment is taken');
select pg_temp.observe('2026-06-03', 4, 5, pg_temp.row(5, 'new', '{"external_ref": null}'));
select results_eq('select name, external_ref from odoo_seed.shadow_projects where odoo_id = 5', $$ values ('new', null::text) $$, 'newer news overwrites, a ref that was taken away as well');

select * from finish();
rollback;
