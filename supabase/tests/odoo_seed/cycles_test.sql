-- Cycles of programmes, parents and dependencies are refused at commit, and only then.
begin;
select plan(22);
select tests.empty();
insert into odoo_seed.programs (slug, name) values ('a', 'A'), ('b', 'B'), ('c', 'C'), ('d', 'D');
insert into odoo_seed.projects (external_ref, name, company_name) values ('P', 'Project', 'Acme');
insert into odoo_seed.tasks (project_external_ref, external_ref, name)
values ('P', 'T1', 'one'), ('P', 'T2', 'two'), ('P', 'T3', 'three'), ('P', 'T4', 'four');
set constraints all immediate;

-- Runs the statement as a transaction of its own would: the constraints are looked at when it ends.
create function pg_temp.commit(p_statement text) returns void language plpgsql as $$
begin
  set constraints all deferred;
  execute p_statement;
  set constraints all immediate;
end
$$;

select lives_ok($$ select pg_temp.commit('update odoo_seed.programs set parent_slug = chr(ascii(slug) + 1) where slug < ''d''') $$,
  'a chain of programmes is stored');
select throws_ok($$ select pg_temp.commit('update odoo_seed.programs set parent_slug = ''a'' where slug = ''d''') $$,
  '23514', 'Cannot store programme "d": it is its own ancestor', 'a long cycle of programmes is refused');
select throws_ok($$ select pg_temp.commit('update odoo_seed.programs set parent_slug = ''b'' where slug = ''c''') $$,
  '23514', 'Cannot store programme "c": it is its own ancestor', 'a cycle of two programmes is refused');
select lives_ok($$ select pg_temp.commit('update odoo_seed.programs set slug = ''z'' where slug = ''d''') $$,
  'a programme in a chain can be renamed');
select throws_ok($$ select pg_temp.commit('update odoo_seed.programs set parent_slug = ''nowhere'' where slug = ''a''') $$,
  '23503', null, 'a programme under none is refused');

select lives_ok($$ select pg_temp.commit($s$
  update odoo_seed.tasks set parent_external_ref = 'T' || (substr(external_ref, 2)::int + 1) where external_ref < 'T4' $s$) $$,
  'a chain of parents is stored');
select throws_ok($$ select pg_temp.commit('update odoo_seed.tasks set parent_external_ref = ''T1'' where external_ref = ''T4''') $$,
  '23514', 'Cannot store task "T4": it is its own ancestor', 'a long cycle of parents is refused');
select throws_ok($$ select pg_temp.commit('update odoo_seed.tasks set parent_external_ref = ''T2'' where external_ref = ''T3''') $$,
  '23514', 'Cannot store task "T3": it is its own ancestor', 'a cycle of two parents is refused');
select lives_ok($$ select pg_temp.commit($s$
  update odoo_seed.tasks set parent_external_ref = 'T1' where external_ref = 'T4';
  update odoo_seed.tasks set parent_external_ref = null where external_ref = 'T1' $s$) $$,
  'a cycle that is gone at commit is no cycle');

select lives_ok($$ select pg_temp.commit($s$
  update odoo_seed.tasks set depends_on_refs = array['T9', 'T' || (substr(external_ref, 2)::int + 1)] where external_ref < 'T4' $s$) $$,
  'a chain of dependencies is stored');
select throws_ok($$ select pg_temp.commit('update odoo_seed.tasks set depends_on_refs = ''{T1}'' where external_ref = ''T4''') $$,
  '23514', 'Cannot store task "T4": it waits for task "T3", which waits for it', 'a long cycle of dependencies is refused, with the task that closes it');
select throws_ok($$ select pg_temp.commit('update odoo_seed.tasks set depends_on_refs = ''{T9,T2}'' where external_ref = ''T3''') $$,
  '23514', 'Cannot store task "T3": it waits for task "T2", which waits for it', 'a cycle of two dependencies is refused');
select throws_ok($$ select pg_temp.commit($s$
  insert into odoo_seed.tasks (project_external_ref, external_ref, name, depends_on_refs) values ('P', 'T9', 'nine', '{T1}') $s$) $$,
  '23514', 'Cannot store task "T9": it waits for task "T1", which waits for it', 'a task that was waited for before it was there closes no cycle');
select lives_ok($$ select pg_temp.commit($s$
  insert into odoo_seed.tasks (project_external_ref, external_ref, name, depends_on_refs) values ('P', 'T5', 'five', '{T1,T2,T3,T4}') $s$) $$,
  'many ways to the same task are no cycle');
select throws_ok($$ select pg_temp.commit('update odoo_seed.tasks set external_ref = ''T9'' where external_ref = ''T5''') $$,
  '23514', null, 'a rename that closes a cycle is refused');
select lives_ok($$ select pg_temp.commit($s$
  insert into odoo_seed.tasks (project_external_ref, external_ref, name, depends_on_refs, parent_external_ref)
  values ('P', 'X1', 'x', '{X2}', 'X2'), ('P', 'X2', 'y', null, null) $s$) $$,
  'order within a transaction does not matter');

select is((select count(*) from odoo_seed.changed_links), 0::bigint, 'no changed link is left after commit');

-- many at once, and savepoints
select lives_ok($$ select pg_temp.commit($s$
  insert into odoo_seed.tasks (project_external_ref, external_ref, name, depends_on_refs)
  select 'P', 'C' || n, 'chained', array['C' || n - 1] from generate_series(1, 2000) n $s$) $$,
  'a chain of 2,000 is stored at once');
select throws_like($$ select pg_temp.commit('update odoo_seed.tasks set depends_on_refs = ''{C2000}'' where external_ref = ''C1''') $$,
  'Cannot store task "C1": it waits for task "C2",%', 'and a cycle of 2,000 is refused');
set constraints all deferred;
update odoo_seed.tasks set depends_on_refs = depends_on_refs where external_ref = 'C5';
savepoint part;
update odoo_seed.tasks set depends_on_refs = '{C2000}' where external_ref = 'C1';
rollback to part;
update odoo_seed.tasks set depends_on_refs = '{C1999}' where external_ref = 'C1';
select throws_ok('set constraints all immediate', '23514', null, 'a savepoint that is rolled back does not hide a cycle');

-- whoever stores a file has loops off: links are looked up by index nevertheless
create function pg_temp.read_for(p_kind text, p_ref text) returns bigint language plpgsql as $$
declare
  before bigint := (select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relid = 'odoo_seed.tasks'::regclass);
begin
  perform count(*) from odoo_seed.links_beyond(p_kind, array[p_ref]);
  return (select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relid = 'odoo_seed.tasks'::regclass) - before;
end
$$;
analyze odoo_seed.tasks;
set enable_nestloop = off;
select cmp_ok(pg_temp.read_for(kind, 'T4'), '<', 100::bigint, 'a ' || kind || ' is found without reading all tasks') from unnest(array['parent', 'dependency']) kind;
set enable_nestloop = on;

select * from finish();
rollback;
