-- What a second person agrees to: the database, its size and the last backup, and nothing else once that has changed.
begin;
select plan(27);
select tests.tenants();
create function pg_temp.at(p_uuid text, p_bytes bigint default 100000000) returns jsonb language sql as $$
  select jsonb_build_object('database', 'odoo_acme', 'uuid', p_uuid, 'bytes', p_bytes) $$;
create function pg_temp.ask(p_target jsonb default pg_temp.at('one')) returns uuid language sql as $$
  select id from tests.open_operation('acme', 'decommission', tests.steps('one', 'two'), '{}', tests.actor('platform_owner'), null, p_target) $$;
create function pg_temp.approve(p_id uuid, p_seen jsonb) returns text language sql as $$
  select tests.approve_operation(p_id, tests.actor('platform_owner', null, 'bob'), null, p_seen) $$;
create function pg_temp.error(p_id uuid) returns text language sql as $$
  select error ->> 'code' || ': ' || (error ->> 'detail') from control.operations where id = p_id $$;
-- What becomes of an operation that was asked for with one target and approved with another; leaves nothing behind.
create function pg_temp.outcome(p_target jsonb, p_seen jsonb, p_between text default 'select 1') returns text language plpgsql as $$
declare id uuid; told text;
begin
  begin
    id := pg_temp.ask(p_target);
    execute p_between;
    perform pg_temp.approve(id, p_seen);
    raise exception using errcode = 'TS000', message = concat_ws(': ', tests.operation(id), pg_temp.error(id));
  exception when sqlstate 'TS000' then told := sqlerrm;
  end;
  return told;
end
$$;

create temporary table backups as select tests.add_backup('acme', clock_timestamp() - interval '1 hour') as id;
create temporary table asked as select pg_temp.ask() as id;
select is((select target - 'backup' from control.operation_approvals join asked on id = operation_id), pg_temp.at('one'), 'the approval names the database and its size');
select is((select target -> 'backup' ->> 'id' from control.operation_approvals join asked on id = operation_id), (select id::text from backups), 'and the last backup');
select is((select (target -> 'backup' ->> 'bytes')::int from control.operation_approvals join asked on id = operation_id), 1000, 'with its size');
select tests.refuse_operation(id, tests.actor('platform_owner', null, 'bob')) from asked;

select is(pg_temp.outcome(pg_temp.at('one'), pg_temp.at('one')), 'queued', 'the same is approved');
select is(pg_temp.outcome(pg_temp.at('one'), pg_temp.at('one', bytes)), 'queued', format('%s bytes are the same, give or take what Odoo writes by itself', bytes))
from unnest(array[116777216, 100000001, 83222784]) bytes;
select matches(pg_temp.outcome(pg_temp.at('one'), pg_temp.at('one', bytes)), '^cancelled: approval_void: .*had 100000000 bytes and has', format('%s bytes are not', bytes))
from unnest(array[116777217, 83222783, 1, 2000000000]) bytes;
select is(pg_temp.outcome(pg_temp.at('one', 1000000000), pg_temp.at('one', 1100000000)), 'queued', 'of a large one, a tenth');
select matches(pg_temp.outcome(pg_temp.at('one', 1000000000), pg_temp.at('one', 1100000001)), 'approval_void', 'and no more');
select is(pg_temp.outcome(pg_temp.at('one', null), pg_temp.at('one')), 'queued', 'a size that nobody knew has not changed');
select matches(pg_temp.outcome(pg_temp.at('one'), pg_temp.at('two')), '^cancelled: approval_void: .*the database is another one, two', 'another database is not what was approved');
select matches(pg_temp.outcome(pg_temp.at('one'), '{"database": null, "why": "gone"}'), '^cancelled: approval_void: .*the database was odoo_acme and is none', 'nor is none');
select matches(pg_temp.outcome('{"database": null, "why": "foreign"}', pg_temp.at('one')), '^cancelled: approval_void', 'nor one where none was');
select is(pg_temp.outcome('{"database": null, "why": "foreign"}', '{"database": null, "why": "it is theirs"}'), 'queued', 'none is none');
select is(pg_temp.outcome('{"database": "odoo_acme", "unseen": "away"}', pg_temp.at('one')), 'queued', 'what nobody could look at was approved as that');
select matches(pg_temp.outcome(pg_temp.at('one'), pg_temp.at('one'), $$ select tests.add_backup('acme') $$), '^cancelled: approval_void: .*the last backup was', 'a newer backup voids it');
select matches(pg_temp.outcome(pg_temp.at('one'), pg_temp.at('one'), $$ select control.forget_backup(id) from backups $$), '^cancelled: approval_void: .*is none', 'and so does one that is gone');
select matches(pg_temp.outcome('{"database": "odoo_acme", "unseen": "away"}', '{"database": "odoo_acme", "unseen": "away"}', $$ select tests.add_backup('acme') $$), 'approval_void', 'also where the database cannot be looked at');
select is(tests.tenant('acme'), 'active', 'nothing became of the tenant');

-- between the approval and the deed
create temporary table doing as select pg_temp.ask() as id;
select pg_temp.approve(id, pg_temp.at('one')) from doing;
select lives_ok(format('select control.refuse_changed_target(%L, %L)', id, pg_temp.at('one')), 'what was approved is done') from doing;
select throws_ok(format('select control.refuse_changed_target(%L, %L)', id, pg_temp.at('two')), 'OC132', null, 'what has changed since is not') from doing;
create temporary table begun as select tests.claim() as claim;
insert into control.backups (tenant_id, operation_id, status, object_path, sha256, bytes, odoo_version, taken_at, expires_at)
select o.tenant_id, o.id, 'taken', 'acme/own.zip', repeat('a', 64), 1, '18.0', now(), now() + interval '1 day' from control.operations o join doing using (id);
select lives_ok(format('select control.refuse_changed_target(%L, %L)', id, pg_temp.at('one')), 'the backup that it takes itself is no change') from doing;
select is((select control.fail_step((claim -> 'step' ->> 'id')::uuid, (claim ->> 'token')::uuid, '{"code": "approval_void", "detail": "x"}') from begun), 'failed',
  'trying again does not mend it');
select * from finish();
rollback;
