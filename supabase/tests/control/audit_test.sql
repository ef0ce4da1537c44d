-- The audit log: what is written, that nothing can be rewritten, and that tampering shows.
begin;
select plan(38);
select tests.tenants();
create temporary table mark as select coalesce(max(position), 0) as position from control.audit_logs;
grant select on mark to public;
create function pg_temp.last() returns control.audit_logs language sql as $$ select a from control.audit_logs a order by position desc limit 1 $$;

-- tenants
update control.tenants set name = 'Acme Ltd' where slug = 'acme';
select results_eq('select actor, action, object, before - ''updated_at'', after - ''updated_at'', operation_id from pg_temp.last()',
  $$ select session_user::text collate "default", 'tenants.update', 'tenants:acme', '{"name": "Acme"}'::jsonb, '{"name": "Acme Ltd"}'::jsonb, null::uuid $$, 'a change tells what changed, and by which role');
select tests.create_tenant('{"slug": "new", "name": "New", "tenant_type": "client", "parent": "prov", "admin_email": "a@example.com", "plan": "starter"}',
  tests.actor('agent', null, 'bot', 'ann') || '{"request_id": "req-1"}');
select results_eq('select actor, on_behalf_of::text, request_id, action, object, before, after ->> ''slug'' from pg_temp.last()',
  $$ values ('bot', 'ann', 'req-1', 'tenants.insert', 'tenants:new', null::jsonb, 'new') $$, 'a new one who asked, on whose behalf, in which request');
delete from control.tenants where slug = 'new';
select results_eq('select action, before ->> ''slug'', after from pg_temp.last()', $$ values ('tenants.delete', 'new', null::jsonb) $$, 'a removal what there was');
create temporary table before_noop as select position from pg_temp.last();
update control.operations set runbook = runbook;
select is((pg_temp.last()).position, position, 'a change of nothing is none') from before_noop;

-- operations and approvals
create temporary table op as select tests.open('acme', 'decommission') as id;
select set_eq('select action, actor, operation_id from control.audit_logs a where operation_id = (select id from op)',
  $$ select v.action, 'ann', id from op, (values ('operations.insert'), ('operation_approvals.insert')) v (action) $$, 'an operation and its approval are logged');
select tests.approve_operation(id, tests.actor('platform_owner', null, 'bob')) from op;
select set_eq('select action from control.audit_logs where actor = ''bob'' and operation_id = (select id from op)', array['operation_approvals.update', 'operations.update'], 'who approved as well');
select tests.finish(tests.claim('runner-1'));
select set_has('select action, object from control.audit_logs where actor = ''runner-1'' and operation_id = (select id from op)',
  $$ select 'operations.update' as action, 'operations:' || id as object from op $$, 'and what a worker changed');
select tests.work();
select results_eq($$ select actor, before ->> 'status', after ->> 'status', operation_id from control.audit_logs where object = 'tenants:acme' order by position desc limit 1 $$,
  $$ select 'worker', 'active', 'decommissioned', id from op $$, 'a move of the tenant names its operation');
select is_empty($$ select * from control.audit_logs where object like 'provisioning_jobs%' $$, 'heartbeats fill no log');

-- people
insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000001', 'dan@example.com');
insert into control.tenant_user_assignments (tenant_id, user_id, role) select id, '00000000-0000-4000-8000-000000000001', 'owner' from control.tenants where slug = 'prov';
select is((pg_temp.last()).action, 'tenant_user_assignments.insert', 'who gets which role is logged');

-- the chain
select is_empty('select * from control.verify_audit()', 'the chain is whole');
select is((select count(*) from control.audit_logs), (select max(position) from control.audit_logs), 'without gaps');
select ok(bool_and(a.previous_hash = coalesce(b.hash, '')), 'each row follows the one before') from control.audit_logs a left join control.audit_logs b on b.position = a.position - 1;
set local timezone = 'Asia/Manila';
select is_empty('select * from control.verify_audit()', 'wherever one looks from');
set local timezone = 'UTC';
select throws_ok('update control.audit_logs set actor = ''eve''', 'OC110', 'Cannot update the audit log: it is append-only', 'no row is changed');
select throws_ok('delete from control.audit_logs', 'OC110', 'Cannot delete the audit log: it is append-only', 'or deleted');
select throws_ok('truncate control.audit_logs', 'OC110', 'Cannot truncate the audit log: it is append-only', 'nor all of them');
select throws_ok('update control.audit_logs set actor = ''eve'' where false', 'OC110', null, 'not even none');

-- somebody with the owner's rights tampers nevertheless
create function pg_temp.after(p_statement text) returns text language plpgsql as $$
declare answer text;
begin
  alter table control.audit_logs disable trigger user;
  execute p_statement;
  select format('%s: %s', v.broken_at - m.position, v.reason) into answer from control.verify_audit() v, mark m;
  raise exception using errcode = 'TS000';
exception when sqlstate 'TS000' then
  return answer;
end
$$;
select is(pg_temp.after('select 1'), null, 'undisturbed it is whole');
select is(pg_temp.after(format('update control.audit_logs set %s where position = (select position + 5 from mark)', change)), '5: it was changed', 'another ' || what || ' shows') from (values
  ('actor = ''eve''', 'actor'), ('on_behalf_of = ''eve''', 'master'), ('at = at + interval ''1 microsecond''', 'moment'), ('action = ''x''', 'action'), ('object = ''x''', 'object'),
  ('before = before || ''{"name": "x"}''', 'before'), ('after = ''{}''', 'after'), ('request_id = ''x''', 'request'), ('operation_id = gen_random_uuid()', 'operation'),
  ('hash = repeat(''0'', 64)', 'hash')) v (change, what);
select is(pg_temp.after('update control.audit_logs set previous_hash = repeat(''0'', 64) where position = (select position + 5 from mark)'), '5: it does not follow the row before it', 'another predecessor shows');
select is(pg_temp.after('delete from control.audit_logs where position = (select position + 5 from mark)'), '6: a row before it is missing', 'a missing row shows');
select is(pg_temp.after('delete from control.audit_logs where position = (select position + 5 from mark); update control.audit_logs set position = position + 1000000 where position > (select position + 5 from mark); update control.audit_logs set position = position - 1000001 where position > 1000000'),
  '5: it does not follow the row before it', 'also when the others move up');
select is(pg_temp.after('update control.audit_logs a set actor = ''eve'' where position = (select position + 5 from mark); update control.audit_logs a set hash = control.audit_hash(a) where position = (select position + 5 from mark)'),
  '6: it does not follow the row before it', 'also when its hash is made anew');

-- the service role may look, no more
set local role service_role;
select lives_ok('select * from control.verify_audit()', 'the service role verifies');
select throws_ok($$ insert into control.audit_logs select * from control.audit_logs limit 0 $$, '42501', null, 'but writes nothing of its own');
select throws_ok($$ update control.audit_logs set actor = 'eve' $$, '42501', null, 'and changes nothing');
select lives_ok($$ update control.tenants set name = 'Prov Ltd' where slug = 'prov' $$, 'what it changes elsewhere');
reset role;
select is((pg_temp.last()).object, 'tenants:prov', 'is logged');
select * from finish();
rollback;
