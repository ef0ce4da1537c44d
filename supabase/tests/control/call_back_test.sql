-- Callbacks: a step that is under way is looked at now, and knows what was said.
begin;
select * from no_plan();
select tests.tenants();
create temporary table op as select tests.open('acme', 'backup') as id;
create temporary table queued as select tests.answer('{}', 'call_back', '{"status": "done"}', jsonb_build_object('step', (select id from control.provisioning_jobs where operation_id = (select id from op) order by id limit 1))) as answer;
create temporary table held as select tests.claim() as claim;
create function pg_temp.step() returns uuid language sql as $$ select (claim -> 'step' ->> 'id')::uuid from held $$;
create function pg_temp.call_back(p_status text, p_detail text default null, p_facts jsonb default jsonb_build_object('step', pg_temp.step())) returns jsonb language sql as $$
  select tests.answer('{}', 'call_back', jsonb_build_object('status', p_status, 'detail', p_detail), p_facts) $$;

select matches(answer #>> '{}', '^OC108: Cannot take the callback', 'a step that has not begun is not called back') from queued;
select is(pg_temp.call_back('done') ->> 'status', 'taken', 'one that is being looked at is, by whoever is quick');
select tests.wait(claim, 600) from held;
create temporary table once_more as select tests.claim() as claim;
select is((select (claim -> 'step' -> 'output' -> 'called_back') - 'at' from once_more), '{"status": "done"}', 'and is looked at once more');
select tests.wait(claim, 600) from once_more;
select is(tests.claim(), null, 'it waits');
select matches(pg_temp.call_back('done', p_facts => '{}') #>> '{}', '^OC151', 'nobody calls back who has no signed token');
select is(pg_temp.call_back('failed', 'No such image') ->> 'status', 'taken', 'the outside system does');
create temporary table again as select tests.claim() as claim;
select is((select claim -> 'step' ->> 'id' from again), pg_temp.step()::text, 'then it is looked at at once');
select is((select (claim -> 'step' -> 'output' -> 'called_back') - 'at' from again), '{"status": "failed", "detail": "No such image"}', 'and knows what was said');
select is((select count(*) from control.audit_logs where actor = 'callback' and operation_id = (select id from op)), (select count(*) from control.audit_logs where actor = 'callback'), 'who did it is on record');

-- signed messages
select tests.wait(claim, 600) from again;
create function pg_temp.sent(p_id text, p_status text) returns jsonb language sql as $$ select pg_temp.call_back(p_status, p_facts => jsonb_build_object('step', pg_temp.step(), 'webhook_id', p_id)) $$;
select is(pg_temp.sent('msg_1', 'failed') ->> 'status', 'taken', 'one is taken by its id');
create temporary table looked as select tests.claim() as claim;
select is((select claim -> 'step' ->> 'id' from looked), pg_temp.step()::text, 'and looked at');
select tests.wait(claim, 600) from looked;
select is(pg_temp.sent('msg_1', 'failed') ->> 'status', 'taken', 'sent again it is answered again');
select is(tests.claim(), null, 'and nothing is done again');
select matches(pg_temp.sent('msg_1', 'done') #>> '{}', '^OC006', 'its id is good for nothing else');
select is(pg_temp.sent(repeat('x', 5000), 'done') ->> 'status', 'taken', 'an id may be of any length');
delete from held; insert into held select tests.claim();
select tests.finish(claim) from held;
select matches(pg_temp.call_back('done') #>> '{}', '^OC108', 'what has ended is not called back');
select matches(tests.answer('{}', 'call_back', '{"status": "done"}', jsonb_build_object('step', gen_random_uuid())) #>> '{}', '^OC', 'nor what never was');
select * from finish();
rollback;
