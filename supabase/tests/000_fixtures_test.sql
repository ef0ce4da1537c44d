-- Fixtures for the files that follow, in a schema that the last file drops; every other file rolls back.
begin;
create extension if not exists pgtap with schema extensions;
drop schema if exists tests cascade;
create schema tests;
comment on schema tests is 'Fixtures of the pgTAP tests; no part of the product.';

-- An empty control plane with nothing but the binding "default".
create function tests.empty() returns void language sql set search_path = '' as $$
  -- Until the test ends no schedule runs beside it, which would lock in another order.
  select from ops.schedules for no key update;
  truncate odoo_seed.programs, odoo_seed.projects, odoo_seed.tasks, odoo_seed.shadow_projects,
    odoo_seed.shadow_tasks, odoo_seed.shadow_names, odoo_seed.applied, odoo_seed.sync_runs,
    odoo_seed.sync_run_errors, odoo_seed.drift_mutes cascade;
  delete from ops.work;
  delete from ops.reconcile_faults;
  delete from ops.odoo_bindings;
  insert into ops.odoo_bindings (name) values ('default');
$$;

-- Another binding, for one account; its Odoo is named after it unless the URL is given.
create function tests.add_binding(p_name text, p_account text, p_url text default null)
returns void language sql set search_path = '' as $$
  insert into ops.odoo_bindings (name, account_slug, url, database, username, password_secret)
  values (p_name, p_account, coalesce(p_url, 'https://' || p_name || '.example.com'), 'books', 'bot', 'secret');
$$;

-- One project "P" with the tasks "T1" and "T2", in the binding "default".
create function tests.seed() returns void language sql set search_path = '' as $$
  select tests.empty();
  insert into odoo_seed.programs (slug, name) values ('close', 'Close');
  insert into odoo_seed.projects (program_slug, external_ref, name, company_name)
  values ('close', 'P', 'Project', 'Acme');
  insert into odoo_seed.tasks (project_external_ref, external_ref, name)
  values ('P', 'T1', 'Task one'), ('P', 'T2', 'Task two');
$$;

-- Makes the shadow of a binding what a run would leave behind: Odoo holds every seed, all of it our work.
create function tests.sync(p_binding text default 'default') returns void language sql set search_path = '' as $$
  insert into odoo_seed.shadow_names (binding, kind, name, odoo_id)
  select p_binding, 'company', company_name, 1 from odoo_seed.projects
  union
  select p_binding, 'user', address, 2
  from odoo_seed.v_desired d
  cross join lateral (
    select d.document ->> 'manager' union all select jsonb_array_elements_text(d.document -> 'assignees')
  ) named (address)
  where d.binding = p_binding and address is not null
  on conflict do nothing;

  insert into odoo_seed.shadow_projects (
    binding, odoo_id, external_ref, name, company_name, manager_email, visibility, allow_dependencies,
    description, date_start, date_end, sequence, active, odoo_write_at, odoo_write_by
  )
  select p_binding, 10 + row_number() over (order by p.external_ref), p.external_ref, p.name, p.company_name,
    p.manager_email, p.visibility, p.allow_dependencies, p.description, p.date_start, p.date_end,
    coalesce(p.sequence, 10), p.active, '2026-01-01 00:00Z', 'bot'
  from odoo_seed.projects p
  join odoo_seed.v_project_bindings b on b.project_ref = p.external_ref and b.binding = p_binding;

  insert into odoo_seed.shadow_tasks (
    binding, odoo_id, external_ref, project_odoo_id, project_ref, name, description, stage_name, tag_names,
    assignee_emails, planned_hours, date_deadline, sequence, milestone_name, parent_ref, depends_on_odoo_ids,
    depends_on_refs, active, odoo_write_at, odoo_write_by
  )
  select p_binding, 100 + row_number() over (order by t.external_ref), t.external_ref, p.odoo_id,
    t.project_external_ref, t.name, t.description, t.stage_name, coalesce(t.tag_names, '{}'),
    coalesce(odoo_seed.assignee_set(t.assignee_email, t.assignee_emails), '{}'), coalesce(t.planned_hours, 0),
    t.date_deadline, coalesce(t.sequence, 10), t.milestone_name, t.parent_external_ref, '{}',
    coalesce(t.depends_on_refs, '{}'), t.active, '2026-01-01 00:00Z', 'bot'
  from odoo_seed.tasks t
  join odoo_seed.shadow_projects p on p.binding = p_binding and p.external_ref = t.project_external_ref;

  insert into odoo_seed.applied (binding, model, external_ref, odoo_id, sent, created_by_us)
  select d.binding, d.model, d.external_ref, o.odoo_id, d.document, true
  from odoo_seed.v_desired d
  join odoo_seed.v_observed o using (binding, model, external_ref)
  where d.binding = p_binding;
$$;

-- A running run of a binding.
create function tests.run(p_binding text default 'default', p_type text default 'seed', p_scope jsonb default '{}')
returns uuid language sql set search_path = '' as $$
  select odoo_seed.start_run(p_binding, p_type, p_scope, 60);
$$;

-- An empty queue that is driven: its requests wait in net.http_request_queue and go nowhere.
create function tests.drive() returns void language sql set search_path = '' as $$
  delete from net.http_request_queue;
  delete from vault.secrets where name in ('functions_url', 'functions_secret');
  select vault.create_secret('http://127.0.0.1:9/functions/v1', 'functions_url');
  select vault.create_secret('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', 'functions_secret');
$$;

-- A durable run of a binding, its first slice at work unless it waits in the queue.
create function tests.open_run(
  p_binding text default 'default', p_type text default 'seed', p_options jsonb default '{}',
  p_key text default null, p_start boolean default true
) returns uuid language sql set search_path = '' as $$
  select id from odoo_seed.open_run(p_binding, p_type, '{}', p_options, p_key, p_start, 60);
$$;

-- Time passes for runs: their leases are over, or, due, their pauses and calls.
create function tests.expire_run(p_id uuid) returns void language sql set search_path = '' as $$
  update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() - interval '1 s' where id = p_id and status = 'running';
  update ops.work set lease_expires_at = clock_timestamp() - interval '1 s' where kind = 'run' and key = p_id::text and status = 'running';
$$;
create function tests.runs_due() returns void language sql set search_path = '' as $$
  update ops.work set run_after = clock_timestamp(), called_at = null where kind = 'run' and status in ('queued', 'waiting');
$$;

-- The statements as a person would try them: what the question answers afterwards. All is undone.
create function tests.after(p_statement text, p_question text) returns text language plpgsql set search_path = '' as $$
declare
  answer text;
begin
  execute p_statement;
  execute p_question into answer;
  raise exception using errcode = 'TS000';
exception when sqlstate 'TS000' then
  return answer;
end
$$;

-- What the plan says of a ref. Planning the view takes longer than running it, so its plan is kept.
create function tests.planned(p_ref text, out action text, out changes jsonb, out reason text)
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  select string_agg(p.action, ' and '), jsonb_agg(p.changes) -> 0, string_agg(p.reason, ' and ')
  into action, changes, reason
  from odoo_seed.v_plan p
  where p.external_ref = p_ref;
end
$$;
create function tests.action(p_ref text) returns text language sql set search_path = '' as
  $$ select action from tests.planned(p_ref) $$;
create function tests.changes(p_ref text) returns jsonb language sql set search_path = '' as
  $$ select changes from tests.planned(p_ref) $$;
create function tests.reason(p_ref text) returns text language sql set search_path = '' as
  $$ select reason from tests.planned(p_ref) $$;

select plan(1);
select has_function('tests', 'sync', 'the fixtures are in place');
select * from finish();
commit;
