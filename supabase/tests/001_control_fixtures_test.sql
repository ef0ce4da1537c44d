-- Fixtures for the control plane: four tenants, actors, and operations that are walked through.
begin;

create function tests.add_tenant(p_slug text, p_parent text, p_type text default 'client', p_isolation text default 'database')
returns void language sql set search_path = '' as $$
  insert into control.tenants (slug, name, tenant_type, status, parent_id, isolation, admin_email, plan_code, infra_template_code)
  select p_slug, initcap(p_slug), p_type, 'active', t.id, p_isolation, 'a@example.com', 'starter', 'tested'
  from control.tenants t where t.slug = p_parent;
  select control.note_database(id, gen_random_uuid()::text) from control.tenants where slug = p_slug and isolation = 'database';
$$;

-- platform above a provider "prov" and a client "acme"; "sub" below prov. All active; but for platform's, operations made their databases.
create function tests.tenants() returns void language sql set search_path = '' as $$
  truncate control.tenants cascade;
  delete from control.accepted_risks;
  delete from control.database_templates;
  delete from ops.reconcile_faults;
  delete from ops.work;
  delete from net.http_request_queue;
  insert into control.subscription_plans (code, name) values ('starter', 'Starter'), ('provider', 'Provider') on conflict do nothing;
  insert into control.infra_templates (code, name, docker_image_odoo, docker_image_pg)
  values ('tested', 'Tested', 'odoo:18.0', 'postgres:17') on conflict do nothing;
  insert into control.tested_images (infra_template_code, image_tag, odoo_version) values ('tested', '18.0', '18.0'), ('tested', '18.1', '18.0-20260301') on conflict do nothing;
  select set_config('ops.actor', '', true), set_config('control.operation_id', '', true);
  insert into control.tenants (slug, name, tenant_type, status, schema, admin_email, plan_code)
  values ('platform', 'Platform', 'platform_owner', 'active', 'public', 'a@example.com', 'starter');
  select tests.add_tenant('prov', 'platform', 'provider');
  select tests.add_tenant('acme', 'platform');
  select tests.add_tenant('sub', 'prov');
$$;

-- A backup of a tenant, taken by an operation that has ended; returns its id.
create function tests.add_backup(p_slug text, p_taken_at timestamptz default clock_timestamp()) returns uuid language plpgsql set search_path = '' as $$
declare
  operation uuid;
  backup uuid;
begin
  insert into control.operations (tenant_id, kind, status, tenant_status, requested_by, created_at, started_at, finished_at)
  select id, 'backup', 'succeeded', status, 'ann', p_taken_at, p_taken_at, p_taken_at from control.tenants where slug = p_slug
  returning id into operation;
  backup := (control.finish_backup((control.begin_backup(operation)).id, repeat('a', 64), 1000, '18.0', null, null)).id;
  update control.backups set begun_at = p_taken_at, taken_at = p_taken_at, expires_at = p_taken_at + (expires_at - taken_at) where id = backup;
  return backup;
end
$$;

-- Puts a tenant into any status, past the guard.
create function tests.put(p_slug text, p_status text) returns void language plpgsql set search_path = '' as $$
begin
  alter table control.tenants disable trigger user;
  update control.tenants set status = p_status where slug = p_slug;
  alter table control.tenants enable trigger user;
end
$$;

create function tests.actor(p_role text, p_tenant text default null, p_user text default 'ann', p_on_behalf_of text default null)
returns jsonb language sql set search_path = '' as $$
  select jsonb_strip_nulls(jsonb_build_object('user', p_user, 'role', p_role, 'tenant', p_tenant, 'on_behalf_of', p_on_behalf_of));
$$;

create function tests.steps(variadic p_names text[]) returns jsonb language sql set search_path = '' as $$
  select jsonb_agg(jsonb_build_object('name', name)) from unnest(p_names) name;
$$;

create function tests.planned_steps(p_kind text) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_agg(jsonb_build_object('name', name, 'dangerous', dangerous, 'disruptive', disruptive, 'undoes', undone,
    'exclusive', exclusive || ':odoo.example.com') order by position) from control.planned_steps where kind = p_kind;
$$;

-- From here on the actor's claims are the session's: a person of that name with that role and no other, or a token of theirs.
create function tests.act(p_actor jsonb) returns void language plpgsql security definer set search_path = '' as $$
declare
  agent constant boolean := p_actor ->> 'role' = 'agent';
  named constant text := case when agent then p_actor ->> 'on_behalf_of' else p_actor ->> 'user' end;
  person constant uuid := md5('actor ' || coalesce(named, ''))::uuid;
  wanted constant text := case when agent then 'platform_owner' else p_actor ->> 'role' end;
  token uuid;
begin
  perform set_config('request.jwt.claims', '', true);
  if named is null then
    return;
  end if;
  insert into auth.users (id, aud, role, email) values (person, 'authenticated', 'authenticated', named) on conflict (id) do nothing;
  delete from control.platform_members where user_id = person and role <> wanted;
  delete from control.tenant_user_assignments where user_id = person;
  if wanted in ('platform_owner', 'platform_operator', 'finance_owner') then
    insert into control.platform_members (user_id, role) values (person, wanted) on conflict do nothing;
  elsif p_actor ? 'tenant' then
    insert into control.tenant_user_assignments (tenant_id, user_id, role)
    select id, person, wanted from control.tenants where slug = p_actor ->> 'tenant';
  end if;
  if agent then
    insert into control.api_tokens (name, kind, person_id) values (control.canonical_actor(p_actor ->> 'user'), 'agent', person)
    on conflict (name) do update set person_id = excluded.person_id returning id into token;
  end if;
  perform set_config('request.jwt.claims', jsonb_strip_nulls(
    jsonb_build_object('role', 'authenticated', 'sub', person, 'api_token', token, 'request_id', p_actor ->> 'request_id'))::text, true);
end
$$;

-- The functions that callers reach, each for an actor.
create function tests.open_operation(p_slug text, p_kind text, p_steps jsonb, p_input jsonb, p_actor jsonb, p_key text, p_target jsonb default null)
returns table (id uuid, status text, existing boolean) language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return query select * from control.open_operation(p_slug, p_kind, p_steps, p_input, p_key, p_target);
end
$$;
create function tests.request_tenant(p_tenant jsonb, p_kind text, p_steps jsonb, p_input jsonb, p_actor jsonb, p_key text)
returns table (id uuid, status text, existing boolean) language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return query select * from control.request_tenant(p_tenant, p_kind, p_steps, p_input, p_key);
end
$$;
create function tests.request_clone(p_source text, p_tenant jsonb, p_steps jsonb, p_input jsonb, p_actor jsonb, p_key text)
returns table (id uuid, status text, existing boolean) language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return query select * from control.request_clone(p_source, p_tenant, p_steps, p_input, p_key);
end
$$;
create function tests.retry_operation(p_id uuid, p_step text, p_actor jsonb, p_key text default null, p_target jsonb default null)
returns table (id uuid, status text, existing boolean) language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return query select * from control.retry_operation(p_id, p_step, p_key, p_target);
end
$$;
create function tests.create_tenant(p_tenant jsonb, p_actor jsonb) returns control.tenants language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return control.create_tenant(p_tenant);
end
$$;
create function tests.approve_operation(p_id uuid, p_actor jsonb, p_reason text default null, p_seen jsonb default null) returns text language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return control.approve_operation(p_id, p_reason, p_seen);
end
$$;
create function tests.refuse_operation(p_id uuid, p_actor jsonb, p_reason text default null) returns text language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return control.refuse_operation(p_id, p_reason);
end
$$;
create function tests.cancel_operation(p_id uuid, p_actor jsonb) returns text language plpgsql set search_path = '' as $$
begin
  perform tests.act(p_actor);
  return control.cancel_operation(p_id);
end
$$;

create function tests.open(p_slug text, p_kind text, p_steps jsonb default tests.steps('one', 'two'),
  p_actor jsonb default tests.actor('platform_owner'), p_input jsonb default '{}', p_key text default null)
returns uuid language sql set search_path = '' as $$
  select id from tests.open_operation(p_slug, p_kind, p_steps, p_input, p_actor, p_key);
$$;

-- A runner takes the next step, looks, and is about to act; or, look, has only looked.
create function tests.look(p_worker text default 'worker') returns jsonb language sql set search_path = '' as $$
  select control.claim_step(p_worker, 60);
$$;
create function tests.claim(p_worker text default 'worker') returns jsonb language plpgsql set search_path = '' as $$
declare
  claim jsonb := tests.look(p_worker);
begin
  perform control.begin_change((claim -> 'step' ->> 'id')::uuid, (claim ->> 'token')::uuid) where claim -> 'step' ->> 'action' = 'apply';
  return claim;
end
$$;
create function tests.finish(p_claim jsonb, p_output jsonb default null) returns void language sql set search_path = '' as $$
  select control.finish_step((p_claim -> 'step' ->> 'id')::uuid, (p_claim ->> 'token')::uuid, p_output);
$$;
create function tests.fail_with(p_claim jsonb, p_code text) returns text language sql set search_path = '' as $$
  select control.fail_step((p_claim -> 'step' ->> 'id')::uuid, (p_claim ->> 'token')::uuid, jsonb_build_object('code', p_code, 'detail', 'No.'));
$$;
-- With something that may be over by the next try, or that trying again does not mend.
create function tests.fail(p_claim jsonb, p_retry boolean default false) returns text language sql set search_path = '' as $$
  select tests.fail_with(p_claim, case when p_retry then 'odoo_failed' else 'misconfigured' end);
$$;
create function tests.wait(p_claim jsonb, p_seconds numeric, p_output jsonb default null) returns void language sql set search_path = '' as $$
  select control.wait_step((p_claim -> 'step' ->> 'id')::uuid, (p_claim ->> 'token')::uuid, p_seconds, p_output);
$$;

-- Time passes: pauses are over; and, of the worker, that it died.
create function tests.pass_time() returns void language sql set search_path = '' as $$
  update ops.work set run_after = clock_timestamp() where kind = 'step' and status in ('queued', 'waiting');
$$;
-- As pass_time, in which the pauses were really waited.
create function tests.wait_pauses() returns void language sql set search_path = '' as $$
  update ops.work
  set run_after = clock_timestamp(), outage_since = outage_since - greatest(run_after - clock_timestamp(), '0')
  where kind = 'step' and status in ('queued', 'waiting');
$$;
create function tests.die() returns void language sql set search_path = '' as $$
  update ops.work set lease_expires_at = clock_timestamp() where kind = 'step' and status = 'running';
$$;

-- How a step is worked on.
create function tests.step_work(p_operation uuid, p_name text default 'one') returns ops.work language sql set search_path = '' as $$
  select w from ops.work w join control.provisioning_jobs j on j.id::text = w.key
  where w.kind = 'step' and j.operation_id = p_operation and j.name = p_name and j.action = 'apply';
$$;

-- Claims and finishes every step there is, at most a hundred; returns their names in order.
create function tests.work() returns text language plpgsql set search_path = '' as $$
declare
  claim jsonb;
  names text[] := '{}';
begin
  for i in 1..100 loop
    claim := tests.claim();
    exit when claim is null;
    names := names || concat_ws(' ', nullif(claim -> 'step' ->> 'action', 'apply'), claim -> 'step' ->> 'name');
    perform tests.finish(claim);
  end loop;
  return array_to_string(names, ', ');
end
$$;

create function tests.operation(p_id uuid) returns text language sql set search_path = '' as $$
  select status from control.operations where id = p_id;
$$;
create function tests.tenant(p_slug text) returns text language sql set search_path = '' as $$
  select status from control.tenants where slug = p_slug;
$$;
create function tests.walk(p_id uuid) returns text language sql set search_path = '' as $$
  select string_agg(concat_ws(' ', nullif(action, 'apply'), name, status), ', ' order by position)
  from control.provisioning_jobs where operation_id = p_id;
$$;

-- "<SQLSTATE>: <message>" of a statement, or "fine"; what it did is undone.
create function tests.refusal(p_statement text) returns text language plpgsql set search_path = '' as $$
begin
  execute p_statement;
  raise exception using errcode = 'TS000';
exception
  when sqlstate 'TS000' then return 'fine';
  when others then return sqlstate || ': ' || sqlerrm;
end
$$;

-- Time passes for everybody: what was noted is so much longer ago, and what is due so much sooner. Schedules with a
-- cron line go by the hours of the day, which stand still: give those an interval.
create function tests.pass(p_time interval) returns void language plpgsql set search_path = '' as $$
declare
  one record;
begin
  for one in
    select c.table_schema, c.table_name, string_agg(format('%1$I = %1$I - $1', c.column_name), ', ') as moved
    from information_schema.columns c
    where (c.table_schema || '.' || c.table_name) in ('ops.schedules', 'ops.work', 'ops.function_calls', 'control.operations', 'control.provisioning_jobs',
      'control.backups', 'control.tenant_databases', 'control.tenant_probes', 'control.tenant_metrics', 'control.tenant_health', 'control.shadow_turns',
      'odoo_seed.sync_runs') and c.data_type = 'timestamp with time zone' and c.is_generated = 'NEVER'
    group by 1, 2
  loop
    execute format('update %I.%I set %s', one.table_schema, one.table_name, one.moved) using p_time;
  end loop;
end
$$;
-- What forbids or audits that the past is changed, in the transaction of a test alone.
create function tests.let_time_pass() returns void language plpgsql set search_path = '' as $$
begin
  alter table control.operations disable trigger history_is_immutable;
  alter table control.operations disable trigger write_audit_update;
  alter table control.provisioning_jobs disable trigger history_is_immutable;
  alter table control.backups disable trigger write_audit_update;
  alter table control.tenant_databases disable trigger write_audit_update;
end
$$;

select plan(1);
select has_function('tests', 'tenants', 'the control plane''s fixtures are in place');
select * from finish();
commit;
