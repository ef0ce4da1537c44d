-- After any few statements the plan of what has moved, with the rest as it was, is the whole plan, and so is what is agreed on.
begin;
select * from no_plan();
select tests.empty();
select tests.add_binding('twin', 'twins', 'https://shared.example.com');
update ops.odoo_bindings set url = 'https://shared.example.com', database = 'books', username = 'bot', password_secret = 'secret' where name = 'default';
insert into odoo_seed.programs (slug, name, parent_slug) values ('top', 'Top', null), ('low', 'Low', 'top'), ('aside', 'Aside', null);
insert into odoo_seed.projects (program_slug, external_ref, name, company_name, account_slug)
values ('top', 'A', 'A', 'Acme', null), ('low', 'B', 'B', 'Acme', null), ('aside', 'C', 'C', 'Acme', null), ('low', 'D', 'D', 'Acme', 'twins');
insert into odoo_seed.tasks (project_external_ref, external_ref, name, assignee_email, parent_external_ref, depends_on_refs)
select p, p || n, 'Task', case n when 2 then 'ann@example.com' end, case when n = 3 then p || 1 end,
  case n when 4 then array[p || 1, p || 2] when 5 then array[case p when 'A' then 'B1' else 'A1' end] end
from unnest(array['A', 'B', 'C', 'D']) p, generate_series(1, 5) n
where p <> 'D' or n < 5;
select tests.sync();
select tests.sync('twin');
set constraints all immediate;
create temporary table runs as select binding, tests.run(binding) as id from unnest(array['default', 'twin']) binding;
select odoo_seed.record_agreement(id) from runs;
select is_empty($$ select * from odoo_seed.v_plan where action <> 'noop' or incomplete $$, 'all agrees');

-- %s: a task, another one, a project, and whether.
create temporary table statements (id int generated always as identity, statement text);
insert into statements (statement) values
  ($$ update odoo_seed.tasks set name = 'Other' where external_ref = '%1$s' $$),
  ($$ update odoo_seed.tasks set active = %4$s where external_ref = '%1$s' $$),
  ($$ update odoo_seed.tasks set project_external_ref = '%3$s' where external_ref = '%1$s' $$),
  ($$ update odoo_seed.tasks set parent_external_ref = '%2$s' where external_ref = '%1$s' $$),
  ($$ update odoo_seed.tasks set depends_on_refs = array['%2$s', 'A1'] where external_ref = '%1$s' $$),
  ($$ update odoo_seed.tasks set depends_on_refs = null, parent_external_ref = null where project_external_ref = '%3$s' $$),
  ($$ update odoo_seed.tasks set external_ref = lower(external_ref) where external_ref = '%1$s' $$),
  ($$ delete from odoo_seed.tasks where external_ref = '%1$s' $$),
  ($$ insert into odoo_seed.tasks (project_external_ref, external_ref, name, depends_on_refs) values ('%3$s', lower('%1$s'), 'New', '{%2$s}') $$),
  ('truncate odoo_seed.tasks'), ('truncate odoo_seed.applied'), ('truncate odoo_seed.shadow_tasks'), ('truncate odoo_seed.projects cascade'),
  ($$ update odoo_seed.projects set external_ref = lower(external_ref) where external_ref = '%3$s' $$),
  ($$ update odoo_seed.projects set active = %4$s where external_ref = '%3$s' $$),
  ($$ update odoo_seed.projects set sync_enabled = %4$s where external_ref = '%3$s' $$),
  ($$ update odoo_seed.projects set account_slug = 'twins' where external_ref = '%3$s' $$),
  ($$ with gone as (delete from odoo_seed.tasks where project_external_ref = '%3$s') delete from odoo_seed.projects where external_ref = '%3$s' $$),
  ($$ update odoo_seed.programs set parent_slug = 'aside' where slug = 'low' $$), ($$ update odoo_seed.programs set slug = 'lower' where slug = 'low' $$),
  ($$ update odoo_seed.shadow_tasks set external_ref = null where external_ref = '%1$s' $$),
  ($$ update odoo_seed.shadow_tasks set external_ref = '%2$s' where external_ref = '%1$s' $$),
  ($$ update odoo_seed.shadow_tasks set project_ref = '%3$s' where external_ref = '%1$s' $$),
  ($$ update odoo_seed.shadow_tasks set stage_name = 'Done', active = %4$s where external_ref = '%1$s' $$),
  ($$ delete from odoo_seed.shadow_tasks where external_ref = '%1$s' $$), ($$ delete from odoo_seed.shadow_tasks where project_ref = '%3$s' $$),
  ($$ update odoo_seed.shadow_projects set external_ref = null where external_ref = '%3$s' $$), ($$ delete from odoo_seed.shadow_projects where external_ref = '%3$s' $$),
  ($$ delete from odoo_seed.applied where external_ref = '%1$s' $$), ($$ update odoo_seed.applied set sent = sent || '{"stage": "Gone"}' where external_ref = '%1$s' $$),
  ($$ update odoo_seed.applied set created_by_us = %4$s where external_ref in ('%1$s', '%3$s') $$),
  ($$ update odoo_seed.applied set odoo_id = odoo_id + 1 where external_ref = '%1$s' $$),
  ($$ delete from odoo_seed.shadow_names where kind = 'user' $$), ($$ delete from odoo_seed.shadow_names where kind = 'company' $$),
  ($$ update odoo_seed.field_policies set policy = 'merge' where field = 'name' $$),
  ($$ update ops.odoo_bindings set name = 'renamed' where name = 'twin' $$), ($$ update ops.odoo_bindings set sync_enabled = false where name = 'twin' $$),
  ($$ update ops.odoo_bindings set company_name = 'Other' where name = 'default' $$);

create function pg_temp.random_statement() returns text language sql volatile as $$
  select format(s.statement, t.a || t.m, t.b || t.n, t.a, (t.m < 4)::text)
  from (select substr('ABCD', 1 + floor(random() * 4)::int, 1) as a, substr('ABCD', 1 + floor(random() * 4)::int, 1) as b,
    1 + floor(random() * 5)::int as m, 1 + floor(random() * 5)::int as n) t, statements s
  order by random() limit 1 $$;

-- What remains in the database of an agreement on these refs; undone.
create function pg_temp.agreed(p_run uuid, p_refs text[]) returns text language plpgsql as $$
declare answer text;
begin
  perform odoo_seed.record_agreement(p_run, p_refs);
  select string_agg(all_of.it, E'\n' order by all_of.it) into answer from (
    select concat_ws(' ', 'applied', binding, model, external_ref, odoo_id, sent, echo, created_by_us) as it from odoo_seed.applied
    union all select concat_ws(' ', 'task', external_ref, odoo_task_id) from odoo_seed.tasks) all_of;
  raise exception using errcode = 'TS000';
exception when sqlstate 'TS000' then return answer;
end
$$;

-- What a partial plan of these scopes would miss after some statements; all is undone.
create function pg_temp.missed(p_statements text[]) returns text[] language plpgsql as $$
declare
  statement text;
  run record;
  plan_scope jsonb;
  moved text[];
  missed text[] := '{}';
begin
  delete from odoo_seed.change_log;
  foreach statement in array p_statements loop
    begin
      execute statement;
      set constraints all immediate;
    exception when integrity_constraint_violation then null;
    end;
  end loop;
  for run in select r.id, r.binding from odoo_seed.sync_runs r loop
    -- Planned by another transaction, long ago.
    moved := odoo_seed.changed_since(row (run.binding, '{}', '10:10:', '9', '{}', 0, 0, now())::odoo_seed.empty_plans);
    continue when moved is null;
    foreach plan_scope in array array['{}', '{"prune": "archive"}', '{"program": "top", "prune": "archive"}', '{"projects": ["A", "D"]}']::jsonb[] loop
      missed := missed || array(
        select concat_ws(' ', run.binding, plan_scope, p.external_ref, p.action)
        from odoo_seed.plan(run.binding, plan_scope) p
        where (p.action <> 'noop' or p.incomplete) and p.external_ref <> all (moved));
      missed := missed || array(
        select concat_ws(' ', run.binding, plan_scope, external_ref, 'is planned otherwise with the others')
        from (
          select to_jsonb(p) as p, p.external_ref from odoo_seed.plan(run.binding, plan_scope, moved) p
          union all
          select to_jsonb(p), p.external_ref from odoo_seed.plan(run.binding, plan_scope) p where p.external_ref = any (moved)
        ) both_ways
        group by p, external_ref
        having count(*) <> 2);
    end loop;
    if moved <> '{}' and pg_temp.agreed(run.id, moved) is distinct from pg_temp.agreed(run.id, null) then
      missed := missed || (run.binding || ': another agreement');
    end if;
    if moved = '{}' and pg_temp.agreed(run.id, null) is distinct from pg_temp.agreed(run.id, '{}') then
      missed := missed || (run.binding || ': an agreement not made');
    end if;
  end loop;
  raise exception using errcode = 'TS000';
exception when sqlstate 'TS000' then return missed;
end
$$;

select setseed(0.25);
create temporary table drawn as
select n, array(select pg_temp.random_statement() from generate_series(1, 1 + n % 3) i where n > 0) as statements from generate_series(1, 30) n;
select is(m.missed, '{}', 'nothing is missed after ' || array_to_string(statements, ';'))
from drawn, lateral (select pg_temp.missed(statements) as missed) m where m.missed <> '{}';
select cmp_ok((select count(distinct statements) from drawn), '>', (30 * 0.8)::bigint, 'of many statements');
select * from finish();
rollback;
