-- Approvals: a second person's word, in time.
begin;
select plan(41);
select tests.tenants();
select tests.add_backup('acme');
create function pg_temp.approve(p_id uuid, p_user text, p_role text default 'platform_owner', p_behalf text default null) returns text language sql as $$
  select tests.refusal(format('select tests.approve_operation(%L, %L)', p_id, tests.actor(p_role, null, p_user, p_behalf))) $$;

-- what waits
select is(status, wanted, what) from (values
  ('decommission', tests.steps('one'), tests.actor('platform_owner'), 'waiting_approval', 'decommissioning waits'),
  ('restore', tests.steps('one'), tests.actor('platform_owner'), 'waiting_approval', 'restoring waits'),
  ('upgrade_image', tests.steps('one'), tests.actor('platform_owner'), 'waiting_approval', 'upgrading waits'),
  ('backup', '[{"name": "one"}, {"name": "two", "dangerous": true}]', tests.actor('platform_owner'), 'waiting_approval', 'whatever has a dangerous step waits'),
  ('backup', tests.steps('one'), tests.actor('agent', null, 'bot', 'ann'), 'waiting_approval', 'whatever an agent proposes waits'),
  ('backup', tests.steps('one'), tests.actor('platform_owner'), 'queued', 'the rest does not')
) v (kind, steps, actor, wanted, what)
cross join lateral (select tests.after(format('select tests.open(''acme'', %L, %L, %L, ''{"image_tag": "18.1"}'')', kind, steps, actor), 'select status from control.operations order by created_at desc limit 1') as status) o;

create temporary table op as select tests.open('acme', 'decommission') as id;
select is(tests.claim(), null, 'while it waits no step is due');
select results_eq('select requested_by::text, decision, expires_at > clock_timestamp() + interval ''23 hours'' from control.operation_approvals', $$ values ('ann', null::text, true) $$, 'it waits for a day');
select matches(tests.refusal($$ select tests.open('acme', 'backup') $$), '^OC102', 'and blocks other operations of its tenant');

-- who may
select matches(pg_temp.approve(id, 'ann'), '^OC103: .*"ann" asked for it', 'not who asked') from op;
select matches(pg_temp.approve(id, 'ANN'), '^OC103', 'in whatever case') from op;
select matches(pg_temp.approve(id, 'bob', 'platform_operator'), '^OC103', 'not who may not ask for it') from op;
select matches(pg_temp.approve(id, 'bot', 'agent', 'bob'), '^OC103.*that is for people', 'not an agent') from op;
select matches(pg_temp.approve(gen_random_uuid(), 'bob'), '^OC004', 'not what is not there');
select throws_matching(format($$ update control.operation_approvals set decision = 'approved', decided_by = 'ann', decided_at = now() where operation_id = %L $$, id),
  'approver_must_be_another_person', 'and the table would not hold it') from op;
select throws_matching(format($$ update control.operation_approvals set decision = 'approved', decided_by = %L, decided_at = now() where operation_id = %L $$, name, id),
  'actor_must_be_canonical', 'nor under another spelling: ' || what) from op, (values ('Ann', 'a capital'), ('ann ', 'a space'), (E'ann\u00a0', 'a space that does not break'), (E'\u0430nn', 'a Cyrillic letter'), ('', 'nobody')) v (name, what);
select throws_matching(format($$ update control.operation_approvals set decision = 'approved', decided_by = 'bob', decided_at = expires_at + interval '1 s' where operation_id = %L $$, id),
  'approval_must_be_in_time', 'nor a word that came too late') from op;
select throws_matching(format($$ update control.operation_approvals set decision = 'refused' where operation_id = %L $$, id), 'decision_must_be_whole', 'nor one of nobody') from op;
select is(pg_temp.approve(id, 'bob'), 'fine', 'but another person who may') from op;

select lives_ok(format('select tests.approve_operation(%L, %L, ''agreed'')', id, tests.actor('platform_owner', null, 'bob')), 'bob approves') from op;
select results_eq('select decision, decided_by::text, reason from control.operation_approvals', $$ values ('approved', 'bob', 'agreed') $$, 'which is kept');
select is(tests.work(), 'one, two', 'then it is worked');
select is(tests.tenant('acme'), 'decommissioned', 'to its end');
select matches(pg_temp.approve(id, 'cleo'), '^OC108', 'once is enough') from op;
select matches(tests.refusal('update control.operation_approvals set decided_by = ''eve'''), '^OC110', 'and what was said stays said');

-- refused
create temporary table refused as select tests.open('sub', 'decommission') as id;
select is(tests.refuse_operation(id, tests.actor('platform_owner', null, 'bob'), 'Not today.'), 'cancelled', 'a refusal ends it') from refused;
select results_eq($$ select o.status, o.error ->> 'code', o.error ->> 'detail' from control.operations o join refused using (id) $$,
  $$ values ('cancelled', 'operation_refused', 'The operation was not approved. Not today.') $$, 'and says why');
select is(tests.tenant('sub'), 'active', 'the tenant stays as it was');

-- an agent's proposal: neither the agent nor the one on whose behalf it acts
create temporary table proposed as select tests.open('sub', 'pause', p_actor => tests.actor('agent', null, 'bot', 'ann')) as id;
select is(trigger_source, 'ai', 'a proposal is marked') from control.operations join proposed using (id);
select matches(pg_temp.approve(id, 'ann'), '^OC103', 'ann, for whom it was made, may not approve it') from proposed;
select is(pg_temp.approve(id, 'bob', 'platform_operator'), 'fine', 'bob may') from proposed;

-- too late
update control.operation_approvals set requested_at = now() - interval '2 days', expires_at = now() - interval '1 s' where operation_id = (select id from proposed);
select matches(pg_temp.approve(id, 'bob'), '^OC108: .*the time for it is over', 'what has expired is not approved') from proposed;
select is(control.expire_approvals(), 1, 'it is ended');
select results_eq($$ select status, error ->> 'code' from control.operations join proposed using (id) $$, $$ values ('cancelled', 'approval_expired') $$, 'as cancelled');
select is(control.expire_approvals(), 0, 'once');
select is(tests.refusal($$ select tests.open('sub', 'pause') $$), 'fine', 'and the tenant is free');

-- a retry waits as well
create temporary table retried as select r.id from proposed p, tests.retry_operation(p.id, null, tests.actor('agent', null, 'bot', 'ann')) r;
select is(tests.operation(id), 'waiting_approval', 'a retry waits as well') from retried;
select * from finish();
rollback;
