-- Whoever waits for an exclusive resource is called for when it is let go.
begin;
select plan(5);
select tests.tenants();
select tests.drive();
create function pg_temp.asked() returns uuid[] language sql as $$
  select array_agg(c.object::uuid order by q.id) from net.http_request_queue q join ops.function_calls c on c.request_id = q.id where c.path = 'operations-run' $$;
create function pg_temp.forget() returns void language sql as $$ delete from net.http_request_queue $$;
create function pg_temp.copying() returns jsonb language sql as $$ select '[{"name": "copy", "exclusive": "copies:x"}, {"name": "after"}]'::jsonb $$;
create temporary table first as select tests.open('acme', 'rebuild', pg_temp.copying()) as id;
create temporary table held as select tests.claim() as claim;
select pg_temp.forget();
create temporary table second as select tests.open('sub', 'rebuild', pg_temp.copying()) as id;
select is(pg_temp.asked(), null, 'who has to wait is not called for');
select is(tests.claim(), null, 'nor served');
select tests.finish(claim) from held;
select is(pg_temp.asked(), array[id], 'but at the end of the first') from second;
select pg_temp.forget();
select tests.finish(tests.claim());
select is(pg_temp.asked(), null, 'a step without a resource calls for nobody: its worker is at hand');
select tests.fail(tests.claim());
select is(pg_temp.asked(), null, 'nor does one that nobody waits for');
select * from finish();
rollback;
