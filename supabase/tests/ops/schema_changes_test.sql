-- Changes of watched schemas: what is gathered into a set, and how a set is announced once.
begin;
select * from no_plan();
-- All of it is one transaction, so that nothing drives while it runs.
delete from ops.work where kind = 'change_set';
delete from ops.change_sets;
delete from ops.watched_schemas;
delete from ops.noticed_ddl;
delete from ops.events where type = 'schema.changed';
create schema seen;
create schema hidden;
create table seen.old (id int not null, name text);
insert into ops.watched_schemas (schema) values ('seen');
create function pg_temp.changes() returns table (object text, kind text, change text, previous text, command text)
language sql as $$ select c.object, c.kind, c.change, c.previous, c.command from ops.schema_changes c
  join ops.change_sets s on s.id = c.change_set_id where s.settled_at is null order by c.object $$;
create function pg_temp.announced() returns uuid language plpgsql as $$
declare done uuid := ops.gather_changes();
begin
  update ops.change_sets set sending_at = now(), sent_times = 1 where id = done;
  perform ops.settle_change_set(done, 'announced');
  return done;
end $$;

-- what is there when a schema begins to be watched
select is(ops.gather_changes(), null, 'what is there is no change');
select is((select columns from ops.known_relations), '[{"name": "id", "type": "integer", "nullable": false}, {"name": "name", "type": "text", "nullable": true}]', 'and is known');

-- created, changed, dropped
create view seen.report as select id from seen.old;
create table hidden.secret (id int);
create temp table passing (id int);
select isnt(ops.gather_changes(), null, 'a new view is a change');
select results_eq('select * from pg_temp.changes()', $$ values ('report', 'view', 'created', null, 'CREATE VIEW') $$, 'of that view alone');
select is((select count(*)::int from ops.work where kind = 'change_set'), 1, 'which is put as work');
create or replace view seen.report as select id, name from seen.old;
select ops.gather_changes();
select results_eq('select change, jsonb_array_length(after) from ops.schema_changes', $$ values ('created', 2) $$, 'created and then changed is created, as it is now');
drop view seen.report;
select is(ops.gather_changes(), null, 'created and dropped is nothing');
select is_empty('select from ops.change_sets', 'and leaves no set');
select is_empty($$ select from ops.work where kind = 'change_set' $$, 'and no work');

-- what is no change
comment on table seen.old is 'Old.';
grant select on seen.old to service_role;
create index on seen.old (name);
alter table seen.old enable row level security;
select is(ops.gather_changes(), null, 'comments, rights, indexes and policies are no change');
create or replace view seen.same as select id from seen.old;
select pg_temp.announced();
create or replace view seen.same as select id from seen.old;
select is(ops.gather_changes(), null, 'nor is a view that is replaced by the same');
create or replace view seen.same as select id from seen.old where id > 0;
select ops.gather_changes();
select results_eq('select object, change from pg_temp.changes()', $$ values ('same', 'changed') $$, 'a view with another query has changed');
select pg_temp.announced();

-- columns
alter table seen.old add column amount numeric(10, 2) not null default 0;
alter table seen.old alter column name set not null;
select ops.gather_changes();
select is((select (before, after) from ops.schema_changes c join ops.change_sets s on s.id = c.change_set_id where s.settled_at is null),
  ('[{"name": "id", "type": "integer", "nullable": false}, {"name": "name", "type": "text", "nullable": true}]'::jsonb,
   '[{"name": "id", "type": "integer", "nullable": false}, {"name": "name", "type": "text", "nullable": false}, {"name": "amount", "type": "numeric(10,2)", "nullable": false}]'::jsonb),
  'a changed table has its columns before and after');
alter table seen.old alter column name drop not null;
alter table seen.old drop column amount;
select is(ops.gather_changes(), null, 'changed and changed back is nothing');

-- renamed, and names that others take
alter table seen.old rename to older;
select ops.gather_changes();
select results_eq('select object, change, previous from pg_temp.changes()', $$ values ('older', 'renamed', 'seen.old'), ('same', 'changed', null) $$, 'another name is no drop, and changes the views that read it');
create table seen.old (id int);
select ops.gather_changes();
select results_eq('select object, change, previous from pg_temp.changes()', $$ values ('old', 'changed', null), ('older', 'created', null), ('same', 'changed', null) $$, 'whoever takes the name is what has changed');
select pg_temp.announced();
select set_eq('select name from ops.known_relations', array['old', 'older', 'same'], 'what was announced is known');
drop table seen.old;
create table seen.old (id int);
select is(ops.gather_changes(), null, 'dropped and made again alike, as a restore does, is nothing');

-- all kinds
create table seen.parted (id int) partition by range (id);
create table seen.part partition of seen.parted for values from (0) to (9);
create materialized view seen.kept as select 1 as one;
select ops.gather_changes();
select results_eq('select object, kind, change from pg_temp.changes()',
  $$ values ('kept', 'materialized view', 'created'), ('parted', 'table', 'created') $$, 'materialized views and partitioned tables, without their partitions');
select pg_temp.announced();

-- a schema with another name
alter schema seen rename to moved;
select ops.gather_changes();
select is((select count(*)::int from pg_temp.changes() where change = 'dropped'), 5, 'what is in a renamed schema is gone from where it was');
insert into ops.watched_schemas (schema, known_at) values ('moved', now());
select ops.gather_changes();
select is((select count(*)::int from pg_temp.changes() where change = 'renamed'), 5, 'and is renamed where the new name is watched, too');
select pg_temp.announced();
alter schema moved rename to seen;
select pg_temp.announced();
delete from ops.watched_schemas where schema = 'moved';

-- a tenant's schema, to its end
create schema acme;
create view acme.sales as select 1 as id;
select ops.watch_schema('acme', 'acme');
select ops.gather_changes();
select results_eq('select object, change from pg_temp.changes()', $$ values ('sales', 'created') $$, 'all that is in a new schema of a tenant is new');
create view seen.other as select 1 as id;
select pg_temp.announced();
select results_eq($$ select subject, tenant, data -> 'objects' -> 0 ->> 'object' from ops.events where type = 'schema.changed' order by position desc limit 2 $$,
  $$ select 'schema-changes/' || s.id, v.tenant, v.object from (values (null, 'other'), ('acme', 'sales')) v (tenant, object), (select id from ops.change_sets order by opened_at desc limit 1) s $$,
  'each tenant has its event, and the platform its own');
drop schema acme cascade;
select pg_temp.announced();
select is_empty($$ select from ops.watched_schemas where schema = 'acme' $$, 'a schema that is gone, and announced, is watched no longer');
select results_eq($$ select change, tenant from ops.schema_changes where object = 'sales' order by id desc limit 1 $$, $$ values ('dropped', 'acme') $$, 'its end was announced');

-- migrations
insert into ops.seen_migrations values ('0') on conflict do nothing;
insert into ops.seen_migrations select version from supabase_migrations.schema_migrations on conflict do nothing;
insert into supabase_migrations.schema_migrations (version) values ('20990101000000'), ('20990102000000');
select is(ops.gather_changes(), null, 'a migration that changes nothing that is watched is not announced');
create view seen.migrated as select 1 as id;
select ops.gather_changes();
select results_eq('select migrations, (select migration from ops.schema_changes c where c.change_set_id = s.id) from ops.change_sets s where settled_at is null',
  $$ values (array['20990101000000', '20990102000000'], '20990102000000') $$, 'the next change has it');

-- an announcement: marked before it is sent
select ops.note_push('acme/odoo', repeat('a', 40), null, 'refs/heads/main', '["a.sql"]') as open_set;
select is((select count(*)::int from ops.change_sets where settled_at is null), 1, 'a push goes with what is open');
update ops.work set run_after = now() where kind = 'change_set';
create temp table claimed as select ops.claim_change_set(60) as c;
create function pg_temp.id() returns uuid language sql as $$ select (c ->> 'id')::uuid from claimed $$;
create function pg_temp.token() returns uuid language sql as $$ select (c ->> 'lease_token')::uuid from claimed $$;
select is((select c ->> 'sending_at' from claimed), null, 'a claimed set is not sent yet');
create view seen.late as select 1 as id;
create temp table sent as select ops.begin_sending(pg_temp.id(), pg_temp.token()) as s;
select is((select jsonb_array_length(s -> 'changes') from sent), 2, 'what has changed by then is sent with it');
select is((select s -> 'pushes' -> 0 ->> 'commit' from sent), repeat('a', 40), 'and the commit');
create view seen.later as select 1 as id;
select is(ops.gather_changes(), pg_temp.id(), 'nothing is gathered while it is sent');
select is((select count(*)::int from ops.schema_changes where change_set_id = pg_temp.id()), 2, 'nor added');
select ops.leave_change_set(pg_temp.id(), pg_temp.token(), '{"code": "github_busy", "detail": "x"}', true);
select is((select status from ops.v_change_sets where id = pg_temp.id()), 'sending', 'what may have arrived stays marked');
update ops.work set run_after = now() where kind = 'change_set';
update claimed set c = ops.claim_change_set(60);
select isnt((select c ->> 'sending_at' from claimed), null, 'and whoever comes next sees it');
select ops.leave_change_set(pg_temp.id(), pg_temp.token(), '{"code": "github_busy", "detail": "x"}', false);
select ops.gather_changes();
select is((select count(*)::int from ops.schema_changes where change_set_id = pg_temp.id()), 3, 'what did not arrive takes in what changes');
update ops.work set run_after = now() where kind = 'change_set';
update claimed set c = ops.claim_change_set(60);
select ops.begin_sending(pg_temp.id(), pg_temp.token());
select ops.end_sending(pg_temp.id(), pg_temp.token(), 'announced');
select is((select status from ops.v_change_sets where id = pg_temp.id()), 'announced', 'it is announced');
select is(ops.gather_changes(), null, 'and nothing of it is announced again');
select is(ops.note_push('acme/odoo', repeat('a', 40), null, 'refs/heads/main', '[]'), pg_temp.id(), 'nor the push, which was announced');
select throws_ok($$ select ops.end_sending(pg_temp.id(), pg_temp.token(), 'announced') $$, 'OC002', null, 'a late worker is refused');

-- acknowledged
select ops.acknowledge_changes(pg_temp.id(), 'failed', 'no database', 'https://github.com/acme/superset/actions/runs/1');
select is((select status from ops.v_change_sets where id = pg_temp.id()), 'failed', 'the receiver may fail');
select ops.acknowledge_changes(pg_temp.id(), 'done');
select ops.acknowledge_changes(pg_temp.id(), 'failed', 'a repetition');
select is((select status from ops.v_change_sets where id = pg_temp.id()), 'done', 'what is done stays done');
update ops.change_sets set acknowledged_at = null, acknowledged_as = null, settled_at = now() - interval '31 minutes' where id = pg_temp.id();
select is((select status from ops.v_change_sets where id = pg_temp.id()), 'unacknowledged', 'what nobody acknowledges for half an hour is shown');
select ops.acknowledge_changes(pg_temp.id(), 'done');
select throws_ok($$ select ops.acknowledge_changes(gen_random_uuid(), 'done') $$, 'OC004', null, 'nobody acknowledges what was not sent');

-- nobody to be told; nobody knows
create view seen.untold as select 1 as id;
select ops.gather_changes();
update ops.work set run_after = now() where kind = 'change_set';
update claimed set c = ops.claim_change_set(60);
select ops.end_sending(pg_temp.id(), pg_temp.token(), 'kept', 'Nobody is to be told.');
select is((select status from ops.v_change_sets where id = pg_temp.id()), 'kept', 'a set is kept where nobody is to be told');
select is_empty($$ select from ops.work where kind = 'change_set' $$, 'and never tried again');
select ops.announce_again(pg_temp.id());
update claimed set c = ops.claim_change_set(60);
select ops.begin_sending(pg_temp.id(), pg_temp.token());
select ops.end_sending(pg_temp.id(), pg_temp.token(), 'unclear', 'No answer came.');
select results_eq($$ select code, detail from ops.reconcile_faults where object = pg_temp.id()::text $$, $$ values ('unclear', 'No answer came.') $$, 'an unclear one is a fault');
select results_eq($$ select name, object from control.v_found_schema_changes where state <> 'ok' $$, $$ values ('unclear', pg_temp.id()::text) $$, 'and a finding of the check-up');
select ops.acknowledge_changes(pg_temp.id(), 'done');
select is_empty($$ select from control.v_found_schema_changes where state <> 'ok' $$, 'which goes with it');
select is((select status from ops.v_change_sets where id = pg_temp.id()), 'done', 'until the receiver says that it has it');
select throws_ok($$ select ops.announce_again(pg_temp.id()) $$, 'OC004', null, 'what is announced is not announced again');

-- what is noticed
select lives_ok('select ops.notice_ddl()', 'event triggers are created, where they may');
select ops.gather_noticed_changes();
select ops.compare_watched_schemas();
update ops.change_sets set settled_at = now() - interval '2 years', outcome = coalesce(outcome, 'announced');
select ops.forget_change_sets();
select is_empty('select from ops.change_sets', 'sets are kept for a year');
select * from finish();
rollback;
