-- Whoever waits for an exclusive resource is called for when it is let go.
begin;
select plan(4);
select tests.tenants();
create temporary table calls (operation_id uuid);
create or replace function control.call_runner(p_operation_id uuid) returns uuid language sql set search_path = '' as $$
  insert into pg_temp.calls values (p_operation_id) returning gen_random_uuid() $$;
create function pg_temp.copying() returns jsonb language sql as $$ select '[{"name": "copy", "exclusive": "copies:x"}, {"name": "after"}]'::jsonb $$;
create temporary table first as select tests.open('acme', 'rebuild', pg_temp.copying()) as id;
create temporary table second as select tests.open('sub', 'rebuild', pg_temp.copying()) as id;
create temporary table held as select tests.claim() as claim;
delete from calls;
select is(tests.claim(), null, 'the other has to wait');
select tests.finish(claim) from held;
select is((select array_agg(operation_id) from calls), (select array[id] from second), 'and is called for at the end of the first');
delete from calls;
select tests.finish(tests.claim());
select is((select count(*) from calls), 0::bigint, 'a step without a resource calls for nobody');
select tests.fail(tests.claim());
select is((select count(*) from calls), 0::bigint, 'nor does one that nobody waits for');
select * from finish();
rollback;
