-- applied.agreed: what was found equal is told by a digest, and no longer once any side moves.
begin;
select plan(11);
select tests.seed();
select tests.sync();
create temporary table run as select tests.run() as id;
create function pg_temp.agree() returns void language sql as $$ select odoo_seed.record_agreement(id) from run $$;
create function pg_temp.agreed() returns boolean language sql as $$ select agreed from odoo_seed.v_records where external_ref = 'T1' $$;
create function pg_temp.differing() returns boolean language sql as $$ select differing from odoo_seed.v_records where external_ref = 'T1' $$;

select is(pg_temp.agreed(), false, 'nothing is agreed before a run has looked');
select is(pg_temp.differing(), false, 'though equal records do not differ');
select pg_temp.agree();
select is(pg_temp.agreed(), true, 'a run notes what is equal');
select is((select count(*) from odoo_seed.v_records where not agreed), 0::bigint, 'projects as well as tasks');

savepoint moved;
update odoo_seed.tasks set name = 'Seed moved' where external_ref = 'T1';
select ok(not pg_temp.agreed() and pg_temp.differing(), 'a seed that moves is looked at again');
rollback to moved;
update odoo_seed.shadow_tasks set name = 'People moved' where external_ref = 'T1';
select ok(not pg_temp.agreed() and pg_temp.differing(), 'so is a record that people move');
rollback to moved;
update odoo_seed.applied set sent = sent || '{"sequence": 7}' where external_ref = 'T1';
select ok(not pg_temp.agreed() and pg_temp.differing(), 'and one of which something is left to clear');
rollback to moved;
update odoo_seed.applied set echo = '{"name": "Echo"}' where external_ref = 'T1';
select is(pg_temp.agreed(), false, 'and one whose echo is another');
rollback to moved;
update odoo_seed.projects set active = false where external_ref = 'P';
select ok(pg_temp.differing(), 'and a task whose project is archived');
rollback to moved;

update odoo_seed.shadow_tasks set name = 'People moved' where external_ref = 'T1';
select pg_temp.agree();
select is(pg_temp.agreed(), false, 'what differs is never agreed');
update odoo_seed.shadow_tasks set name = 'Task one' where external_ref = 'T1';
select is(pg_temp.agreed(), true, 'and all sides as they were are agreed again');

select * from finish();
rollback;
